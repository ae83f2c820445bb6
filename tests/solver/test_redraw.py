"""Locked grids, grids that exist already, given centres: what stays, and what it costs."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial import Delaunay

from gridgen.model.errors import ProblemError
from gridgen.model.solutions import Solution, Status, Weights
from gridgen.solver.solve import solve


def village(n: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return n places (n, 2), metres, and their Delaunay links."""
    xy = np.random.default_rng(seed).uniform(0, 30 * np.sqrt(n), (n, 2))
    corners = Delaunay(xy).simplices
    sides = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    return xy, np.unique(np.sort(sides, axis=1), axis=0)


def moved(old: NDArray[np.int64], solution: Solution, load: NDArray[np.int64]) -> int:
    """Return the households that no matching of old and new grids lets stay."""
    known = old >= 0
    table = np.zeros((old.max() + 1, len(solution.centre_of)))
    np.add.at(table, (old[known], solution.grid_of[known]), load[known])
    rows, columns = linear_sum_assignment(table, maximize=True)
    return int(load[known].sum() - table[rows, columns].sum())


def pieces_of(solution: Solution, links: NDArray[np.int64]) -> int:
    """Return how many pieces all grids have together, by walking the links."""
    grid = solution.grid_of.tolist()
    near: list[list[int]] = [[] for _ in grid]
    for a, b in links.tolist():
        if grid[a] == grid[b]:
            near[a].append(b)
            near[b].append(a)
    seen: set[int] = set()
    pieces = 0
    for start in range(len(grid)):
        if start in seen:
            continue
        pieces += 1
        waiting = [start]
        seen.add(start)
        while waiting:
            for v in near[waiting.pop()]:
                if v not in seen:
                    seen.add(v)
                    waiting.append(v)
    return pieces


# --- existing grids ------------------------------------------------------------------------------


def test_grids_that_are_all_in_band_stay_as_they_are() -> None:
    xy, links = village(600, 1)
    ones = np.ones(600, int)
    old = solve(xy, ones, fewest=50, most=100, links=links, effort="fast", seed=4).grid_of

    again = solve(xy, ones, fewest=50, most=100, links=links, existing=old, seed=9)

    assert moved(old, again, ones) == 0
    assert again.score == pytest.approx(again.metres)


@pytest.mark.parametrize("seed", range(4))
def test_a_redraw_moves_at_most_twice_what_arithmetic_asks(seed: int) -> None:
    xy, links = village(900, seed)
    load = np.ones(900, int)
    old = np.array(solve(xy, load, fewest=50, most=100, links=links, seed=seed).grid_of)
    grown = np.flatnonzero(old == 3)
    load[grown] += np.arange(len(grown)) < 112 - len(grown)
    shrunk = np.flatnonzero(old == 7)
    load[shrunk[: len(shrunk) - 41]] = 0
    sizes = np.bincount(old, weights=load)
    asked = np.maximum(sizes - 100, 0).sum() + np.maximum(50 - sizes, 0).sum()

    new = solve(xy, load, fewest=50, most=100, links=links, existing=old, seed=seed)

    assert asked == 12 + 9
    assert new.status is Status.FEASIBLE
    assert moved(old, new, load) <= 2 * asked
    assert pieces_of(new, links) == len(new.centre_of)


def test_an_existing_grid_far_too_large_is_split_and_the_others_stay() -> None:
    xy, links = village(500, 3)
    ones = np.ones(500, int)
    old = np.array(solve(xy, ones, fewest=50, most=100, links=links, grids=6, seed=1).grid_of)
    side = np.unique(old[links[(old[links] == 0).any(axis=1) & (old[links] != 0).any(axis=1)]])
    old[old == side[side != 0][0]] = 0  # two neighbours become one of about 166

    new = solve(xy, ones, fewest=50, most=100, links=links, existing=old, seed=1)

    assert new.status is Status.FEASIBLE
    assert len(new.centre_of) == 6
    assert moved(old, new, ones) <= 100


