"""Problem -> Solution: divide the units of one community into grids inside a band."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment

from gridgen.model.errors import ProblemError
from gridgen.model.graphs import pieces
from gridgen.model.problem import Problem
from gridgen.model.solutions import Breach, Solution, Status, Weights
from gridgen.solver.counts import choices, share_out
from gridgen.solver.improve import EFFORTS
from gridgen.solver.part import divide_part
from gridgen.solver.pose import pose


def solve(
    xy: ArrayLike,
    households: ArrayLike,
    *,
    fewest: ArrayLike,
    most: ArrayLike,
    target: int | None = None,
    grids: int | None = None,
    visits: ArrayLike | None = None,
    links: ArrayLike | None = None,
    borders: ArrayLike | None = None,
    locked: ArrayLike | None = None,
    existing: ArrayLike | None = None,
    centres: ArrayLike | None = None,
    weights: Weights | None = None,
    effort: str = "balanced",
    time_limit_s: float | None = None,
    certify: bool = False,
    seed: int = 0,
) -> Solution:
    """Divide units into grids: inside the band, each in one piece, with the least metres.

    Parameters
    ----------
    xy
        (n, d) positions, metres, projected CRS; d is 2 for a place on the ground.
    households
        (n,) whole numbers, 0 or more: what the band counts. A unit is never cut.
    fewest, most
        The band, both included; with `centres` also (c,), a band for each.
    target
        Households aimed at in a grid; the middle of the band if not given. It decides the number
        of grids where `grids` does not.
    grids
        The number of grids. If not given, the one nearest to the target that the band can hold.
    visits
        (n,) weight of each unit's way to its centre; its households if not given.
    links
        (m, 2) row numbers of neighbours. Every grid is then in one piece over them; units that no
        link joins are divided part by part. None: pieces are not asked for.
    borders
        (m,) metres of border that the two units of each link share and that follow no visible line.
        Each metre between two grids costs `weights.border_m`.
    locked
        (n,) a number for units of a locked grid, -1 for the others. A locked grid keeps exactly its
        units, whatever its size, and nobody joins it.
    existing
        (n,) the grid in which each unit already is, -1 for none. Each household that leaves its
        grid costs `weights.moved_m`, so that little else changes than what the band asks for.
        With `centres` a grid goes on from the one in which its centre is; several may share one.
    centres
        (c,) row numbers: one grid around each, which stays its centre; grid g is that of centre g.
        `grids` and `locked` are not asked then. Up to 400 units times centres, borders without a
        price, the metres (and moves) are nearly always the least of all.
    weights
        What the score counts besides the walking metres.
    effort
        "fast", "balanced" or "best": counted in steps, so the same input and seed give the same
        answer in every process.
    time_limit_s
        No further start or relocation is begun after this many seconds. The answer then depends on
        the machine.
    certify
        Also prove a lower bound of the metres: `lower_bound_m`, for this number of grids.
    seed
        Whole number, 0 or more, that decides all random choices.

    Returns
    -------
    A `Solution`. Where a grid is outside the band its `breaches` say which and by how much, and its
    `status` whether arithmetic proves that none fits ("proven impossible") or not ("not found").

    Raises
    ------
    BandError
        Not 1 <= fewest <= target <= most.
    ProblemError
        Shapes that do not agree, values that are not finite, a number of grids that cannot be, or a
        part without a given centre.

    Notes
    -----
    Prices even out the loads (Cohen-Addad, Klein and Young 2018), pressure restores the bounds,
    and shifts, swaps, rings of moves and re-splits of touching pairs lower the metres; then
    grids are given up and others cut in two while that helps. A unit above `most` is a
    grid of its own.
    """
    problem = pose(
        xy, households, fewest=fewest, most=most, target=target, visits=visits, links=links,
        borders=borders, locked=locked, existing=existing, centres=centres, weights=weights,
        grids=grids, effort=effort, time_limit_s=time_limit_s, certify=certify, seed=seed,
    )  # fmt: skip
    return solve_problem(problem)


def solve_problem(problem: Problem) -> Solution:
    """Return the solution of a problem; see `solve`.

    Raises
    ------
    ProblemError
        The number of grids cannot be, or a part has no given centre.
    """
    if len(problem) == 0:
        nobody = np.zeros(0, np.int32)
        return Solution(nobody, nobody, 0.0, 0.0, Status.FEASIBLE)
    limit_s = problem.time_limit_s
    until = None if limit_s is None else time.monotonic() + limit_s
    part_of, alone = _parts(problem) if problem.centres is None else _parts_around(problem)
    parts = [np.flatnonzero(part_of == p) for p in range(part_of.max(initial=-1) + 1)]
    counts = _counts(problem, parts, len(alone))
    effort = EFFORTS[problem.effort]
    divided = [
        divide_part(problem.part(rows), ks, effort, until, [problem.seed, number])
        for number, (rows, ks) in enumerate(zip(parts, counts, strict=True))
    ]
    grid_of, centre_of = _joined(problem, parts, divided, alone)
    solution = _judged(problem, grid_of, centre_of, parts)
    return _certified(problem, solution, parts) if problem.certify else solution


# --- before: parts and counts --------------------------------------------------------------------


def _parts(problem: Problem) -> tuple[NDArray[np.int32], list[NDArray[np.int64]]]:
    """Return the part of each unit (-1: in none) and the grids made beforehand, as rows.

    Made beforehand are the locked grids, and each unit above the band. A rest too small for the
    band that such a unit cuts off joins it where this breaks the band by less; both are then one
    part.
    """
    heavy = (problem.load > problem.band.most) & (problem.locked < 0)
    made = [
        np.flatnonzero(problem.locked == label)
        for label in np.unique(problem.locked[problem.locked >= 0])
    ]
    n = len(problem.load)
    if problem.links is None:
        part_of = np.where(heavy | (problem.locked >= 0), -1, 0).astype(np.int32)
        return part_of, made + [np.array([unit]) for unit in np.flatnonzero(heavy)]
    pairs = problem.links[(problem.locked[problem.links] < 0).all(axis=1)]
    part_of = pieces(n, pairs[~heavy[pairs].any(axis=1)])
    _join_rests(problem, part_of, pairs, heavy)
    sizes = np.bincount(part_of, minlength=n)
    alone = np.flatnonzero(heavy)
    alone = alone[sizes[part_of[alone]] == 1]
    part_of[alone] = -1
    part_of[problem.locked >= 0] = -1
    rest = part_of >= 0
    part_of[rest] = np.unique(part_of[rest], return_inverse=True)[1].reshape(-1)
    return part_of, made + [np.array([unit]) for unit in alone]


def _join_rests(
    problem: Problem, part_of: NDArray[np.int32], pairs: Any, heavy: NDArray[np.bool_]
) -> None:
    total = np.bincount(part_of, weights=problem.load, minlength=part_of.max() + 1)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    for a, b in both[heavy[both[:, 1]] & ~heavy[both[:, 0]]]:
        small = total[part_of[a]]
        if small < problem.band.fewest - small and part_of[a] != part_of[b]:
            part_of[part_of == part_of[a]] = part_of[b]


def _parts_around(problem: Problem) -> tuple[NDArray[np.int32], list[NDArray[np.int64]]]:
    centres = np.array(problem.centres)
    n = len(problem.load)
    part_of = np.zeros(n, np.int32) if problem.links is None else pieces(n, problem.links)
    missing = np.setdiff1d(part_of, part_of[centres])
    if len(missing):
        rows = np.flatnonzero(part_of == missing[0])
        raise ProblemError(
            f"No centre lies in the part of {len(rows)} units that holds row {rows[0]}; expected "
            "one in each part that links hold together."
        )
    return part_of, []


def _counts(problem: Problem, parts: list[NDArray[np.int64]], made: int) -> list[list[int]]:
    """Return for each part the numbers of grids to try, the best first.

    A part with a unit above the band was made of that unit and rests that join it: one grid.
    """
    if problem.centres is not None:
        return [[int(np.isin(problem.centres, rows).sum())] for rows in parts]
    band, grids = problem.band, problem.grids
    totals = [int(problem.load[rows].sum()) for rows in parts]
    units = [len(rows) for rows in parts]
    if grids is not None:
        fewest, most = len(parts) + made, sum(units) + made
        if not fewest <= grids <= most:
            raise ProblemError(
                f"grids is {grids}; expected {fewest} to {most}: there are {fewest} separate "
                f"parts, locked grids or units above the band, and {most} units."
            )
        return [[k] for k in share_out(band, totals, units, grids - made)]
    return [
        [1] if (problem.load[rows] > band.most).any() else choices(band, n, at_most=u)
        for rows, n, u in zip(parts, totals, units, strict=True)
    ]


# --- after: one answer, judged and certified -----------------------------------------------------


def _joined(
    problem: Problem,
    parts: list[NDArray[np.int64]],
    divided: list[tuple[NDArray[np.int32], NDArray[np.int32]]],
    made: list[NDArray[np.int64]],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    grid_of = np.full(len(problem.load), -1, np.int32)
    centre_of: list[int] = []
    for rows, (grid, centre) in zip(parts, divided, strict=True):
        grid_of[rows] = grid + len(centre_of)
        centre_of += rows[centre].tolist()
    for rows in made:
        grid_of[rows] = len(centre_of)
        apart = np.linalg.norm(problem.xy[rows][:, None] - problem.xy[rows][None], axis=2)
        centre_of.append(int(rows[np.argmin(problem.visits[rows] @ apart)]))
    if problem.centres is None:
        return grid_of, np.array(centre_of, np.int32)
    order = np.argsort(problem.centres)  # grid g is that of centre g
    place = order[np.searchsorted(problem.centres[order], centre_of)]
    return place[grid_of].astype(np.int32), problem.centres.astype(np.int32)


def _judged(
    problem: Problem,
    grid_of: NDArray[np.int32],
    centre_of: NDArray[np.int32],
    parts: list[NDArray[np.int64]],
) -> Solution:
    k = len(centre_of)
    sizes = np.bincount(grid_of, weights=problem.load, minlength=k).astype(int)
    low, high = np.broadcast_to(problem.fewest, k), np.broadcast_to(problem.most, k)
    breaches = tuple(
        Breach(g, int(n), int(n - high[g] if n > high[g] else n - low[g]))
        for g, n in enumerate(sizes)
        if not low[g] <= n <= high[g]
    )
    apart = np.linalg.norm(problem.xy - problem.xy[centre_of[grid_of]], axis=1)
    metres = float((problem.visits * apart).sum())
    score = metres + problem.weights.moved_m * _moved(problem, grid_of)
    if problem.links is not None and len(problem.border):
        score += float(
            problem.border[grid_of[problem.links[:, 0]] != grid_of[problem.links[:, 1]]].sum()
        )
    status = Status.FEASIBLE
    if breaches:
        is_impossible = _is_impossible(problem, parts)
        status = Status.PROVEN_IMPOSSIBLE if is_impossible else Status.NOT_FOUND
    return Solution(grid_of, centre_of, metres, score, status, breaches)


def _moved(problem: Problem, grid_of: NDArray[np.int32]) -> int:
    """Return the households that are not with most of their existing grid, each new grid once."""
    known = problem.existing >= 0
    if not known.any():
        return 0
    if problem.centres is not None:
        area = problem.existing[problem.centres]
        return int(problem.load[known & (problem.existing != area[grid_of])].sum())
    old = np.unique(problem.existing[known], return_inverse=True)[1].reshape(-1)
    together = np.zeros((old.max() + 1, grid_of.max() + 1))
    np.add.at(together, (old, grid_of[known]), problem.load[known])
    rows, columns = linear_sum_assignment(together, maximize=True)
    return int(problem.load[known].sum() - together[rows, columns].sum())


def _is_impossible(problem: Problem, parts: list[NDArray[np.int64]]) -> bool:
    """Say whether arithmetic alone proves that no division is inside the band."""
    if (problem.load[problem.locked < 0] > problem.band.most).any():
        return True
    totals = [int(problem.load[rows].sum()) for rows in parts]
    if problem.centres is not None:
        return any(not _fit_around(problem, rows) for rows in parts)
    for label in np.unique(problem.locked[problem.locked >= 0]):
        if problem.band.breach(int(problem.load[problem.locked == label].sum())):
            return True
    counts = [problem.band.grid_counts(n) for n in totals]
    if any(n == 0 or not ks for n, ks in zip(totals, counts, strict=True)):
        return True
    if problem.grids is None:
        return False
    free = problem.grids - len(np.unique(problem.locked[problem.locked >= 0]))
    return not sum(c.start for c in counts) <= free <= sum(c.stop - 1 for c in counts)


def _fit_around(problem: Problem, rows: NDArray[np.int64]) -> bool:
    mine = np.isin(np.array(problem.centres), rows)
    return bool(problem.fewest[mine].sum() <= problem.load[rows].sum() <= problem.most[mine].sum())


def _certified(problem: Problem, solution: Solution, parts: list[NDArray[np.int64]]) -> Solution:
    """Add the bound: the ways inside grids made beforehand, and a proof for all the rest together.

    How the number of grids falls to the parts is left out, as pieces are, so that it stays a bound.
    """
    from gridgen.solver.bound import lower_bound  # its kernels load only where a proof is wanted

    rows = np.concatenate([np.zeros(0, np.int64), *parts])
    apart = np.linalg.norm(problem.xy - problem.xy[solution.centre_of[solution.grid_of]], axis=1)
    ways = problem.visits * apart
    free = ways[rows].sum()
    found = lower_bound(
        problem.part(rows),
        grids=len(np.unique(solution.grid_of[rows])),
        best_known=float(free),
    )
    return replace(solution, lower_bound_m=float(ways.sum() - free + found.metres))
