import csv
import itertools
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from campaigns import campaign
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from small_communities import Case, metres

from gridgen.solver.bound import lower_bound
from gridgen.solver.pose import pose
from gridgen.solver.relaxed import Bound
from gridgen.solver.solve import solve

YARDSTICK = Path(__file__).resolve().parents[2].parent / "shared" / "yardstick"


def of_case(case: Case, best_known: float, steps: int = 150) -> Bound:
    return lower_bound(case.problem(), grids=case.grids, best_known=best_known, steps=steps)


def bound_of(
    xy: ArrayLike, load: ArrayLike, visits: ArrayLike, *, fewest: int, most: int, **asked: Any
) -> Bound:
    return lower_bound(pose(xy, load, visits=visits, fewest=fewest, most=most), **asked)


# --- soundness -----------------------------------------------------------------------------------


@pytest.mark.parametrize("linked", campaign([False, True], everyday=1))
def test_no_division_of_hundreds_of_small_communities_walks_less_than_the_bound(
    linked: bool,
) -> None:
    ratios = []
    for seed in range(600):
        case = Case(seed, 3 + seed % 6, linked=linked)
        best = case.optimum()
        if math.isinf(best):
            continue

        bound = of_case(case, best * [1.0, 1.1, 0.7, 3.0][seed % 4])

        assert 0.0 <= bound.metres <= best + 1e-6, seed
        ratios.append(bound.metres / best if best > 0 else 1.0)
    assert len(ratios) > 200
    assert np.mean(ratios) > (0.4 if linked else 0.7)


@pytest.mark.parametrize("seed", range(4))
def test_no_division_of_ten_to_twelve_units_walks_less_than_the_bound(seed: int) -> None:
    case = Case(100 + seed, 10 + seed % 3)
    best = case.optimum()

    bound = of_case(case, best)

    assert bound.metres <= best + 1e-6


@examples(60)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 7), guess=st.floats(0.0, 1e6))
def test_the_bound_holds_whatever_metres_are_said_to_be_known(
    seed: int, n: int, guess: float
) -> None:
    case = Case(seed, n)

    bound = of_case(case, guess, steps=40)

    assert np.isfinite(bound.metres)
    assert bound.metres <= case.optimum() + 1e-6


@examples(60)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 7))
def test_no_whole_set_costs_its_centre_less_than_the_centres_value(seed: int, n: int) -> None:
    case = Case(seed, n)

    bound = of_case(case, case.optimum(), steps=40)

    for mask, ways in case.from_centre.items():
        inside = [u for u in range(n) if mask >> u & 1]
        reduced = ways - bound.multipliers[inside].sum()
        if bound.steps:
            assert (bound.values[inside] <= reduced + 1e-6).all()


@pytest.mark.parametrize("seed", range(3))
def test_no_exact_answer_of_a_mixed_integer_program_is_below_the_bound(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, k, fewest, most = 16, 4, 6, 14
    xy, load = rng.uniform(0, 500, (n, 2)), rng.integers(1, 5, n)
    d = metres(xy)
    # x[i, j]: unit i belongs to centre j; x[j, j]: j is a centre.
    one_grid = np.kron(np.eye(n), np.ones(n))
    centres = np.eye(n).ravel()[None]
    heavy = np.kron(load, np.eye(n)) - most * np.kron(np.ones(n), np.eye(n)) * centres
    light = np.kron(load, np.eye(n)) - fewest * np.kron(np.ones(n), np.eye(n)) * centres
    answer = milp(
        (load[:, None] * d).ravel(),
        integrality=np.ones(n * n),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(one_grid, 1, 1),
            LinearConstraint(centres, k, k),
            LinearConstraint(heavy, -np.inf, 0),
            LinearConstraint(light, 0, np.inf),
        ],
    )
    assert answer.status == 0

    bound = bound_of(
        xy, load, load, grids=k, fewest=fewest, most=most, best_known=float(answer.fun)
    )

    assert 0.85 * answer.fun < bound.metres <= answer.fun + 1e-6


