"""One community: its grids are in one piece, each on its own side of what cuts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from villages import (
    ORIGIN,
    VILLAGE,
    assert_is_sound,
    code_of,
    divide,
    field,
    ground,
    homes,
    land,
    said,
    sizes,
)

import gridgen
from gridgen.model.findings import Severity

# --- one piece -----------------------------------------------------------------------------------


def test_an_exclave_too_small_for_a_grid_joins_the_nearest_part_and_is_marked() -> None:
    exclave = shapely.box(400, 0, 500, 100)
    village = land({VILLAGE: shapely.MultiPolygon([shapely.box(0, 0, 210, 210), exclave])})

    plan = divide(homes(np.vstack([field(10, 10), field(3, 3, west=420)])), village)

    marked = plan.report.of("part_joined")
    assert [(f.where, f.number, f.severity) for f in marked] == [(VILLAGE, 9, Severity.NOTE)]
    assert len({code_of(plan, f"h{k}") for k in range(100, 109)}) == 1
    assert f"Grid {int(code_of(plan, 'h100')[-3:])}" in marked[0].en
    assert "飞地" in marked[0].zh
    assert_is_sound(plan)


def test_an_exclave_large_enough_has_grids_of_its_own() -> None:
    exclave = shapely.box(400, 0, 610, 210)
    village = land({VILLAGE: shapely.MultiPolygon([shapely.box(0, 0, 210, 210), exclave])})

    plan = divide(homes(np.vstack([field(10, 10), field(10, 10, west=410)])), village)

    mainland = {code_of(plan, f"h{k}") for k in range(100)}
    assert not mainland & {code_of(plan, f"h{k}") for k in range(100, 200)}
    assert "part_joined" not in said(plan.report)
    assert_is_sound(plan)


def test_households_across_a_hole_are_no_neighbours() -> None:
    # Two strips along a lake, joined by a narrow neck in the west only.
    xy = np.vstack([field(30, 2), field(30, 2, south=150), field(2, 5, south=50)])
    lake = shapely.box(60, 45, 620, 145)
    village = land({VILLAGE: shapely.box(0, 0, 640, 195) - lake})

    plan = divide(homes(xy), village, grids={VILLAGE: 2})

    assert sum(sizes(plan)) == 130
    assert_is_sound(plan)
    for shape in plan.level("grids").polygon:
        assert shape.geom_type == "Polygon"


def test_the_polygon_of_a_grid_round_a_hole_leaves_the_hole_out() -> None:
    lake = shapely.box(100, 100, 200, 200)
    xy = field(14, 14)
    xy = xy[~shapely.contains_xy(lake.buffer(1), xy)]
    village = land({VILLAGE: shapely.box(0, 0, 300, 300) - lake})

    plan = divide(homes(xy), village)

    middle = shapely.Point(*(ORIGIN + 150))
    assert not any(shape.contains(middle) for shape in plan.level("grids").polygon)
    assert_is_sound(plan)


# --- the ground ----------------------------------------------------------------------------------


RIVER = shapely.LineString([(199, -50), (202, 250)])


def test_no_grid_crosses_a_river_without_a_bridge_and_the_check_agrees() -> None:
    village = land({VILLAGE: shapely.box(0, 0, 420, 200)})
    river = ground(RIVER, **{"class": ["river"]})

    plan = divide(homes(field(20, 8)), village, lines=river)

    assert sizes(plan) == [80, 80]
    west = plan.township.households.xy[:, 0] < ORIGIN[0] + 200
    assert len(set(zip(plan.zone_of["grids"].tolist(), west.tolist(), strict=True))) == 2
    shared = shapely.intersection(*plan.level("grids").polygon)
    moved = shapely.affinity.translate(RIVER, *ORIGIN)
    assert shapely.hausdorff_distance(shared, moved & plan.communities.shape[0]) < 1e-3
    assert gridgen.check(plan).errors == ()


def test_a_bank_with_too_few_households_is_joined_and_said() -> None:
    village = land({VILLAGE: shapely.box(0, 0, 420, 200)})
    creek = ground(shapely.LineString([(40, -50), (40, 250)]), **{"class": ["river"]})

    plan = divide(homes(field(20, 8)), village, lines=creek)

    assert plan.report.of("part_joined")[0].number == 16
    # Two neighbours on either side of the creek walk to where its banks were joined, and back.
    assert said(plan.report) == {"part_joined", "walk_detour", "borders_on_lines"}


def test_by_rule_fields_belong_to_no_grid(tmp_path: Path) -> None:
    text = (Path(gridgen.__file__).parent / "rules/presets/standard.toml").read_text("utf-8")
    own = tmp_path / "own.toml"
    own.write_text(text.replace('empty_land = "around"', 'empty_land = "none"'), "utf-8")
    village = land({VILLAGE: shapely.box(0, 0, 420, 800)})
    ditch = ground(shapely.LineString([(-50, 200), (500, 200)]), **{"class": ["stream"]})

    plan = divide(homes(field(20, 8)), village, lines=ditch, rules=str(own))

    assert shapely.area(plan.level("grids").polygon).sum() == pytest.approx(420 * 200)
    assert plan.report.errors == ()
