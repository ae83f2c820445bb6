"""Only the borders between zones are drawn, and what they enclose knows whose it is."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tiling import check_tiles, shapes
from towns import villages

from gridgen.land.borders import kinds_of, patched, patches_of, united
from gridgen.land.cells import cells
from gridgen.model.ground import Ground


def test_a_kind_is_a_zone_at_every_level_and_the_first_level_is_the_top() -> None:
    zones = {"grids": np.array([1, 0, 1, 1]), "groups": np.array([2, 0, 2, -1])}

    kinds = kinds_of(np.zeros((4, 2)), zones)

    assert kinds.zones.tolist() == [[0, 0], [1, -1], [1, 2]]
    assert kinds.of_place.tolist() == [2, 0, 2, 1]
    assert kinds.top.tolist() == [0, 1, 1]


@examples(60)
@given(village=villages(), seed=st.integers(0, 10**6))
def test_patches_tile_the_village_and_hold_the_places_of_their_kind(
    village: tuple[NDArray[np.float64], shapely.Geometry], seed: int
) -> None:
    xy, boundary = village
    made = cells(xy, Ground(boundary))
    kind = np.random.default_rng(seed).integers(0, 3, len(made.xy))

    patches = patches_of(made, kind[made.place_of_face])

    check_tiles(list(patches.shape), boundary)
    for place, own in zip(shapely.points(made.xy), kind, strict=True):
        assert shapely.distance(patches.shape[patches.kind == own], place).min() < 1e-6
    known = patched(patches.shape, patches.kind)
    assert shapely.to_wkt(patches.lines, 9).tolist() == shapely.to_wkt(known.lines, 9).tolist()
    assert patches.is_inner.tolist() == known.is_inner.tolist()


@pytest.mark.parametrize("far", [0.0, 500_000.0])
@pytest.mark.parametrize("seed", range(5))
def test_rows_of_houses_a_hair_out_of_line_keep_their_land(seed: int, far: float) -> None:
    # As after a change of the CRS: borders run straight over corners a hair to either side.
    column, row = (at.ravel() for at in np.meshgrid(np.arange(4), np.arange(8)))
    xy = np.column_stack([column, row]) * 10.0 + far
    xy += np.random.default_rng(seed).uniform(-1e-6, 1e-6, xy.shape)
    made = cells(xy, Ground(shapely.box(far - 5, far - 5, far + 35, far + 75)))
    inside = ((column > 0) & (column < 3) & (row > 1) & (row < 6)).astype(np.int64)

    patches = patches_of(made, inside[made.place_of][made.place_of_face])

    assert sorted(patches.kind.tolist()) == [0, 1]
    assert shapely.area(patches.shape[patches.kind == 1]) == pytest.approx([800], abs=0.01)


def test_land_of_nobody_is_in_no_patch() -> None:
    made = cells(np.array([[10.0, 10.0], [30.0, 10.0]]), Ground(shapely.box(0, 0, 40, 20)))

    patches = patches_of(made, np.where(made.place_of_face == 0, 0, -1))

    assert [shape.bounds for shape in patches.shape] == [(0, 0, 20, 20)]


def test_a_straight_border_has_no_corners_where_other_borders_ended_but_those_of_lines() -> None:
    xy = np.array([[x, y] for x in (10.0, 30.0) for y in (10.0, 30.0, 50.0)])
    lane = shapely.LineString([(-5, 20), (12, 20), (45, 20)])
    made = cells(xy, Ground(shapely.box(0, 0, 40, 60), visible=[lane]))

    patches = patches_of(made, (xy[made.place_of_face][:, 1] > 20).astype(np.int64))

    shared = shapely.intersection(*shapely.boundary(patches.shape))
    assert sorted(set(shapely.get_coordinates(shared)[:, 0])) == [0, 12, 40]


def test_polygons_are_united_by_label_and_one_without_is_empty() -> None:
    row = shapes(*[shapely.box(x, 0, x + 10, 10) for x in (0, 10, 30, 50)])

    made = united(row, np.array([1, 1, 1, -1]), 3)

    assert [shape.is_empty for shape in made] == [True, False, True]
    assert [part.bounds for part in shapely.get_parts(made)] == [(0, 0, 20, 10), (30, 0, 40, 10)]


@pytest.mark.parametrize("wide", [2e-6, 5e-6, 2e-5, 1e-4])
def test_borders_beside_a_crack_are_straightened_only_where_they_stay_apart(wide: float) -> None:
    """Straight over its corners, the border of one side would cross that of the other."""
    crack = [(0, 0), (113, 0), (113, 170), (113 + wide, 0), (350, 0), (350, 350), (0, 350)]
    column, row = (at.ravel() for at in np.meshgrid(np.arange(12), np.arange(12)))
    xy = 50 + 20.0 * np.column_stack([column, row])
    xy += np.random.default_rng(5).uniform(-3, 3, xy.shape)
    made = cells(xy, Ground(shapely.Polygon(crack)))
    kind = ((column + row) % 3).astype(np.int64)

    patches = patches_of(made, kind[made.place_of_face])

    assert shapely.is_valid(patches.shape).all()
    assert shapely.coverage_is_valid(patches.shape)
    for place, own in zip(shapely.points(made.xy), kind, strict=True):
        assert shapely.distance(patches.shape[patches.kind == own], place).min() < 1e-6
