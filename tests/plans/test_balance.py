"""Every row and household of a list is somewhere, and the counts add up."""

from __future__ import annotations

import pandas as pd
from villages import CRS, divide, field, homes, strip

from gridgen.plans.balance import balance_of


def test_rows_left_out_and_households_outside_are_counted_with_their_reason() -> None:
    table = pd.concat([homes(field(15, 4)), homes([(9000, 9000)], id=["far"])])
    plain = pd.DataFrame({"id": table["id"], "households": 2})
    plain["x"], plain["y"] = table.geometry.x, table.geometry.y
    plain = pd.concat([plain, plain.iloc[:2], plain.iloc[:1].assign(id="h99", households=-1)])

    plan = divide(plain, strip(wide=400), crs=CRS)
    found = balance_of(plan)

    assert (found.rows_read, found.rows, found.households) == (64, 61, 122)
    assert found.left_out == {"bad_count": 1, "id_twice": 2}
    assert (found.in_grids, found.virtual, found.outside) == (120, 0, 2)
