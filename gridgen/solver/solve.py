"""Problem -> Solution: divide the units of one community into grids inside a band."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridgen.model.problem import Problem
from gridgen.model.solutions import Solution, Status, Weights
from gridgen.solver.improve import EFFORTS
from gridgen.solver.judge import judged, ways
from gridgen.solver.part import Divided
from gridgen.solver.parts import divide_parts
from gridgen.solver.pose import pose
from gridgen.solver.separate import Rows, separated

if TYPE_CHECKING:
    from gridgen.solver.branch import Branching


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
    sides: ArrayLike | None = None,
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
        (n,) whole numbers, 0 or more, 10**12 at most in all: what the band counts. A unit is never
        cut.
    fewest, most
        The band, both included; with `centres` also (c,), a band for each.
    target
        Households aimed at in a grid; the middle of the band if not given. It decides the number
        of grids where `grids` does not.
    grids
        The number of grids. If not given, the one nearest to the target that whole units can fill;
        others are tried while a grid is outside the band.
    visits
        (n,) weight of each unit's way to its centre; its households if not given.
    links
        (m, 2) row numbers of neighbours. Every grid is then in one piece over them; units that no
        link joins are divided part by part. None: pieces are not asked for.
    borders
        (m,) metres of border that the two units of each link share and that follow no visible line.
        Each metre between two grids costs `weights.border_m`.
    sides
        (m,) metres of border that the two units of each link share, on a line or not. Each metre
        between two grids costs `weights.round_m` besides.
    locked
        (n,) a number for units of a locked grid, -1 for the others. A locked grid keeps exactly its
        units, whatever its size, and nobody joins it.
    existing
        (n,) the grid in which each unit already is, -1 for none. Each household that leaves its
        grid costs `weights.moved_m`, so that little else changes than what the band asks for.
        With `centres` a grid goes on from the one in which its centre is; several may share one.
    centres
        (c,) row numbers: one grid around each, which stays its centre; grid g is that of centre g.
        `grids` and `locked` are not asked then. Up to 400 units times centres the score is nearly
        always the least of all.
    weights
        What the score counts besides the walking metres: moving, borders, loads off the target.
    effort
        "fast", "balanced" or "best": counted in steps, so the same input and seed give the same
        answer in every process.
    time_limit_s
        No further start, relocation or round is begun after this many seconds. The answer then
        depends on the machine.
    certify
        Also prove a lower bound of the metres, `lower_bound_m`, for this number of grids, and
        search for the least of them where borders and uneven loads have no price: `least_m`.
    seed
        Whole number, 0 or more, that decides all random choices.

    Returns
    -------
    A `Solution`. Where a grid is outside the band its `breaches` say which and by how much, its
    `status` whether it is proven that some must be ("proven impossible") or not ("not found"), and
    its `reason` what proves it, or what was tried.

    Raises
    ------
    BandError
        Not 1 <= fewest <= target <= most.
    ProblemError
        Shapes that do not agree, values that are missing, not finite or above 10**12, a number of
        grids that cannot be, or a part without a given centre.

    Notes
    -----
    Prices even out the loads (Cohen-Addad, Klein and Young 2018), pressure restores the bounds,
    and shifts, swaps, rings of moves and re-splits of touching pairs lower the metres; then
    grids are given up and others cut in two while that helps. Where a breach stands, grids around
    it are cut anew along trees of links, exactly where all links are one tree; where few grids can
    be at all, the division is put together of all of them. A unit above `most` is a grid of its
    own. Around given centres units shift and swap at a heat that sinks, over areas that are too
    full; areas met are put together, and a few that touch divided anew at once.
    """
    problem = pose(
        xy, households, fewest=fewest, most=most, target=target, visits=visits, links=links,
        borders=borders, sides=sides, locked=locked, existing=existing, centres=centres,
        weights=weights, grids=grids, effort=effort, time_limit_s=time_limit_s, certify=certify,
        seed=seed,
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
    parts, made = separated(problem)
    divided = divide_parts(problem, parts, len(made), until)
    grid_of, centre_of = _joined(problem, parts, divided, made)
    solution = judged(problem, grid_of, centre_of, parts, divided)
    if not problem.certify:
        return solution
    known = divided[0].proof if len(divided) == 1 else None
    return _certified(problem, solution, parts, known, until)


def _joined(
    problem: Problem,
    parts: list[Rows],
    divided: list[Divided],
    made: list[Rows],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the grid of each unit and the centre of each grid: of the parts, then those made.

    Given centres have the numbers of their grids, whatever part these are in.
    """
    grid_of = np.full(len(problem), -1, np.int32)
    centre_of: list[int] = []
    for rows, part in zip(parts, divided, strict=True):
        grid_of[rows] = part.grid_of + len(centre_of)
        centre_of += rows[part.centre_of].tolist()
    for rows in made:
        grid_of[rows] = len(centre_of)
        apart = np.linalg.norm(problem.xy[rows][:, None] - problem.xy[rows][None], axis=2)
        centre_of.append(int(rows[np.argmin(problem.visits[rows] @ apart)]))
    if problem.centres is None:
        return grid_of, np.array(centre_of, np.int32)
    order = np.argsort(problem.centres)  # grid g is that of centre g
    place = order[np.searchsorted(problem.centres[order], centre_of)]
    return place[grid_of].astype(np.int32), problem.centres.astype(np.int32)


def _certified(
    problem: Problem,
    solution: Solution,
    parts: list[Rows],
    known: Branching | None,
    until: float | None,
) -> Solution:
    """Add the proven bound, and the least metres that are found."""
    least_m = _least_m(problem, solution)
    if problem.centres is None:
        bound_m = _proven(problem, solution, parts, known, until=until, least_m=least_m)
    else:
        from gridgen.solver.reach import bound_around  # loaded where a proof is wanted

        bound_m = bound_around(problem, best_known=math.inf if solution.breaches else least_m)
    return replace(solution, lower_bound_m=bound_m, least_m=least_m)


def _proven(
    problem: Problem,
    solution: Solution,
    parts: list[Rows],
    known: Branching | None,
    *,
    until: float | None,
    least_m: float,
) -> float:
    """Return the ways inside grids made beforehand, and a proof for all the rest together.

    How the number of grids falls to the parts is left out, as pieces are, so that it stays a bound.
    """
    from gridgen.solver.branch import Branching  # its kernels load only where a proof is wanted

    rows = np.concatenate([np.zeros(0, np.int64), *parts])
    metres = ways(problem, solution.grid_of, solution.centre_of)
    free = metres[rows].sum()
    grids = len(np.unique(solution.grid_of[rows]))
    if known is None or known.grids != grids:
        known = Branching(problem.part(rows), grids)
    known.advance(
        float(free - solution.metres + least_m), work=EFFORTS[problem.effort].proof,
        until=until or math.inf,
    )  # fmt: skip
    return float(metres.sum() - free + known.metres)


def _least_m(problem: Problem, solution: Solution) -> float:
    """Return the metres of the best of as many grids that is found where only they have a price,
    and moves; what was found anyway where that is no worse.
    """
    price = problem.weights
    if problem.has_way_alone:
        return solution.metres
    alone = replace(
        problem, border=np.zeros_like(problem.border), weights=Weights(price.moved_m, 0.0),
        grids=len(solution.centre_of), certify=False,
    )  # fmt: skip
    found = solve_problem(alone)
    is_as_good = len(found.breaches) <= len(solution.breaches)
    return min(found.metres, solution.metres) if is_as_good else solution.metres
