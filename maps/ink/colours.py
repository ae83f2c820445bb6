"""Colours for grids: one palette for page and paper, which colour-blind readers can tell apart."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from itertools import count, permutations

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes
from gridgen.model.zones import Zones
from maps.ink.touching import Touching, touching

# Found once by search: of all sRGB colours whose L* lies in a window of 8, four for which the least
# CIEDE2000 between any two is largest, over normal sight and the simulations of protanopia,
# deuteranopia and tritanopia of Machado, Oliveira, Fernandes (IEEE TVCG 15, 2009) at severity 1;
# of those above 15 the set furthest apart for normal sight. Five such colours reach 12 at best: the
# last two are those furthest from the four, at least 8 for the three commonest kinds of sight.
PALETTE = (
    "#c0e1e1",
    "#c9bcff",
    "#dce261",
    "#e4bda5",
    "#dadacc",
    "#feb0c6",
)
"""Equally light, for dark text and borders. Any two of the first four are at least 15 apart."""

CORE = 4
"""So many of the palette are used evenly; the others only where these do not do."""


def colour_rows(polygons: Shapes) -> NDArray[np.int32]:
    """Choose a colour for each zone so that zones that touch differ, if only in a corner.

    Parameters
    ----------
    polygons
        (z,) polygons, metres; those that are None or empty touch nothing.

    Returns
    -------
    (z,) rows of `PALETTE`, below `CORE` wherever that can be had. Where more zones meet around one
    than the palette has colours, the numbers go on beyond it: `colour` answers for them too.

    References
    ----------
    Brelaz, New methods to color the vertices of a graph, CACM 22 (1979): DSATUR. Where it is stuck
    a chain of two colours changes over: Kempe, American Journal of Mathematics 2 (1879).
    """
    neighbours = touching(polygons).neighbours
    areas = np.nan_to_num(shapely.area(polygons))
    orders = (np.arange(len(areas)), np.argsort(-areas, kind="stable"), np.argsort(-areas)[::-1])
    best: tuple[float, NDArray[np.int32]] | None = None
    for order in orders:
        rows = _handed_down(_coloured(neighbours, order.tolist()), neighbours, areas)
        # Ground in the colours that are told apart less well.
        spare = float(areas[rows >= CORE].sum())
        if best is None or spare < best[0]:
            best = spare, rows
        if spare == 0:
            break
    return best[1] if best else np.zeros(0, np.int32)


def kept_rows(beside: Touching, known: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the colours of zones of which most have one already, so that few get another.

    Whatever was done in between, the same zones get the same colours; and an edit changes hardly
    any but those that touch what it changed.

    Parameters
    ----------
    beside
        The z zones.
    known
        (z,) rows of `PALETTE` that they had, -1 for none. Of two that touch and have the same, the
        later one gives way.
    """
    rows = known.astype(np.int32)
    one, other = beside.pairs.T
    rows[other[(known[one] == known[other]) & (known[one] >= 0)]] = -1
    asked = np.flatnonzero(rows < 0)
    is_beside = np.isin(beside.pairs, asked).any(axis=1)
    around: dict[int, list[int]] = {zone: [] for zone in asked.tolist()}
    for a, b in beside.pairs[is_beside].tolist():
        for zone, neighbour in ((a, b), (b, a)):
            if zone in around:
                around[zone].append(neighbour)
    for zone, neighbours in around.items():
        taken = {int(rows[k]) for k in neighbours}
        rows[zone] = next(row for row in count() if row not in taken)
    return rows


def colours_known(zones: Zones, known: Mapping[str, int] | None) -> NDArray[np.int32]:
    """Return (z,) the rows of fills of zones: those known by their codes, else worked out."""
    if known is None:
        return colour_rows(zones.polygon)
    return np.array([known[code] for code in zones.code], dtype=np.int32)


def colour(row: int) -> str:
    """Return the colour of a row of `colour_rows` as "#rrggbb"; beyond the last they come again.

    >>> colour(0) == PALETTE[0]
    True
    """
    return PALETTE[row % len(PALETTE)]


