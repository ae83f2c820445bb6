"""Every division of few units is gone through."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from kernel_towns import (
    check_whole,
    is_one_piece,
    listed,
    make_town,
    random_town,
    slow_worth,
    with_prices,
)

from gridgen.solver.kernels.centres import recentre_all
from gridgen.solver.kernels.exact import divide_all
from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.town import Town, new_state


def least(town: Town, k: int) -> tuple[int, float] | None:
    """Return the least breach and score over every way to put the units into k whole grids."""
    n = len(town.load)
    best = None
    for grid_of in product(range(k), repeat=n):
        if len(set(grid_of)) < k:
            continue
        state = new_state(n, k, 1)
        state.grid_of[:] = grid_of
        fill(town, state)
        if not all(is_one_piece(town, listed(state, g)) for g in range(k)):
            continue
        recentre_all(town, state)
        value = slow_worth(town, state)
        best = value if best is None else min(best, value)
    return best


@examples(40)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 6), k=st.integers(1, 3))
def test_no_other_division_is_better(seed: int, n: int, k: int) -> None:
    town = with_prices(random_town(seed, n)[0], seed)
    k = min(k, n)
    state = new_state(n, k, 1)

    divide_all(town, state.grid_of, k)
    fill(town, state)
    recentre_all(town, state)

    best = least(town, k)
    assert best is not None
    check_whole(town, state)
    assert slow_worth(town, state) == (best[0], pytest.approx(best[1]))


def test_labels_stay_where_no_division_is_whole() -> None:
    town = make_town(np.zeros((3, 2)), np.ones(3, int), [(0, 1)])
    grid_of = np.full(3, 9, np.int32)

    divide_all(town, grid_of, 1)

    assert grid_of.tolist() == [9, 9, 9]
