"""However roughly land is drawn: grids tile, none is broken, and everybody stands in their own.

The first of the villages of `make rough`, and some by name.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from campaigns import campaign
from rough import faults, rough
from villages import CRS, NEXT_VILLAGE, ORIGIN, VILLAGE, field, ground, homes, land

import gridgen

CORNERS = field(12, 12, west=0, south=0)


def village(*xy: tuple[float, float]) -> gpd.GeoDataFrame:
    return land({VILLAGE: shapely.Polygon(xy)})


def divide(
    households: gpd.GeoDataFrame, communities: gpd.GeoDataFrame, **layers: gpd.GeoDataFrame
) -> gridgen.Plan:
    return gridgen.divide(households, communities, effort="fast", **layers)


@pytest.mark.parametrize("seed", campaign(range(40), everyday=8))
def test_a_roughly_drawn_village_gets_a_sound_plan(seed: int) -> None:
    drawn = rough(seed)

    plan = gridgen.divide(**drawn.layers, effort="fast")

    assert list(faults(plan)) == [], drawn.what


@pytest.mark.parametrize("wide_m", [1e-9, 1e-7, 1e-6, 1e-5, 1e-4, 1e-2])
def test_a_crack_of_any_width_from_the_edge_breaks_no_grid(wide_m: float) -> None:
    cracked = village((-50, -50), (113, -50), (113, 120), (113 + wide_m, -50), (300, -50),
                      (300, 300), (-50, 300))  # fmt: skip

    plan = divide(homes(CORNERS), cracked)

    assert list(faults(plan)) == []


@pytest.mark.parametrize("decimals", [3, 5, 6, 12])
def test_two_rows_of_one_code_with_corners_on_one_side_alone_are_one_village(
    decimals: int,
) -> None:
    foot, top = np.array([107.3, -50.0]), np.array([124.9, 300.0])
    between = [tuple(foot + (top - foot) * share) for share in (0.17, 0.44, 0.83)]
    west = shapely.Polygon([(-50, -50), tuple(foot), tuple(top), (-50, 300)])
    east = shapely.Polygon([tuple(foot), (300, -50), (300, 300), tuple(top), *between[::-1]])
    rows = [shapely.transform(row, lambda at: np.round(at, decimals)) for row in (west, east)]
    drawn = land({VILLAGE: rows[0], NEXT_VILLAGE: rows[1]}).assign(code=VILLAGE)

    plan = divide(homes(CORNERS), drawn)

    assert list(faults(plan)) == []
    assert plan.communities.shape[0].geom_type == "Polygon"
    assert plan.communities.shape[0].interiors[:] == []


@pytest.mark.parametrize("overlap_m", [30, 60])
def test_neighbours_that_overlap_are_parted_for_everything_that_is_drawn(overlap_m: float) -> None:
    left = shapely.Polygon([(-50, -50), (110 + overlap_m, -50), (140, 300), (-50, 300)])
    right = shapely.Polygon([(110, -50), (300, -50), (300, 300), (140 - overlap_m, 300)])

    plan = divide(homes(CORNERS), land({VILLAGE: left, NEXT_VILLAGE: right}))

    assert list(faults(plan)) == []
    assert [found.rule for found in plan.report if found.rule == "boundary_overlap"] == [
        "boundary_overlap"
    ]


@pytest.mark.parametrize("shift_m", [0.0, 1e-9, 1e-6, 2e-6, 1e-5, 1e-3])
def test_a_road_drawn_twice_through_the_houses_is_one_road(shift_m: float) -> None:
    xy = 20.0 * np.stack(np.meshgrid(np.arange(12), np.arange(12)), -1).reshape(-1, 2)
    road = shapely.LineString([(-60, 100), (310, 100)])
    again = shapely.affinity.translate(shapely.segmentize(road, 13), 0, shift_m)

    plan = divide(
        homes(xy),
        land({VILLAGE: shapely.box(-50, -50, 300, 300)}),
        lines=ground(road, again, **{"class": ["road", "main_road"]}),
    )

    assert list(faults(plan)) == []


@pytest.mark.parametrize("crs", campaign(["EPSG:4326", "EPSG:4490", "EPSG:32650"], everyday=1))
def test_a_plan_keeps_sound_polygons_in_the_file_in_any_crs(tmp_path: Path, crs: str) -> None:
    west, east = shapely.box(-50, -50, 120, 300), shapely.box(120, -50, 300, 300)
    east = shapely.segmentize(east, 37)
    drawn = land({VILLAGE: west, NEXT_VILLAGE: east})
    drawn = drawn.set_geometry(drawn.rotate(17, origin=tuple(ORIGIN))).to_crs(crs)
    at = homes(CORNERS)
    at = at.set_geometry(at.rotate(17, origin=tuple(ORIGIN))).to_crs(crs)
    file = tmp_path / "plan.gpkg"

    gridgen.write_plan(divide(at, drawn), file)
    plan = gridgen.read_plan(file)

    assert list(faults(plan)) == []
    for layer in ("communities", "grids", "ten_household_groups"):
        written = np.asarray(gpd.read_file(file, layer=layer).geometry.array, object)
        assert shapely.is_valid(written).all()
        assert shapely.coverage_is_valid(written)
    assert gridgen.check(plan).errors == ()
    assert list(faults(gridgen.redraw(plan, effort="fast"))) == []


def test_houses_on_the_boundary_and_on_its_corners_are_inside() -> None:
    xy = 20.0 * np.stack(np.meshgrid(np.arange(12), np.arange(12)), -1).reshape(-1, 2)
    drawn = land(
        {VILLAGE: shapely.box(0, 0, 100, 220), NEXT_VILLAGE: shapely.box(100, 0, 220, 220)}
    )

    plan = divide(homes(xy), drawn)

    assert set(plan.presence) == {"placed"}
    assert list(faults(plan)) == []


@pytest.mark.parametrize("apart_m", [1e-9, 1e-6, 1e-4, 2e-3])
def test_two_houses_a_hair_apart_stand_in_their_grids(apart_m: float) -> None:
    twice = np.concatenate([CORNERS, CORNERS[::5] + apart_m])

    plan = divide(homes(twice), land({VILLAGE: shapely.box(-50, -50, 300, 300)}))

    assert list(faults(plan)) == []


def test_footprints_that_meet_where_cells_meet_break_no_grid() -> None:
    xy = 20.0 * np.stack(np.meshgrid(np.arange(12), np.arange(12)), -1).reshape(-1, 2)
    walls = [shapely.box(x - 10, y - 10, x + 10, y + 10 + 1e-7) for x, y in xy[::2]]

    plan = divide(
        homes(xy), land({VILLAGE: shapely.box(-50, -50, 300, 300)}), buildings=ground(*walls)
    )

    assert plan.township.crs == CRS
    assert list(faults(plan)) == []
