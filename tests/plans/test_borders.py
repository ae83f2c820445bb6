"""What of the borders of zones lies on lines that people can see."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
import shapely
from drawn import drawn, plan_of, shapes, two_squares
from hypothesis import assume, given
from hypothesis import strategies as st
from plans import town as planned

from gridgen.model.plan import Plan
from gridgen.plans.borders import (
    NEAR_M,
    STEP_M,
    Borders,
    borders,
    lines_of,
    visible_lines,
)
from gridgen.rules.levels import LineRules
from gridgen.rules.loader import load_rules


def on_lines(plan: Plan) -> Borders:
    """The borders of the grids and what lies on lines, as the standard rules see them."""
    return borders(plan.level("grids"), lines_of(visible_lines(plan, load_rules("standard"))))


@pytest.mark.parametrize(
    ("kind", "away", "share"),
    [
        ("road", 0.0, 1.0),
        ("road", NEAR_M - 0.01, 1.0),
        ("road", NEAR_M + 0.01, 0.0),
        ("river", 0.0, 1.0),
        ("railway", 0.0, 1.0),
        ("stream", 0.0, 1.0),
        ("bridge", 0.0, 0.0),
    ],
)
def test_a_border_lies_on_a_line_that_people_see_within_two_metres(
    kind: str, away: float, share: float
) -> None:
    plan = two_squares((kind, [(100 + away, -10), (100 + away, 110)]))

    made = on_lines(plan)

    assert made.inner_m.tolist() == pytest.approx([100, 100])
    assert made.share.tolist() == pytest.approx([share, share])


def test_a_line_along_half_of_the_border_counts_half_and_one_around_the_outside_not_at_all() -> (
    None
):
    plan = two_squares(
        ("road", [(100, 50), (100, 120)]), ("main_road", [(0, 0), (200, 0), (200, 100), (0, 100)])
    )

    share = on_lines(plan).share

    # Two metres more below the end of the road, and two at the south end, near the main road.
    assert share.tolist() == pytest.approx([0.54, 0.54], abs=0.011)


@given(
    bends=st.lists(st.integers(60, 140), min_size=1, max_size=5),
    roads=st.lists(
        st.lists(st.tuples(st.integers(50, 150), st.integers(-10, 110)), min_size=2, max_size=4)
        .filter(lambda road: len(set(road)) > 1),  # a road of one point is no line
        min_size=1, max_size=6,
    ),
)  # fmt: skip
def test_what_lies_on_lines_is_what_walking_along_the_border_finds(
    bends: list[int], roads: list[list[tuple[int, int]]]
) -> None:
    border = np.column_stack([bends, np.linspace(0, 100, len(bends) + 2)[1:-1]])
    border = np.concatenate([[[100, 0]], border, [[100, 100]]]).astype(float)
    west = shapely.Polygon([(0, 0), *border.tolist(), (0, 100)])
    east = shapely.Polygon([(200, 0), *border.tolist(), (200, 100)])
    plan = plan_of(np.array([[1.0, 50.0], [199.0, 50.0]]), np.array([0, 1]), shapes(west, east))
    lines = shapes(*(shapely.LineString(road) for road in roads))

    made = borders(plan.levels[0], lines_of(lines))

    along = 0.0
    for start, end in itertools.pairwise(border):
        length = np.hypot(*(end - start))
        steps = int(np.ceil(length / STEP_M))
        spots = [start + (end - start) * (k + 0.5) / steps for k in range(steps)]
        away = [shapely.distance(shapely.Point(spot), lines).min() for spot in spots]
        assume(min(abs(metres - NEAR_M) for metres in away) > 1e-9)
        along += length * sum(metres <= NEAR_M for metres in away) / steps
    assert made.on_lines_m.tolist() == pytest.approx([along, along])


def test_a_zone_without_neighbours_has_no_share() -> None:
    plan, _ = drawn("a")

    assert np.isnan(on_lines(plan).share).all()


def test_only_lines_that_the_rules_call_visible_or_cutting_are_seen() -> None:
    plan = two_squares(("road", [(0, 0), (200, 0)]), ("stream", [(0, 50), (200, 50)]))
    standard = load_rules("standard")
    ours = replace(standard, lines=LineRules(cut=("river",), visible=("stream",)))

    assert [len(visible_lines(plan, law)) for law in (standard, ours)] == [2, 1]


def test_a_plan_that_was_drawn_by_hand_can_be_measured() -> None:
    plan = planned()

    lines = visible_lines(plan, load_rules("standard"))
    shares = [borders(zones, lines_of(lines)).share for zones in plan.levels]

    grids, groups = shares
    assert grids == pytest.approx([2 / 150] * 6, abs=1e-4)
    assert groups == pytest.approx([0, 0, 2 / 150, 2 / 150, 0, 0], abs=1e-4)
