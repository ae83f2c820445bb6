"""Two touching grids are split anew."""

from __future__ import annotations

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from kernel_towns import (
    check_agrees,
    divided_town,
    is_one_piece,
    listed,
    make_town,
    no_worse,
    random_town,
    towns,
)

from gridgen.solver.kernels.centres import recentre_all
from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.split import cut_between, cut_tree, resplit, resplit_pairs
from gridgen.solver.kernels.town import new_state


@pytest.mark.parametrize(("linked", "priced"), [(True, False), (False, False), (True, True)])
@examples(60)
@given(drawn=towns)
def test_splitting_anew_never_makes_a_division_worse_or_breaks_it(
    linked: bool, priced: bool, drawn: tuple[int, int, int]
) -> None:
    town, state = divided_town(drawn, linked=linked, priced=priced)

    with no_worse(town, state):
        resplit_pairs(town, state, np.ones(len(state.size_of), np.bool_), 6)


@examples(60)
@given(seed=st.integers(0, 10**6), n=st.integers(2, 30))
def test_a_tree_is_always_cut_into_two_whole_pieces(seed: int, n: int) -> None:
    town, _ = random_town(seed, n)
    state = new_state(n, 2, seed + 1)
    fill(town, state)

    cut_tree(town, state, np.arange(n, dtype=np.int32), 0, 1)

    check_agrees(town, state)
    for g in (0, 1):
        assert listed(state, g)
        assert is_one_piece(town, listed(state, g))


def test_two_grids_that_lie_across_each_other_are_split_side_by_side() -> None:
    # Two hamlets; each grid has half of both.
    xy = np.array([[0.0, 0], [5, 0], [0, 5], [5, 5], [200, 0], [205, 0], [200, 5], [205, 5]])
    pairs = [(a, b) for a in range(8) for b in range(a + 1, 8)]
    town = make_town(xy, np.ones(8, int), pairs, band=(4, 4))
    state = new_state(8, 2, 1)
    state.grid_of[:] = [0, 0, 1, 1, 0, 0, 1, 1]
    fill(town, state)
    recentre_all(town, state)

    helped = resplit(town, state, 0, 1, 6)

    assert helped
    assert len({*state.grid_of[:4].tolist()}) == len({*state.grid_of[4:].tolist()}) == 1


def test_nothing_is_cut_that_would_cost_more_than_the_limit() -> None:
    xy = np.array([[0.0], [10], [20], [30]])
    town = make_town(xy, np.ones(4, int), [], band=(2, 2), linked=False)
    state = new_state(4, 2, 1)
    state.grid_of[:] = [0, 1, 0, 1]
    fill(town, state)
    members = np.arange(4, dtype=np.int32)

    # From units 0 and 3 the best cut walks 10 m on both sides.
    refused = cut_between(town, state, members, 0, 1, 0, 3, 0, 19.9)
    kept = state.grid_of.tolist()
    went = cut_between(town, state, members, 0, 1, 0, 3, 0, 20.0)

    assert (refused, kept) == (False, [0, 1, 0, 1])
    assert (went, state.grid_of.tolist()) == (True, [0, 0, 1, 1])
