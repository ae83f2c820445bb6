"""A face that zones share is cut into strips by equal area.

Squares of 100 by 100 m, metres.
"""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from tiling import shapes

from gridgen.land.strips import share_face

NOTHING = shapely.Polygon()
SQUARE = shapely.box(0, 0, 100, 100)
BENT = shapely.Polygon([(0, 0), (100, 0), (100, 40), (40, 40), (40, 100), (0, 100)])
HOLED = shapely.Polygon(
    [(0, 0), (90, 10), (100, 100), (-10, 80)], [[(30, 30), (60, 30), (60, 60), (30, 60)]]
)
TWO = shapely.MultiPolygon([shapely.box(0, 0, 100, 50), shapely.box(150, 0, 180, 80)])


@examples(30)
@given(
    st.sampled_from([SQUARE, BENT, HOLED, TWO]),
    st.lists(st.integers(1, 900), min_size=2, max_size=5),
)
def test_strips_tile_the_face_with_areas_in_proportion_to_the_weights(
    face: shapely.Geometry, weights: list[int]
) -> None:
    strips = share_face(face, weights, shapes(*[NOTHING] * len(weights)))

    assert shapely.is_valid(strips).all()
    assert shapely.coverage_is_valid(strips)
    assert np.allclose(shapely.area(strips) / face.area, np.array(weights) / sum(weights))
    assert shapely.symmetric_difference(shapely.union_all(strips), face).area < 1e-6


@pytest.mark.parametrize("side", [0, 1, 2, 3])
def test_each_strip_lies_beside_what_its_zone_has_already(side: int) -> None:
    beside = [shapely.box(-100, 0, 0, 100), shapely.box(100, 0, 200, 100)]
    beside += [shapely.box(0, -100, 100, 0), shapely.box(0, 100, 100, 200)]
    home = beside[side]

    first, second = share_face(SQUARE, [1, 3], shapes(home, NOTHING))

    assert first.area == pytest.approx(2500)
    assert first.intersection(home).length > 1
    assert second.area == pytest.approx(7500)


def test_strips_change_places_where_every_direction_would_tear_a_zone() -> None:
    home = shapely.box(-10, 60, 0, 70)
    beside = shapes(NOTHING, NOTHING, home, NOTHING, NOTHING)
    level = (np.arange(5, dtype=np.int32), beside)

    strips = share_face(SQUARE, [4, 4, 1, 4, 4], beside, levels=[level])

    assert strips[2].intersection(home).length > 1
    assert shapely.area(strips) == pytest.approx(10_000 * np.array([4, 4, 1, 4, 4]) / 17)


def test_a_group_of_a_lower_level_has_its_strip_beside_its_houses() -> None:
    home = shapely.box(100, 20, 130, 80)
    grid = (np.zeros(3, np.int32), shapes(home, home, home))
    groups = (np.array([0, 1, 2], np.int32), shapes(NOTHING, home, NOTHING))

    strips = share_face(SQUARE, [1, 1, 1], grid[1], levels=[grid, groups])

    assert strips[1].intersection(home).length > 1


def test_a_strip_lies_beside_all_pieces_of_its_zone_where_it_can() -> None:
    west, east = shapely.box(-100, 20, 0, 40), shapely.box(100, 20, 200, 40)
    home = shapely.MultiPolygon([west, east])

    first, _ = share_face(SQUARE, [1, 1], shapes(home, NOTHING))

    assert first.symmetric_difference(shapely.box(0, 0, 100, 50)).area < 1e-6


def test_of_equal_ways_the_shortest_cut_is_taken() -> None:
    long = shapely.box(0, 0, 300, 20)

    halves = share_face(long, [1, 1], shapes(NOTHING, NOTHING))

    assert halves[0].intersection(halves[1]).length == pytest.approx(20)


def test_areas_are_those_of_the_core_and_the_rest_goes_with_the_strips_beside() -> None:
    house = shapely.box(10, 20, 30, 80)

    strips = share_face(SQUARE, [1, 2], shapes(NOTHING, NOTHING), core=house)

    assert shapely.area(shapely.intersection(strips, house)).tolist() == pytest.approx([400, 800])
    assert shapely.get_num_geometries(strips).tolist() == [1, 1]
    assert shapely.area(strips).sum() == pytest.approx(SQUARE.area)


def test_a_core_that_lies_elsewhere_does_not_count() -> None:
    strips = share_face(SQUARE, [1, 1], shapes(NOTHING, NOTHING), core=shapely.box(200, 0, 300, 9))

    assert shapely.area(strips).tolist() == pytest.approx([5000, 5000])


def test_cuts_go_beside_other_footprints_where_they_can() -> None:
    sheds = shapes(shapely.box(40, 10, 60, 20), shapely.box(40, 80, 60, 90))
    home = shapes(shapely.box(-100, 0, 0, 100), shapely.box(100, 0, 200, 100))

    strips = share_face(SQUARE, [1, 1], home, others=sheds)

    touched = shapely.STRtree(strips).query(sheds, predicate="intersects")[0]
    assert sorted(touched.tolist()) == [0, 1]
