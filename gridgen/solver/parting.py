"""Whom grids keep apart: units are moved between grids until no grid has both sides of a tie.

A tabu search over all grids of one parent. A move takes a unit, the way from it to the grid that it
joins, and what both cut off: so every grid stays in one piece. It may break the band for a while,
also far from the tie, and other moves restore it.

References
----------
Glover, Tabu Search part I, ORSA Journal on Computing 1 (1989); ejection chains: Glover, Discrete
Applied Mathematics 65 (1996).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgen.model.graphs import neighbours
from gridgen.model.problem import Problem

Rows = NDArray[np.int64]
Sides = tuple[Rows, Rows]
"""The units of both sides of a tie."""

STEPS = 500
"""Moves that are made to part what is not apart."""

LOOKED_AT = 30_000
"""Moves that are weighed for that, after which the search ends."""

TENURES = (9, 4, 20)
"""Moves for which a unit does not go back: at least half as many; the next where one fails."""

REACH = 2
"""How many grids away from what is broken units move."""

LOOK = 20
"""Moves after which what is still broken weighs more."""


def broken(grid_of: NDArray[np.int32], apart: Sequence[Sides]) -> int:
    """Return in how many grids both sides of a tie are, over all ties."""
    return sum(len(np.intersect1d(grid_of[one], grid_of[two])) for one, two in apart)


def least_broken(apart: Sequence[Sides], grids: int) -> int:
    """Return how many ties at least stay broken in so many grids: a bound, not always reached.

    Sides that are all to be apart from each other, found greedily, are shared out evenly: that
    leaves the fewest pairs in one grid (Turán 1941). Every pair is a tie of its own.

    >>> one, two, three = (np.array([k]) for k in range(3))
    >>> least_broken([(one, two), (one, three), (two, three)], grids=2)
    1
    """
    near: dict[bytes, set[bytes]] = {}
    for one, two in apart:
        near.setdefault(one.tobytes(), set()).add(two.tobytes())
        near.setdefault(two.tobytes(), set()).add(one.tobytes())
    group: set[bytes] = set()
    for side in sorted(near, key=lambda side: (-len(near[side]), side)):
        if group <= near[side]:
            group.add(side)
    full, more = divmod(len(group), grids)
    return (grids - more) * full * (full - 1) // 2 + more * full * (full + 1) // 2


def parted(
    grid_of: NDArray[np.int32], problem: Problem, apart: Sequence[Sides]
) -> NDArray[np.int32]:
    """Return (u,) grids that part as many ties as can be found, no farther outside the band.

    As many grids, each in one piece over its links if it was so before. The same as before
    where nothing better was found.

    Parameters
    ----------
    grid_of
        (u,) the grid of each unit, each of them with a member.
    problem
        What these grids answer: u units, links, bands, and who must stay.
    apart
        The units of both sides of each tie, as rows. A unit on both sides cannot be parted: leave
        it out.
    """
    least = least_broken(apart, int(grid_of.max(initial=0)) + 1)
    if broken(grid_of, apart) <= least:
        return grid_of
    best = grid_of
    for tenure in TENURES:
        found = _Grids(grid_of, problem, apart).searched(tenure, least)
        best = min(best, found, key=lambda way: broken(way, apart))
        if broken(best, apart) <= least:
            break
    return best


def _open_links(problem: Problem) -> NDArray[np.int32]:
    """Return the links over which units may change grids: nobody joins or leaves a locked one."""
    if problem.links is None:
        return np.zeros((0, 2), np.int32)
    return problem.links[(problem.locked[problem.links] < 0).all(axis=1)]


@dataclass(frozen=True, slots=True)
class _Move:
    """Units that go from one grid to another, and what that changes."""

    units: tuple[int, ...]
    to: int
    broken: int
    breach: int
    metres: float


class _Grids:
    """The grids while units move between them."""

    def __init__(
        self, grid_of: NDArray[np.int32], problem: Problem, apart: Sequence[Sides]
    ) -> None:
        n, k = len(grid_of), int(grid_of.max()) + 1
        start, near = neighbours(n, _open_links(problem))
        self.near = [near[start[u] : start[u + 1]].tolist() for u in range(n)]
        self.of = grid_of.tolist()
        self.members = [set(np.flatnonzero(grid_of == g).tolist()) for g in range(k)]
        self.problem = problem
        self.load = problem.load.tolist()
        self.is_fixed = problem.is_fixed.tolist()
        self.low = np.broadcast_to(problem.fewest, k).tolist()
        self.high = np.broadcast_to(problem.most, k).tolist()
        self.size = np.bincount(grid_of, weights=problem.load, minlength=k).astype(int).tolist()
        self.sides_of: list[list[tuple[int, int]]] = [[] for _ in range(n)]
        self.count = [[[0] * k, [0] * k] for _ in apart]
        for tie, sides in enumerate(apart):
            for side, units in enumerate(sides):
                for unit in units.tolist():
                    self.sides_of[unit].append((tie, side))
                    self.count[tie][side][self.of[unit]] += 1
        self.is_tied = [unit for unit in range(n) if self.sides_of[unit]]
        self.looked_at = 0
        self.middle = np.zeros((k, 2))
        for g in range(k):
            self._recentre(g)

    # --- what stands ---

    @property
    def broken(self) -> int:
        """Units that would have to leave their grids."""
        return sum(min(a, b) for one, two in self.count for a, b in zip(one, two, strict=True))

    @property
    def breach(self) -> int:
        """Households by which grids are outside their bands, in all."""
        return sum(self._breach(g, size) for g, size in enumerate(self.size))

    def _breach(self, g: int, size: int) -> int:
        return int(max(0, self.low[g] - size, size - self.high[g]))

    def _recentre(self, g: int) -> None:
        rows = list(self.members[g])
        weight = self.problem.visits[rows] + 1e-9  # a grid that nobody visits has a middle too
        self.middle[g] = weight @ self.problem.xy[rows] / weight.sum()

    # --- moves ---

    def searched(self, tenure: int, fewest_broken: int) -> NDArray[np.int32]:
        """Return the best grids found: least broken of those no farther outside the band.

        No grids break fewer ties than `fewest_broken`, so that the search ends there.
        """
        allowed = self.breach
        best, least = list(self.of), self.broken
        weight = [float(np.mean(self.high)), 1.0]  # of what is broken, and of breaches
        since = [0, 0]
        barred: dict[tuple[int, int], int] = {}
        for step in range(STEPS):
            is_off = (self.broken > fewest_broken, self.breach > allowed)
            if not any(is_off) or self.looked_at > LOOKED_AT:
                break
            for k in range(2):
                since[k] = since[k] + 1 if is_off[k] else 0
                if since[k] and since[k] % LOOK == 0:
                    weight[k] *= 2
            found = self._chosen(weight, barred, step, least, allowed)
            if found is None:
                break
            for unit in found.units:
                # For a while that changes from move to move, but the same in every process: a fixed
                # one lets the search run in a ring (Taillard 1991 draws it).
                barred[unit, self.of[unit]] = step + tenure // 2 + 7 * step % tenure
            self._make(found)
            if self.breach <= allowed and self.broken < least:
                best, least = list(self.of), self.broken
        return np.array(best, np.int32)

    def _chosen(
        self,
        weight: list[float],
        barred: dict[tuple[int, int], int],
        step: int,
        least: int,
        allowed: int,
    ) -> _Move | None:
        """Return the move that leaves least, of those that do not go straight back."""
        now = self.broken, self.breach
        best, lowest = None, np.inf
        # All ways of a mean grid weigh as much as a full grid of households outside the band.
        scale = float(np.mean(self.high)) / max(1.0, self._ways())
        for move in self._moves():
            self.looked_at += 1
            after = now[0] + move.broken, now[1] + move.breach
            is_barred = any(barred.get((unit, move.to), -1) >= step for unit in move.units)
            if is_barred and not (after[0] < least and after[1] <= allowed):
                continue
            cost = weight[0] * after[0] + weight[1] * after[1] + scale * move.metres
            if cost < lowest:
                best, lowest = move, cost
        return best

    def _ways(self) -> float:
        away = np.hypot(*(self.problem.xy - self.middle[self.of]).T)
        return float((self.problem.visits * away).sum()) / len(self.middle)

    def _moves(self) -> Iterator[_Move]:
        """Give the moves around what is broken: of those on both sides of a tie to any grid beside
        theirs, and over each border between grids that are at most `REACH` grids away.
        """
        off = {g for g, size in enumerate(self.size) if self._breach(g, size)}
        for one, two in self.count:
            off |= {g for g, pair in enumerate(zip(one, two, strict=True)) if min(pair)}
        around = off
        for _ in range(REACH):
            around = around | {to for g in around for to in self._beside(self.members[g])}
        for unit in self.is_tied:
            if self._is_broken_at(unit):
                for to in self._beside(self.members[self.of[unit]]):
                    yield from self._move(unit, to)
        for unit in sorted(u for g in around for u in self.members[g]):
            for to in self._beside((unit,)):
                if to in around:
                    yield from self._move(unit, to)

    def _beside(self, units: Collection[int]) -> list[int]:
        """Return the grids beside units of one grid."""
        beside = {self.of[v] for u in units for v in self.near[u]}
        return sorted(beside - {self.of[u] for u in units})

    def _is_broken_at(self, unit: int) -> bool:
        g = self.of[unit]
        return any(self.count[tie][1 - side][g] for tie, side in self.sides_of[unit])

    def _move(self, unit: int, to: int) -> Iterator[_Move]:
        for units in self._carved(unit, to):
            yield self._judged(units, to)

    def _judged(self, units: tuple[int, ...], to: int) -> _Move:
        g = self.of[units[0]]
        load = sum(self.load[u] for u in units)
        before = self._breach(g, self.size[g]) + self._breach(to, self.size[to])
        after = self._breach(g, self.size[g] - load) + self._breach(to, self.size[to] + load)
        rows = np.array(units)
        xy, visits = self.problem.xy[rows], self.problem.visits[rows]
        away = np.hypot(*(xy - self.middle[to]).T) - np.hypot(*(xy - self.middle[g]).T)
        ways = float((visits * away).sum())
        return _Move(units, to, self._broken_by(units, g, to), after - before, ways)

    def _broken_by(self, units: tuple[int, ...], g: int, to: int) -> int:
        """Return by how much a move changes what is broken."""
        moved: dict[int, list[int]] = {}
        for unit in units:
            for tie, side in self.sides_of[unit]:
                moved.setdefault(tie, [0, 0])[side] += 1
        change = 0
        for tie, (a, b) in moved.items():
            one, two = self.count[tie]
            change += min(one[g] - a, two[g] - b) - min(one[g], two[g])
            change += min(one[to] + a, two[to] + b) - min(one[to], two[to])
        return change

    def _carved(self, unit: int, to: int) -> Iterator[tuple[int, ...]]:
        """Give the unit, its way to the grid `to` and what goes with them: of the pieces into which
        that cuts its grid any one stays; where units are fixed, the one that holds all of them.
        """
        way = self._way(unit, to)
        rest = self.members[self.of[unit]].difference(way)
        if not way or not rest:
            return
        parts = self._pieces(rest, way)
        held = [part for part in parts if any(self.is_fixed[u] for u in part)]
        if len(held) < 2:
            for stays in held or parts:
                yield (*way, *(u for part in parts if part is not stays for u in part))

    def _way(self, unit: int, to: int) -> list[int]:
        """Return the units from one to the nearest of its grid beside `to`; none if fixed."""
        g, before = self.of[unit], {unit: -1}
        todo = deque([] if self.is_fixed[unit] else [unit])
        while todo:
            u = todo.popleft()
            if any(self.of[v] == to for v in self.near[u]):
                way = [u]
                while before[way[-1]] >= 0:
                    way.append(before[way[-1]])
                return way
            for v in self.near[u]:
                if v not in before and self.of[v] == g and not self.is_fixed[v]:
                    before[v] = u
                    todo.append(v)
        return []

    def _pieces(self, rest: set[int], way: list[int]) -> list[list[int]]:
        """Return the pieces into which a grid falls without a way through it."""
        # Whatever piece falls off hung on the way, so that one of its units is beside it.
        begins = sorted({v for u in way for v in self.near[u]} & rest)
        found: list[list[int]] = []
        seen: set[int] = set()
        for begin in begins:
            if begin in seen:
                continue
            piece, seen_here = [begin], {begin}
            for u in piece:
                for v in self.near[u]:
                    if v in rest and v not in seen_here:
                        seen_here.add(v)
                        piece.append(v)
            seen |= seen_here
            found.append(piece)
        return found or [sorted(rest)]

    def _make(self, move: _Move) -> None:
        g = self.of[move.units[0]]
        for unit in move.units:
            self.of[unit] = move.to
            for tie, side in self.sides_of[unit]:
                self.count[tie][side][g] -= 1
                self.count[tie][side][move.to] += 1
        load = sum(self.load[u] for u in move.units)
        self.size[g] -= load
        self.size[move.to] += load
        self.members[g].difference_update(move.units)
        self.members[move.to].update(move.units)
        self._recentre(g)
        self._recentre(move.to)
