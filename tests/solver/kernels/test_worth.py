"""Households outside the band, and metres: each change against the whole told anew."""

from __future__ import annotations

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from kernel_towns import divided, make_town, random_town, slow_worth, towns, with_prices

from gridgen.solver.kernels.moves import move
from gridgen.solver.kernels.town import new_state
from gridgen.solver.kernels.worth import (
    border_change,
    breach,
    cost,
    outside_after,
    outside_band,
    uneven,
    uneven_change,
    worth,
)


@pytest.mark.parametrize(("load", "by"), [(0, 4), (3, 1), (4, 0), (8, 0), (9, 1), (20, 12)])
def test_the_breach_at_the_edges_of_a_band_of_4_to_8(load: int, by: int) -> None:
    town = make_town(np.zeros((1, 2)), np.ones(1, int), [])

    assert breach(town, 0, load) == by


@examples(60)
@given(drawn=towns)
def test_a_division_is_worth_what_the_slow_way_says(drawn: tuple[int, int, int]) -> None:
    seed, n, k = drawn
    town = with_prices(random_town(seed, n)[0], seed)
    state = divided(town, min(k, n), seed)

    outside, score = worth(town, state)

    slow = slow_worth(town, state)
    assert (outside, score) == (slow[0], pytest.approx(slow[1]))
    assert outside == outside_band(town, state)


@examples(60)
@given(drawn=towns)
def test_a_move_changes_the_worth_by_what_was_said_before_it(drawn: tuple[int, int, int]) -> None:
    seed, n, k = drawn
    town = with_prices(random_town(seed, n)[0], seed)
    state = divided(town, min(k, n), seed)
    rng = np.random.default_rng(seed)

    for _ in range(10):
        u, b = int(rng.integers(n)), int(rng.integers(len(state.size_of)))
        a = int(state.grid_of[u])
        if a == b:
            continue
        outside, score = slow_worth(town, state)
        outside += outside_after(town, state, a, b, int(town.load[u]))
        score += cost(town, state, u, b) - cost(town, state, u, a)
        score += border_change(town, state, u, a, b)
        score += uneven_change(town, state, a, b, int(town.load[u]))
        move(town, state, u, b)

        assert slow_worth(town, state) == (outside, pytest.approx(score))


@pytest.mark.parametrize(
    ("load", "metres"), [(6, 0.0), (5, 2.0), (7, 2.0), (4, 8.0), (8, 8.0), (0, 72.0)]
)
def test_being_off_the_aim_costs_with_the_square(load: int, metres: float) -> None:
    town = make_town(np.zeros((1, 2)), np.array([1]), [])._replace(even_m=12.0)

    assert uneven(town, 0, load) == metres


@pytest.mark.parametrize(
    ("home", "metres"),
    [(-1, [0, 0]), (7, [0, 60]), (9, [60, 0]), (-2, [60, 60])],
)
def test_who_leaves_the_grid_they_are_in_pays_for_each_household(
    home: int, metres: list[float]
) -> None:
    town = make_town(np.zeros((1, 2)), np.array([3]), [])._replace(
        home=np.array([home], np.int32), area=np.array([7, 9], np.int32), moved_m=20.0
    )
    state = new_state(1, 2, 1)

    assert [cost(town, state, 0, g) for g in (0, 1)] == metres
