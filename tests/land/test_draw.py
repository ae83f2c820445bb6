"""Polygons of zones of households: those that share a place share its land."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tiling import check_tiles
from towns import villages

from gridgen.land.cells import cells
from gridgen.land.draw import draw
from gridgen.model.arrays import Shapes
from gridgen.model.ground import Ground

VILLAGE = shapely.box(0, 0, 60, 20)
WEST, MIDDLE, EAST = (10.0, 10.0), (30.0, 10.0), (50.0, 10.0)


def drawn(
    xy: Sequence[tuple[float, float]],
    ground: Ground,
    count: Sequence[int] | None = None,
    **zone_of: list[int],
) -> dict[str, Shapes]:
    return draw(
        cells(np.array(xy), ground),
        ground,
        np.array(count if count is not None else np.ones(len(xy)), np.int64),
        {level: np.array(zones, np.int32) for level, zones in zone_of.items()},
        {level: max(zones) + 1 for level, zones in zone_of.items()},
        empty_land="around",
    )


def test_without_levels_nothing_is_drawn() -> None:
    assert drawn([WEST], Ground(VILLAGE)) == {}


def test_zones_that_share_no_place_are_outlined_as_they_are() -> None:
    shapes = drawn([WEST, MIDDLE, EAST], Ground(VILLAGE), grids=[0, 0, 1])["grids"]

    assert [shape.bounds for shape in shapes] == [(0, 0, 40, 20), (40, 0, 60, 20)]


@pytest.mark.parametrize("count", [(1, 1), (1, 3), (900, 100)])
def test_two_zones_in_a_tower_share_its_land_by_their_households_each_beside_its_own(
    count: tuple[int, int],
) -> None:
    xy = [WEST, MIDDLE, MIDDLE, EAST]

    shapes = drawn(xy, Ground(VILLAGE), [5, *count, 5], grids=[0, 0, 1, 1])["grids"]

    check_tiles(list(shapes), VILLAGE)
    share = 400 * np.array(count) / sum(count)
    assert shapely.area(shapes) == pytest.approx(400 + share)
    assert [shape.geom_type for shape in shapes] == ["Polygon"] * 2
    assert shapes[0].covers(shapely.Point(WEST))


def test_a_house_of_the_tower_is_what_is_shared_by_households() -> None:
    house = shapely.box(25, 2, 37, 18)
    ground = Ground(VILLAGE, footprints=[house])

    shapes = drawn([WEST, MIDDLE, MIDDLE, EAST], ground, [5, 1, 2, 5], grids=[0, 0, 1, 1])["grids"]

    check_tiles(list(shapes), VILLAGE)
    share = shapely.area(shapely.intersection(shapes, house)) / house.area
    assert share == pytest.approx([1 / 3, 2 / 3], abs=1e-3)


def test_a_tower_in_one_grid_and_two_groups_is_shared_among_the_groups_alone() -> None:
    xy = [WEST, MIDDLE, MIDDLE, EAST]

    levels = drawn(xy, Ground(VILLAGE), grids=[0, 0, 0, 1], groups=[0, 0, 1, 2])

    assert shapely.area(levels["grids"]) == pytest.approx([800, 400])
    assert shapely.area(levels["groups"]) == pytest.approx([600, 200, 400])
    check_tiles(list(levels["groups"]), VILLAGE)
    check_tiles(list(levels["groups"][:2]), levels["grids"][0])


def test_the_levels_keep_their_own_numbers_of_zones() -> None:
    levels = drawn([MIDDLE] * 3, Ground(VILLAGE), grids=[0, 0, 1], groups=[0, 1, 2])

    assert {name: len(shapes) for name, shapes in levels.items()} == {"grids": 2, "groups": 3}


@examples(40)
@given(village=villages(steps=(1.0, 10.0)), zones=st.integers(2, 4), seed=st.integers(0, 10**6))
def test_levels_tile_any_village_with_towers_and_each_other(
    village: tuple[NDArray[np.float64], shapely.Geometry], zones: int, seed: int
) -> None:
    xy, boundary = village
    rng = np.random.default_rng(seed)
    stands = np.concatenate([xy, xy[:2], xy[:1]])
    below = np.unique(rng.integers(0, 2 * zones, len(stands)), return_inverse=True)[1]
    above = np.unique(below % zones, return_inverse=True)[1]

    levels = drawn(stands, Ground(boundary), grids=above.tolist(), groups=below.tolist())

    check_tiles(list(levels["grids"]), boundary)
    check_tiles(list(levels["groups"]), boundary)
    for grid, shape in enumerate(levels["grids"]):
        check_tiles(list(levels["groups"][np.unique(below[above == grid])]), shape)
