"""Units above the band are split: villager groups by distance, a tower in them before."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from villages import (
    ORIGIN,
    VILLAGE,
    divide,
    homes,
    ours,
    parts,
    square,
)

WITH_GROUPS = """
[[level]]
name = "grids"
parent = "communities"
keep = ["place", "group"]
split = ["place", "group"]
label.zh = "第{n}网格"
label.en = "Grid {n}"
band.village = { fewest = 50, most = 100 }
"""


@pytest.fixture
def with_groups(tmp_path: Path) -> str:
    return ours(tmp_path, WITH_GROUPS)


def groups(**size_of: int) -> gpd.GeoDataFrame:
    """Groups of single households, side by side in columns of ten, 10 m apart."""
    names = [name for name, size in size_of.items() for _ in range(size)]
    xy = [(5 + 10 * (k // 10), 10 + 25 * (k % 10)) for k in range(len(names))]
    return homes(xy, group=names)


@pytest.mark.parametrize(("size", "parts_expected"), [(100, 1), (101, 2), (200, 2), (201, 3)])
def test_a_villager_group_above_the_band_is_split_into_as_few_parts_as_can_be(
    with_groups: str, size: int, parts_expected: int
) -> None:
    plan = divide(groups(one=size, two=60), square(VILLAGE), rules=with_groups)

    grid = plan.zone_of["grids"]
    assert len(set(grid[plan.township.households.keys["group"] == "one"])) == parts_expected
    assert len(set(grid[plan.township.households.keys["group"] == "two"])) == 1
    assert len(plan.report.of("unit_split")) == (1 if parts_expected > 1 else 0)
    assert not plan.level("grids").schematic.any()
    assert [f.en for f in plan.report.errors] == []


def test_a_group_is_split_by_distance_into_parts_that_hang_together(with_groups: str) -> None:
    plan = divide(groups(one=160), square(VILLAGE), rules=with_groups)

    is_south = plan.township.households.xy[:, 1] < ORIGIN[1] + 125  # 160 m wide, 225 m long
    south, north = plan.zone_of["grids"][is_south], plan.zone_of["grids"][~is_south]
    assert plan.level("grids").households.tolist() == [80, 80]
    assert (len(set(south)), len(set(north))) == (1, 1)
    [told] = plan.report.of("unit_split")
    assert (told.where, told.number, told.limit) == ("one", 160, 100)


def test_a_tower_inside_a_group_is_split_before_the_group_is(with_groups: str) -> None:
    households = groups(one=40)
    households["households"] = [1] * 39 + [160]

    plan = divide(households, square(VILLAGE), rules=with_groups)

    assert parts(plan, "h39") == {"h39#1": 80, "h39#2": 80}
    assert set(plan.level("grids").status) == {"in band"}
    assert [f.en for f in plan.report.errors] == []
