"""Branch and bound: where the number of centres in some part of a place is in doubt, prove both.

The multipliers alone leave a gap where households stand in hamlets: they choose a centre in each of
three hamlets half of the time, where a division has one or two of them in all. So the places are
divided by how many centres lie in a region, at most so many or at least one more, and each half has
a bound of its own, which is higher. What is proven for all that is left is the least of them.
Regions are the clusters of a dendrogram, so that they are nested or apart, and the best centres
within all their limits are found at once. A candidate whose choice would cost more than what is
known already is closed, for that half and all its halves.
"""

from __future__ import annotations

import heapq
import math
import time
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import leaves_list, ward
from scipy.spatial.distance import pdist

from gridgen.model.problem import Problem
from gridgen.solver.bound import bound_of, first_multipliers, lower_bound, relaxed
from gridgen.solver.relaxed import Bound, Relaxation, climb

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

LARGEST = 3_000
"""Units up to which branching is tried: the dendrogram takes n squared, and each half some time."""

SMALL = 600
"""Units that smaller problems count as: their gap is mostly one that halves do not close."""

ROOT_STEPS, STEPS, LAST_STEPS = 300, 120, 400
"""Subgradient steps of the whole, of each half, which begins where that before it ended, and of one
that is not divided any more."""

LENGTH, LAST_LENGTH = 0.25, 0.06
"""Share of the way to the aim that the first step of a half goes."""

DOUBT = (0.02, 0.06)
"""A region is in doubt where its centres are a fiftieth or more from a whole number. Of all that
are three times as far from one, the largest is divided: what it decides is felt the farthest."""

CLOSED = 2e-5
"""What is proven to this share of the best known is proven."""


class Limit(NamedTuple):
    """How many centres lie in a region, rows `begin` to `end` without it."""

    begin: int
    end: int
    fewest: int
    most: int


class Settled(NamedTuple):
    """A half in which no centre is in doubt: what is proven of it, and the rows of the centres."""

    metres: float
    centres: Rows


@dataclass(order=True, slots=True)
class _Half:
    """What is proven where limits hold; the least first."""

    metres: float
    turn: int
    limits: tuple[Limit, ...] = field(compare=False)
    bound: Bound = field(compare=False)
    is_closed: NDArray[np.bool_] = field(compare=False)


