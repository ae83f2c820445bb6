"""Cells -> Links: who meets whom without crossing a cut; bridges; parts that are too small."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.land.contract import hanging_together
from gridgen.land.planar import edge_length
from gridgen.model.arrays import taken
from gridgen.model.graphs import distinct, pieces, tidy
from gridgen.model.ground import Cells, Ground
from gridgen.model.links import Links

SHORTEST_BORDER_M = 0.1
"""Cells that share less border than this touch in a corner: nobody would call them neighbours."""

NARROWEST = 0.05
"""Places nearer than 2 m need share only this much of their distance."""

SLACK_M = 0.01
"""A straight line along the boundary may lie this far outside."""

NEAR_M = 0.5
"""How far rounding and drawing may put a crossing beside the cut."""

BRIDGE_M = 50.0
"""A bridge drawn beside the line that it crosses joins the sides of the nearest within this."""


def link(cells: Cells, ground: Ground, count: NDArray[np.int64], *, fewest: int) -> Links:
    """Return the links among the n households of one community.

    Places are linked where their cells share a border that is no cut, so that a zone that hangs
    together over links has a polygon in one piece. A link whose straight line leaves the boundary
    or crosses a cut on its way is marked in `bends`. Then:

    - a crossing links the two cells that meet at the cut below it;
    - a part with fewer than `fewest` households, cut off from all others, joins the part nearest to
      it, marked in `joins`: where cells of the two meet, so that the land of both is in one piece;
    - households at one place are linked with each other.

    Parameters
    ----------
    cells, ground
        Of the same community of n households.
    count
        (n,) households at each row; 0 for a vacant house.
    fewest
        The fewest households of a zone: what a part must have to stand alone.
    """
    pairs, border, along = _borders(cells)
    over = _bridges(cells, ground, pieces(len(cells.xy), pairs))
    bends = _bends(cells.xy, pairs, ground)
    load = np.bincount(cells.place_of, count, len(cells.xy)).astype(np.float64)
    linked = np.concatenate([pairs, over])
    joins = _join_small_parts(
        cells.xy, pieces(len(cells.xy), linked), load, fewest, meets=_meets(cells)
    )
    others = np.zeros(len(over) + len(joins))  # bridges and joins share no border, and never bend
    made = Links(
        pairs=np.concatenate([linked, joins]),
        border_m=np.concatenate([border, others]),
        joins=np.repeat([False, True], [len(linked), len(joins)]),
        bends=np.concatenate([bends, others > 0]),
        along_m=np.concatenate([along, others]),
    )
    return _over_households(cells, made)


def _borders(
    cells: Cells,
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    """Return who meets over open borders, how long those are, and how much lies along lines.

    Short borders count only where places would come apart without them, the longest of them first.
    """
    is_open = cells.is_inner & ~cells.is_cut
    ends = np.sort(cells.place_of_face[cells.sides[is_open]], axis=1)
    apart = ends[:, 0] != ends[:, 1]
    length = edge_length(cells.corners, cells.edges[is_open][apart])
    pairs, row = distinct(ends[apart])
    along = length * cells.is_line[is_open][apart]
    border = np.bincount(row, length, len(pairs)).astype(np.float64)
    along = np.bincount(row, along, len(pairs)).astype(np.float64)
    way = np.hypot(*(cells.xy[pairs[:, 0]] - cells.xy[pairs[:, 1]]).T)
    # Where places stand a hand's breadth apart their cells are slivers: a border of centimetres is
    # all they can share.
    keep = border > np.minimum(SHORTEST_BORDER_M, NARROWEST * way)
    keep = hanging_together(keep, pairs, border, n=len(cells.xy))
    return pairs[keep], border[keep], along[keep]


def _bends(xy: NDArray[np.float64], pairs: NDArray[np.int32], ground: Ground) -> NDArray[np.bool_]:
    """Return (m,) whether the straight line between two places leaves the boundary or is cut."""
    ways = shapely.linestrings(xy[pairs])
    room = shapely.buffer(ground.boundary, SLACK_M, quad_segs=1, join_style="mitre")
    shapely.prepare(room)
    bends = ~np.asarray(shapely.covers(room, ways), bool)
    tree = shapely.STRtree(ways)
    # Water cannot even be entered; along a line that cuts one may walk, and touch it at its end.
    bends[tree.query(ground.water, predicate="intersects")[1]] = True
    # Asked for what it meets, a long line is prepared; only few are asked whether they cross.
    cut, way = tree.query(ground.cuts, predicate="intersects")
    bends[way[shapely.crosses(ways[way], ground.cuts[cut])]] = True
    return bends


def _bridges(cells: Cells, ground: Ground, bank_of: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return pairs of places that meet at a cut below a crossing, on two different banks."""
    places = cells.place_of_face[cells.sides]
    rows = np.flatnonzero(cells.is_cut & (bank_of[places[:, 0]] != bank_of[places[:, 1]]))
    if len(rows) == 0:
        return np.zeros((0, 2), np.int32)
    tree = shapely.STRtree(shapely.linestrings(cells.corners[cells.edges[rows]]))
    over = tree.query(ground.crossings, predicate="dwithin", distance=NEAR_M)[1]
    # A bridge on none of the crossings was drawn beside its river: its banks are sought. One that
    # crosses must not reach for the railway next to the river as well.
    missed = shapely.distance(ground.bridges, shapely.union_all(ground.crossings)) > NEAR_M
    missed |= len(ground.crossings) == 0
    near = tree.query_nearest(ground.bridges[missed], max_distance=BRIDGE_M, all_matches=False)[1]
    return tidy(places[rows[np.concatenate([over, near])]])


