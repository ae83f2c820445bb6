"""A few areas that touch, divided anew at once around their centres, the others left as they are.

The units of these areas are free to go to any of their centres: a generalised assignment (Ross and
Soland 1975) that HiGHS solves, from the division in hand on. A unit that does not lie beside a
centre needs a neighbour in the same area; where that is not enough for one piece, what is cut off
may stay only with one of the units in between (a,b-separators: Oehrlein and Haunert 2017).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from highspy import HighsLp, HighsVarType, MatrixFormat, kHighsInf
from numpy.typing import NDArray

from gridgen.solver.assignment import met_first
from gridgen.solver.highs import improved, new_highs
from gridgen.solver.kernels.town import Town

ROUNDS = 6
"""Answers that are looked at before areas in one piece are given up."""

NODES = 200
"""Branches that HiGHS may look at for one answer: counted, so that every machine finds the same."""

OUTSIDE = 50.0
"""What a household outside the band costs, in mean metres of a household."""

_TINY = 1e-9
"""Share of the score that counts as nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """A part around given centres, as lists and tables for going through it unit by unit.

    Attributes
    ----------
    town, centre_of
        n units, and (k,) the units at the centres.
    near, border
        The neighbours of each unit, and the metres that it costs to be parted from each.
    cost
        (n, k) metres of ways and moves of each unit with each centre.
    """

    town: Town
    centre_of: NDArray[np.int32]
    near: list[list[int]]
    border: list[list[float]]
    cost: NDArray[np.float64]


def places(town: Town, centre_of: NDArray[np.int32]) -> Places:
    """Return a part around given centres with what each unit costs with each of them."""
    parts = [slice(*town.start[u : u + 2]) for u in range(len(town.load))]
    apart = np.linalg.norm(town.xy[:, None] - town.xy[centre_of][None], axis=2)
    moves = (town.home[:, None] != -1) & (town.home[:, None] != town.area)
    cost = apart * town.visits[:, None] + town.moved_m * town.load[:, None] * moves
    border = town.border if len(town.border) else np.zeros(len(town.near))
    return Places(
        town, centre_of, [town.near[part].tolist() for part in parts],
        [border[part].tolist() for part in parts], cost,
    )  # fmt: skip


class Anew(NamedTuple):
    """What came of dividing a few areas anew."""

    units: list[int]
    """The units that were free."""
    grid_of: list[int]
    """The area of each of them; empty where nothing better was found."""
    work: int
    """Steps of the simplex that it took."""


class Care(NamedTuple):
    """How closely areas are looked through."""

    depth: int
    """Links that a unit may be away from an area to which it goes."""
    gap: float
    """Share of what all units cost below which nothing more is looked for."""
    work: int = 10**9
    """Steps of the simplex after which areas in one piece are given up."""


ALL = Care(depth=10**9, gap=0.0)
"""All ways to share out the units, and the best of them."""


def divide_anew(
    all_of: Places, grid_of: NDArray[np.int32], areas: list[int], care: Care = ALL
) -> Anew:
    """Return the best way in which the units of some areas can be shared out among their centres.

    Parameters
    ----------
    all_of
        The whole part.
    grid_of
        (n,) the division in hand, each area of it in one piece.
    areas
        The areas whose units are free, ascending.
    care
        How closely they are looked through.
    """
    return _Model(all_of, grid_of, areas, care).solved()


