"""What a planner asks of each zone: how round it is, how far one walks in it, what it borders on.

Measured from polygons, places and lines alone, for the columns of a plan and for the checks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from gridgen.model.arrays import Shapes
from gridgen.model.links import Links
from gridgen.model.plan import Plan
from gridgen.model.zones import Zones
from gridgen.plans.pairs import inside_zones
from gridgen.rules.levels import Rules

NEAR_M = 2.0
"""A border this near to a line lies on it."""

STEP_M = 2.0
"""How densely borders are looked at."""

SWEEPS = 6
"""Walks from end to end that are tried in each zone."""

SAME_M = 1e-3
"""Corners are compared to this."""


@dataclass(frozen=True, slots=True, eq=False)
class Walks:
    """The longest walk found in each of z zones, and the straight line between its ends; metres."""

    walk_m: NDArray[np.float64]
    straight_m: NDArray[np.float64]


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


def measured(plan: Plan, links: Links, rules: Rules) -> Plan:
    """Return the plan with what its zones measure: `compactness`, `walk_m`, `on_lines`."""
    lines = visible_lines(plan, rules)
    has_lines = len(lines) > 0
    levels = tuple(
        replace(
            zones,
            compactness=compactness(zones.polygon),
            walk_m=walks(plan, links, zones.level).walk_m,
            on_lines=borders(zones, lines).share if has_lines else np.full(len(zones), np.nan),
        )
        for zones in plan.levels
    )
    return replace(plan, levels=levels)


def compactness(polygons: Shapes) -> NDArray[np.float64]:
    """Return (z,) 4 pi area / perimeter²: 1 for a disc, 0.79 for a square, 0 for a thread.

    References
    ----------
    Polsby and Popper, The Third Criterion (1991).
    """
    perimeter = shapely.length(polygons)
    round_ = np.zeros(len(polygons))
    np.divide(4 * np.pi * shapely.area(polygons), perimeter**2, out=round_, where=perimeter > 0)
    return round_


def walks(plan: Plan, links: Links, level: str) -> Walks:
    """Return the longest walks over links among the households of each zone.

    From a household to the one that is farthest from it, from there to the farthest, and so on:
    never longer than the longest walk, never shorter than half of it, and exact where the links
    make a tree (Handler 1973). Links cross no cut, so that walks do not either.
    """
    households = plan.township.households
    n, z = len(households), len(plan.level(level))
    zone_of = plan.zone_of[level]
    a, b = inside_zones(plan, links, zone_of).T
    xy = households.xy
    # A length of 0 is no link to scipy.
    length = np.hypot(*(xy[a] - xy[b]).T) + 1e-9
    graph = coo_matrix((length, (a, b)), shape=(n, n)).tocsr()
    walk, straight = np.zeros(z), np.zeros(z)
    rows = np.flatnonzero(zone_of >= 0)
    begin = rows[np.unique(zone_of[rows], return_index=True)[1]]
    for _ in range(SWEEPS if len(begin) else 0):
        away, _, source = dijkstra(
            graph, directed=False, indices=begin, min_only=True, return_predecessors=True
        )
        there = np.flatnonzero(np.isfinite(away) & (zone_of >= 0))
        order = there[np.lexsort((-there, away[there], zone_of[there]))]
        zone = zone_of[order]
        last = order[np.flatnonzero(np.append(zone[1:] != zone[:-1], True))]
        longer = last[away[last] > walk[zone_of[last]] + 1e-6]
        if len(longer) == 0:
            break
        walk[zone_of[longer]] = away[longer]
        straight[zone_of[longer]] = np.hypot(*(xy[longer] - xy[source[longer]]).T)
        begin = last
    return Walks(walk, straight)


def borders(zones: Zones, lines: Shapes) -> Borders:
    """Return the inner borders of zones, and how much lies within `NEAR_M` of `lines`, metres.

    Both borders must run through the same corners, as those of our plans do.
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
    corner = np.unique(np.round(xy / SAME_M).astype(np.int64), axis=0, return_inverse=True)[1]
    ends = np.sort(np.stack([corner.reshape(-1)[inside], corner.reshape(-1)[inside + 1]], 1), 1)
    order = np.lexsort((zone, ends[:, 1], ends[:, 0]))
    first, second = order[:-1], order[1:]
    parent = np.unique(zones.parent.astype(str), return_inverse=True)[1].reshape(-1)
    same = (ends[first] == ends[second]).all(axis=1) & (ends[first, 0] != ends[first, 1])
    same &= (zone[first] != zone[second]) & (parent[zone[first]] == parent[zone[second]])
    first, second = first[same], second[same]
    return zone[first], zone[second], xy[inside[first]], xy[inside[first] + 1]


def _near_lines(
    start: NDArray[np.float64], end: NDArray[np.float64], lines: Shapes
) -> NDArray[np.float64]:
    """Return the share of each edge that lies near a line, looked at every `STEP_M`."""
    share = np.zeros(len(start))
    if len(start) == 0 or len(lines) == 0:
        return share
    # Pieces of two points each, because a long line has a box that meets everything.
    xy, line = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
    inside = np.flatnonzero(line[1:] == line[:-1])
    tree = shapely.STRtree(shapely.linestrings(np.stack([xy[inside], xy[inside + 1]], axis=1)))
    edges = shapely.linestrings(np.stack([start, end], axis=1))
    edge, piece = tree.query(edges, predicate="dwithin", distance=NEAR_M)
    ends = np.stack([xy[inside[piece]], xy[inside[piece] + 1]], axis=1)
    beside, edge = np.unique(edge, return_inverse=True)
    start, way = start[beside], (end - start)[beside]
    length = np.hypot(*way.T)
    steps = np.maximum(1, np.ceil(length / STEP_M)).astype(np.int64)
    along = ((ends - start[edge, None]) * way[edge, None]).sum(axis=2) / length[edge, None]
    pair, number = _beside(along, (length / steps)[edge], steps[edge])
    row = edge[pair]
    spot = start[row] + ((number + 0.5) / steps[row])[:, None] * way[row]
    near = _apart_m(spot, ends[pair, 0], ends[pair, 1]) <= NEAR_M
    begin = np.cumsum(steps) - steps
    seen = np.zeros(int(steps.sum()), bool)
    seen[begin[row[near]] + number[near]] = True
    share[beside] = np.add.reduceat(seen, begin, dtype=np.int64) / steps
    return share


def _beside(
    along: NDArray[np.float64], step_m: NDArray[np.float64], steps: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return row and number of the steps of an edge beside a piece: no others can be near it.

    `along` (k, 2) are the metres along the edge at which the ends of the piece lie.
    """
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
    np.divide(((spot - start) * way).sum(axis=1), square, out=along, where=square > 0)
    nearest = start + np.clip(along, 0, 1)[:, None] * way
    return np.asarray(np.hypot(*(spot - nearest).T))