# --- strength ------------------------------------------------------------------------------------


def test_the_bound_is_the_optimum_of_hamlets_far_apart() -> None:
    hamlet = np.array([[0, 0], [30, 0], [-30, 0], [0, 30], [0, -30]], float)
    xy = np.vstack([hamlet + [5000.0 * at, 0] for at in range(4)])

    bound = bound_of(xy, np.ones(20, int), np.ones(20), grids=4, fewest=4, most=6, best_known=480.0)

    assert bound.metres == pytest.approx(480.0, rel=1e-6)


def test_more_steps_never_prove_less() -> None:
    xy = np.random.default_rng(5).uniform(0, 1000, (300, 2))
    ask = {"grids": 4, "fewest": 60, "most": 90, "best_known": 60_000.0}

    proven = [
        bound_of(xy, np.ones(300, int), np.ones(300), steps=steps, **ask).metres
        for steps in (0, 40, 120, 300)
    ]

    assert proven == sorted(proven)
    assert proven[-1] > 1.05 * proven[0]


def test_lumps_are_packed_whole() -> None:
    """Two towers of 6 never share a grid of 8, though 8 of 12 households of any two would."""
    xy = np.array([[0, 0], [10, 0], [20, 0], [30, 0], [40, 0]], float)

    bound = bound_of(xy, [6, 6, 6, 6, 2], np.ones(5), grids=4, fewest=2, most=8, best_known=10.0)

    assert bound.metres == pytest.approx(10.0, rel=1e-3)


def test_lumps_in_a_town_of_single_households_do_not_weaken_the_bound() -> None:
    rng = np.random.default_rng(2)
    xy = rng.uniform(0, 1000, (400, 2))
    load = np.where(rng.random(400) < 0.9, rng.integers(0, 4, 400), rng.integers(5, 45, 400))
    k = round(load.sum() / 150)
    answer = solve(xy, load, fewest=100, most=200, grids=k)

    bound = bound_of(xy, load, load, grids=k, fewest=100, most=200, best_known=answer.metres)

    assert 0.93 * answer.metres < bound.metres <= answer.metres


def test_a_bound_goes_on_from_the_multipliers_of_a_former_one() -> None:
    xy = np.random.default_rng(5).uniform(0, 1000, (300, 2))
    ones = np.ones(300, int)
    once = bound_of(xy, ones, ones, grids=4, fewest=60, most=90, best_known=6e4)

    again = bound_of(
        xy, ones, ones, grids=4, fewest=60, most=90, best_known=6e4, steps=0,
        multipliers=once.multipliers,
    )  # fmt: skip

    assert again.metres == pytest.approx(once.metres, rel=1e-9)


def read_instance(path: Path) -> tuple[NDArray[np.float64], NDArray[np.int64], int, int]:
    words = path.read_text().split()
    n, p = int(words[0]), int(words[1])
    table = np.array(words[2 : 2 + 4 * n], float).reshape(n, 4)
    return table[:, :2], table[:, 3].astype(int), int(table[0, 2]), p


@pytest.mark.slow
@pytest.mark.skipif(not YARDSTICK.is_dir(), reason="no public instances beside the repository")
def test_the_bound_is_below_the_best_known_value_of_every_public_instance() -> None:
    with (YARDSTICK / "best_known.csv").open() as file:
        best = {row["instance"]: float(row["best_known"]) for row in csv.DictReader(file)}
    for name, value in best.items():
        xy, load, most, k = read_instance(YARDSTICK / "instances" / f"{name}.txt")

        bound = bound_of(
            xy, load, np.ones(len(load)), grids=k, fewest=1, most=most, best_known=value
        )

        assert 0.88 * value < bound.metres <= value, name


