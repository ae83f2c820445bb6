"""Borders go around footprints, along their walls."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from tiling import check_holds, check_tiles, on_ground, shapes

from gridgen.land.borders import Kinds, patched
from gridgen.land.walls import WALL_M, around_footprints
from gridgen.model.ground import Ground


def test_a_border_goes_around_a_building_and_not_through_it() -> None:
    xy = np.array([[10.0, 10.0], [40.0, 10.0]])
    village, barn = shapely.box(0, 0, 50, 20), shapely.box(20, 5, 28, 15)

    shapes = on_ground(xy, Ground(village, footprints=[barn]), [0, 1])

    check_tiles(shapes, village)
    assert shapes[0].covers(shapely.buffer(barn, -0.05))  # most of it lies in the west


def test_a_building_belongs_to_those_who_live_in_it() -> None:
    xy = np.array([[10.0, 10.0], [40.0, 10.0]])
    village, hall = shapely.box(0, 0, 50, 20), shapely.box(5, 5, 41, 15)
    shapes = on_ground(xy[:1].repeat(2, axis=0) + [[0, 0], [-9, 0]], Ground(village), [0, 0])
    assert shapes[0].equals(village)

    mixed = on_ground(xy, Ground(village, footprints=[hall]), [0, 1])
    own = on_ground(
        np.array([[30.0, 10.0], [45.0, 10.0]]), Ground(village, footprints=[hall]), [0, 1]
    )

    check_tiles(mixed, village)
    assert mixed[0].area == pytest.approx(500)  # two zones live in it: the border stays straight
    assert own[0].covers(shapely.buffer(hall, -0.05))
    check_holds(own, np.array([[30.0, 10.0], [45.0, 10.0]]), [0, 1])


def test_a_corner_of_land_that_a_building_cuts_off_goes_to_its_neighbour() -> None:
    xy = np.array([[10.0, 10.0], [40.0, 10.0]])
    village, row = shapely.box(0, 0, 50, 20), shapely.box(-5, 12, 30, 15)

    shapes = on_ground(xy, Ground(village, footprints=[row]), [0, 1])

    check_tiles(shapes, village)
    assert [shape.geom_type for shape in shapes] == ["Polygon"] * 2


# --- patches -------------------------------------------------------------------------------------

WEST, EAST = shapely.box(0, 0, 50, 60), shapely.box(50, 0, 100, 60)
HALVES = patched(shapes(WEST, EAST), np.array([0, 1]))


def two(*xy: tuple[float, float], of_place: list[int], zones: list[list[int]]) -> Kinds:
    return Kinds(np.array(xy), np.array(of_place), np.array(zones, np.int32))


@pytest.mark.parametrize(("inside_m", "moves"), [(0.9 * WALL_M, False), (1.1 * WALL_M, True)])
def test_a_wall_may_stand_a_centimetre_over_the_border(inside_m: float, moves: bool) -> None:
    kinds = two((10, 10), (90, 10), of_place=[0, 1], zones=[[0], [1]])
    barn = shapely.box(40, 20, 50 + inside_m, 30)

    made = around_footprints(HALVES, shapes(barn), kinds)

    assert (made is not HALVES) == moves
    assert shapely.covers(made.shape[0], barn) == moves


def test_no_footprint_leaves_patches_as_they_are() -> None:
    kinds = two((10, 10), (90, 10), of_place=[0, 1], zones=[[0], [1]])

    assert around_footprints(HALVES, shapes(), kinds) is HALVES
    assert around_footprints(HALVES, shapes(shapely.box(10, 10, 20, 20)), kinds) is HALVES


def test_a_footprint_stays_cut_where_it_would_tear_a_zone() -> None:
    # Somebody of the west lives in a hall that lies across all of the east.
    kinds = two((10, 10), (40, 30), (90, 10), (90, 50), of_place=[0, 0, 1, 1], zones=[[0], [1]])
    hall, barn = shapely.box(30, 25, 110, 35), shapely.box(45, 2, 52, 8)

    made = around_footprints(HALVES, shapes(hall, barn), kinds)

    assert shapely.area(shapely.intersection(made.shape, hall)) == pytest.approx([200, 500])
    assert shapely.get_num_geometries(made.shape).tolist() == [1, 1]


def test_only_the_footprints_that_tear_a_zone_stay_cut() -> None:
    # The east is torn by the hall of somebody of the west; the other zone's barn is far from it.
    far = shapely.box(0, 60, 50, 160), shapely.box(50, 60, 100, 160)
    every = shapes(WEST, EAST, *far)
    drawn = patched(every, np.arange(4))
    kinds = two(
        (40, 30), (90, 10), (90, 50), (10, 110), (90, 110),
        of_place=[0, 1, 1, 2, 3], zones=[[0], [1], [2], [3]],
    )  # fmt: skip
    hall, barn = shapely.box(30, 25, 110, 35), shapely.box(40, 100, 53, 110)

    made = around_footprints(drawn, shapes(hall, barn), kinds)

    share = shapely.area(shapely.intersection(made.shape[:, None], shapes(hall, barn)))
    of_kind = {int(kind): row.tolist() for kind, row in zip(made.kind, share, strict=True)}
    assert of_kind == {0: [200, 0], 1: [500, 0], 2: [0, pytest.approx(130)], 3: [0, 0]}


def test_of_two_groups_in_one_hall_each_keeps_its_side_and_strangers_get_none() -> None:
    # The groups 0 and 1 of the grid in the west live in the hall, which reaches into the east.
    kinds = two((20, 30), (40, 30), (90, 10), of_place=[0, 1, 2], zones=[[0, 0], [0, 1], [1, 2]])
    west = shapely.box(0, 0, 30, 60), shapely.box(30, 0, 50, 60)
    drawn = patched(shapes(*west, EAST), np.arange(3))
    hall = shapely.box(15, 25, 60, 35)

    made = around_footprints(drawn, shapes(hall), kinds)

    share = shapely.area(shapely.intersection(made.shape, hall))
    assert dict(zip(made.kind.tolist(), share, strict=True)) == pytest.approx(
        {0: 150, 1: 300, 2: 0}
    )
