"""Parts are divided each by itself; a number of grids asked for is shared out, and anew."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from answers import Pairs, chain, lane, pieces_among
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from gridgen.model.problem import Problem
from gridgen.solver import parts as exchange
from gridgen.solver.counts import counts_to_try, share_out
from gridgen.solver.improve import EFFORTS, Search
from gridgen.solver.part import Divided, divide_part
from gridgen.solver.parts import divide_parts
from gridgen.solver.pose import pose
from gridgen.solver.separate import separated


def star_and_lane(arms: int, houses: int, **asked: Any) -> Problem:
    """Return a star of single houses around one, which is one grid or none, and a lane of houses.

    The band is such that both hold two grids as near to the target as can be.
    """
    fewest, most = (arms + 1) // 2, arms + 1
    pairs = [(0, u) for u in range(1, arms + 1)]
    pairs += [(a + arms + 1, b + arms + 1) for a, b in chain(houses)]
    n = arms + 1 + houses
    return pose(lane(n), np.ones(n, int), fewest=fewest, most=most, links=pairs, **asked)


def divide(problem: Problem, until: float | None = None) -> list[Divided]:
    parts, made = separated(problem)
    return divide_parts(problem, parts, len(made), until)


def grids_of(divided: list[Divided]) -> list[int]:
    return [len(found.centre_of) for found in divided]


@pytest.mark.parametrize(("arms", "houses"), [(8, 12), (20, 30)])
def test_parts_exchange_grids_where_the_first_share_is_impossible_for_one(
    arms: int, houses: int
) -> None:
    problem = star_and_lane(arms, houses, grids=4)
    band = problem.band
    assert share_out(band, [arms + 1, houses], [arms + 1, houses], 4) == [2, 2]

    divided = divide(problem)

    assert grids_of(divided) == [1, 3]
    assert [found.outside for found in divided] == [0, 0]


def test_the_part_that_cannot_comes_second_as_well() -> None:
    # The lane first, then the star.
    problem = star_and_lane(8, 12, grids=4)
    turned = problem.part(np.arange(len(problem))[::-1])

    assert grids_of(divide(turned)) == [3, 1]


def test_no_share_is_changed_where_every_part_is_inside_the_band() -> None:
    problem = star_and_lane(8, 12, grids=3)
    assert share_out(problem.band, [9, 12], [9, 12], 3) == [1, 2]

    assert grids_of(divide(problem)) == [1, 2]


def test_parts_keep_their_own_best_number_where_none_is_asked_for() -> None:
    divided = divide(star_and_lane(8, 12))

    assert [found.outside for found in divided] == [0, 0]
    assert grids_of(divided) == [1, 2]


@pytest.mark.parametrize(("limit", "grids"), [(0, [2, 2]), (1, [2, 2]), (2, [1, 3])])
def test_so_many_parts_are_divided_anew_and_no_more(
    limit: int, grids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The star with one grid and the lane with three: two more divisions.
    monkeypatch.setattr(exchange, "EXCHANGES", limit)

    assert grids_of(divide(star_and_lane(8, 12, grids=4))) == grids


def test_nothing_is_exchanged_once_the_time_is_over() -> None:
    assert grids_of(divide(star_and_lane(20, 30, grids=4), until=0.0)) == [2, 2]


@pytest.mark.parametrize("existing", [None, 3])
def test_a_part_where_nobody_lives_keeps_its_grid(existing: int | None) -> None:
    # The star cannot be two grids, and the part of the last unit has none to give.
    arms = [(0, u) for u in range(1, 9)]
    problem = pose(
        lane(10), [*[1] * 9, 0], fewest=4, most=8, links=arms, grids=3,
        existing=None if existing is None else [existing] * 10,
    )  # fmt: skip

    assert sum(grids_of(divide(problem))) == 3
    assert grids_of(divide(problem))[1] == 1


def random_trees(seed: int) -> tuple[Problem, list[Pairs]]:
    """Return two to four random trees of large units, and a number of grids asked for."""
    rng = np.random.default_rng(seed)
    pairs: list[Pairs] = []
    load: list[int] = []
    for _ in range(int(rng.integers(2, 5))):
        begin, n = len(load), int(rng.integers(5, 13))
        pairs.append([(begin + int(rng.integers(0, u)), begin + u) for u in range(1, n)])
        load += rng.integers(1, 9, n).tolist()
    problem = pose(
        rng.uniform(0, 100, (len(load), 2)), load, fewest=12, most=17, effort="fast",
        links=[pair for of in pairs for pair in of], grids=max(len(pairs), round(sum(load) / 14.5)),
    )  # fmt: skip
    return problem, pairs


@examples(15)
@given(seed=st.integers(0, 10**6))
def test_exchanges_leave_no_more_outside_and_as_many_grids(seed: int) -> None:
    problem, pairs = random_trees(seed)
    parts, made = separated(problem)
    shares = counts_to_try(problem, parts, len(made))
    first = [
        divide_part(problem.part(rows), counts, Search(EFFORTS["fast"], None, (0, number)))
        for number, (rows, counts) in enumerate(zip(parts, shares, strict=True))
    ]

    divided = divide_parts(problem, parts, len(made), None)

    assert sum(grids_of(divided)) == problem.grids
    assert sum(found.outside for found in divided) <= sum(found.outside for found in first)
    for rows, of, found in zip(parts, pairs, divided, strict=True):
        for g in range(len(found.centre_of)):
            members = rows[found.grid_of == g].tolist()
            assert found.centre_of[g] in np.flatnonzero(found.grid_of == g)
            assert pieces_among(members, of) == 1
        sizes = np.bincount(found.grid_of, problem.load[rows]).astype(int).tolist()
        assert found.outside == sum(problem.band.breach(size) for size in sizes)
