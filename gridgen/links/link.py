"""Cells + boundary -> Links: cut what leaves the community, mend, join what is too small."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.graphs import pieces, tidy
from gridgen.model import Cells, Links

SHORTEST_BORDER_M = 0.1
"""Cells that share less border than this touch in a corner: nobody would call them neighbours."""


def link(
    cells: Cells, boundary: shapely.Geometry, count: NDArray[np.int64], *, fewest: int
) -> Links:
    """Return the links among the n households of one community.

    Places are linked where their cells share a border inside one part of the boundary. A line that
    leaves the community on its way (over a bend, a hole, to another part) links nobody whose cells
    do not meet inside, and a zone that hangs together over links has a polygon in one piece. Then:

    - places that this leaves apart inside one part are joined over the shortest line, because
      distance and a bent outline never make a part;
    - a part with fewer than `fewest` households joins the part nearest to it, marked in `joins`;
    - households at one place are linked with each other.

    `boundary` is a valid polygon or multipolygon, metres, that covers every place; `count` (n,)
    households at each row.
    """
    part_of = _part_of(cells.xy, boundary)
    pairs, border = _neighbours(cells, boundary, part_of)
    mends = _mend(cells.xy, pairs, part_of)
    pairs = np.concatenate([pairs, mends])
    border = np.concatenate([border, np.zeros(len(mends))])
    load = np.bincount(cells.place_of, count, len(cells.xy)).astype(np.float64)
    joins = _join_small_parts(cells.xy, pieces(len(cells.xy), pairs), load, fewest)
    is_join = np.repeat([False, True], [len(pairs), len(joins)])
    pairs = np.concatenate([pairs, joins])
    border = np.concatenate([border, np.zeros(len(joins))])
    return _over_households(cells, pairs, border, is_join)


def _part_of(xy: NDArray[np.float64], boundary: shapely.Geometry) -> NDArray[np.int32]:
    parts = shapely.get_parts(boundary)
    points = shapely.points(xy)
    part_of = np.full(len(xy), -1, np.int32)
    tree = shapely.STRtree(parts)
    row, part = tree.query(points, predicate="intersects")
    part_of[row[::-1]] = part[::-1]  # on a shared corner the first part wins
    missed = np.flatnonzero(part_of < 0)
    if len(missed):
        part_of[missed] = tree.nearest(points[missed])
    return part_of


def _neighbours(
    cells: Cells, boundary: shapely.Geometry, part_of: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    kept, borders = [np.zeros((0, 2), np.int32)], [np.zeros(0)]
    pairs = cells.pairs
    same = part_of[pairs[:, 0]] == part_of[pairs[:, 1]]
    for number, part in enumerate(shapely.get_parts(boundary)):
        rows = np.flatnonzero(same & (part_of[pairs[:, 0]] == number))
        if len(rows) == 0:
            continue
        ridges = shapely.linestrings(cells.ridge[rows])
        length = shapely.length(ridges)
        shapely.prepare(part)
        beyond = ~shapely.covers(part, ridges)
        length[beyond] = shapely.length(shapely.intersection(part, ridges[beyond]))
        rows, length = rows[length > SHORTEST_BORDER_M], length[length > SHORTEST_BORDER_M]
        kept.append(pairs[rows])
        borders.append(length)
    return np.concatenate(kept), np.concatenate(borders)


def _mend(
    xy: NDArray[np.float64], pairs: NDArray[np.int32], part_of: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return the shortest lines that make the places of each part one piece."""
    piece_of = pieces(len(xy), pairs)
    mends: list[tuple[int, int]] = []
    for part in np.unique(part_of):
        rows = np.flatnonzero(part_of == part)
        mends += _join_pieces(xy, rows, piece_of, np.zeros(len(xy)), 1.0)
    return tidy(np.array(mends, np.int32))


def _join_small_parts(
    xy: NDArray[np.float64],
    part_of: NDArray[np.int32],
    load: NDArray[np.floating[Any]],
    fewest: int,
) -> NDArray[np.int32]:
    rows = np.arange(len(xy))
    return tidy(np.array(_join_pieces(xy, rows, part_of, load, float(fewest)), np.int32))


def _join_pieces(
    xy: NDArray[np.float64],
    rows: NDArray[np.int64],
    piece_of: NDArray[np.int32],
    load: NDArray[np.floating[Any]],
    enough: float,
) -> list[tuple[int, int]]:
    """Join pieces among `rows` that weigh less than `enough` to the nearest other, lightest first.

    `piece_of` is brought up to date. Each line joins the two nearest places of the two pieces.
    """
    lines: list[tuple[int, int]] = []
    while True:
        labels = np.unique(piece_of[rows])
        if len(labels) < 2:
            return lines
        weight = np.bincount(piece_of[rows], weights=load[rows], minlength=labels.max() + 1)[labels]
        size = np.bincount(piece_of[rows], minlength=labels.max() + 1)[labels]
        pick = np.lexsort((labels, size, weight))[0]
        if weight[pick] >= enough:
            return lines
        small = rows[piece_of[rows] == labels[pick]]
        others = rows[piece_of[rows] != labels[pick]]
        apart, near = cKDTree(xy[others]).query(xy[small])
        best = int(np.argmin(apart))
        a, b = int(small[best]), int(others[near[best]])
        lines.append((min(a, b), max(a, b)))
        piece_of[small] = piece_of[b]


def _over_households(
    cells: Cells, pairs: NDArray[np.int32], border: NDArray[np.float64], joins: NDArray[np.bool_]
) -> Links:
    """Return links between the first households of linked places, and inside each place."""
    order = np.argsort(cells.place_of, kind="stable")
    place = cells.place_of[order]
    is_same = place[1:] == place[:-1]
    chain = np.sort(np.stack([order[:-1], order[1:]], axis=1)[is_same], axis=1)
    first = order[np.searchsorted(place, np.arange(len(cells.xy)))]
    every = np.concatenate([np.sort(first[pairs], axis=1), chain])
    sort = np.lexsort((every[:, 1], every[:, 0]))
    return Links(
        every[sort],
        np.concatenate([border, np.zeros(len(chain))])[sort],
        np.concatenate([joins, np.zeros(len(chain), bool)])[sort],
    )