def _coloured(neighbours: list[set[int]], order: list[int]) -> NDArray[np.int32]:
    """DSATUR: next is the zone with the most colours around it, the most neighbours, the order."""
    place = {zone: k for k, zone in enumerate(order)}
    colouring = _Colouring(neighbours)

    def entry(zone: int) -> tuple[int, int, int, int]:
        return -len(colouring.around[zone]), -len(neighbours[zone]), place[zone], zone

    waiting = [entry(zone) for zone in order]
    heapq.heapify(waiting)
    while waiting:
        said = heapq.heappop(waiting)
        zone = said[-1]
        if colouring.rows[zone] < 0 and said == entry(zone):
            for changed in colouring.paint(zone):
                heapq.heappush(waiting, entry(changed))
    return np.array(colouring.rows, dtype=np.int32)


def _handed_down(
    rows: NDArray[np.int32], neighbours: list[set[int]], areas: NDArray[np.float64]
) -> NDArray[np.int32]:
    """Large zones with a colour beyond the core give it to small ones beside them."""
    for large in sorted(np.flatnonzero(rows >= CORE).tolist(), key=lambda zone: -areas[zone]):
        holder = large
        while True:
            # Only a zone that alone has its colour around the holder can exchange with it, and only
            # where the holder's colour is nowhere else around it.
            around = [int(rows[k]) for k in neighbours[holder]]
            takers = [
                k for k in neighbours[holder]
                if rows[k] < CORE and around.count(rows[k]) == 1 and areas[k] < areas[holder]
                and all(rows[n] != rows[holder] for n in neighbours[k] - {holder})
            ]  # fmt: skip
            if not takers:
                break
            taker = min(takers, key=lambda k: (areas[k], k))
            rows[[holder, taker]] = rows[[taker, holder]]
            holder = taker
    return rows


class _Colouring:
    """Zones as far as they are coloured: the rows, -1 for none, and the colours around each."""

    def __init__(self, neighbours: list[set[int]]) -> None:
        self.rows = [-1] * len(neighbours)
        self.around: list[set[int]] = [set() for _ in neighbours]
        self._neighbours = neighbours
        self._used = [0] * CORE

    def paint(self, zone: int) -> set[int]:
        """Give a zone the least used core colour that is free, by a change of others if need be.

        Returns the zones around which colours may have changed.
        """
        changed = set(self._neighbours[zone])
        if len(self.around[zone] & set(range(CORE))) == CORE:
            changed |= self._free_one(zone)
        taken = self.around[zone]
        free = [row for row in range(CORE) if row not in taken]
        row = min(free, key=lambda row: (self._used[row], row)) if free else CORE
        while row in taken:
            row += 1
        self._set(zone, row)
        for other in self._neighbours[zone]:
            self.around[other].add(row)
        return changed

    def _set(self, zone: int, row: int) -> None:
        for changed, by in ((self.rows[zone], -1), (row, 1)):
            if 0 <= changed < CORE:
                self._used[changed] += by
        self.rows[zone] = row

    def _free_one(self, zone: int) -> set[int]:
        """Change two colours over in chains that begin beside a zone, where that frees one.

        Returns the zones beside the chains.
        """
        around = self._neighbours[zone]
        for one, other in permutations(range(CORE), 2):
            chain = self._chain([k for k in around if self.rows[k] == one], {one, other})
            # A chain that comes back to the zone in the other colour frees nothing.
            if not any(self.rows[k] == other for k in chain & around):
                for k in chain:
                    self._set(k, one + other - self.rows[k])
                beside = set().union(*(self._neighbours[k] for k in chain))
                for k in beside:
                    self.around[k] = {self.rows[n] for n in self._neighbours[k]} - {-1}
                return beside
        return set()

    def _chain(self, begin: list[int], rows: set[int]) -> set[int]:
        """All zones in these colours that hang together with the first ones."""
        chain, open_ends = set(begin), begin
        while open_ends:
            near = self._neighbours[open_ends.pop()]
            new = [k for k in near - chain if self.rows[k] in rows]
            chain.update(new)
            open_ends.extend(new)
        return chain
