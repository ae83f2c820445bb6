"""What a planner asks of zones: how round they are, how even, and how far one walks in each.

Measured from polygons, places, counts and links alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from gridgen.model.arrays import Shapes, Texts

SWEEPS = 6
"""Walks from end to end that are tried in each zone."""

NO_WAY_M = 1e-9
"""What a link between households of one place counts: a length of 0 is no link to scipy."""


@dataclass(frozen=True, slots=True, eq=False)
class Walks:
    """The longest walk found in each of z zones, and the straight line between its ends; metres."""

    walk_m: NDArray[np.float64]
    straight_m: NDArray[np.float64]


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


def size_cv(households: NDArray[np.int64], kind: Texts) -> float:
    """Return the coefficient of variation of sizes: how much zones differ from the mean of their
    kind, in such means, as the root of the mean square. NaN where nobody lives.

    Parameters
    ----------
    households
        (z,) how many each zone holds; zones without any do not count.
    kind
        (z,) of the community, as `Zones` has it: a village's grids are smaller than a town's.

    Examples
    --------
    >>> size_cv(np.array([40, 60, 360, 440]), np.array(["village"] * 2 + ["community"] * 2))
    0.158...
    """
    held = households > 0
    if not held.any():
        return float("nan")
    size, of = households[held], np.unique(kind[held], return_inverse=True)[1]
    mean = np.bincount(of, size) / np.bincount(of)
    return float(np.sqrt(np.mean((size / mean[of] - 1) ** 2)))


def walks(
    xy: NDArray[np.float64],
    zone_of: NDArray[np.int32],
    inside: NDArray[np.int32],
    *,
    zones: int,
) -> Walks:
    """Return the longest walks over links among the households of each zone.

    From a household to the one that is farthest from it, from there to the farthest, and so on:
    never longer than the longest walk, never shorter than half of it, and exact where the links
    make a tree (Handler 1973). Links cross no cut, so that walks do not either.

    Parameters
    ----------
    xy
        (n, 2) places of households, metres.
    zone_of
        (n,) the zone of each, -1 for none.
    inside
        (k, 2) the links inside zones, none repeated: see `inside_zones`.
    zones
        How many zones there are; one without households has a walk of 0.
    """
    n = len(xy)
    a, b = inside.T
    length = np.hypot(*(xy[a] - xy[b]).T) + NO_WAY_M
    graph = coo_matrix((length, (a, b)), shape=(n, n)).tocsr()
    walk, straight = np.zeros(zones), np.zeros(zones)
    rows = np.flatnonzero(zone_of >= 0)
    begin = rows[np.unique(zone_of[rows], return_index=True)[1]]
    came_from = np.full(zones, -1)
    for _ in range(SWEEPS):
        if len(begin) == 0:
            break
        # No link leaves a zone, so that one search from a household of each serves all zones.
        away, _, source = dijkstra(
            graph, directed=False, indices=begin, min_only=True, return_predecessors=True
        )
        there = np.flatnonzero(np.isfinite(away) & (zone_of >= 0))
        far = np.zeros(zones)
        np.maximum.at(far, zone_of[there], away[there])
        there = there[away[there] == far[zone_of[there]]]
        # Of those equally far the first row is put in last, so that it is taken on every machine.
        last = np.full(zones, -1)
        last[zone_of[there[::-1]]] = there[::-1]
        last = last[last >= 0]
        longer = last[away[last] > walk[zone_of[last]] + 1e-6]
        if len(longer) == 0:
            break
        walk[zone_of[longer]] = away[longer]
        straight[zone_of[longer]] = np.hypot(*(xy[longer] - xy[source[longer]]).T)
        # Back where this walk came from, a zone would be walked to and fro.
        is_back = last == came_from[zone_of[last]]
        came_from[zone_of[begin]] = begin
        begin = last[~is_back]
    return Walks(walk, straight)
