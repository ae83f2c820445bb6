"""One answer, judged: what it walks, what it breaks, and whether arithmetic says that it must."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from gridgen.model.problem import Problem
from gridgen.model.solutions import Breach, Solution, Status

Rows = NDArray[np.int64]


def judged(
    problem: Problem,
    grid_of: NDArray[np.int32],
    centre_of: NDArray[np.int32],
    parts: list[Rows],
) -> Solution:
    """Return an answer with its metres, its score, its breaches and its status.

    Parameters
    ----------
    problem
        n units; given centres are in the order of the grids.
    grid_of, centre_of
        (n,) the grid of each unit, and (k,) the unit at the centre of each grid.
    parts
        The rows of each part that was divided by itself, as `separated` returns them.
    """
    k = len(centre_of)
    sizes = np.bincount(grid_of, weights=problem.load, minlength=k).astype(int)
    low, high = np.broadcast_to(problem.fewest, k), np.broadcast_to(problem.most, k)
    breaches = tuple(
        Breach(g, int(n), int(n - high[g] if n > high[g] else n - low[g]))
        for g, n in enumerate(sizes)
        if not low[g] <= n <= high[g]
    )
    metres = float(ways(problem, grid_of, centre_of).sum())
    score = metres + problem.weights.moved_m * _moved(problem, grid_of)
    if problem.links is not None and len(problem.border):
        a, b = grid_of[problem.links].T
        score += float(problem.border[a != b].sum())
    status = Status.FEASIBLE
    if breaches:
        is_impossible = _is_impossible(problem, parts)
        status = Status.PROVEN_IMPOSSIBLE if is_impossible else Status.NOT_FOUND
    return Solution(
        grid_of=grid_of, centre_of=centre_of, metres=metres, score=score, status=status,
        breaches=breaches,
    )  # fmt: skip


def ways(
    problem: Problem, grid_of: NDArray[np.int32], centre_of: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Return (n,) the weighted straight metres of each unit to its centre.

    Parameters
    ----------
    problem
        n units.
    grid_of, centre_of
        (n,) the grid of each unit, and (k,) the unit at the centre of each grid.
    """
    apart = np.linalg.norm(problem.xy - problem.xy[centre_of[grid_of]], axis=1)
    return np.asarray(problem.visits * apart)


def _moved(problem: Problem, grid_of: NDArray[np.int32]) -> int:
    """Return the households that are not with most of their existing grid, each new grid once."""
    known = problem.existing >= 0
    if not known.any():
        return 0
    if problem.centres is not None:
        area = problem.existing[problem.centres]
        return int(problem.load[known & (problem.existing != area[grid_of])].sum())
    # New grids have no names yet: those are matched to old ones that let most households stay.
    old = np.unique(problem.existing[known], return_inverse=True)[1].reshape(-1)
    together = np.zeros((old.max() + 1, grid_of.max() + 1))
    np.add.at(together, (old, grid_of[known]), problem.load[known])
    rows, columns = linear_sum_assignment(together, maximize=True)
    return int(problem.load[known].sum() - together[rows, columns].sum())


def _is_impossible(problem: Problem, parts: list[Rows]) -> bool:
    """Say whether arithmetic alone proves that no division is inside the band."""
    if (problem.load[problem.locked < 0] > problem.band.most).any():
        return True
    totals = [int(problem.load[rows].sum()) for rows in parts]
    if problem.centres is not None:
        return any(not _fit_around(problem, problem.centres, rows) for rows in parts)
    labels = problem.locked_labels
    for label in labels:
        if problem.band.breach(int(problem.load[problem.locked == label].sum())):
            return True
    counts = [problem.band.grid_counts(n) for n in totals]
    if any(n == 0 or not ks for n, ks in zip(totals, counts, strict=True)):
        return True
    if problem.grids is None:
        return False
    free = problem.grids - len(labels)
    return not sum(c.start for c in counts) <= free <= sum(c.stop - 1 for c in counts)


def _fit_around(problem: Problem, centres: Rows, rows: Rows) -> bool:
    """Say whether the households of a part are as many as the grids of its centres may hold."""
    mine = np.isin(centres, rows)
    return bool(problem.fewest[mine].sum() <= problem.load[rows].sum() <= problem.most[mine].sum())
