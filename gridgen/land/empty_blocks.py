"""Empty blocks -> whose each is: whole, where that brings a border onto a line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix

from gridgen.land.planar import edge_length
from gridgen.model.graphs import pieces
from gridgen.model.ground import Cells

LINE = 0.3
"""What a metre of border on a line counts, where one across open land counts 1."""

PASSES = 2
"""An empty block may lie beside another, whose owner is changing too."""


def settled(cells: Cells, kind_of_face: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the zone of each face with empty blocks given to one zone as a whole where they can.

    A block in which nobody lives was shared out among the cells around it, so that borders run
    across it. It goes to the zone with which it shares the longest open edge, if borders are better
    then, and if no zone comes apart.
    """
    kind = kind_of_face
    for _ in range(PASSES if cells.is_empty.any() else 0):
        kind = _pass(cells, kind)
    return kind


def _pass(cells: Cells, kind: NDArray[np.int64]) -> NDArray[np.int64]:
    inner = np.flatnonzero((cells.sides >= 0).all(axis=1))
    sides = cells.sides[inner]
    moved_to = _better(cells, kind, inner, sides)
    moves = moved_to >= 0
    before = _parts(kind, sides)
    while True:
        block = cells.block_of_face
        tried = np.where(cells.is_empty & moves[block], moved_to[block], kind)
        apart = np.flatnonzero(_parts(tried, sides) > before)
        if len(apart) == 0:
            return tried
        hurt = cells.is_empty & moves[block] & (tried != kind) & np.isin(kind, apart)
        # A zone may also come apart in what it was given; then it gets nothing.
        hurt |= cells.is_empty & moves[block] & np.isin(tried, apart)
        moves[block[hurt]] = False


def _better(
    cells: Cells,
    kind: NDArray[np.int64],
    inner: NDArray[np.int64],
    sides: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return for each block the zone that should have all of it, -1 for a block to leave alone."""
    block = cells.block_of_face
    blocks, kinds = int(block.max()) + 1, int(kind.max()) + 1
    length = edge_length(cells.corners, cells.edges[inner])
    differ = kind[sides[:, 0]] != kind[sides[:, 1]]
    is_line = cells.is_line[inner]
    free = np.bincount(block[sides[~is_line & differ, 0]], length[~is_line & differ], blocks)
    every, now = np.zeros(blocks), np.zeros(blocks)
    beside = coo_matrix((blocks, kinds)).tocsr()
    for side in (0, 1):
        own, other = block[sides[is_line, side]], kind[sides[is_line, 1 - side]]
        way = length[is_line]
        every += np.bincount(own, way, blocks)
        now += np.bincount(own, way * differ[is_line], blocks)
        is_open = ~cells.is_cut[inner][is_line]
        beside += coo_matrix((way[is_open], (own[is_open], other[is_open])), (blocks, kinds))
    best = np.asarray(beside.argmax(axis=1)).reshape(-1)
    most = np.asarray(beside.max(axis=1).todense()).reshape(-1)
    is_empty = np.zeros(blocks, bool)
    is_empty[block[cells.is_empty]] = True
    gains = is_empty & (free > 0) & (most > 0) & (LINE * (every - most) < free + LINE * now)
    return np.where(gains, best, -1)


def _parts(kind: NDArray[np.int64], sides: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return in how many parts each zone is."""
    same = kind[sides[:, 0]] == kind[sides[:, 1]]
    part = pieces(len(kind), sides[same])
    first = np.unique(part, return_index=True)[1]
    return np.bincount(kind[first], minlength=int(kind.max()) + 1)