# --- edges ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("visits", [0.0, 1.0])
@pytest.mark.parametrize(("n", "k"), [(1, 1), (5, 1), (5, 5), (40, 7)])
def test_units_at_one_point_walk_nothing(n: int, k: int, visits: float) -> None:
    bound = bound_of(
        np.full((n, 2), 7.0), np.ones(n, int), np.full(n, visits), grids=k, fewest=1, most=n,
        best_known=0.0,
    )  # fmt: skip

    assert bound.metres == 0.0
    assert np.isfinite(bound.multipliers).all()


def test_one_grid_is_proven_to_walk_to_its_middle() -> None:
    lane = np.stack([np.arange(5) * 10.0, np.zeros(5)], axis=1)

    bound = bound_of(lane, np.ones(5, int), np.ones(5), grids=1, fewest=5, most=5, best_known=60.0)

    assert bound.metres == pytest.approx(60.0, rel=1e-3)


@pytest.mark.parametrize(
    ("load", "grids", "fewest", "most"),
    [
        ([1, 1, 1], 2, 2, 2),
        ([1, 1, 1], 4, 1, 1),
        ([1, 1, 1], 0, 1, 3),
        ([0, 0, 0], 1, 1, 3),
        ([9, 9, 1], 3, 1, 8),
        ([9, 0, 0], 3, 1, 9),
    ],
)
def test_what_cannot_be_divided_has_a_finite_bound(
    load: list[int], grids: int, fewest: int, most: int
) -> None:
    lane = np.stack([np.arange(3) * 10.0, np.zeros(3)], axis=1)

    bound = bound_of(lane, load, np.ones(3), grids=grids, fewest=fewest, most=most, best_known=10.0)

    assert np.isfinite(bound.metres)
    assert np.isfinite(bound.multipliers).all()
    assert not np.isnan(bound.values).any()


@pytest.mark.parametrize("best_known", [math.inf, math.nan, 0.0, -1.0, 1e-300, 1e12])
def test_no_known_division_or_a_senseless_one_is_no_error(best_known: float) -> None:
    xy = np.random.default_rng(1).uniform(0, 100, (30, 2))

    bound = bound_of(
        xy, np.ones(30, int), np.ones(30), grids=3, fewest=8, most=12, best_known=best_known
    )

    assert 0.0 <= bound.metres < 30 * 142
    assert np.isfinite(bound.multipliers).all()


def test_units_without_households_still_walk() -> None:
    xy = np.array([[0, 0], [0, 10], [100, 0], [100, 10.0]])

    bound = bound_of(xy, [1, 0, 1, 0], np.ones(4), grids=2, fewest=1, most=1, best_known=20.0)

    assert bound.metres == pytest.approx(20.0, rel=1e-3)


def test_the_same_question_has_the_same_answer() -> None:
    xy = np.random.default_rng(3).uniform(0, 1000, (200, 2))
    ask = [
        bound_of(xy, np.ones(200, int), np.ones(200), grids=3, fewest=50, most=80, best_known=5e4)
        for _ in range(2)
    ]

    assert ask[0].metres == ask[1].metres
    assert (ask[0].multipliers == ask[1].multipliers).all()


def test_no_step_is_made_when_no_time_is_left() -> None:
    xy = np.random.default_rng(3).uniform(0, 1000, (200, 2))

    bound = bound_of(
        xy, np.ones(200, int), np.ones(200), grids=3, fewest=50, most=80, best_known=5e4,
        time_limit_s=0.0,
    )  # fmt: skip

    assert bound.steps == 0
    assert bound.metres == pytest.approx(41_884.2496)


def test_every_combination_of_positions_in_three_dimensions_is_bounded_too() -> None:
    xyz = np.array(list(itertools.product([0.0, 10.0], repeat=3)))

    bound = bound_of(
        xyz,
        np.ones(8, int),
        np.ones(8),
        grids=2,
        fewest=4,
        most=4,
        best_known=2 * (20 + 10 * 2**0.5),
    )

    assert 0.0 < bound.metres <= 2 * (20 + 10 * 2**0.5) + 1e-6
