"""What the score counts in a place: as the rules say, else in proportion to how people live."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.division.prices import LEAST_M, way_m, weights_at
from gridgen.model.solutions import Weights
from gridgen.rules.levels import Prices

TARGETS = [10, 75, 400]


def street(houses: int, apart_m: float) -> np.ndarray:
    return np.stack([np.arange(houses) * apart_m, np.zeros(houses)], axis=1)


def test_what_the_rules_say_counts_as_it_stands() -> None:
    said = Prices(500.0, 3.0, 4.0, 5.0)

    for is_redrawn in (False, True):
        assert weights_at(
            said, street(100, 20.0), np.ones(100, int), target=75, is_redrawn=is_redrawn
        ) == Weights(500.0, 3.0, 4.0, 5.0)


@pytest.mark.parametrize("target", TARGETS)
def test_twice_the_distances_make_evenness_twice_as_dear_and_borders_as_dear(target: int) -> None:
    load = np.full(600, 2)

    near = weights_at(Prices(), street(600, 10.0), load, target=target)
    far = weights_at(Prices(), street(600, 20.0), load, target=target)

    assert far.even_m == pytest.approx(2 * near.even_m)
    assert (far.round_m, far.border_m) == (near.round_m, near.border_m)


def test_of_larger_grids_a_metre_of_border_counts_more_and_never_less_than_two() -> None:
    found = [
        weights_at(Prices(), street(600, 10.0), np.ones(600, int), target=target)
        for target in TARGETS
    ]

    assert [one.round_m for one in found] == pytest.approx([0.3, 2.25, 12.0])
    assert [one.border_m for one in found] == pytest.approx([LEAST_M, 3.375, 18.0])


@pytest.mark.parametrize("apart_m", [1.0, 50.0, 2_000.0])
@pytest.mark.parametrize("target", TARGETS)
def test_nobody_leaves_a_grid_to_make_it_rounder_or_more_even(apart_m: float, target: int) -> None:
    prices = Prices()
    found = weights_at(
        prices, street(900, apart_m), np.ones(900, int), target=target, is_redrawn=True
    )

    # From a grid at the upper end of a band half as wide as its target to one at the lower.
    high, low = 4 / 3 * target, 2 / 3 * target
    evened = [(n - target) ** 2 / target for n in (high, low, high - 1, low + 1)]
    assert found.even_m * (evened[0] + evened[1] - evened[2] - evened[3]) < prices.moved_m
    assert 100 * (found.round_m + found.border_m) <= prices.moved_m


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 9)), min_size=1),
    st.integers(1, 120),
)
def test_the_way_is_that_to_the_nearest_households(
    drawn: list[tuple[int, int, int]], target: int
) -> None:
    xy = np.array([place[:2] for place in drawn], float)
    load = np.array([place[2] for place in drawn])
    places = np.unique(np.linspace(0, len(xy) - 1, min(len(xy), 30)).astype(int))
    means = []
    for here in xy[places]:
        ways = sorted(
            float(np.hypot(*(there - here)))
            for there, count in zip(xy, load, strict=True)
            for _ in range(count)
        )[:target]
        means.append(np.mean(ways) if ways else 0.0)

    assert way_m(xy, load, target) == pytest.approx(np.median(means))
