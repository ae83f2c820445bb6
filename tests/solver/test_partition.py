"""The best division that can be put together from grids met on the way, against trying all."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from kernel_towns import make_town

from gridgen import solve
from gridgen.solver.kernels.centres import recount
from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.town import State, Town, new_state
from gridgen.solver.partition import Pool


def _town(n: int, k: int, seed: int, most: int) -> Town:
    rng = np.random.default_rng(seed)
    load = rng.integers(1, 4, n)
    return make_town(rng.uniform(0, 100, (n, 2)), load, [], band=(1, most), linked=False, grids=k)


def _divided(town: Town, grid_of: np.ndarray, k: int) -> State:
    state = new_state(len(town.load), k, 1)
    state.grid_of[:] = grid_of
    fill(town, state)
    for g in range(k):
        recount(town, state, g)
    return state


@examples(60)
@given(seed=st.integers(0, 9999), k=st.integers(2, 3), met=st.integers(1, 12))
def test_no_other_choice_among_the_grids_met_is_cheaper(seed: int, k: int, met: int) -> None:
    n, most = 8, 12
    town = _town(n, k, seed, most)
    rng = np.random.default_rng(seed)
    pool, cost_of = Pool(), {}
    best: tuple[float, np.ndarray] = (np.inf, np.zeros(n, np.int32))
    for _ in range(met):
        grid_of = np.concatenate([np.arange(k), rng.integers(0, k, n - k)]).astype(np.int32)
        state = _divided(town, grid_of, k)
        pool.gather(town, state)
        sets = [frozenset(np.flatnonzero(grid_of == g).tolist()) for g in range(k)]
        fits = [town.load[list(members)].sum() <= most for members in sets]
        cost_of |= {
            members: float(score)
            for members, score, is_in in zip(sets, state.score_of, fits, strict=True)
            if is_in
        }
        if all(fits) and state.score_of.sum() < best[0]:
            best = float(state.score_of.sum()), grid_of
    if not np.isfinite(best[0]):
        return
    least = min(
        sum(cost_of[members] for members in chosen)
        for chosen in combinations(cost_of, k)
        if sum(len(members) for members in chosen) == n and len(frozenset().union(*chosen)) == n
    )

    found = pool.best(town.xy, best[1], lambda: False)

    assert _divided(town, found, k).score_of.sum() == pytest.approx(least)


@examples(60)
@given(seed=st.integers(0, 9999), met=st.integers(2, 40))
def test_large_parts_are_put_together_a_few_grids_at_a_time(seed: int, met: int) -> None:
    n, k, most = 24, 8, 40
    town, rng = _town(n, k, seed, most), np.random.default_rng(seed)
    pool, met_grids = Pool(), set()
    grid_of = np.arange(n, dtype=np.int32) % k
    for _ in range(met):
        # Two units change places, so that grids met fit together here and there.
        grid_of = grid_of.copy()
        one, two = rng.choice(n, 2, replace=False)
        grid_of[[one, two]] = grid_of[[two, one]]
        pool.gather(town, _divided(town, grid_of, k))
        met_grids |= {frozenset(np.flatnonzero(grid_of == g).tolist()) for g in range(k)}
    before = float(_divided(town, grid_of, k).score_of.sum())
    at_once = pool.best(town.xy, grid_of, lambda: False)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gridgen.solver.partition.MOST_UNITS", 14)
        patch.setattr("gridgen.solver.partition.GRIDS", 4)
        found = pool.best(town.xy, grid_of, lambda: False)

    after, least = (float(_divided(town, each, k).score_of.sum()) for each in (found, at_once))
    assert {frozenset(np.flatnonzero(found == g).tolist()) for g in range(k)} <= met_grids
    assert least - 1e-6 <= after <= before + 1e-6


def test_grids_that_are_put_together_anew_go_on_to_be_neighbours() -> None:
    # A street in which units were dealt out in turn: to sort it, grids must be taken together again
    # and again, each time with those that are beside them now.
    n, k = 40, 10
    xy = np.arange(n, dtype=float)[:, None] * 10
    town = make_town(xy, np.ones(n, int), [], band=(4, 4), linked=False, grids=k)
    pool = Pool()
    sorted_of = (np.arange(n) // 4).astype(np.int32)
    dealt = sorted_of.copy()
    for g in range(0, k, 2):  # within pairs of neighbours every second house is the other's
        dealt[g * 4 : g * 4 + 8] = [g, g + 1] * 4
    for grid_of in (sorted_of, dealt):
        pool.gather(town, _divided(town, grid_of, k))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gridgen.solver.partition.MOST_UNITS", 12)
        found = pool.best(town.xy, dealt, lambda: False)

    assert {tuple(np.flatnonzero(found == g)) for g in range(k)} == {
        tuple(range(at, at + 4)) for at in range(0, n, 4)
    }


def test_nothing_more_is_put_together_once_the_search_is_over() -> None:
    town = _town(6, 2, 5, 20)
    pool = Pool()
    for grid_of in (np.array([0, 0, 0, 1, 1, 1], np.int32), np.array([0, 1, 0, 1, 0, 1], np.int32)):
        pool.gather(town, _divided(town, grid_of, 2))

    assert pool.best(town.xy, grid_of, lambda: True).tolist() == grid_of.tolist()


def test_a_division_that_nothing_betters_stays_as_it_is() -> None:
    town = _town(6, 2, 5, 20)
    grid_of = np.array([0, 0, 0, 1, 1, 1], np.int32)
    state = _divided(town, grid_of, 2)
    pool = Pool()
    pool.gather(town, state)

    assert pool.best(town.xy, grid_of, lambda: False).tolist() == grid_of.tolist()


def test_houses_that_change_places_at_one_point_are_other_grids() -> None:
    town = _town(4, 2, 5, 20)._replace(xy=np.zeros((4, 2)), load=np.ones(4, np.int64))
    pool = Pool()
    for grid_of in (np.array([0, 0, 1, 1], np.int32), np.array([0, 1, 0, 1], np.int32)):
        pool.gather(town, _divided(town, grid_of, 2))

    assert pool.best(town.xy, grid_of, lambda: False).tolist() == grid_of.tolist()


def test_best_effort_finds_the_squares_of_a_chequered_town() -> None:
    # Sixteen squares of nine houses, far enough apart that nothing else is as good.
    square = np.array([[x, y] for x in range(3) for y in range(3)], float)
    xy = np.concatenate([square * 10 + (x * 60, y * 60) for x in range(4) for y in range(4)])
    order = np.random.default_rng(3).permutation(len(xy))

    found = solve(xy[order], np.ones(len(xy), int), fewest=9, most=9, grids=16, effort="best")

    assert found.metres == pytest.approx(16 * (4 * 10 + 4 * np.hypot(10, 10)))
