"""Where every row and household of a list went: one count for the terminal, pages and sheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gridgen.model.households import Presence
from gridgen.model.plan import Plan
from gridgen.words.say import say

LEFT_OUT = ("no_place", "coordinate_no_number", "lon_lat_swapped", "off_the_globe", "too_far",
            "bad_count", "row_twice", "id_twice", "row_of_other_village", "id_of_other_village",
            "row_is_total", "row_is_remark")  # fmt: skip
"""The findings by which a row of the households is left out, as they are told."""


@dataclass(frozen=True, slots=True)
class Balance:
    """What became of a list of households: all of it adds up.

    Attributes
    ----------
    rows_read
        Rows that hold something; `rows` of them are in the plan.
    left_out
        How many rows were left out, by the rule of the finding that says why.
    rows, households
        In the plan: rows, and the households that they count.
    in_grids, virtual, outside
        Of these households: those in a grid with land, in a virtual grid for want of a place, and
        outside every boundary.
    by_unit
        Of those in grids: how many have no place of their own but that of their building or group.
    """

    rows_read: int
    left_out: Mapping[str, int]
    rows: int
    households: int
    in_grids: int
    virtual: int
    outside: int
    by_unit: int


def balance_of(plan: Plan) -> Balance:
    """Return what became of the rows and households of a plan's list.

    What a split tower makes of a row is one row. What was left out stands in the report: a plan
    that was read by another program, and says nothing, has none.
    """
    households = plan.township.households
    found = Counter(finding.rule for finding in plan.report)
    left_out = {rule: found[rule] for rule in LEFT_OUT if found[rule]}
    count, presence = households.count, plan.presence
    rows = len(set(np.where(households.part_of == "", households.ids, households.part_of).tolist()))
    outside = int(count[presence == Presence.UNPLACED].sum())
    virtual = int(count[presence == Presence.VIRTUAL].sum())
    return Balance(
        rows_read=rows + sum(left_out.values()),
        left_out=left_out,
        rows=rows,
        households=int(count.sum()),
        in_grids=int(count.sum()) - outside - virtual,
        virtual=virtual,
        outside=outside,
        by_unit=int(count[presence == Presence.BY_UNIT].sum()),
    )


def apart_from_grids(found: Balance, lang: str) -> dict[str, str]:
    """Return what is said of households without a place of their own or a grid with land, by field.

    "" for none of them.
    """
    numbers = {"by_unit": found.by_unit, "virtual": found.virtual, "outside": found.outside}
    return {
        name: say(f"balance_{name}", lang, number=number) if number else ""
        for name, number in numbers.items()
    }
