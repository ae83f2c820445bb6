"""Polygons as they were drawn become polygons that tile, on the lattice and corner to corner."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import example, given
from hypothesis import strategies as st
from tiling import shapes

from gridgen.land.coverage import CRACK_M, Witnesses, coverage
from gridgen.model.lattice import STEP_M, rounded
from gridgen.model.polygons import repair

X, Y = 500_000.0, 3_400_000.0


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Draw a rectangle, metres from a corner of the map."""
    return shapely.box(X + west, Y + south, X + east, Y + north)


def polygon(*xy: tuple[float, float]) -> shapely.Polygon:
    return shapely.Polygon([(X + x, Y + y) for x, y in xy])


def assert_tile(made: np.ndarray) -> None:
    there = made[~shapely.is_empty(made)]
    assert shapely.is_valid(there).all()
    assert shapely.coverage_is_valid(there)
    xy = shapely.get_coordinates(there)
    assert (xy == rounded(xy)).all()


@pytest.mark.parametrize(
    ("first", "second", "areas", "taker"),
    [
        (box(0, 0, 10, 10), box(5, 0, 15, 10), [100, 50], 0),
        (box(0, 0, 10, 10), box(2, 2, 4, 4), [96, 4], 1),
        (box(2, 2, 4, 4), box(0, 0, 10, 10), [4, 96], 0),
        (box(0, 0, 10, 10), box(0, 0, 10, 10), [100, 0], 0),
    ],
)
def test_an_overlap_goes_to_the_first_unless_nothing_would_be_left_of_the_second(
    first: shapely.Polygon, second: shapely.Polygon, areas: list[float], taker: int
) -> None:
    made, (overlap,) = coverage(shapes(first, second))

    assert shapely.area(made) == pytest.approx(areas)
    assert overlap.taker == taker
    assert overlap.area_m2 == pytest.approx(first.intersection(second).area)
    assert_tile(made)


def test_polygons_that_only_touch_stay_bit_by_bit() -> None:
    land = shapes(box(0, 0, 10, 10), box(10, 0, 20, 10), box(30, 0, 40, 10))

    made, overlaps = coverage(land)

    assert made.tolist() == land.tolist()
    assert overlaps == []


@pytest.mark.parametrize("beside_m", [0.0, 1e-12, 1e-9, 1e-6, 0.9 * STEP_M])
def test_a_corner_on_the_edge_of_a_neighbour_is_one_of_both(beside_m: float) -> None:
    west = polygon((0, 0), (10, 0), (10 + beside_m, 7), (10, 20), (0, 20))
    east = box(10, 0, 20, 20)

    made, _ = coverage(shapes(west, east))

    assert_tile(made)
    shared = shapely.intersection(*made)
    assert shapely.length(shared) == pytest.approx(20)
    assert shapely.union_all(made).interiors[:] == []


@pytest.mark.parametrize(
    ("wide_m", "is_open"),
    [(0.0, False), (1e-9, False), (1e-7, False), (0.3 * STEP_M, False), (3 * STEP_M, True)],
)
def test_a_crack_from_the_edge_is_closed_where_it_is_narrower_than_the_lattice(
    wide_m: float, is_open: bool
) -> None:
    tip, foot = (113.0, 120.0), (113 + wide_m, 0.0)
    cracked = polygon((0, 0), (113, 0), tip, foot, (300, 0), (300, 300), (0, 300))

    made, _ = coverage(repair(shapes(cracked)))

    assert_tile(made)
    assert made[0].area == pytest.approx(90_000, abs=0.01)
    assert shapely.length(made)[0] == pytest.approx(1200 + 240 * is_open, abs=1e-3)


@pytest.mark.parametrize(("wide_m", "gaps"), [(0.5 * CRACK_M, 0), (1.5 * CRACK_M, 1)])
def test_an_enclosed_crack_is_closed_where_it_is_narrower_than_a_hand(
    wide_m: float, gaps: int
) -> None:
    """Of a crack that tapers the mean width counts, twice its area by its edge."""
    west = polygon((0, 0), (10, 0), (10, 5), (10 - wide_m, 7.5), (10 - wide_m, 12.5), (10, 15),
                   (10, 20), (0, 20))  # fmt: skip
    east = polygon((10, 0), (20, 0), (20, 20), (10, 20), (10, 15), (10, 5))

    made, overlaps = coverage(shapes(west, east))

    assert_tile(made)
    assert len(shapely.union_all(made).interiors) == gaps
    assert overlaps == []


def test_land_of_nobody_between_three_stays_where_it_is_land() -> None:
    ring = box(0, 0, 30, 30) - box(10, 10, 20, 20)

    made, _ = coverage(shapes(ring, box(30, -5, 40, 35)))

    assert made[0].area == pytest.approx(800)
    assert_tile(made)


