"""What the borders of zones lie on: how much of them people can see."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes
from gridgen.model.corners import corners
from gridgen.model.plan import Plan
from gridgen.model.zones import Zones
from gridgen.rules.levels import Rules

NEAR_M = 2.0
"""A border this near to a line lies on it."""

STEP_M = 2.0
"""How densely borders are looked at."""

SAME_M = 1e-3
"""Corners are compared to this."""


@dataclass(frozen=True, slots=True, eq=False)
class Borders:
    """The border that each of z zones shares with others of its parent, and what lies on lines.

    Metres; a border of two zones counts for both.
    """

    inner_m: NDArray[np.float64]
    on_lines_m: NDArray[np.float64]

    @property
    def share(self) -> NDArray[np.float64]:
        """The share of each zone's inner border that lies on lines; NaN where it has none."""
        share = np.full(len(self.inner_m), np.nan)
        np.divide(self.on_lines_m, self.inner_m, out=share, where=self.inner_m > 0)
        return share


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """`number` lines as k straight pieces: `ends` (k, 2, 2) from x, y to x, y, metres; a tree of
    them, since the box of a whole line meets everything.
    """

    number: int
    ends: NDArray[np.float64]
    tree: shapely.STRtree

    def __len__(self) -> int:
        return self.number


def lines_of(shapes: Shapes) -> Lines:
    """Return (l,) lines, none missing or empty, in pieces."""
    xy, line = shapely.get_coordinates(shapely.get_parts(shapes), return_index=True)
    inside = np.flatnonzero(line[1:] == line[:-1])
    ends = np.stack([xy[inside], xy[inside + 1]], axis=1)
    return Lines(len(shapes), ends, shapely.STRtree(shapely.linestrings(ends)))


def borders(zones: Zones, lines: Lines) -> Borders:
    """Return the inner borders of zones, and how much lies within `NEAR_M` of `lines`, metres.

    Outlines on both sides must run through the same corners, as those of our plans do.
    """
    a, b, start, end = _shared_edges(zones)
    length = np.hypot(*(start - end).T)
    on_line = length * _near_lines(start, end, lines)
    ends = np.concatenate([a, b])
    inner, on = np.zeros(len(zones)), np.zeros(len(zones))
    np.add.at(inner, ends, np.tile(length, 2))
    np.add.at(on, ends, np.tile(on_line, 2))
    return Borders(inner, on)


def visible_lines(plan: Plan, rules: Rules) -> Shapes:
    """Return the lines that people can see, those that cut among them, in the plan's metres."""
    lines = plan.township.ground.get("lines")
    if lines is None:
        return np.empty(0, object)
    shapes = lines.in_metres(plan.township.crs)
    seen = np.isin(lines.kind, [*rules.lines.cut, *rules.lines.visible])
    return np.asarray(shapes[seen & ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))])


def _shared_edges(
    zones: Zones,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the edges that two zones of one parent share: both zones, and both ends."""
    rings, owner = shapely.get_rings(zones.polygon, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    inside = np.flatnonzero(ring[1:] == ring[:-1])
    zone = owner[ring[inside]]
    # Corners as whole numbers of millimetres, then as ranks: an edge is two ranks, and compares.
    corner = corners(np.round(xy / SAME_M))[1]
    ends = np.sort(np.stack([corner[inside], corner[inside + 1]], axis=1), axis=1)
    order = np.lexsort((zone, ends[:, 1], ends[:, 0]))
    # Sorted by their ends, the two sides of a border come one after the other.
    first, second = order[:-1], order[1:]
    parent = np.unique(zones.parent.astype(str), return_inverse=True)[1].reshape(-1)
    same = (ends[first] == ends[second]).all(axis=1) & (ends[first, 0] != ends[first, 1])
    same &= (zone[first] != zone[second]) & (parent[zone[first]] == parent[zone[second]])
    first, second = first[same], second[same]
    return zone[first], zone[second], xy[inside[first]], xy[inside[first] + 1]


def _near_lines(
    start: NDArray[np.float64], end: NDArray[np.float64], lines: Lines
) -> NDArray[np.float64]:
    """Return the share of each edge that lies near a line, looked at every `STEP_M`."""
    share = np.zeros(len(start))
    if len(start) == 0 or len(lines) == 0:
        return share
    edges = shapely.linestrings(np.stack([start, end], axis=1))
    edge, piece = lines.tree.query(edges, predicate="dwithin", distance=NEAR_M)
    ends = lines.ends[piece]
    # From here on rows are the edges that have a piece near them; all others stay 0.
    beside, edge = np.unique(edge, return_inverse=True)
    start, way = start[beside], (end - start)[beside]
    length = np.hypot(*way.T)
    steps = np.maximum(1, np.ceil(length / STEP_M)).astype(np.int64)
    along = ((ends - start[edge, None]) * way[edge, None]).sum(axis=2) / length[edge, None]
    pair, number = _beside(along, (length / steps)[edge], steps[edge])
    row = edge[pair]
    spot = start[row] + ((number + 0.5) / steps[row])[:, None] * way[row]
    near = _apart_m(spot, ends[pair, 0], ends[pair, 1]) <= NEAR_M
    # A step may lie near several pieces, and counts once: steps of all edges stand in one row.
    begin = np.cumsum(steps) - steps
    seen = np.zeros(int(steps.sum()), bool)
    seen[begin[row[near]] + number[near]] = True
    # No edge has 0 steps, so that reduceat adds up each edge's own and never its neighbour's.
    share[beside] = np.add.reduceat(seen, begin, dtype=np.int64) / steps
    return share


def _beside(
    along: NDArray[np.float64], step_m: NDArray[np.float64], steps: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return row and number of the steps of an edge beside a piece: no others can be near it.

    `along` (k, 2) are the metres along the edge at which the ends of the piece lie.
    """
    # Projected onto the edge, a piece reaches from its lower to its higher end, and NEAR_M beyond.
    first = np.floor((along.min(axis=1) - NEAR_M) / step_m).astype(np.int64)
    last = np.ceil((along.max(axis=1) + NEAR_M) / step_m).astype(np.int64)
    first, last = np.maximum(first, 0), np.minimum(last, steps)
    many = np.maximum(0, last - first)
    row = np.repeat(np.arange(len(many)), many)
    return row, first[row] + np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)


def _apart_m(
    spot: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return (n,) the distance of each spot from the straight piece of its row."""
    way = end - start
    square = (way**2).sum(axis=1)
    along = np.zeros(len(spot))
    # A piece without length, of a line that stops on a point, is that point.
    np.divide(((spot - start) * way).sum(axis=1), square, out=along, where=square > 0)
    nearest = start + np.clip(along, 0, 1)[:, None] * way
    return np.asarray(np.hypot(*(spot - nearest).T))
