"""Branch and bound, against every division of small communities and every choice of centres."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from campaigns import campaign
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from small_communities import Case

from gridgen.model.problem import Problem
from gridgen.solver.bound import lower_bound
from gridgen.solver.branch import LARGEST, Branching, Limit, choose_within
from gridgen.solver.pose import pose
from gridgen.solver.solve import solve

MUCH = 10**6


def hamlets(seed: int) -> NDArray[np.float64]:
    """Return six hamlets of 18 to 31 households within a kilometre, each some 40 m wide."""
    rng = np.random.default_rng(seed)
    at = np.repeat(rng.uniform(0, 1_000, (6, 2)), [25, 31, 18, 27, 22, 30], axis=0)
    return at + rng.normal(0, 20, at.shape)


def of_households(xy: NDArray[np.float64], fewest: int, most: int) -> Problem:
    return pose(xy, np.ones(len(xy), int), fewest=fewest, most=most)


# --- soundness -----------------------------------------------------------------------------------


@pytest.mark.parametrize("above", campaign([1.0, 1.03, 1.5], everyday=1))
def test_no_division_of_hundreds_of_small_communities_walks_less(above: float) -> None:
    ratios = []
    for seed in range(100):
        case = Case(seed, 3 + seed % 6)
        best = case.optimum()
        if math.isinf(best):
            continue
        proof = Branching(case.problem(), case.grids)

        proof.advance(best * above, work=30_000)

        assert 0.0 <= proof.metres <= best + 1e-6, seed
        ratios.append(proof.metres / best if best > 0 else 1.0)
    assert len(ratios) > 35
    assert np.mean(ratios) > 0.8


@examples(40)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 8), guess=st.floats(0.0, 1e6))
def test_what_is_proven_holds_whatever_is_said_to_be_known(seed: int, n: int, guess: float) -> None:
    case = Case(seed, n)
    proof = Branching(case.problem(), case.grids)

    proof.advance(guess, work=6_000)

    assert proof.metres <= min(case.optimum() + 1e-6, max(guess, 0.0))


@examples(100)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 9))
def test_the_centres_chosen_cost_least_of_all_that_limits_allow(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    values, grids = rng.integers(0, 9, n).astype(float), int(rng.integers(1, n + 1))
    middle = int(rng.integers(0, n + 1))
    spans = [(0, middle), (middle, n), (middle // 2, middle), (0, n)]
    spans = [span for span in spans if rng.random() < 0.7 and span[0] < span[1]]
    drawn = [(span, sorted(rng.integers(0, 4, 2).tolist())) for span in spans]
    limits = tuple(
        Limit(*span, *band) for span, band in sorted(drawn, key=lambda e: e[0][1] - e[0][0])
    )
    allowed = [
        rows
        for rows in itertools.combinations(range(n), grids)
        if all(
            fewest <= sum(begin <= row < end for row in rows) <= most
            for begin, end, fewest, most in limits
        )
    ]

    chosen = choose_within(values, grids, limits)

    if not allowed:
        assert len(chosen) == 0
        return
    assert tuple(chosen.tolist()) in allowed
    assert values[chosen].sum() == min(values[list(rows)].sum() for rows in allowed)


# --- strength ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", campaign([0, 1, 4], everyday=1))
def test_fewer_grids_than_hamlets_are_proven_where_multipliers_share_the_centres_out(
    seed: int,
) -> None:
    problem = of_households(hamlets(seed), 20, 40)
    best = solve(problem.xy, problem.load, fewest=20, most=40, grids=5, effort="best").metres
    by_multipliers = lower_bound(problem, grids=5, best_known=best).metres
    proof = Branching(problem, 5)

    proof.advance(best, work=MUCH)

    assert by_multipliers < 0.99 * best
    assert proof.is_done(best)
    assert proof.metres == pytest.approx(best, rel=2e-5)


def test_what_was_proven_is_never_lost_when_work_goes_on() -> None:
    problem = of_households(hamlets(4), 20, 40)
    proof, proven = Branching(problem, 5), []

    for work in range(0, 12_000, 2_000):
        proof.advance(5_000.0, work=work)
        proven.append(proof.metres)

    assert proven == sorted(proven)
    assert proven[-1] > 1.01 * proven[0] > 0.0


def test_nothing_is_begun_once_time_is_up() -> None:
    problem = of_households(hamlets(4), 20, 40)
    proof = Branching(problem, 5)

    proof.advance(5_000.0, work=MUCH, until=0.0)

    assert proof.work == 0
    assert proof.metres > 0.0


def test_the_same_problem_is_proven_alike_twice() -> None:
    problem = of_households(hamlets(4), 20, 40)
    one, other = Branching(problem, 5), Branching(problem, 5)

    one.advance(5_000.0, work=4_000)
    other.advance(5_000.0, work=4_000)

    assert one.metres == other.metres


# --- limits --------------------------------------------------------------------------------------


def test_nothing_is_proven_before_the_first_step() -> None:
    assert Branching(of_households(hamlets(4), 20, 40), 5).metres == 0.0


@pytest.mark.parametrize("grids", [3, 8])
def test_nothing_is_proven_of_numbers_of_grids_that_arithmetic_forbids(grids: int) -> None:
    proof = Branching(of_households(hamlets(4), 20, 40), grids)

    proof.advance(1_000.0, work=MUCH)

    assert proof.metres == 0.0
    assert not proof.is_done(1_000.0)


def test_one_unit_is_its_own_grid() -> None:
    proof = Branching(of_households(np.zeros((1, 2)), 1, 2), 1)

    proof.advance(5.0, work=MUCH)

    assert proof.metres == 0.0


def test_above_so_many_units_the_multipliers_alone_prove() -> None:
    xy = np.random.default_rng(3).uniform(0, 2_000, (LARGEST + 1, 2))
    proof = Branching(of_households(xy, 50, 100), 40)

    proof.advance(500_000.0, work=MUCH)

    assert proof.work == 0
    assert proof.metres > 0.0