class Branching:
    """The proof for one number of grids, as far as it was brought.

    Parameters
    ----------
    problem
        n units, n >= 1; links, locks and centres do not count, as for `lower_bound`.
    grids
        Number of grids, exactly.
    """

    def __init__(self, problem: Problem, grids: int) -> None:
        n = len(problem)
        self.grids = grids
        self.work = 0
        """Halves that were proven, each counted as its units, or as `SMALL`."""
        self._regions = np.zeros((0, 2), np.int64)
        order = np.arange(n)
        if 1 < n <= LARGEST:
            # Of distances: of places scipy doubts whether they are any.
            tree = ward(pdist(problem.xy))
            order = leaves_list(tree).astype(np.int64)
            self._regions = _regions(tree, order)
        self._problem = problem.part(order)
        # Without regions nothing is divided, and the multipliers alone prove.
        self._task = relaxed(self._problem, grids) if len(self._regions) else None
        self._open: list[_Half] = []
        self._order = order
        self._closed = math.inf  # the least of what halves were proven to cost that were given up
        self.settled: Settled | None = None
        """The half with the fewest metres of those in which no centre is in doubt."""
        self._best_known = math.inf
        self._turn = 0

    @property
    def metres(self) -> float:
        """No division into that many grids inside the band walks less; 0.0 if nothing is proven."""
        if not self._turn:
            return 0.0
        left = self._open[0].metres if self._open else math.inf
        return min(left, self._closed, self._best_known)

    def is_done(self, best_known: float) -> bool:
        """Say whether a division of so many metres is proven to be the best."""
        return self.metres >= best_known * (1.0 - CLOSED) > 0.0

    def advance(self, best_known: float, *, work: int, until: float = math.inf) -> None:
        """Prove on, until `work` is reached or nothing is left.

        Parameters
        ----------
        best_known
            Metres of the best division that is known; what is proven never says more.
        work
            What halves are counted as in all, those proven before included.
        until
            No half is begun after this time of the monotonic clock.
        """
        self._best_known = min(self._best_known, best_known)
        if not self._turn:
            self._begin()
        if self._task is None:
            return
        # What is settled cannot be raised, so that nothing is to be gained where it is the least.
        while self._open and self._open[0].metres < min(self._closed, self._enough):
            if self.work >= work or time.monotonic() > until:
                break
            self._divide(self._task, heapq.heappop(self._open))

    @property
    def _enough(self) -> float:
        return self._best_known * (1.0 - CLOSED)

    def _begin(self) -> None:
        self._turn = 1
        if self._task is None:
            known = self._best_known
            self._closed = lower_bound(self._problem, grids=self.grids, best_known=known).metres
            return
        first = first_multipliers(self._problem, self.grids)
        self._keep((), bound_of(self._task, first, self._best_known, ROOT_STEPS))

    def _divide(self, task: Relaxation, half: _Half) -> None:
        """Prove the two halves of a half; settle for what it says where no region is in doubt."""
        limit = self._doubt(half)
        if limit is None:
            self._settle(task, half)
            return
        begin, end, fewest, most = limit
        centres = float(half.bound.chosen[begin:end].sum())
        middle = min(max(math.floor(centres), fewest), most - 1)
        others = [each for each in half.limits if each[:2] != limit[:2]]
        for new in (Limit(begin, end, fewest, middle), Limit(begin, end, middle + 1, most)):
            limits = tuple(sorted([*others, new], key=lambda each: each.end - each.begin))
            self._keep(limits, self._climbed(task, half, limits, STEPS, LENGTH), half.metres)

    def _climbed(
        self,
        task: Relaxation,
        half: _Half,
        limits: tuple[Limit, ...],
        steps: int,
        length: float,
    ) -> Bound:
        """Climb on from a half, within limits that may be narrower than its own."""
        task.market.is_closed[:] = half.is_closed
        self.work += max(len(self._problem), SMALL)
        return climb(
            task, half.bound.multipliers, self._best_known, steps=steps, length=length,
            choose=partial(choose_within, grids=self.grids, limits=limits),
        )  # fmt: skip

    def _settle(self, task: Relaxation, half: _Half) -> None:
        """Give up dividing a half in which no centre is in doubt: what steps say in the end."""
        found = self._climbed(task, half, half.limits, LAST_STEPS, LAST_LENGTH)
        metres = max(half.metres, found.metres)
        self._closed = min(self._closed, metres)
        if metres < self._enough and (self.settled is None or metres < self.settled.metres):
            often = np.argsort(-half.bound.chosen, kind="stable")[: self.grids]
            self.settled = Settled(metres, self._order[np.sort(often)])

    def _keep(self, limits: tuple[Limit, ...], bound: Bound, metres: float = 0.0) -> None:
        """Keep a half that may hold something better than what is known."""
        metres = max(metres, bound.metres)
        if metres >= self._enough:
            self._closed = min(self._closed, metres)
            return
        is_closed = ~np.isfinite(bound.values)
        chosen = choose_within(bound.values, self.grids, limits)
        if len(chosen) and bound.metres > 0.0:
            # A choice with this candidate in it lacks one of those chosen: bases of a matroid.
            more = bound.values - bound.values[chosen].max()
            is_closed |= (bound.metres + more > self._best_known) & (more > 0.0)
        self._turn += 1
        heapq.heappush(self._open, _Half(metres, self._turn, limits, bound, is_closed))

    def _doubt(self, half: _Half) -> Limit | None:
        """Return the region whose centres are most in doubt, with its limits so far."""
        total = np.concatenate([[0.0], np.cumsum(half.bound.chosen)])
        begin, end = self._regions.T
        centres = total[end] - total[begin]
        least, enough = DOUBT
        doubt = np.minimum(np.abs(centres - np.rint(centres)), enough)
        at = {each[:2]: each for each in half.limits}
        for row in np.lexsort((begin - end, -doubt)).tolist():
            if doubt[row] < least:
                break
            place = int(begin[row]), int(end[row])
            limit = at.get(place, Limit(*place, 0, min(self.grids, place[1] - place[0])))
            if limit.fewest < limit.most:
                return limit
        return None


def choose_within(values: Floats, grids: int, limits: tuple[Limit, ...]) -> Rows:
    """Return the rows of the `grids` candidates that cost least within limits of regions.

    Parameters
    ----------
    values
        (n,) cost of each candidate.
    grids
        How many are chosen.
    limits
        Regions that are nested or apart, the small before those that hold them.

    Returns
    -------
    Rows, ascending; none where limits allow no choice.
    """
    # What a region needs at least are its best; beyond what it may have at most none is left to
    # the regions around it.
    is_sure = np.zeros(len(values), np.bool_)
    is_left = np.ones(len(values), np.bool_)
    for begin, end, fewest, most in (*limits, Limit(0, len(values), grids, grids)):
        sure = int(is_sure[begin:end].sum())
        rows = begin + np.flatnonzero(is_left[begin:end] & ~is_sure[begin:end])
        rows = rows[np.argsort(values[rows], kind="stable")]
        if sure > most or sure + len(rows) < fewest:
            return np.zeros(0, np.int64)
        is_sure[rows[: max(0, fewest - sure)]] = True
        is_left[rows[most - sure :]] = False
    return np.flatnonzero(is_sure)


def _regions(tree: Floats, order: Rows) -> NDArray[np.int64]:
    """Return (r, 2) where each cluster of a dendrogram begins and ends among its leaves."""
    n = len(order)
    begin, end = np.empty(2 * n - 1, np.int64), np.empty(2 * n - 1, np.int64)
    begin[order] = np.arange(n)
    end[:n] = begin[:n] + 1
    for at, (a, b) in enumerate(tree[:, :2].astype(np.int64).tolist(), n):
        begin[at], end[at] = min(begin[a], begin[b]), max(end[a], end[b])
    return np.stack([begin, end], axis=1)
