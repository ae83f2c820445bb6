"""One level of a plan: what is not measured is NaN, and nothing is schematic if not said."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridgen.model.zones import Zones, column_of


def two_zones(**more: object) -> Zones:
    text = {name: ["x", "y"] for name in ("code", "name", "parent", "kind", "community", "status")}
    number = {name: [1, 2] for name in ("households", "units", "mean_m", "max_m")}
    shapes = [shapely.box(k, 0, k + 1, 1) for k in range(2)]
    return Zones(level="grids", polygon=shapes, **text, **number, **more)


@pytest.mark.parametrize(
    ("level", "column"), [("grids", "grid"), ("ten_household_groups", "ten_household_group")]
)
def test_the_column_of_a_level_is_its_singular(level: str, column: str) -> None:
    assert column_of(level) == column


def test_what_is_not_given_is_not_measured_and_not_schematic() -> None:
    zones = two_zones()

    assert zones.schematic.tolist() == [False, False]
    for name in ("compactness", "walk_m", "on_lines"):
        assert np.isnan(getattr(zones, name)).tolist() == [True, True]


def test_what_is_given_stays() -> None:
    zones = two_zones(schematic=[True, False], walk_m=[3.5, np.nan])

    assert zones.schematic.tolist() == [True, False]
    assert zones.walk_m[0] == 3.5
    assert len(zones) == 2
