"""Lines that go all the way across cut the land into blocks; gaps in their drawing do not leak."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import given
from numpy.typing import NDArray
from towns import hurting

from gridgen.land.blocks import LEAK_M, NARROW_M, blocks
from gridgen.model.ground import Ground

VILLAGE = shapely.box(0, 0, 100, 60)


def line(*xy: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString(xy)


def test_without_lines_each_part_of_the_boundary_is_a_block() -> None:
    parts = shapely.MultiPolygon([VILLAGE, shapely.box(200, 0, 210, 10)])

    land = blocks(Ground(parts))

    assert [shape.area for shape in land.shape] == [6000, 100]
    assert not land.is_cut.any()


def test_two_lines_across_each_other_make_four_blocks_and_only_the_river_cuts() -> None:
    river, road = line((50, -5), (50, 65)), line((-5, 30), (105, 30))

    land = blocks(Ground(VILLAGE, cuts=[river], visible=[road]))

    assert [shape.area for shape in land.shape] == [1500] * 4
    middle = land.edges.xy[land.edges.edges].mean(axis=1)
    on_river = land.edges.is_inner & (middle[:, 0] == 50)
    assert land.is_cut.tolist() == on_river.tolist()


@pytest.mark.parametrize(("gap_m", "number"), [(0.98 * LEAK_M, 2), (1.02 * LEAK_M, 1)])
def test_a_cut_that_ends_near_another_or_the_boundary_is_drawn_on_to_it(
    gap_m: float, number: int
) -> None:
    broken = [line((50, -5), (50, 30)), line((50, 30 + gap_m), (50, 65))]
    short = [line((50, -5), (50, 60 - gap_m))]

    assert len(blocks(Ground(VILLAGE, cuts=broken)).shape) == number
    assert len(blocks(Ground(VILLAGE, cuts=short)).shape) == number


def test_a_road_with_a_gap_in_its_drawing_is_left_open() -> None:
    broken = [line((50, -5), (50, 30)), line((50, 31), (50, 65))]

    assert len(blocks(Ground(VILLAGE, visible=broken)).shape) == 1


def test_water_is_a_block_whose_shores_nobody_passes() -> None:
    pond = shapely.box(20, 20, 40, 40)

    land = blocks(Ground(VILLAGE, water=[pond]))

    assert [shape.area for shape in land.shape[land.is_wet]] == [400]
    shore = land.edges.length[land.is_cut].sum()
    assert shore == pytest.approx(80)


def test_land_in_a_hole_of_the_boundary_is_no_block() -> None:
    hole = shapely.box(40, 20, 60, 40)
    lane = line((50, -5), (50, 65))

    land = blocks(Ground(VILLAGE - hole, visible=[lane]))

    assert [shape.area for shape in land.shape] == [2800, 2800]


@examples(100)
@given(drawn=hurting())
def test_blocks_tile_any_ground_and_none_is_cut_by_a_line_through_it(
    drawn: tuple[NDArray[np.float64], Ground],
) -> None:
    ground = drawn[1]

    land = blocks(ground)

    assert shapely.area(land.shape).sum() == pytest.approx(ground.boundary.area, rel=1e-6)
    for pond in ground.water:
        spots = shapely.point_on_surface(land.shape)
        assert (land.is_wet | ~shapely.contains_properly(pond, spots)).all()


@pytest.mark.parametrize(("beside_m", "number"), [(0.9 * NARROW_M, 2), (1.1 * NARROW_M, 3)])
def test_between_two_drawings_of_one_line_there_is_no_land(beside_m: float, number: int) -> None:
    twice = [line((50, -5), (50, 65)), line((50 + beside_m, -5), (50 + beside_m, 65))]

    land = blocks(Ground(VILLAGE, visible=twice))

    assert len(land.shape) == number
    assert shapely.area(land.shape).sum() == pytest.approx(6000)


def test_a_road_drawn_beside_a_river_leaves_the_river() -> None:
    river, road = line((50, -5), (50, 65)), line((50.005, -5), (50.005, 65))

    land = blocks(Ground(VILLAGE, cuts=[river], visible=[road]))

    assert len(land.shape) == 2
    assert land.edges.xy[land.edges.edges[land.is_cut]][:, :, 0].tolist() == [[50, 50]]


def test_land_around_a_closed_crack_is_land() -> None:
    """The spot of the one block stands in the crack, which noding closes."""
    foot = 50 + np.array([0, 1e-7])
    cracked = [(0, 0), (foot[0], 0), (50, 59), (foot[1], 0), (100, 0), (100, 60), (0, 60)]

    land = blocks(Ground(shapely.Polygon(cracked)))

    assert shapely.area(land.shape).tolist() == pytest.approx([6000])
