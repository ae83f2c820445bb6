"""Every row and household of a list is somewhere, and the counts add up."""

from __future__ import annotations

import pandas as pd
from villages import CRS, VILLAGE, divide, field, homes, strip

from gridgen.plans.balance import apart_from_grids, balance_of


def test_rows_left_out_and_households_outside_are_counted_with_their_reason() -> None:
    table = pd.concat([homes(field(15, 4)), homes([(9000, 9000)], id=["far"])])
    plain = pd.DataFrame({"id": table["id"], "households": 2})
    plain["x"], plain["y"] = table.geometry.x, table.geometry.y
    plain = pd.concat([plain, plain.iloc[:2], plain.iloc[:1].assign(id="h99", households=-1)])

    plan = divide(plain, strip(wide=400), crs=CRS)
    found = balance_of(plan)

    assert (found.rows_read, found.rows, found.households) == (64, 61, 122)
    assert found.left_out == {"bad_count": 1, "row_twice": 2}
    assert (found.in_grids, found.virtual, found.outside) == (120, 0, 2)


def test_households_that_stand_where_their_group_does_are_counted_among_those_in_grids() -> None:
    table = homes(field(15, 4), group=["一组"] * 60, community=VILLAGE)
    table.loc[[3, 7], "geometry"] = None
    table.loc[7, "group"] = ""

    found = balance_of(divide(table, strip(wide=400)))

    assert (found.in_grids, found.by_unit, found.virtual, found.outside) == (59, 1, 1, 0)
    assert apart_from_grids(found, "zh") == {
        "by_unit": "（其中按楼栋或小组定位 1 户）",
        "virtual": "，无位置（虚拟网格）1 户",
        "outside": "",
    }