class _Model:
    """The question to HiGHS: pairs of a free unit and a centre, then what is outside, then borders.

    Rows are lists of (column, factor).
    """

    def __init__(
        self, all_of: Places, grid_of: NDArray[np.int32], areas: list[int], care: Care
    ) -> None:
        self.all_of, self.areas, self.care = all_of, areas, care
        self.units = np.flatnonzero(np.isin(grid_of, areas)).tolist()
        self.now_in = {u: int(grid_of[u]) for u in self.units}
        self.load = {u: int(all_of.town.load[u]) for u in self.units}
        self.cost: list[float] = []
        self.now: list[float] = []
        self.rows: list[list[tuple[int, float]]] = []
        self.limits: list[tuple[float, float]] = []
        self.pair: dict[tuple[int, int], int] = {}
        self._add_pairs()
        self._add_bands()
        if all_of.town.linked:
            self._add_links()
        if len(all_of.town.border):
            self._add_borders()

    def _column(self, cost: float, now: float) -> int:
        self.cost.append(cost)
        self.now.append(now)
        return len(self.cost) - 1

    def _row(self, row: list[tuple[int, float]], low: float, high: float) -> None:
        self.rows.append(row)
        self.limits.append((low, high))

    def _add_pairs(self) -> None:
        """Pair units with the centres that can reach them; each unit gets one."""
        town = self.all_of.town
        for g in self.areas:
            held = sum(load for u, load in self.load.items() if self.now_in[u] == g)
            within = self._reached(g, max(int(town.most[g]), held)) & self._near(g)
            for u in self.units:
                if u in within:
                    now = float(self.now_in[u] == g)
                    self.pair[u, g] = self._column(float(self.all_of.cost[u, g]), now)
        for u in self.units:
            self._row([(self.pair[u, g], 1.0) for g in self.areas if (u, g) in self.pair], 1, 1)

    def _reached(self, g: int, most: int) -> set[int]:
        """Return the free units to which some path from centre g is light enough for its area."""
        centre = int(self.all_of.centre_of[g])
        others = {int(self.all_of.centre_of[h]) for h in self.areas if h != g}
        if not self.all_of.town.linked:
            return {u for u in self.units if u not in others}
        least, done, waiting = {centre: self.load[centre]}, set(), [(self.load[centre], centre)]
        while waiting:
            held, u = heapq.heappop(waiting)
            if u in done:
                continue
            done.add(u)
            for v in self.all_of.near[u]:
                if v not in self.load or v in others or v in done:
                    continue
                more = held + self.load[v]
                if more <= most and more < least.get(v, more + 1):
                    least[v] = more
                    heapq.heappush(waiting, (more, v))
        return done

    def _near(self, g: int) -> set[int]:
        """Return the free units that are few links away from the area g that there is."""
        front = {u for u in self.units if self.now_in[u] == g}
        near = set(front)
        for _ in range(min(self.care.depth, len(self.units))):
            front = {v for u in front for v in self.all_of.near[u] if v in self.load} - near
            if not front:
                break
            near |= front
        return near if self.all_of.town.linked else set(self.units)

    def _add_bands(self) -> None:
        """Ask for loads in the band; where some is outside already, being outside has a price."""
        town = self.all_of.town
        loads = dict.fromkeys(self.areas, 0)
        for u, g in self.now_in.items():
            loads[g] += self.load[u]
        most = {g: int(town.most[g]) for g in self.areas}
        fewest = {g: int(town.fewest[g]) for g in self.areas}
        is_off = any(not fewest[g] <= loads[g] <= most[g] for g in self.areas)
        walked = sum(float(self.all_of.cost[u, g]) for u, g in self.now_in.items())
        price = OUTSIDE * max(walked, 1.0) / max(1, sum(loads.values()))
        for g in self.areas:
            row = [(column, float(self.load[u])) for (u, h), column in self.pair.items() if h == g]
            if is_off:
                above = self._column(price, max(0, loads[g] - most[g]))
                below = self._column(price, max(0, fewest[g] - loads[g]))
                row += [(above, -1.0), (below, 1.0)]
            self._row(row, fewest[g], most[g])

    def _add_links(self) -> None:
        """Ask that who does not lie beside a centre has a neighbour in its area."""
        for (u, g), column in self.pair.items():
            centre = int(self.all_of.centre_of[g])
            if u == centre or centre in self.all_of.near[u]:
                continue
            beside = [(self.pair[v, g], -1.0) for v in self.all_of.near[u] if (v, g) in self.pair]
            self._row([(column, 1.0), *beside], -kHighsInf, 0.0)

    def _add_borders(self) -> None:
        """Let units that are parted pay for the border between them."""
        for u in self.units:
            for v, price in zip(self.all_of.near[u], self.all_of.border[u], strict=True):
                if u < v and v in self.load and price > 0.0:
                    parted = self._column(price, float(self.now_in[u] != self.now_in[v]))
                    for g in self.areas:
                        ends = [(self.pair[w, g], s) for w, s in ((u, 1.0), (v, -1.0))
                                if (w, g) in self.pair]  # fmt: skip
                        self._row([*ends, (parted, -1.0)], -kHighsInf, 0.0)

    def _passed(self) -> HighsLp:
        model = HighsLp()
        model.num_col_, model.num_row_ = len(self.cost), len(self.rows)
        model.col_cost_ = np.array(self.cost)
        model.col_lower_ = np.zeros(len(self.cost))
        upper = np.full(len(self.cost), kHighsInf)
        upper[: len(self.pair)] = 1.0
        model.col_upper_ = upper
        low, high = np.array(self.limits, float).T
        model.row_lower_, model.row_upper_ = low.copy(), high.copy()
        flat = [entry for row in self.rows for entry in row]
        model.a_matrix_.format_ = MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(row) for row in self.rows)])
        model.a_matrix_.index_ = np.array([column for column, _ in flat])
        model.a_matrix_.value_ = np.array([factor for _, factor in flat])
        model.integrality_ = [HighsVarType.kInteger] * len(self.pair) + (
            [HighsVarType.kContinuous] * (len(self.cost) - len(self.pair))
        )
        return model

    def solved(self) -> Anew:
        """Ask HiGHS, and again while some area of its answer is in pieces."""
        highs, work = new_highs(), 0
        highs.setOptionValue("mip_max_nodes", NODES)
        highs.setOptionValue("mip_rel_gap", self.care.gap)
        highs.passModel(self._passed())
        now, cost = np.array(self.now), np.array(self.cost)
        before = float(now @ cost)
        for _ in range(ROUNDS):
            values = improved(highs, cost, now)
            work += max(0, int(highs.getInfo().simplex_iteration_count))
            if len(values) == 0 or values @ cost >= before - _TINY * abs(before):
                break
            found = {u: g for (u, g), column in self.pair.items() if values[column] > 0.5}
            cuts = self._cuts(found) if self.all_of.town.linked else []
            if not cuts:
                return Anew(self.units, [found[u] for u in self.units], work)
            if work > self.care.work:
                break
            for row in cuts:
                columns, factors = zip(*row, strict=True)
                highs.addRow(
                    -kHighsInf, 0.0, len(row), np.array(columns, np.int32), np.array(factors)
                )
        return Anew(self.units, [], work)

    def _cuts(self, found: dict[int, int]) -> list[list[tuple[int, float]]]:
        """Return a row for each unit cut off from its centre: it may stay with one in between."""
        rows = []
        for g in self.areas:
            centre = int(self.all_of.centre_of[g])
            left = {u for u, h in found.items() if h == g} - self._walked(centre, found, g)
            while left:
                piece = self._walked(next(iter(sorted(left))), found, g)
                left -= piece
                edge = {v for u in piece for v in self.all_of.near[u] if v in self.load} - piece
                between = met_first(centre, edge, self._free_beside)
                stay = [(self.pair[v, g], -1.0) for v in between if (v, g) in self.pair]
                rows += [[(self.pair[u, g], 1.0), *stay] for u in sorted(piece)]
        return rows

    def _walked(self, seed: int, found: dict[int, int], g: int) -> set[int]:
        """Return the units of area g that `seed` reaches inside it."""
        seen, waiting = {seed}, [seed]
        while waiting:
            for v in self.all_of.near[waiting.pop()]:
                if v not in seen and found.get(v) == g:
                    seen.add(v)
                    waiting.append(v)
        return seen

    def _free_beside(self, u: int) -> list[int]:
        return [v for v in self.all_of.near[u] if v in self.load]
