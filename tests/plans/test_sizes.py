"""What the band of a level counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from plans import altered, town

from gridgen.plans.sizes import sizes_of, sizes_of_zones
from gridgen.rules.loader import load_rules


@pytest.mark.parametrize(
    ("counts", "first", "zones"),
    [
        ("households", 1, [20, 20, 20, 400, 400, 400]),
        ("population", 3, [60, 60, 60, 3, 3, 3]),
        ("dogs", 0, [0] * 6),
        ("area", 0, [180_000] * 6),
    ],
)
def test_a_level_counts_households_a_column_or_square_metres(
    counts: str, first: int, zones: list[int]
) -> None:
    plan = town()
    people = {"population": np.full(len(plan.township.households), 3)}
    plan = altered(plan, households=replace(plan.township.households, counts=people))
    level = replace(load_rules("standard").levels[0], counts=counts)

    assert sizes_of(plan, level)[0] == first
    assert sizes_of_zones(plan, level).tolist() == zones
