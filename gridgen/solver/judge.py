"""One answer, judged: what it walks, what it breaks, and whether arithmetic says that it must."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from gridgen.model.problem import Problem
from gridgen.model.solutions import Breach, Solution, Status
from gridgen.solver.part import Divided
from gridgen.solver.proof import proof

Rows = NDArray[np.int64]


def judged(
    problem: Problem,
    grid_of: NDArray[np.int32],
    centre_of: NDArray[np.int32],
    parts: Sequence[Rows],
    divided: Sequence[Divided],
) -> Solution:
    """Return an answer with its metres, its score, its breaches, its status and its reason.

    Parameters
    ----------
    problem
        n units; given centres are in the order of the grids.
    grid_of, centre_of
        (n,) the grid of each unit, and (k,) the unit at the centre of each grid.
    parts
        The rows of each part that was divided by itself, as `separated` returns them.
    divided
        How each was divided.
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
    if problem.centres is None:
        score += problem.weights.uneven(sizes, problem.band.target)
    status, reason = Status.FEASIBLE, ""
    if breaches:
        reason = proof(problem, parts, divided)
        status = Status.PROVEN_IMPOSSIBLE if reason else Status.NOT_FOUND
        reason = reason or _what_was_tried(divided)
    return Solution(
        grid_of=grid_of, centre_of=centre_of, metres=metres, score=score, status=status,
        breaches=breaches, reason=reason,
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


def _what_was_tried(divided: Sequence[Divided]) -> str:
    """Return a sentence on how the parts with a grid outside the band were searched."""
    tried = [
        f"{_listed(part.tried)} in the part of {len(part.grid_of)} units"
        + f", where {part.regions} times the grids around a breach were cut anew"
        * bool(part.regions)
        for part in divided
        if part.outside
    ]
    return f"Numbers of grids tried: {'; '.join(tried)}."


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(str(n) for n in numbers)
