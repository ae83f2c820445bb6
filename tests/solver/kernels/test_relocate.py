"""One grid is given up, another cut in two."""

from __future__ import annotations

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from kernel_towns import (
    check_whole,
    divided,
    make_town,
    random_town,
    slow_worth,
    towns,
    with_prices,
)

from gridgen.solver.kernels.centres import recentre_all, recount
from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.relocate import Before, go_back, relocate, take_and_split
from gridgen.solver.kernels.town import new_state


@pytest.mark.parametrize("slack", [np.inf, 0.0])
@pytest.mark.parametrize("priced", [False, True])
@examples(60)
@given(drawn=towns)
def test_a_relocation_stays_only_where_it_costs_no_more_than_the_limit(
    priced: bool, slack: float, drawn: tuple[int, int, int]
) -> None:
    seed, n, k = drawn
    town, _ = random_town(seed, n)
    town = with_prices(town, seed) if priced else town
    state = divided(town, min(max(k, 3), n), seed)
    for g in range(len(state.size_of)):
        recount(town, state, g)

    for turn in range(6):
        before, labels = slow_worth(town, state), state.grid_of.copy()
        limit = before[1] * (1.1 if turn % 2 else 1.0)
        start = Before(state.centre_of.copy(), state.score_of.copy())
        may_stay = relocate(town, state, start, 2, 1, limit, slack)
        tried = slow_worth(town, state)
        if may_stay:
            assert tried[0] <= before[0]
            assert tried[1] <= limit + 1e-6
        else:
            assert tried[0] > before[0] or tried[1] > limit - 1e-6
        assert state.score_of.sum() == pytest.approx(tried[1])
        if not may_stay:
            go_back(town, state, start)
            assert state.grid_of.tolist() == labels.tolist()
        after = slow_worth(town, state)

        assert after[0] <= before[0]
        assert after[1] <= limit + 1e-6
        assert state.score_of.sum() == pytest.approx(after[1])
        check_whole(town, state)


def test_a_grid_is_given_up_where_few_live_and_one_is_cut_where_many_do() -> None:
    # Three hamlets of four houses: two of them share one grid, the last has two of its own.
    xy = np.concatenate([np.arange(4.0) + x for x in (0, 100, 300)])[:, None]
    town = make_town(xy, np.ones(12, int), [(u, u + 1) for u in range(11)], band=(2, 8))
    state = new_state(12, 3, 1)
    state.grid_of[:] = [0] * 8 + [1] * 2 + [2] * 2
    fill(town, state)
    recentre_all(town, state)

    went = take_and_split(town, state, 2, 0)

    assert went
    assert [len({*state.grid_of[at : at + 4].tolist()}) for at in (0, 4, 8)] == [1, 1, 1]
    check_whole(town, state)


def test_a_grid_of_one_unit_cannot_be_cut() -> None:
    town = make_town(np.array([[0.0], [10], [20]]), np.ones(3, int), [(0, 1), (1, 2)])
    state = new_state(3, 2, 1)
    state.grid_of[:] = [0, 0, 1]
    fill(town, state)

    assert not take_and_split(town, state, 0, 1)
    assert state.grid_of.tolist() == [0, 0, 1]
