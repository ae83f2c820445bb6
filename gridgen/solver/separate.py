"""What of a problem is divided by itself: parts that no link joins, and grids made beforehand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridgen.model.errors import ProblemError
from gridgen.model.graphs import pieces
from gridgen.model.problem import Problem

Rows = NDArray[np.int64]


def separated(problem: Problem) -> tuple[list[Rows], list[Rows]]:
    """Return the rows of each part, and those of each grid that is made beforehand.

    Made beforehand are the locked grids, and each unit above the band. Each part is to be divided
    by itself; every unit is in just one part or grid.

    Raises
    ------
    ProblemError
        Centres are given, and a part has none.
    """
    if problem.centres is None:
        part_of, made = _around_made(problem)
    else:
        part_of, made = _around_centres(problem, problem.centres), []
    return [np.flatnonzero(part_of == p) for p in range(part_of.max(initial=-1) + 1)], made


def _around_made(problem: Problem) -> tuple[NDArray[np.int32], list[Rows]]:
    """Return the part of each unit (-1: in none) and the grids made beforehand, as rows.

    A rest too small for the band that a unit above it cuts off joins that unit where this breaks
    the band by less; both are then one part.
    """
    n = len(problem)
    heavy = (problem.load > problem.band.most) & (problem.locked < 0)
    made = [np.flatnonzero(problem.locked == label) for label in problem.locked_labels]
    if problem.links is None:
        part_of = np.where(heavy | (problem.locked >= 0), -1, 0).astype(np.int32)
        return part_of, made + [np.array([unit]) for unit in np.flatnonzero(heavy)]
    if not heavy.any() and not made:  # as nearly always
        return pieces(n, problem.links), []
    pairs = problem.links[(problem.locked[problem.links] < 0).all(axis=1)]
    part_of = pieces(n, pairs[~heavy[pairs].any(axis=1)])
    _join_rests(problem, part_of, pairs, heavy)
    sizes = np.bincount(part_of, minlength=n)
    alone = np.flatnonzero(heavy)
    alone = alone[sizes[part_of[alone]] == 1]
    part_of[alone] = -1
    part_of[problem.locked >= 0] = -1
    # Numbered anew without gaps: units that are in no part had numbers of their own.
    rest = part_of >= 0
    part_of[rest] = np.unique(part_of[rest], return_inverse=True)[1].reshape(-1)
    return part_of, made + [np.array([unit]) for unit in alone]


def _join_rests(
    problem: Problem,
    part_of: NDArray[np.int32],
    pairs: NDArray[np.int32],
    heavy: NDArray[np.bool_],
) -> None:
    """Give each rest beside a heavy unit the part of that unit where this breaks the band by less.

    Alone a rest is `fewest - small` households short; with the unit it is `small` too many.
    """
    total = np.bincount(part_of, weights=problem.load, minlength=part_of.max() + 1)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    for a, b in both[heavy[both[:, 1]] & ~heavy[both[:, 0]]]:
        small = total[part_of[a]]
        if small < problem.band.fewest - small and part_of[a] != part_of[b]:
            part_of[part_of == part_of[a]] = part_of[b]


def _around_centres(problem: Problem, centres: Rows) -> NDArray[np.int32]:
    """Return the part of each unit; each part has a centre."""
    n = len(problem)
    part_of = np.zeros(n, np.int32) if problem.links is None else pieces(n, problem.links)
    missing = np.setdiff1d(part_of, part_of[centres])
    if len(missing):
        rows = np.flatnonzero(part_of == missing[0])
        raise ProblemError("part_without_centre", units=len(rows), row=rows[0])
    return part_of
