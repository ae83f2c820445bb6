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
from gridgen.model.solutions import Breach, Solution, Status, Weights
from gridgen.solver.ask import Ask, checked
from gridgen.solver.counts import choices, share_out
from gridgen.solver.improve import EFFORTS
from gridgen.solver.part import Part, divide_part

__all__ = ["EFFORTS", "solve"]


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
    ask = checked(
        xy, households, fewest=fewest, most=most, target=target, visits=visits, links=links,
        borders=borders,
        locked=locked, existing=existing, centres=centres, weights=weights,
    )  # fmt: skip
    if effort not in EFFORTS:
        raise ProblemError(f"effort is {effort!r}; expected one of {', '.join(EFFORTS)}.")
    if seed < 0:
        raise ProblemError(f"seed is {seed}; expected 0 or more.")
    if len(ask.load) == 0:
        nobody = np.zeros(0, np.int32)
        return Solution(nobody, nobody, 0.0, 0.0, Status.FEASIBLE)
    until = None if time_limit_s is None else time.monotonic() + time_limit_s
    part_of, alone = _parts(ask) if ask.centres is None else _parts_around(ask)
    parts = [np.flatnonzero(part_of == p) for p in range(part_of.max(initial=-1) + 1)]
    counts = _counts(ask, parts, len(alone), grids)
    divided = [
        divide_part(_cut_out(ask, rows, part_of), ks, EFFORTS[effort], until, [seed, number])
        for number, (rows, ks) in enumerate(zip(parts, counts, strict=True))
    ]
    grid_of, centre_of = _joined(ask, parts, divided, alone)
    solution = _judged(ask, grid_of, centre_of, parts, grids)
    return _certified(ask, solution, parts) if certify else solution


# --- before: parts and counts --------------------------------------------------------------------


def _parts(ask: Ask) -> tuple[NDArray[np.int32], list[NDArray[np.int64]]]:
    """Return the part of each unit (-1: in none) and the grids made beforehand, as rows.

    Made beforehand are the locked grids, and each unit above the band. A rest too small for the
    band that such a unit cuts off joins it where this breaks the band by less; both are then one
    part.
    """
    heavy = (ask.load > ask.band.most) & (ask.locked < 0)
    made = [np.flatnonzero(ask.locked == label) for label in np.unique(ask.locked[ask.locked >= 0])]
    n = len(ask.load)
    if ask.links is None:
        part_of = np.where(heavy | (ask.locked >= 0), -1, 0).astype(np.int32)
        return part_of, made + [np.array([unit]) for unit in np.flatnonzero(heavy)]
    pairs = ask.links[(ask.locked[ask.links] < 0).all(axis=1)]
    part_of = pieces(n, pairs[~heavy[pairs].any(axis=1)])
    _join_rests(ask, part_of, pairs, heavy)
    sizes = np.bincount(part_of, minlength=n)
    alone = np.flatnonzero(heavy)
    alone = alone[sizes[part_of[alone]] == 1]
    part_of[alone] = -1
    part_of[ask.locked >= 0] = -1
    rest = part_of >= 0
    part_of[rest] = np.unique(part_of[rest], return_inverse=True)[1].reshape(-1)
    return part_of, made + [np.array([unit]) for unit in alone]


def _join_rests(ask: Ask, part_of: NDArray[np.int32], pairs: Any, heavy: NDArray[np.bool_]) -> None:
    total = np.bincount(part_of, weights=ask.load, minlength=part_of.max() + 1)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    for a, b in both[heavy[both[:, 1]] & ~heavy[both[:, 0]]]:
        small = total[part_of[a]]
        if small < ask.band.fewest - small and part_of[a] != part_of[b]:
            part_of[part_of == part_of[a]] = part_of[b]


def _parts_around(ask: Ask) -> tuple[NDArray[np.int32], list[NDArray[np.int64]]]:
    centres = np.array(ask.centres)
    n = len(ask.load)
    part_of = np.zeros(n, np.int32) if ask.links is None else pieces(n, ask.links)
    missing = np.setdiff1d(part_of, part_of[centres])
    if len(missing):
        rows = np.flatnonzero(part_of == missing[0])
        raise ProblemError(
            f"No centre lies in the part of {len(rows)} units that holds row {rows[0]}; expected "
            "one in each part that links hold together."
        )
    return part_of, []


def _counts(
    ask: Ask, parts: list[NDArray[np.int64]], made: int, grids: int | None
) -> list[list[int]]:
    """Return for each part the numbers of grids to try, the best first.

    A part with a unit above the band was made of that unit and rests that join it: one grid.
    """
    if ask.centres is not None:
        return [[int(np.isin(ask.centres, rows).sum())] for rows in parts]
    band = ask.band
    totals = [int(ask.load[rows].sum()) for rows in parts]
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
        [1] if (ask.load[rows] > band.most).any() else choices(band, n, at_most=u)
        for rows, n, u in zip(parts, totals, units, strict=True)
    ]


def _cut_out(ask: Ask, rows: NDArray[np.int64], part_of: NDArray[np.int32]) -> Part:
    """Return one part by itself, its links and centres numbered anew."""
    local = np.full(len(ask.load), -1, np.int64)
    local[rows] = np.arange(len(rows))
    links, border = None, ask.border
    if ask.links is not None:
        inner = local[ask.links]
        is_here = (inner >= 0).all(axis=1)
        links = inner[is_here].astype(np.int32)
        border = border[is_here] if len(border) else border
    centres, fewest, most = None, ask.fewest, ask.most
    if ask.centres is not None:
        mine = part_of[ask.centres] == part_of[rows[0]]
        centres, fewest, most = local[ask.centres[mine]], ask.fewest[mine], ask.most[mine]
    return Part(
        ask.xy[rows], ask.load[rows], ask.visits[rows], links, border, ask.band, fewest, most,
        ask.existing[rows], centres, ask.weights.moved_m,
    )  # fmt: skip


