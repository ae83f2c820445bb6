"""Squares answer what polygons answer: compared with asking the polygons, beside borders too."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from plans import METRES, ORIGIN, lonlat

from gridgen.model.crs import project
from gridgen.plans.squares import LEAST_M, squares_of

CORNERS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=3, max_size=8, unique=True
)


def drawn(corners: list[tuple[int, int]]) -> shapely.Geometry:
    """A polygon of any shape through corners, in metres."""
    return shapely.convex_hull(shapely.MultiPoint(np.array(corners, float) + ORIGIN))


@given(st.lists(CORNERS, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_whatever_a_square_answers_lies_in_the_same_polygons(
    many: list[list[tuple[int, int]]], dice: Random
) -> None:
    shapes = np.array([one for one in map(drawn, many) if one.area > 0], object)
    squares = squares_of(shapes, METRES)
    if squares is None:
        assert not len(shapes) or np.ptp(shapely.total_bounds(shapes)[[0, 2]]) < 2 * LEAST_M
        return

    # Anywhere, and within a millimetre to a metre of a border.
    anywhere = [(dice.uniform(-20, 420), dice.uniform(-20, 420)) for _ in range(100)]
    rings = [one.exterior for one in shapes]
    beside = [
        shapely.get_coordinates(ring.interpolate(dice.random(), normalized=True))[0] - ORIGIN
        + [dice.choice((-1, 1)) * 10 ** dice.uniform(-3, 0) for _ in "xy"]
        for ring in rings for _ in range(20)
    ]  # fmt: skip
    xy = np.array([*anywhere, *beside]) + ORIGIN
    answer = squares.at(project(xy, METRES, "EPSG:4326"))
    held = shapely.contains(shapes[:, None], shapely.points(xy)[None, :])
    of_answer = shapely.contains(
        shapes[:, None], shapely.points(project(squares.places, "EPSG:4326", METRES))[None, :]
    )

    known = answer >= 0
    assert (of_answer[:, answer[known]] == held[:, known]).all()
    near = shapely.distance(shapes[:, None], shapely.points(xy)[None, :]).min(axis=0) < 0.001
    assert not known[near & ~held.any(axis=0)].any()


def test_most_of_a_town_is_answered_by_squares() -> None:
    blocks = [shapely.box(x, y, x + 300, y + 300) for x in range(0, 1800, 300) for y in (0, 300)]
    shapes = shapely.transform(np.array(blocks, object), lambda xy: xy + ORIGIN)
    squares = squares_of(shapes, METRES)
    assert squares is not None

    drawn = np.random.default_rng(3).uniform([0, 0], [1800, 600], (2000, 2))
    every = np.array([lonlat(x, y) for x, y in drawn])

    answer = squares.at(every)
    assert (answer >= 0).mean() > 0.85
    assert [squares.at_one(*one) for one in every.tolist()] == answer.tolist()


@pytest.mark.parametrize(
    "lon_lat", [(-170.0, 31.0), (114.0, -31.0), (0.0, 0.0), (180.0, 90.0), (360.0, -90.0)]
)
def test_far_away_nothing_is_answered(lon_lat: tuple[float, float]) -> None:
    squares = squares_of(np.array([drawn([(0, 0), (400, 0), (0, 400)])], object), METRES)
    assert squares is not None

    assert squares.at(np.array([lon_lat])).tolist() == [-1]
    assert squares.at_one(*lon_lat) == -1


@pytest.mark.parametrize(
    ("shapes", "crs"),
    [
        ([], METRES),
        ([shapely.box(500_000, 3_431_000, 500_003, 3_432_000)], METRES),  # 3 m wide
        ([shapely.box(3_330_000, 0, 3_350_000, 9_000)], "EPSG:3832"),  # across 180 degrees
        ([shapely.box(-900, -900, 900, 900)], "EPSG:3995"),  # around the north pole
    ],
)
def test_where_squares_of_degrees_would_not_do_there_are_none(
    shapes: list[shapely.Geometry], crs: str
) -> None:
    assert squares_of(np.array(shapes, object), crs) is None
