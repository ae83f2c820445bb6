"""Parts that no link joins, and grids made beforehand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from answers import block, chain, check_whole, lane, members_of, sizes_of

from gridgen.model.errors import ProblemError
from gridgen.model.problem import Problem
from gridgen.model.solutions import Status
from gridgen.solver.pose import pose
from gridgen.solver.separate import separated
from gridgen.solver.solve import solve


def test_parts_that_no_link_joins_are_divided_one_by_one() -> None:
    one, links = block(6, 5)
    xy = np.concatenate([one, one + [20.0, 3.0]])
    pairs = links + [(a + 30, b + 30) for a, b in links]

    solution = solve(xy, [1] * 60, fewest=8, most=12, links=pairs)

    check_whole(solution, [1] * 60, 8, 12, pairs)
    assert solution.status is Status.FEASIBLE
    assert all(len({u // 30 for u in members}) == 1 for members in members_of(solution))


def test_without_any_link_each_unit_is_a_grid() -> None:
    solution = solve(lane(4), [60, 40, 70, 80], fewest=50, most=100, links=[])

    assert len(solution.centre_of) == 4
    assert [(b.households, b.by) for b in solution.breaches] == [(40, -10)]
    assert solution.status is Status.PROVEN_IMPOSSIBLE


def test_one_impossible_part_does_not_spoil_the_other() -> None:
    pairs = [*chain(20), *((a + 20, b + 20) for a, b in chain(3))]

    solution = solve(lane(23), [1] * 23, fewest=8, most=12, links=pairs)

    assert [(b.households, b.by) for b in solution.breaches] == [(3, -5)]
    assert solution.status is Status.PROVEN_IMPOSSIBLE


def test_a_unit_above_the_band_is_a_grid_of_its_own() -> None:
    xy, pairs = block(10, 10)
    load = [1] * 100
    load[44] = 130

    solution = solve(xy, load, fewest=30, most=40, links=pairs)

    own = int(solution.grid_of[44])
    assert members_of(solution)[own] == [44]
    assert [(b.grid, b.households, b.by) for b in solution.breaches] == [(own, 130, 90)]
    assert solution.status is Status.PROVEN_IMPOSSIBLE


@pytest.mark.parametrize(
    ("rest", "sizes"),
    [
        (10, [130]),  # 10 above the 120, in place of 40 below 50
        (24, [144]),
        (26, [26, 120]),
        (60, [60, 120]),
    ],
)
def test_a_rest_cut_off_by_a_unit_above_the_band_joins_it_where_that_breaks_less(
    rest: int, sizes: list[int]
) -> None:
    solution = solve(lane(2), [120, rest], fewest=50, most=100, links=chain(2))

    assert sorted(sizes_of(solution, [120, rest])) == sizes


def test_a_unit_above_the_band_that_cuts_a_lane_leaves_two_whole_sides() -> None:
    load = [20, 20, 20, 300, 20, 20, 20]

    solution = solve(lane(7), load, fewest=50, most=100, links=chain(7))

    check_whole(solution, load, 50, 100, chain(7))
    assert sorted(sizes_of(solution, load)) == [60, 60, 300]


def lane_problem(load: list[int], **asked: Any) -> Problem:
    return pose(lane(len(load)), load, fewest=50, most=100, links=chain(len(load)), **asked)


@pytest.mark.parametrize(
    ("load", "locked", "parts", "made"),
    [
        ([60, 60, 60], None, [[0, 1, 2]], []),
        ([60, 60, 60], [-1, 4, -1], [[0], [2]], [[1]]),
        ([60, 60, 60], [4, 4, -1], [[2]], [[0, 1]]),
        ([60, 101, 60], None, [[0], [2]], [[1]]),
        ([24, 120, 60], None, [[0, 1], [2]], []),
        ([120, 130, 60], None, [[2]], [[0], [1]]),
    ],
)
def test_every_unit_is_in_just_one_part_or_grid_made_beforehand(
    load: list[int], locked: list[int] | None, parts: list[list[int]], made: list[list[int]]
) -> None:
    found = separated(lane_problem(load, locked=locked))

    assert [rows.tolist() for rows in found[0]] == parts
    assert [rows.tolist() for rows in found[1]] == made


def test_without_links_all_but_what_is_made_beforehand_is_one_part() -> None:
    problem = pose(lane(4), [60, 101, 60, 60], fewest=50, most=100, locked=[-1, -1, -1, 0])

    parts, made = separated(problem)

    assert [rows.tolist() for rows in parts] == [[0, 2]]
    assert [rows.tolist() for rows in made] == [[3], [1]]


def test_around_centres_nothing_is_made_beforehand() -> None:
    parts, made = separated(lane_problem([60, 101, 60], centres=[1]))

    assert [rows.tolist() for rows in parts] == [[0, 1, 2]]
    assert made == []


def test_a_part_without_a_centre_is_refused() -> None:
    problem = pose(lane(3), [60, 60, 60], fewest=50, most=100, links=[[0, 1]], centres=[0])

    with pytest.raises(ProblemError, match="part of 1 units that holds row 2"):
        separated(problem)
