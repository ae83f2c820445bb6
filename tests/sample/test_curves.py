"""Lines that look drawn by water and feet."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridgen.sample.curves import between, bow, segments, smooth, wobble

KNOTS = [(0, 0), (100, 40), (200, 0), (300, 60)]


@pytest.mark.parametrize("step_m", [5.0, 20.0])
def test_a_smooth_curve_passes_its_points_with_even_steps(step_m: float) -> None:
    curve = smooth(KNOTS, step_m=step_m)

    line = shapely.LineString(curve)
    steps = np.hypot(*np.diff(curve, axis=0).T)
    assert max(line.distance(shapely.Point(knot)) for knot in KNOTS) < step_m / 4
    assert np.allclose(steps, step_m, rtol=0.2)


def test_a_closed_curve_ends_exactly_where_it_starts() -> None:
    curve = smooth(KNOTS, step_m=10, closed=True)

    assert curve[0].tolist() == curve[-1].tolist()


@given(seed=st.integers(0, 1000))
def test_a_wobble_never_folds(seed: int) -> None:
    bend = wobble(np.random.default_rng(seed), [(3000.0, 160.0), (1100.0, 40.0), (400.0, 12.0)])
    x, y = np.meshgrid(np.arange(0, 3000, 60.0), np.arange(0, 3000, 60.0))

    corners = bend(np.column_stack([x.ravel(), y.ravel()])).reshape(*x.shape, 2)

    east, north = np.diff(corners, axis=1)[:-1], np.diff(corners, axis=0)[:, :-1]
    turn = east[..., 0] * north[..., 1] - east[..., 1] * north[..., 0]
    assert turn.min() > 0


def test_a_part_of_a_curve_goes_from_the_nearest_vertex_to_the_nearest() -> None:
    curve = np.column_stack([np.arange(11.0), np.zeros(11)])

    part = between(curve, (7.2, 3), (2.1, -1))

    assert part[:, 0].tolist() == [2, 3, 4, 5, 6, 7]


def test_a_bow_keeps_its_ends_and_sags_by_its_share_of_the_length() -> None:
    lines = bow(np.array([[0.0, 0.0]]), np.array([[100.0, 0.0]]), np.array([0.1]))

    xy = shapely.get_coordinates(lines)
    assert xy[0].tolist() == [0, 0]
    assert xy[-1].tolist() == [100, 0]
    assert np.isclose(abs(xy[:, 1]).max(), 10)


def test_every_straight_piece_of_lines_and_rings_is_a_line_of_its_own() -> None:
    pieces = segments([shapely.LineString([(0, 0), (1, 0), (1, 1)]), shapely.box(5, 5, 6, 6)])

    assert len(pieces) == 2 + 4
    assert np.allclose(shapely.length(pieces), 1)