# --- after: one answer, judged and certified -----------------------------------------------------


def _joined(
    ask: Ask,
    parts: list[NDArray[np.int64]],
    divided: list[tuple[NDArray[np.int32], NDArray[np.int32]]],
    made: list[NDArray[np.int64]],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    grid_of = np.full(len(ask.load), -1, np.int32)
    centre_of: list[int] = []
    for rows, (grid, centre) in zip(parts, divided, strict=True):
        grid_of[rows] = grid + len(centre_of)
        centre_of += rows[centre].tolist()
    for rows in made:
        grid_of[rows] = len(centre_of)
        apart = np.linalg.norm(ask.xy[rows][:, None] - ask.xy[rows][None], axis=2)
        centre_of.append(int(rows[np.argmin(ask.visits[rows] @ apart)]))
    if ask.centres is None:
        return grid_of, np.array(centre_of, np.int32)
    order = np.argsort(ask.centres)  # grid g is that of centre g
    place = order[np.searchsorted(ask.centres[order], centre_of)]
    return place[grid_of].astype(np.int32), ask.centres.astype(np.int32)


def _judged(
    ask: Ask,
    grid_of: NDArray[np.int32],
    centre_of: NDArray[np.int32],
    parts: list[NDArray[np.int64]],
    grids: int | None,
) -> Solution:
    k = len(centre_of)
    sizes = np.bincount(grid_of, weights=ask.load, minlength=k).astype(int)
    low, high = np.broadcast_to(ask.fewest, k), np.broadcast_to(ask.most, k)
    breaches = tuple(
        Breach(g, int(n), int(n - high[g] if n > high[g] else n - low[g]))
        for g, n in enumerate(sizes)
        if not low[g] <= n <= high[g]
    )
    apart = np.linalg.norm(ask.xy - ask.xy[centre_of[grid_of]], axis=1)
    metres = float((ask.visits * apart).sum())
    score = metres + ask.weights.moved_m * _moved(ask, grid_of)
    if ask.links is not None and len(ask.border):
        score += float(ask.border[grid_of[ask.links[:, 0]] != grid_of[ask.links[:, 1]]].sum())
    status = Status.FEASIBLE
    if breaches:
        is_impossible = _is_impossible(ask, parts, grids)
        status = Status.PROVEN_IMPOSSIBLE if is_impossible else Status.NOT_FOUND
    return Solution(grid_of, centre_of, metres, score, status, breaches)


def _moved(ask: Ask, grid_of: NDArray[np.int32]) -> int:
    """Return the households that are not with most of their existing grid, each new grid once."""
    known = ask.existing >= 0
    if not known.any():
        return 0
    if ask.centres is not None:
        area = ask.existing[ask.centres]
        return int(ask.load[known & (ask.existing != area[grid_of])].sum())
    old = np.unique(ask.existing[known], return_inverse=True)[1].reshape(-1)
    together = np.zeros((old.max() + 1, grid_of.max() + 1))
    np.add.at(together, (old, grid_of[known]), ask.load[known])
    rows, columns = linear_sum_assignment(together, maximize=True)
    return int(ask.load[known].sum() - together[rows, columns].sum())


def _is_impossible(ask: Ask, parts: list[NDArray[np.int64]], grids: int | None) -> bool:
    """Say whether arithmetic alone proves that no division is inside the band."""
    if (ask.load[ask.locked < 0] > ask.band.most).any():
        return True
    totals = [int(ask.load[rows].sum()) for rows in parts]
    if ask.centres is not None:
        return any(not _fit_around(ask, rows) for rows in parts)
    for label in np.unique(ask.locked[ask.locked >= 0]):
        if ask.band.breach(int(ask.load[ask.locked == label].sum())):
            return True
    counts = [ask.band.grid_counts(n) for n in totals]
    if any(n == 0 or not ks for n, ks in zip(totals, counts, strict=True)):
        return True
    if grids is None:
        return False
    free = grids - len(np.unique(ask.locked[ask.locked >= 0]))
    return not sum(c.start for c in counts) <= free <= sum(c.stop - 1 for c in counts)


def _fit_around(ask: Ask, rows: NDArray[np.int64]) -> bool:
    mine = np.isin(np.array(ask.centres), rows)
    return bool(ask.fewest[mine].sum() <= ask.load[rows].sum() <= ask.most[mine].sum())


def _certified(ask: Ask, solution: Solution, parts: list[NDArray[np.int64]]) -> Solution:
    """Add the bound: the ways inside grids made beforehand, and a proof for all the rest together.

    How the number of grids falls to the parts is left out, as pieces are, so that it stays a bound.
    """
    from gridgen.solver.bound import lower_bound  # its kernels load only where a proof is wanted

    rows = np.concatenate([np.zeros(0, np.int64), *parts])
    apart = np.linalg.norm(ask.xy - ask.xy[solution.centre_of[solution.grid_of]], axis=1)
    ways = ask.visits * apart
    free = ways[rows].sum()
    found = lower_bound(
        ask.xy[rows], ask.load[rows], ask.visits[rows],
        grids=len(np.unique(solution.grid_of[rows])), fewest=ask.band.fewest, most=ask.band.most,
        best_known=float(free),
    )  # fmt: skip
    return replace(solution, lower_bound_m=float(ways.sum() - free + found.metres))
