"""Which polygon holds a point, and which is nearest: compared with asking each one."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridgen.plans.zone_index import BORDER_M, ZoneIndex, points_at

SQUARES = np.array(
    [shapely.box(0, 0, 10, 10), None, shapely.box(10, 0, 20, 10), shapely.box(40, 0, 50, 10)],
    object,
)
CODES = ["b", "x", "a", "c"]
PLACES = st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 20)), min_size=1, max_size=20)


@given(PLACES)
def test_a_point_is_in_the_first_polygon_by_code_that_holds_it(
    places: list[tuple[int, int]],
) -> None:
    xy = np.array(places, float)

    found = ZoneIndex(SQUARES, CODES).at(points_at(xy))

    for at, row in zip(shapely.points(xy), found, strict=True):
        holding = [
            (CODES[k], k) for k, one in enumerate(SQUARES)
            if one is not None and one.distance(at) <= BORDER_M
        ]  # fmt: skip
        assert row == min(holding, default=("", -1))[1]


@given(PLACES)
def test_the_nearest_is_that_of_asking_each_one_the_smaller_code_of_two(
    places: list[tuple[int, int]],
) -> None:
    xy = np.array(places, float)

    rows, metres = ZoneIndex(SQUARES, CODES).nearest(points_at(xy))

    for at, row, far in zip(shapely.points(xy), rows, metres, strict=True):
        every = [(one.distance(at), CODES[k], k) for k, one in enumerate(SQUARES) if one]
        assert (far, row) == (min(every)[0], min(every)[2])


def test_a_point_that_is_nowhere_is_in_nothing_and_near_nothing() -> None:
    index = ZoneIndex(SQUARES, CODES)
    points = points_at(np.array([[np.nan, np.nan], [1.0, 1.0]]))

    rows, metres = index.nearest(points)

    assert index.at(points).tolist() == [-1, 0]
    assert (rows.tolist(), metres.tolist()) == ([-1, 0], [np.inf, 0.0])


def test_without_polygons_nothing_is_near() -> None:
    index = ZoneIndex(np.array([None], object), ["a"])

    rows, metres = index.nearest(points_at(np.array([[1.0, 1.0]])))

    assert (rows.tolist(), metres.tolist()) == ([-1], [np.inf])
