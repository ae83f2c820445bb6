"""The bound of areas around given centres, against every division of small places."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from small_communities import is_whole

from gridgen.model.problem import Problem
from gridgen.solver.pose import pose
from gridgen.solver.reach import bound_around, within_reach
from gridgen.solver.solve import solve

drawn = st.tuples(st.integers(0, 10**6), st.integers(2, 7))


def place(seed: int, n: int) -> Problem:
    """Return n units held together by a tree and a few more links, around one to three centres."""
    rng = np.random.default_rng(seed)
    c = int(rng.integers(1, min(3, n) + 1))
    load = rng.integers(0, 6, n) if rng.random() < 0.7 else np.full(n, 2)
    tree = [(int(rng.integers(0, u)), u) for u in range(1, n)]
    more = [tuple(sorted(rng.choice(n, 2, replace=False).tolist())) for _ in range(2)]
    mean = max(1.0, load.sum() / c)
    most = rng.integers(int(mean), int(2.5 * mean) + 1, c)
    return pose(
        rng.uniform(0, 100, (n, 2)), load, visits=rng.uniform(0, 3, n),
        fewest=np.minimum(rng.integers(0, int(mean) + 1, c) + 1, most), most=most,
        centres=rng.choice(n, c, replace=False), links=[*tree, *more],
    )  # fmt: skip


def least_metres(problem: Problem) -> float:
    """Return the least metres of all divisions into areas in one piece; infinite if none fits."""
    centres, links = problem.centres, problem.links
    assert centres is not None
    assert links is not None
    pairs = [(int(a), int(b)) for a, b in links]
    way = np.linalg.norm(problem.xy[:, None] - problem.xy[centres][None], axis=2)
    best = math.inf
    for area in itertools.product(range(len(centres)), repeat=len(problem)):
        of = np.array(area)
        load = np.bincount(of, problem.load, len(centres))
        if (of[centres] != np.arange(len(centres))).any():
            continue
        if (load < problem.fewest).any() or (load > problem.most).any():
            continue
        if all(is_whole(np.flatnonzero(of == g).tolist(), pairs) for g in range(len(centres))):
            best = min(best, float(problem.visits @ way[np.arange(len(of)), of]))
    return best


@examples(150)
@given(drawn=drawn, above=st.sampled_from([1.0, 1.2, math.inf]))
def test_no_division_walks_less_than_the_bound(drawn: tuple[int, int], above: float) -> None:
    problem = place(*drawn)
    best = least_metres(problem)

    bound = bound_around(problem, best_known=best * above if best > 0 else best)

    assert 0.0 <= bound <= best + 1e-6


@examples(100)
@given(drawn=drawn)
def test_who_is_out_of_reach_is_on_no_path_that_fits(drawn: tuple[int, int]) -> None:
    problem = place(*drawn)
    assert problem.centres is not None
    assert problem.links is not None
    pairs = [(int(a), int(b)) for a, b in problem.links]

    may = within_reach(problem)

    for g, centre in enumerate(problem.centres.tolist()):
        others = set(problem.centres.tolist()) - {centre}
        free = [u for u in range(len(problem)) if u not in others and u != centre]
        for u in free:
            around = [v for v in free if v != u]
            fits = any(
                is_whole([centre, u, *some], pairs)
                and problem.load[[centre, u, *some]].sum() <= problem.most[g]
                for size in range(len(around) + 1)
                for some in itertools.combinations(around, size)
            )
            assert may[u, g] == fits


def test_a_unit_behind_one_that_fills_the_area_goes_elsewhere() -> None:
    # Two centres at the ends of a row; beside the first a tower that fills its area alone.
    row = np.stack([np.arange(5) * 10.0, np.zeros(5)], axis=1)
    problem = pose(
        row, [1, 9, 1, 1, 1], fewest=[1, 1], most=[10, 10], centres=[0, 4],
        links=[(u, u + 1) for u in range(4)],
    )  # fmt: skip

    may = within_reach(problem)

    assert may.tolist() == [
        [True, False], [True, False], [False, True], [False, True], [False, True]
    ]  # fmt: skip


def test_whole_units_prove_more_than_units_in_part() -> None:
    # Three towers of 6 near a centre that holds one of them beside itself: in part it holds more.
    xy = np.array([[0.0, 0], [10, 0], [0, 10], [-10, 0], [200, 0]])
    load = [1, 6, 6, 6, 2]
    around = pose(xy, load, fewest=[1, 1], most=[12, 30], centres=[0, 4], visits=[1] * 5)

    bound = bound_around(around, best_known=10.0 + 190.0 + math.hypot(200, 10) + 0.01)
    in_part = bound_around(around, best_known=math.inf)

    assert in_part < 0.9 * bound


def test_where_no_bands_fit_nothing_is_proven() -> None:
    problem = pose(np.zeros((3, 2)), [5, 5, 5], fewest=[1], most=[9], centres=[0])

    assert bound_around(problem, best_known=math.inf) == 0.0


def test_large_loads_are_counted_in_parts_and_prove_nothing_false() -> None:
    rng = np.random.default_rng(4)
    xy, load = rng.uniform(0, 1_000, (9, 2)), rng.integers(9_000, 30_000, 9)
    most = [int(load.sum() * 0.55)] * 2
    problem = pose(xy, load, fewest=[1, 1], most=most, centres=[0, 1], links=[(0, 1), *(
        (a, b) for a in range(9) for b in range(max(2, a + 1), 9)
    )])  # fmt: skip
    best = least_metres(problem)

    bound = bound_around(problem, best_known=best)

    assert 0.8 * best < bound <= best


@pytest.mark.parametrize("effort", ["fast", "balanced"])
def test_certified_areas_never_walk_less_than_what_is_proven(effort: str) -> None:
    rng = np.random.default_rng(7)
    xy = rng.uniform(0, 500, (40, 2))
    links = [
        (a, b) for a in range(40) for b in range(a + 1, 40) if np.hypot(*(xy[a] - xy[b])) < 130
    ]

    found = solve(
        xy, rng.integers(1, 6, 40), fewest=20, most=50, centres=[0, 1, 2, 3], links=links,
        effort=effort, certify=True,
    )  # fmt: skip

    assert found.lower_bound_m is not None
    assert 0.5 * found.metres < found.lower_bound_m <= found.metres + 1e-6
