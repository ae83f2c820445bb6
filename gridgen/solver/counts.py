"""How many grids each part gets: what can be filled, before anything is divided."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gridgen.model.bands import Band
from gridgen.model.errors import ProblemError
from gridgen.model.problem import Problem
from gridgen.solver.filling import fillable

AROUND = 4
"""Grids by which the number for a part may be shifted to one that its units can fill."""


def counts_to_try(
    problem: Problem, parts: Sequence[NDArray[np.int64]], made: int
) -> list[list[int]]:
    """Return for each part the numbers of grids to try, the best first.

    Numbers that whole units cannot fill are left out, unless there is no other.

    Parameters
    ----------
    problem
        How many grids are asked for, if any, and the band.
    parts
        The rows of each part; one with a unit above the band was made of that unit and rests that
        join it, and is one grid.
    made
        Grids made beforehand, which are part of the number asked for.

    Raises
    ------
    ProblemError
        The number asked for is less than one for each part, or more than there are units.
    """
    if problem.centres is not None:
        return [[int(np.isin(problem.centres, rows).sum())] for rows in parts]
    band, grids = problem.band, problem.grids
    totals = [int(problem.load[rows].sum()) for rows in parts]
    units = [len(rows) for rows in parts]
    if grids is not None:
        fewest, most = len(parts) + made, sum(units) + made
        if not fewest <= grids <= most:
            raise ProblemError("grids_out_of_reach", grids=grids, fewest=fewest, most=most)
        counts = share_out(band, totals, units, grids - made)
        return [[k] for k in _filled(band, [problem.load[rows] for rows in parts], counts)]
    return [
        [1] if (problem.load[rows] > band.most).any()
        # Where no number can be filled, those that arithmetic allows come nearest.
        else fillable(band, problem.load[rows], near) or near
        for rows, near in (
            (rows, choices(band, n, at_most=u))
            for rows, n, u in zip(parts, totals, units, strict=True)
        )
    ]  # fmt: skip


def shortfall(band: Band, households: int, grids: int) -> int:
    """Return the least total breach with which `households` fill `grids`; 0 where they fit.

    Parameters
    ----------
    band
        Of each grid.
    households
        0 or more, free to go to any grid.
    grids
        1 or more.

    >>> band = Band(300, 500)
    >>> [shortfall(band, 550, k) for k in (1, 2)], shortfall(band, 900, 2)
    ([50, 50], 0)
    """
    return max(0, households - grids * band.most, grids * band.fewest - households)


def choices(band: Band, households: int, *, at_most: int) -> list[int]:
    """Return the numbers of grids with the least breach, nearest to the target size first.

    Parameters
    ----------
    band
        Of each grid.
    households
        0 or more, in all.
    at_most
        The number of units, 1 or more: no grid is empty.

    >>> choices(Band(50, 100, 75), 520, at_most=99)
    [7, 8, 6, 9, 10]
    >>> choices(Band(300, 500, 400), 550, at_most=99)
    [2, 1]
    """
    low = max(1, min(households // band.most, at_most))
    high = max(low, min(households // band.fewest + 1, at_most))
    every = range(low, high + 1)
    least = min(shortfall(band, households, k) for k in every)
    return sorted(
        (k for k in every if shortfall(band, households, k) == least),
        key=lambda k: (abs(households / k - band.target), k),
    )


def share_out(band: Band, households: list[int], units: list[int], grids: int) -> list[int]:
    """Return the grids of each part so that they add up to `grids`, with the least breach.

    Begins with the counts nearest to the target and adds or takes one where it costs least.

    Parameters
    ----------
    band
        Of each grid.
    households, units
        Of each part, in the same order.
    grids
        At least the number of parts, at most the number of units.

    >>> share_out(Band(50, 100, 75), [520, 60], [520, 60], 9)
    [8, 1]
    """
    counts = [
        choices(band, n, at_most=u)[0] for n, u in zip(households, units, strict=True)
    ]  # fmt: skip
    while (missing := grids - sum(counts)) != 0:
        step = 1 if missing > 0 else -1
        costs = [
            (
                shortfall(band, n, k + step) - shortfall(band, n, k),
                abs(n / (k + step) - band.target) - abs(n / k - band.target),
                part,
            )
            for part, (n, u, k) in enumerate(zip(households, units, counts, strict=True))
            if 1 <= k + step <= u
        ]
        counts[min(costs)[2]] += step
    return counts


def _filled(band: Band, loads: list[NDArray[np.int64]], counts: list[int]) -> list[int]:
    """Return counts that add up to the same, the fewest of them such that no units fill them.

    Near those given, which have the least breach; of equals the nearest.
    """
    near = [range(max(1, k - AROUND), min(len(load), k + AROUND) + 1)
            for load, k in zip(loads, counts, strict=True)]  # fmt: skip
    can_be = [set(fillable(band, load, ks)) for load, ks in zip(loads, near, strict=True)]
    if all(k in ks for k, ks in zip(counts, can_be, strict=True)):
        return counts
    # By what the parts so far have more than they were given: the worth and the counts.
    best: dict[int, tuple[tuple[int, int, int], list[int]]] = {0: ((0, 0, 0), [])}
    for part, (load, ks) in enumerate(zip(loads, near, strict=True)):
        further: dict[int, tuple[tuple[int, int, int], list[int]]] = {}
        for more, (worth, chosen) in best.items():
            for k in ks:
                off = k - counts[part]
                value = (
                    worth[0] + shortfall(band, int(load.sum()), k),
                    worth[1] + (k not in can_be[part]),
                    worth[2] + abs(off),
                )
                if more + off not in further or value < further[more + off][0]:
                    further[more + off] = value, [*chosen, k]
        best = further
    return best[0][1]
