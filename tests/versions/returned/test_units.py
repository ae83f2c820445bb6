"""Households are called by the groups and buildings that are whole among them."""

from __future__ import annotations

import numpy as np
import pytest
from edited import draft

from gridgen.versions.returned.units import units_of


@pytest.mark.parametrize(
    ("rows", "units"),
    [
        (range(30), ("东村第一村民小组",)),
        (range(31), ("东村第一村民小组", "h30")),
        (range(29), tuple(f"h{row}" for row in range(29))),
        ([*range(30), *range(60, 90)], ("东村第一村民小组", "东村第三村民小组")),
        ([300], ("h300",)),
    ],
)
def test_units_of_households(rows: list[int], units: tuple[str, ...]) -> None:
    assert units_of(draft(), np.array(rows)) == units