def test_new_units_join_without_being_counted_as_moved() -> None:
    xy, links = village(300, 5)
    ones = np.ones(300, int)
    old = np.array(solve(xy, ones, fewest=50, most=100, links=links, grids=4, seed=2).grid_of)
    old[::10] = -1

    new = solve(xy, ones, fewest=50, most=100, links=links, existing=old)

    assert moved(old, new, ones) == 0
    assert new.score == pytest.approx(new.metres)


def test_the_price_of_moving_is_in_the_score() -> None:
    lane = np.array([[10.0 * i, 0] for i in range(9)])
    links = [[i, i + 1] for i in range(8)]
    old = [0] * 6 + [1] * 3

    new = solve(lane, [1] * 9, fewest=4, most=5, links=links, existing=old,
                weights=Weights(moved_m=50.0))  # fmt: skip

    assert np.bincount(new.grid_of).tolist() in ([5, 4], [4, 5])
    assert new.score - new.metres == pytest.approx(50.0)


# --- locked grids --------------------------------------------------------------------------------


def test_a_locked_grid_keeps_exactly_its_units() -> None:
    xy, links = village(500, 2)
    ones = np.ones(500, int)
    old = np.array(solve(xy, ones, fewest=50, most=100, links=links, seed=3).grid_of)
    locked = np.where(np.isin(old, [1, 4]), old, -1)

    new = solve(xy, ones, fewest=60, most=90, links=links, locked=locked, seed=8)

    for grid in (1, 4):
        inside = np.unique(new.grid_of[old == grid])
        assert len(inside) == 1
        assert (new.grid_of == inside[0]).sum() == (old == grid).sum()


def test_a_locked_grid_outside_the_band_is_told_and_kept() -> None:
    lane = np.array([[10.0 * i, 0] for i in range(12)])
    links = [[i, i + 1] for i in range(11)]
    locked = [0, 0] + [-1] * 10

    found = solve(lane, [1] * 12, fewest=4, most=6, links=links, locked=locked)

    assert [(b.households, b.by) for b in found.breaches] == [(2, -2)]
    assert found.status is Status.PROVEN_IMPOSSIBLE


# --- given centres -------------------------------------------------------------------------------


def test_every_centre_keeps_its_place_and_its_own_band() -> None:
    xy, links = village(200, 7)
    centres = np.array([10, 80, 150])
    fewest, most = np.array([20, 60, 80]), np.array([40, 80, 120])

    found = solve(xy, np.ones(200, int), fewest=fewest, most=most, links=links, centres=centres)

    sizes = np.bincount(found.grid_of, minlength=3)
    assert found.centre_of.tolist() == centres.tolist()
    assert found.grid_of[centres].tolist() == [0, 1, 2]
    assert ((sizes >= fewest) & (sizes <= most)).all()
    assert found.status is Status.FEASIBLE
    assert pieces_of(found, links) == 3


def test_more_effort_leaves_given_centres_where_they_are() -> None:
    xy, links = village(120, 7)
    centres = [5, 40, 80, 110]

    found = solve(xy, np.ones(120, int), fewest=20, most=40, links=links, centres=centres,
                  effort="best")  # fmt: skip

    assert found.centre_of.tolist() == centres
    assert found.grid_of[centres].tolist() == [0, 1, 2, 3]
    assert found.status is Status.FEASIBLE


def test_bands_that_cannot_hold_all_households_are_proven_impossible() -> None:
    xy, links = village(100, 7)

    found = solve(xy, np.ones(100, int), fewest=10, most=[30, 40], links=links, centres=[5, 50])

    assert found.status is Status.PROVEN_IMPOSSIBLE
    assert sum(b.by for b in found.breaches) == 30


def test_a_part_without_a_given_centre_is_refused() -> None:
    with pytest.raises(ProblemError, match=r"No centre .* part of 1 units"):
        solve(np.arange(6.0).reshape(3, 2), [1, 1, 1], fewest=1, most=3, links=[[0, 1]],
              centres=[0])  # fmt: skip
