"""Areas that were met, put together: the cheapest whole of all that can be made of them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from kernel_towns import make_town

from gridgen.solver.kernels.anneal import Met, gather, new_met
from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.town import State, Town, new_state
from gridgen.solver.together import put_together


def street(n: int, centres: list[int]) -> tuple[Town, State]:
    """Return a street of n houses ten metres apart, and people in some of them."""
    xy = np.arange(n)[:, None] * 10.0
    town = make_town(xy, np.ones(n, int), [(u, u + 1) for u in range(n - 1)],
                     band=(1, n), grids=len(centres))._replace(is_given=True)  # fmt: skip
    state = new_state(n, len(centres), 1)
    state.centre_of[:] = centres
    return town, state


def met_in(town: Town, state: State, divisions: list[list[int]]) -> Met:
    """Return the areas of some divisions; that of the last is in the state."""
    n, k = len(town.load), len(state.centre_of)
    met = new_met(np.random.default_rng(0), n, k, areas=500, room=5_000)
    for division in divisions:
        state.grid_of[:] = division
        fill(town, state)
        for g in range(k):
            gather(town, state, met, g)
    return met


def test_areas_of_two_divisions_make_one_better_than_both() -> None:
    # Houses 0 1 2 | 3 4 5 | 6 7 8, around 1, 4 and 7: each division has one border wrong.
    town, state = street(9, [1, 4, 7])
    left = [0, 0, 0, 1, 1, 1, 1, 2, 2]
    right = [0, 0, 1, 1, 1, 1, 2, 2, 2]
    met = met_in(town, state, [[0, 0, 0, 1, 1, 1, 2, 2, 2], left, right])
    own = np.array([gather(town, state, met, g) for g in range(3)])

    found = put_together(met, state.centre_of, own, most=50)

    assert found is not None
    assert found.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_nothing_is_given_where_nothing_is_cheaper() -> None:
    town, state = street(6, [1, 4])
    met = met_in(town, state, [[0, 0, 1, 1, 1, 1], [0, 0, 0, 1, 1, 1]])
    own = np.array([gather(town, state, met, g) for g in range(2)])

    assert put_together(met, state.centre_of, own, most=50) is None


@examples(60)
@given(seed=st.integers(0, 10**6), met_count=st.integers(1, 12))
def test_it_is_the_cheapest_of_all_wholes_of_the_areas_met(seed: int, met_count: int) -> None:
    rng = np.random.default_rng(seed)
    town, state = street(8, [1, 4, 6])
    divisions = []
    for _ in range(met_count):
        division = rng.integers(0, 3, 8)
        division[[1, 4, 6]] = [0, 1, 2]
        divisions.append(division.tolist())
    met = met_in(town, state, divisions)
    own = np.array([gather(town, state, met, g) for g in range(3)])
    in_hand = met.score[own].sum()
    count = int(met.end[-1])
    sets = [frozenset(met.units[met.end[row] : met.end[row + 1]].tolist()) for row in range(count)]
    least = min(
        float(met.score[list(rows)].sum())
        for rows in combinations(range(count), 3)
        if sum(len(sets[row]) for row in rows) == 8
        and len(frozenset().union(*(sets[row] for row in rows))) == 8
    )

    found = put_together(met, state.centre_of, own, most=500)

    if found is None:
        assert in_hand == pytest.approx(least)
    else:
        walked = 10.0 * np.abs(np.arange(8) - state.centre_of[found]).sum()
        assert walked == pytest.approx(least)
        assert walked < in_hand
