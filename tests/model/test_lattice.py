"""One lattice for all that is drawn: what is nearer than a step is the same."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tiling import shapes

from gridgen.model.lattice import BENT_M, STEP_M, is_apart, noded, rounded, snapped, without_repeats

METRES = st.floats(-5_000_000, 45_000_000)


@given(x=METRES, y=METRES)
def test_a_point_is_rounded_as_noding_rounds_it_and_only_once(x: float, y: float) -> None:
    xy = np.array([[x, y], [x + 10, y]])

    on = rounded(xy)

    assert shapely.get_coordinates(noded(shapes(shapely.LineString(xy)))).tolist() == on.tolist()
    assert rounded(on).tolist() == on.tolist()
    assert np.abs(on - xy).max() <= STEP_M / 2 + 1e-8
    assert np.hypot(*(on - xy).T).max() <= BENT_M


@given(tenths=st.integers(0, 45 * 10**10))
def test_what_is_written_to_a_tenth_of_a_millimetre_stays_as_it_is(tenths: int) -> None:
    written = np.array([[tenths / 10_000, 0.0]])

    assert rounded(written).tolist() == written.tolist()


@pytest.mark.parametrize(
    ("beside", "is_so"), [(0.0, False), (0.4, False), (0.6, True), (1.0, True), (5.0, True)]
)
def test_a_corner_nearer_to_an_edge_than_half_a_step_is_not_apart(
    beside: float, is_so: bool
) -> None:
    two = shapes(shapely.box(0, 0, 10, 10), shapely.box(10 + beside * STEP_M, 3, 20, 7))

    assert is_apart(two) == is_so


@pytest.mark.parametrize(("across", "is_so"), [(0.45, False), (0.55, True)])
def test_a_slanted_edge_through_the_square_of_a_corner_is_not_apart(
    across: float, is_so: bool
) -> None:
    # Along both axes, so that the edge is 0.64 steps away from a corner whose square it cuts.
    off = 2 * across * STEP_M
    slanted = shapely.Polygon([(0, 0), (10, 10), (0, 10)])
    beside = shapely.Polygon([(5 + off, 5), (9, 4), (8, 2)])

    assert is_apart(shapes(slanted, beside)) == is_so


def test_neighbours_that_share_their_corners_are_apart() -> None:
    assert is_apart(shapes(shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)))


def test_corners_that_fall_together_are_one_and_a_hole_of_such_is_none() -> None:
    hair = STEP_M / 5
    hole = [(5, 5), (5 + hair, 5), (5, 5 + hair)]
    ring = shapely.Polygon([(0, 0), (hair, 0), (10, 0), (10, 10), (0, 10)], [hole])

    (made,) = without_repeats(snapped(shapes(ring)))

    assert made.equals(shapely.box(0, 0, 10, 10))
    assert len(made.exterior.coords) == 5
    assert made.interiors[:] == []


def test_polygons_without_such_corners_stay_bit_by_bit() -> None:
    two = shapes(shapely.box(0, 0, 10, 10), shapely.box(0, 0, 30, 30) - shapely.box(1, 1, 2, 2))

    assert without_repeats(two).tolist() == two.tolist()
