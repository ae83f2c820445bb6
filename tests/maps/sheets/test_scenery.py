"""What maps draw of a plan: rows of zones, their homes, and what lies in them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from maps_sheets import four_levels
from plans import EAST_GATE, VILLAGE, town

from maps.sheets.scenery import scenery_of


def test_zones_are_named_without_their_community_and_with_it() -> None:
    scenery = scenery_of(town())

    assert scenery.label[0] == "第1网格"
    assert scenery.full_name(0) == "清河村第1网格"
    assert scenery.home(3) == "东门社区"


def test_zones_of_communities_come_in_the_order_of_their_codes() -> None:
    scenery = scenery_of(town())

    assert scenery.rows_of([1, 0]) == [0, 1, 2, 3, 4, 5]
    assert [str(scenery.code[row]) for row in scenery.rows_of([1])] == [
        f"{EAST_GATE}{k:03d}" for k in (1, 2, 3)
    ]


def test_a_zone_of_an_unknown_community_has_no_home_and_its_code_for_a_name() -> None:
    plan = town()
    grids = replace(plan.levels[0], community=["nowhere", *plan.levels[0].community[1:]])

    scenery = scenery_of(replace(plan, levels=(grids, *plan.levels[1:])))

    assert scenery.community[0] == -1
    assert (scenery.home(0), scenery.full_name(0)) == ("", f"{VILLAGE}001")


def test_colours_that_are_known_are_taken() -> None:
    plan = town()
    known = {code: 5 - row for row, code in enumerate(plan.levels[0].code)}

    assert scenery_of(plan, known).colour.tolist() == [5, 4, 3, 2, 1, 0]


def test_households_in_no_zone_count_in_their_community() -> None:
    plan = town()
    placed = plan.community_of >= 0

    scenery = scenery_of(plan)

    assert scenery.community_households.sum() == plan.township.households.count[placed].sum()


def test_parts_of_several_levels_know_their_path_from_the_drawn_zone() -> None:
    scenery = scenery_of(four_levels())
    parts = scenery.parts

    deep = np.flatnonzero(parts.depth == 2)
    assert len(deep)
    for row in deep.tolist():
        above = int(parts.parent[row])
        assert parts.depth[above] == 1
        assert parts.zone[row] == parts.zone[above]
        assert str(parts.path[row]).startswith(f"{parts.path[above]}-")
        assert scenery.full_path(row) == f"{scenery.number[parts.zone[row]]}-{parts.path[row]}"
    leaves = parts.leaves(range(len(scenery.code)))
    assert set(leaves) == set(deep.tolist())


def test_an_inner_border_is_held_by_the_zone_of_its_middle() -> None:
    scenery = scenery_of(town())

    lines = np.concatenate(list(scenery.inner.values()))
    holders = np.concatenate(list(scenery.inner_zone.values()))
    middles = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    for middle, zone in zip(middles, holders.tolist(), strict=True):
        assert scenery.shape[zone].covers(middle)


@pytest.mark.parametrize(("x", "zones"), [(100, [0]), (300, [0, 1])])
def test_zones_near_an_extent_are_those_it_meets(x: float, zones: list[int]) -> None:
    scenery = scenery_of(town())
    west, south, *_ = scenery.shape[0].bounds

    assert scenery.near((west + x - 1, south + 10, west + x + 1, south + 20)) == zones


def test_a_plan_in_which_nobody_is_in_a_grid_has_communities_alone() -> None:
    plan = town()

    scenery = scenery_of(replace(plan, levels=(), zone_of={}))

    assert (len(scenery.code), scenery.level_name("zh")) == (0, "")
    assert all(isinstance(shape, shapely.Polygon) for shape in scenery.community_shape)
