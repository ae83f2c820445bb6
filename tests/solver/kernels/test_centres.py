"""The best member of each grid, the centres near each unit, prices that even out loads."""

from __future__ import annotations

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from kernel_towns import check_agrees, divided, listed, make_town, random_town, towns

from gridgen.solver.kernels.centres import balance, nearest_centres, recentre
from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.town import new_state


@examples(60)
@given(drawn=towns)
def test_the_centre_is_the_member_with_the_least_metres(drawn: tuple[int, int, int]) -> None:
    seed, n, k = drawn
    town, _ = random_town(seed, n)
    state = divided(town, min(k, n), seed)

    for g in range(len(state.size_of)):
        metres = recentre(town, state, g, 512)

        mine = listed(state, g)
        every = [
            sum(town.visits[u] * float(np.hypot(*(town.xy[u] - town.xy[c]))) for u in mine)
            for c in mine
        ]
        assert metres == pytest.approx(min(every))
        assert every[mine.index(int(state.centre_of[g]))] == pytest.approx(min(every))


def test_the_centre_of_a_very_large_grid_is_nearly_the_best() -> None:
    rng = np.random.default_rng(6)
    xy = rng.normal(0, 100, (900, 2))
    town = make_town(xy, np.ones(900, int), [], linked=False)
    state = new_state(900, 1, 1)
    fill(town, state)

    metres = recentre(town, state, 0, 512)

    best = min(float(np.hypot(*(xy - c).T).sum()) for c in xy)
    assert best - 1e-6 <= metres <= 1.01 * best


def test_given_centres_stay_where_they_are() -> None:
    town = make_town(np.array([[0.0, 0], [10, 0], [90, 0]]), np.ones(3, int), [], linked=False)
    town = town._replace(is_given=True)
    state = new_state(3, 1, 1)
    state.centre_of[0] = 2
    fill(town, state)

    metres = recentre(town, state, 0, 8)

    assert (state.centre_of[0], metres) == (2, 170.0)


@examples(60)
@given(seed=st.integers(0, 10**6), k=st.integers(1, 9), m=st.integers(1, 9))
def test_the_nearest_centres_are_listed_nearest_first(seed: int, k: int, m: int) -> None:
    rng = np.random.default_rng(seed)
    n, m = 12, min(k, m)
    town = make_town(rng.uniform(0, 100, (n, 2)), np.ones(n, int), [], linked=False)
    centres = rng.choice(n, k, replace=False).astype(np.int32)
    near, apart = np.zeros(n * m, np.int32), np.zeros(n * m)

    nearest_centres(town, centres, near, apart)

    every = np.hypot(*(town.xy[:, None] - town.xy[centres][None]).transpose(2, 0, 1))
    assert near.reshape(n, m).tolist() == np.argsort(every, axis=1)[:, :m].tolist()
    assert apart.reshape(n, m) == pytest.approx(np.sort(every, axis=1)[:, :m])


def test_prices_make_loads_even_where_places_do_not() -> None:
    # Nine houses in ten stand beside the first of two centres.
    xy = np.concatenate([np.linspace(0, 90, 90), np.linspace(91, 200, 10)])[:, None]
    town = make_town(xy, np.ones(100, int), [], band=(40, 60), linked=False)
    state = new_state(100, 2, 1)
    state.centre_of[:] = [0, 99]
    near, apart = np.zeros(200, np.int32), np.zeros(200)
    nearest_centres(town, state.centre_of, near, apart)

    balance(town, state, near, apart, np.zeros(2), 20.0)

    assert 45 <= state.load_of[0] <= 55
    check_agrees(town, state)
