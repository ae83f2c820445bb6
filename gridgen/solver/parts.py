"""The parts of a problem, each divided by itself; a number of grids asked for is shared out."""

from __future__ import annotations

from collections.abc import Sequence

from gridgen.model.problem import Problem
from gridgen.solver.counts import counts_to_try
from gridgen.solver.improve import EFFORTS, Search
from gridgen.solver.part import Divided, divide_part
from gridgen.solver.separate import Rows

EXCHANGES = 40
"""Parts that are divided anew, at most, while they exchange grids."""

STEPS = (1, -1, 2, -2)
"""Grids that a part gets from another, the first that helps."""


def divide_parts(
    problem: Problem, parts: Sequence[Rows], made: int, until: float | None
) -> list[Divided]:
    """Return how each part is divided.

    Where the number of grids is asked for and a part has a grid outside the band, parts give grids
    to each other as long as that leaves fewer households outside.

    Parameters
    ----------
    problem
        What is asked.
    parts
        The rows of each, as `separated` returns them.
    made
        Grids made beforehand.
    until
        When no further step may begin, seconds of the monotonic clock; None for no limit.

    Raises
    ------
    ProblemError
        The number of grids asked for cannot be.
    """
    counts = counts_to_try(problem, parts, made)
    search = [
        Search(EFFORTS[problem.effort], until, (problem.seed, number))
        for number in range(len(parts))
    ]
    divided = [
        divide_part(problem.part(rows), ks, how)
        for rows, ks, how in zip(parts, counts, search, strict=True)
    ]
    if problem.grids is not None and problem.centres is None and len(parts) > 1:
        _Exchange(problem, parts, search, divided).make()
    return divided


class _Exchange:
    """Parts that give grids to each other; `divided` changes in place."""

    def __init__(
        self,
        problem: Problem,
        parts: Sequence[Rows],
        search: Sequence[Search],
        divided: list[Divided],
    ) -> None:
        self.problem, self.parts, self.search, self.divided = problem, parts, search, divided
        self.known = {(part, self._grids(part)): found for part, found in enumerate(divided)}
        self.left = EXCHANGES

    def make(self) -> None:
        """Exchange grids until no part is outside, nothing helps, or enough was tried."""
        off = [part for part, found in enumerate(self.divided) if found.outside]
        while off:
            part = off.pop(0)
            if any(self._get(part, step) for step in STEPS) and self.divided[part].outside:
                off.append(part)

    def _grids(self, part: int) -> int:
        return len(self.divided[part].centre_of)

    def _get(self, part: int, step: int) -> bool:
        """Give a part `step` grids of another, if that leaves fewer outside; say whether."""
        mine = self._with(part, self._grids(part) + step)
        if mine is None or mine.outside >= self.divided[part].outside:
            return False
        for other in range(len(self.parts)):
            theirs = None if other == part else self._with(other, self._grids(other) - step)
            if theirs is None:
                continue
            now = self.divided[part].outside + self.divided[other].outside
            if mine.outside + theirs.outside < now:
                self.divided[part], self.divided[other] = mine, theirs
                return True
        return False

    def _with(self, part: int, grids: int) -> Divided | None:
        """Return a part divided into so many grids; None where sums forbid it, or all was tried."""
        rows, key = self.parts[part], (part, grids)
        load = int(self.problem.load[rows].sum())
        # Sums allow no grid at all where nobody lives; yet every unit is in a grid.
        if not 1 <= grids <= len(rows) or grids not in self.problem.band.grid_counts(load):
            return None
        if key not in self.known:
            if self.left == 0 or self.search[part].is_over:
                return None
            self.left -= 1
            self.known[key] = divide_part(self.problem.part(rows), [grids], self.search[part])
        return self.known[key]