def test_what_is_smaller_than_the_lattice_is_empty() -> None:
    made, _ = coverage(shapes(box(0, 0, 10, 10), box(20, 0, 20 + STEP_M / 4, STEP_M / 4)))

    assert shapely.is_empty(made).tolist() == [False, True]


def test_nothing_is_a_coverage_and_so_is_what_is_empty() -> None:
    assert coverage(shapes())[0].tolist() == []
    assert coverage(shapes(shapely.Polygon()))[0].tolist() == [shapely.Polygon()]


@examples(60)
@given(seed=st.integers(0, 10**6), noise=st.floats(-12, 1.5))
@example(seed=3568, noise=-4.84375)  # rounding brings a corner beside an edge
@example(seed=900638, noise=-5.717892545898387)  # an edge leads through the corner of a square
def test_neighbours_that_were_drawn_apart_tile(seed: int, noise: float) -> None:
    """From rounding up to overlaps and gaps of tens of metres."""
    rng = np.random.default_rng(seed)
    land = box(-50, -50, 300, 300)
    spots = shapely.MultiPoint(rng.uniform(-50, 300, (5, 2)) + [X, Y])
    cells = shapely.get_parts(shapely.voronoi_polygons(spots, extend_to=land))
    drawn = []
    for cell in cells:
        xy = shapely.get_coordinates(shapely.segmentize(cell & land, rng.uniform(20, 90)))
        xy = xy + rng.normal(0, 10**noise, xy.shape)
        drawn.append(shapely.Polygon([*xy[:-1], xy[0]]))
    given_shapes = repair(shapes(*drawn))

    made, overlaps = coverage(given_shapes)

    assert_tile(made)
    whole = shapely.union_all(given_shapes)
    assert shapely.area(made).sum() == pytest.approx(
        whole.area, abs=CRACK_M * shapely.length(given_shapes).sum() / 2
    )
    lost = shapely.area(given_shapes).sum() - whole.area
    assert sum(overlap.area_m2 for overlap in overlaps) == pytest.approx(lost, abs=0.5 * lost + 1)
    again, _ = coverage(made)
    assert_tile(again)
    assert (shapely.hausdorff_distance(again, made) <= CRACK_M).all()


def test_an_overlap_goes_to_those_who_live_in_it() -> None:
    land = shapes(box(0, 0, 60, 100), box(40, 0, 100, 100))
    homes = Witnesses(np.array([[X + 50, Y + 50]]), np.array([1]))

    made, (overlap,) = coverage(land, homes)

    assert shapely.area(made).tolist() == [4000, 6000]
    assert (overlap.taker, overlap.loser, overlap.area_m2) == (1, 0, 2000)
    assert_tile(made)


def test_an_overlap_in_which_people_of_both_live_is_parted_half_way_between_them() -> None:
    land = shapes(box(0, 0, 60, 100), box(40, 0, 100, 100))
    homes = Witnesses(np.array([[X + 50, Y + 20], [X + 50, Y + 60]]), np.array([0, 1]))

    made, overlaps = coverage(land, homes)

    assert shapely.area(made) == pytest.approx([4000 + 40 * 20, 4000 + 60 * 20])
    assert {(one.taker, one.loser) for one in overlaps} == {(0, 1), (1, 0)}
    assert_tile(made)


def test_who_names_a_shape_elsewhere_says_nothing() -> None:
    land = shapes(box(0, 0, 60, 100), box(40, 0, 100, 100), box(200, 0, 300, 100))
    homes = Witnesses(np.array([[X + 50, Y + 50]]), np.array([2]))

    made, (overlap,) = coverage(land, homes)

    assert overlap.taker == 0
    assert shapely.area(made).tolist() == [6000, 4000, 10_000]


@examples(40)
@given(
    wide=st.floats(1, 120),
    places=st.lists(
        st.tuples(st.integers(0, 3), st.floats(0, 400), st.floats(0, 400)), max_size=25
    ),
)
def test_every_witness_in_two_shapes_stands_in_the_one_it_names(
    wide: float, places: list[tuple[int, float, float]]
) -> None:
    rooms = [(0, 0), (200, 0), (0, 200), (200, 200)]
    land = shapes(*(box(x - wide, y - wide, x + 200 + wide, y + 200 + wide) for x, y in rooms))
    xy = np.array([[X + x, Y + y] for _, x, y in places]).reshape(-1, 2)
    named = np.array([k for k, _, _ in places], np.int64)
    holds = shapely.contains_xy(land[named], *xy.T) if len(named) else np.zeros(0, bool)

    made, _ = coverage(land, Witnesses(xy[holds], named[holds]))

    assert_tile(made)
    assert shapely.union_all(made).area == pytest.approx(shapely.union_all(land).area)
    # People of two villages under one roof cannot both be right.
    apart = np.array([sum(np.hypot(*(xy - one).T) < 0.01) == 1 for one in xy], bool)
    mine = holds & apart
    assert shapely.dwithin(made[named[mine]], shapely.points(xy[mine]), 0.001).all()
