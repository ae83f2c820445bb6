"""Areas around given centres, annealed: never worse, in one piece, and what was met is kept."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from kernel_towns import check_agrees, is_one_piece, no_worse, random_town, slow_worth, with_prices

from gridgen.solver.kernels.anneal import Heat, Met, anneal, dues, gather, new_met, reprice
from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.repair import reattach
from gridgen.solver.kernels.town import State, Town, new_state

HEAT = Heat(steps=3_000, hot=40.0, cold=0.5, price=5.0, charge=0.5)

drawn_towns = st.tuples(st.integers(0, 10**6), st.integers(2, 30), st.integers(1, 6))


def areas(drawn: tuple[int, int, int], *, linked: bool, priced: bool) -> tuple[Town, State]:
    """Return a town with k centres that are given, and a first area around each."""
    seed, n, k = drawn
    town, _ = random_town(seed, n, grids=min(k, n))
    town = (with_prices(town, seed)._replace(even_m=0.0) if priced else town)._replace(
        linked=linked, is_given=True
    )
    state = new_state(n, min(k, n), seed + 1)
    rng = np.random.default_rng(seed)
    state.centre_of[:] = rng.permutation(n)[: min(k, n)]
    state.grid_of[:] = rng.integers(0, min(k, n), n)
    state.grid_of[state.centre_of] = range(min(k, n))
    fill(town, state)
    reattach(town, state)
    return town, state


def met_areas(met: Met) -> list[list[int]]:
    """Return the units of each area that was met, ascending."""
    ends = met.end[: met.end[-1] + 1].tolist()
    return [sorted(met.units[a:b].tolist()) for a, b in pairwise(ends)]


@pytest.mark.parametrize(("linked", "priced"), [(True, False), (False, False), (True, True)])
@examples(60)
@given(drawn=drawn_towns)
def test_annealing_never_ends_worse_nor_moves_a_centre(
    linked: bool, priced: bool, drawn: tuple[int, int, int]
) -> None:
    town, state = areas(drawn, linked=linked, priced=priced)
    met = new_met(
        np.random.default_rng(0), len(town.load), len(state.centre_of), areas=99, room=999
    )

    with no_worse(town, state):
        anneal(town, state, HEAT, met)

    assert state.grid_of[state.centre_of].tolist() == list(range(len(state.centre_of)))


@examples(60)
@given(drawn=drawn_towns)
def test_each_area_that_was_met_is_in_its_band_whole_around_one_centre_and_there_once(
    drawn: tuple[int, int, int],
) -> None:
    town, state = areas(drawn, linked=True, priced=False)
    met = new_met(
        np.random.default_rng(0), len(town.load), len(state.centre_of), areas=99, room=999
    )

    anneal(town, state, HEAT, met)

    found = met_areas(met)
    assert len({tuple(area) for area in found}) == len(found)
    for area in found:
        assert len(set(area) & {*state.centre_of.tolist()}) == 1
        assert is_one_piece(town, area)
        assert town.fewest[0] <= town.load[area].sum() <= town.most[0]


def test_two_areas_that_are_full_get_to_the_best_over_one_that_is_too_full() -> None:
    # One house of two people is to change places with two houses of one.
    xy = np.array([[0.0], [10], [20], [30], [40], [50]])
    load = np.array([1, 2, 1, 1, 1, 2])
    town, _ = random_town(0, 6, grids=2)
    start = np.array([0, 5, 10, 15, 20, 25, 30], np.int32)
    near = np.array([v for u in range(6) for v in range(6) if v != u], np.int32)
    town = town._replace(
        xy=xy, load=load, visits=load.astype(float), start=start, near=near, is_given=True,
        fewest=np.full(2, 4), most=np.full(2, 4),
    )  # fmt: skip
    state = new_state(6, 2, 3)
    state.centre_of[:] = [0, 5]
    state.grid_of[:] = [0, 1, 0, 0, 0, 1]
    fill(town, state)
    met = new_met(np.random.default_rng(0), 6, 2, areas=20, room=100)

    anneal(town, state, HEAT, met)

    # Two for one: no single shift or swap leads there inside the band.
    assert state.grid_of.tolist() == [0, 0, 0, 1, 1, 1]
    assert state.load_of.tolist() == [4, 4]


@examples(30)
@given(drawn=drawn_towns)
def test_the_scores_of_all_areas_of_a_division_add_up_to_its_own(
    drawn: tuple[int, int, int],
) -> None:
    town, state = areas(drawn, linked=True, priced=True)
    k = len(state.centre_of)
    met = new_met(np.random.default_rng(0), len(town.load), k, areas=9, room=99)

    rows = [gather(town, state, met, g) for g in range(k)]

    assert rows == list(range(k))
    assert met.score[:k].sum() == pytest.approx(slow_worth(town, state)[1])
    assert [gather(town, state, met, g) for g in range(k)] == rows


def test_an_area_that_does_not_fit_any_more_is_not_gathered() -> None:
    town, state = areas((3, 20, 4), linked=True, priced=False)
    met = new_met(np.random.default_rng(0), 20, 4, areas=3, room=999)
    small = new_met(np.random.default_rng(0), 20, 4, areas=3, room=2)

    for g in (0, 0, 1, 2, 3):
        gather(town, state, met, g)
        gather(town, state, small, g)

    assert [len(area) for area in met_areas(met)] == state.size_of[:3].tolist()
    assert sum(len(area) for area in met_areas(small)) <= 2
    check_agrees(town, state)


@pytest.mark.parametrize(("load", "charged"), [(3, 1.5), (4, 0.0), (8, 0.0), (9, 1.5), (11, 3.5)])
def test_being_outside_the_band_is_charged_besides_each_household(
    load: int, charged: float
) -> None:
    town, _ = random_town(0, 5)

    assert dues(town, 0, load, 0.5) == charged


def test_areas_outside_become_dearer_until_a_limit_and_the_others_cheaper() -> None:
    town, _ = random_town(0, 5, grids=2)
    state = new_state(5, 2, 1)
    state.load_of[:] = [9, 8]
    price = np.full(2, 10.0)

    reprice(town, state, price, 10.0)
    once = price.copy()
    for _ in range(2_000):
        reprice(town, state, price, 10.0)

    assert once[0] == pytest.approx(10.3)
    assert 9.9 < once[1] < 10.0
    assert price.tolist() == [10_000.0, 1.0]