def _meets(cells: Cells) -> NDArray[np.int32]:
    """Return pairs of places whose cells meet, also across a cut; not only in a corner."""
    inner = cells.is_inner
    ends = np.sort(cells.place_of_face[cells.sides[inner]], axis=1)
    length = edge_length(cells.corners, cells.edges[inner])
    pairs, row = distinct(ends)
    border = np.bincount(row, length, len(pairs))
    return tidy(pairs[border > SHORTEST_BORDER_M])


def _join_small_parts(
    xy: NDArray[np.float64],
    part_of: NDArray[np.int32],
    load: NDArray[np.floating[Any]],
    fewest: int,
    *,
    meets: NDArray[np.int32],
) -> NDArray[np.int32]:
    """Return lines that join each part that weighs less than `fewest` to the nearest other.

    The lightest comes first. Each line joins the two nearest places of the two parts; where these
    do not meet, the nearest of those that `meets` (k, 2) holds, since land of others would lie
    between the two. A part that meets no other is a part of the boundary by itself.
    """
    lines: list[tuple[int, int]] = []
    while True:
        labels = np.unique(part_of)
        if len(labels) < 2:
            break
        weight = np.bincount(part_of, weights=load)[labels]
        size = np.bincount(part_of)[labels]
        pick = np.lexsort((labels, size, weight))[0]
        if weight[pick] >= fewest:
            break
        is_small = part_of == labels[pick]
        small, others = np.flatnonzero(is_small), np.flatnonzero(~is_small)
        apart, near = cKDTree(xy[others]).query(xy[small])
        best = int(np.argmin(apart))
        # Of the ways across the border of this part, whose other end is then in another.
        line = sorted((int(small[best]), int(others[near[best]])))
        over = meets[is_small[meets[:, 0]] != is_small[meets[:, 1]]]
        if len(over) and not (meets == line).all(axis=1).any():
            way = np.hypot(*(xy[over[:, 0]] - xy[over[:, 1]]).T)
            line = over[int(np.argmin(way))].tolist()
        lines.append((line[0], line[1]))
        part_of[small] = part_of[line[1] if is_small[line[0]] else line[0]]
    return tidy(np.array(lines, np.int32))


def _over_households(cells: Cells, made: Links) -> Links:
    """Return the links of places between their first households, and those inside each place."""
    order = np.argsort(cells.place_of, kind="stable")
    place = cells.place_of[order]
    is_same = place[1:] == place[:-1]
    chain = np.sort(np.stack([order[:-1], order[1:]], axis=1)[is_same], axis=1)
    # The sort is stable and places are numbered by their first row: a link of places, the smaller
    # first, is one of rows in the same order.
    first = order[np.searchsorted(place, np.arange(len(cells.xy)))]
    pairs = np.concatenate([np.sort(first[made.pairs], axis=1), chain])
    columns = [
        np.concatenate([column, np.zeros(len(chain), column.dtype)])
        for column in (made.border_m, made.joins, made.bends, made.along_m)
    ]
    return taken(Links(pairs, *columns), np.lexsort((pairs[:, 1], pairs[:, 0])))
