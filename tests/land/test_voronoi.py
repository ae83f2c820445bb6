import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from towns import town

from gridgen.land.voronoi import places, ridges

FAR_EAST = np.array([40_500_000.0, 3_400_000.0])
"""Eastings with a zone number in front, as Chinese surveys write them."""


def distinct(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    return xy[np.unique(places(xy), return_index=True)[1]]


def pairs_of(xy: NDArray[np.float64]) -> list[tuple[int, int]]:
    return [(int(a), int(b)) for a, b in drawn(xy)[0]]


def drawn(xy: NDArray[np.float64]) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    at = distinct(xy)
    return ridges(at, np.array([at.min(axis=0), at.max(axis=0)]))


def test_one_place_has_a_cell_and_no_neighbour() -> None:
    pairs, ridge = drawn(np.array([[3.0, 4.0]]))

    assert pairs.shape == (0, 2)
    assert ridge.shape == (0, 2, 2)


def test_two_places_touch_along_the_line_half_way() -> None:
    pairs, ridge = drawn(np.array([[0.0, 0.0], [10.0, 0.0]]))

    assert pairs.tolist() == [[0, 1]]
    assert ridge[0, :, 0] == pytest.approx([5, 5], abs=1e-6)
    assert np.ptp(ridge[0, :, 1]) > 1000


@pytest.mark.parametrize("step", [(10.0, 0.0), (0.0, 10.0), (10.0, 10.0), (1000.0, 3.0)])
def test_places_on_one_line_touch_the_next_only(step: tuple[float, float]) -> None:
    xy = np.outer(np.arange(6), step)

    assert pairs_of(xy) == [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]


@pytest.mark.parametrize(
    ("apart_m", "number"), [(0.0, 1), (1e-9, 1), (0.0009, 1), (0.0011, 2), (0.002, 2), (1.0, 2)]
)
@pytest.mark.parametrize("origin", [np.zeros(2), FAR_EAST], ids=["near", "far east"])
def test_positions_within_a_millimetre_are_one_place(
    apart_m: float, number: int, origin: NDArray[np.float64]
) -> None:
    xy = np.array([[0.0, 0.0], [apart_m, 0.0], [40.0, 0.0], [0.0, 40.0]]) + origin

    made = places(xy)

    assert len(set(made[:2].tolist())) == number
    assert set(made.tolist()) == set(range(number + 2))


def test_two_places_two_millimetres_apart_have_the_line_between_them() -> None:
    pairs, lines = drawn(np.array([[0.0, 0.0], [0.002, 0.0], [40.0, 3.0], [-40.0, 3.0]]) + FAR_EAST)

    ridge = lines[pairs.tolist().index([0, 1])] - FAR_EAST
    assert ridge[:, 0] == pytest.approx([0.001, 0.001], abs=1e-4)


@pytest.mark.parametrize("households", [2, 3, 40])
def test_a_tower_is_one_place(households: int) -> None:
    assert places(np.full((households, 2), 12.5)).tolist() == [0] * households


def test_a_whole_town_geocoded_to_one_point_is_one_place_too() -> None:
    assert set(places(np.zeros((3000, 2))).tolist()) == {0}


def test_diagonal_places_of_a_square_do_not_share_a_border() -> None:
    xy = town("""
        aaa
        aaa
        aaa
    """)["a"]

    pairs, ridge = drawn(xy)

    length = np.hypot(*(ridge[:, 0] - ridge[:, 1]).T)
    beside = pairs[length > 0.1]
    assert len(beside) == 12
    assert np.hypot(*(xy[beside[:, 0]] - xy[beside[:, 1]]).T) == pytest.approx(np.full(12, 10.0))


@st.composite
def scattered(draw: st.DrawFn) -> NDArray[np.float64]:
    spot = st.tuples(st.integers(0, 400), st.integers(0, 400))
    places = draw(st.lists(spot, min_size=1, max_size=25))
    return np.array(places, float) + draw(st.sampled_from([0.0, 39_500_000.0]))


@examples(100)
@given(xy=scattered())
def test_pairs_are_sorted_unique_and_the_smaller_first(xy: NDArray[np.float64]) -> None:
    pairs = pairs_of(xy)

    assert pairs == sorted(set(pairs))
    assert all(a < b for a, b in pairs)


@examples(100)
@given(xy=scattered())
def test_each_line_lies_half_way_between_its_places_and_nearer_to_no_other(
    xy: NDArray[np.float64],
) -> None:
    pairs, lines = drawn(xy)

    for (a, b), ridge in zip(pairs, lines, strict=True):
        middle = ridge.mean(axis=0)
        apart = np.hypot(*(distinct(xy) - middle).T)
        slack = 1e-6 * max(1.0, float(apart.min()))
        assert abs(apart[a] - apart[b]) < slack
        assert apart[a] < apart.min() + slack


@examples(100)
@given(xy=scattered())
def test_the_neighbours_are_those_of_another_library(xy: NDArray[np.float64]) -> None:
    at = distinct(xy)
    if len(at) < 2:
        return
    near = shapely.voronoi_polygons(shapely.multipoints(at - at[0]), ordered=True)
    theirs = shapely.get_parts(near)

    ours = set(pairs_of(xy))

    for a in range(len(theirs)):
        for b in range(a + 1, len(theirs)):
            if shapely.length(shapely.intersection(theirs[a], theirs[b])) > 0.5:
                assert (a, b) in ours
