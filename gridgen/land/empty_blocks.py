"""Empty blocks -> whose each is: whole where that brings a border onto a line, shared where a zone
needs its share to stay in one piece.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridgen.land.planar import edge_length, face_area
from gridgen.model.graphs import distinct, piece_counts, pieces
from gridgen.model.ground import Cells

LINE = 0.3
"""What a metre of border on a line counts, where one across open land counts 1."""

PASSES = 2
"""An empty block may lie beside another, whose owner is changing too."""

Whole = NDArray[np.int64]


def settled(cells: Cells, kind_of_face: Whole, zones: NDArray[np.int32]) -> Whole:
    """Return the kind of each face with empty blocks given to one kind as a whole where they can.

    A block in which nobody lives was shared out among the cells around it, so that borders run
    across it. It goes to the kind with which it shares the longest open edge, if borders are better
    then, and if no zone of any level comes apart: one whose pieces only hang together over it keeps
    its share. A part of the community where nobody lives goes to one kind if a zone would be in
    pieces there.

    Parameters
    ----------
    cells
        With f faces.
    kind_of_face
        (f,) rows of `zones`.
    zones
        (k, levels) the zone of each kind at each level, -1 for none.
    """
    kind = kind_of_face
    for _ in range(PASSES if cells.is_empty.any() else 0):
        kind = _pass(cells, kind, zones)
    return _undivided(cells, kind, zones)


def lived_in(cells: Cells, kind: Whole, zones: NDArray[np.int32]) -> Whole:
    """Return the kind of each face with -1 for empty land, save where it holds a zone together.

    Of what a zone has of empty land those stretches stay that join two of its pieces, the smallest
    first.

    Parameters
    ----------
    cells
        With f faces.
    kind
        (f,) rows of `zones`, as from `settled`.
    zones
        (k, levels) the zone of each kind at each level, -1 for none.
    """
    sides = _inner(cells)
    area = face_area(cells.corners, cells.edges, cells.sides, len(kind))
    empty = cells.is_empty
    stays = ~empty
    for label in _labels(kind, zones):
        # Pieces of one zone are all empty or all lived in. Edges between the two sorts, turned so
        # that the empty one comes first, say which stretch meets which pieces.
        same = label[sides[:, 0]] == label[sides[:, 1]]
        alike = empty[sides[:, 0]] == empty[sides[:, 1]]
        piece = pieces(len(kind), sides[same & alike])
        ends = piece[sides[same & ~alike]]
        ends = np.where(empty[sides[same & ~alike, :1]], ends, ends[:, ::-1])
        meets = np.unique(ends, axis=0)  # a stretch of empty land, and a piece where people live
        stretch, begin, times = np.unique(meets[:, 0], return_index=True, return_counts=True)
        size = np.bincount(piece, weights=area)
        joined = np.arange(len(size))
        for row in np.argsort(size[stretch], kind="stable"):
            # `joined` says of each piece with which others it hangs together by now.
            around = joined[meets[begin[row] : begin[row] + times[row], 1]]
            if len(np.unique(around)) > 1:
                stays |= piece == stretch[row]
                joined[np.isin(joined, around)] = around[0]
    return np.where(stays, kind, -1)


def _pass(cells: Cells, kind: Whole, zones: NDArray[np.int32]) -> Whole:
    inner = np.flatnonzero(cells.is_inner)
    sides = cells.sides[inner]
    moved_to = _better(cells, kind, inner, sides)
    moves = moved_to >= 0
    if not moves.any():
        return kind
    labels = [kind, *_labels(kind, zones)]
    before = [piece_counts(label, sides) for label in labels]
    block = cells.block_of_face
    # All moves are tried at once; those in zones that come apart are taken back until none does.
    while True:
        tried = np.where(cells.is_empty & moves[block], moved_to[block], kind)
        hurt = np.zeros(len(kind), bool)
        for old, new, number in zip(labels, [tried, *_labels(tried, zones)], before, strict=True):
            apart = np.flatnonzero(piece_counts(new, sides) > number[: int(new.max()) + 1])
            # A zone may also come apart in what it was given; then it gets nothing.
            hurt = np.isin(new, apart) | ((tried != kind) & np.isin(old, apart))
            hurt &= cells.is_empty & moves[block]
            # The kinds first: where those come apart, all blocks of their zones would stay shared.
            if hurt.any():
                break
        if not hurt.any():
            return tried
        moves[block[hurt]] = False


def _labels(kind: Whole, zones: NDArray[np.int32]) -> list[Whole]:
    """Return for each level (f,) the zone of each face."""
    return [zones[kind, level].astype(np.int64) for level in range(zones.shape[1])]


def _inner(cells: Cells) -> NDArray[np.int64]:
    """Return the two faces of each edge that has one on either side."""
    return cells.sides[cells.is_inner]


def _better(
    cells: Cells,
    kind: NDArray[np.int64],
    inner: NDArray[np.int64],
    sides: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return for each block the zone that should have all of it, -1 for a block to leave alone.

    Per block, metres: `every` edge on a line, those of them that are a border `now`, borders that
    run `free` across open land, and open edges on a line `beside` each kind. With the block whole,
    all of its edges on lines are borders but those to its owner, and none is left inside.
    """
    block = cells.block_of_face
    blocks = int(block.max()) + 1
    length = edge_length(cells.corners, cells.edges[inner])
    differ = kind[sides[:, 0]] != kind[sides[:, 1]]
    is_line = cells.is_line[inner]
    free = np.bincount(block[sides[~is_line & differ, 0]], length[~is_line & differ], blocks)
    every, now = np.zeros(blocks), np.zeros(blocks)
    for side in (0, 1):
        own, way = block[sides[is_line, side]], length[is_line]
        every += np.bincount(own, way, blocks)
        now += np.bincount(own, way * differ[is_line], blocks)
    is_open = is_line & ~cells.is_cut[inner]
    best, most = _longest(block[sides[is_open]], kind[sides[is_open]], length[is_open], blocks)
    is_empty = np.zeros(blocks, bool)
    is_empty[block[cells.is_empty]] = True
    gains = is_empty & (free > 0) & (most > 0) & (LINE * (every - most) < free + LINE * now)
    return np.where(gains, best, -1)


def _longest(
    block: Whole, kind: Whole, length: NDArray[np.float64], blocks: int
) -> tuple[Whole, NDArray[np.float64]]:
    """Return for each block the kind that has most of the other sides of its edges, of equals the
    first, and how many metres; -1 and 0 for a block without an edge.

    `block` and `kind` (s, 2) are those on both sides of edges of `length` (s,).
    """
    sides = [np.stack([block[:, side], kind[:, 1 - side]], axis=1) for side in (0, 1)]
    beside, row = distinct(np.concatenate(sides))
    metres = np.bincount(row, np.tile(length, 2), len(beside))
    best, most = np.full(blocks, -1), np.zeros(blocks)
    # The longest of a block is put in last; of equals the first kind.
    order = np.lexsort((-beside[:, 1], metres))
    best[beside[order, 0]], most[beside[order, 0]] = beside[order, 1], metres[order]
    return best, most


def _undivided(cells: Cells, kind: Whole, zones: NDArray[np.int32]) -> Whole:
    """Return kinds with a part where nobody lives given to who has most of it, if any zone is in
    pieces there: no link holds them together.
    """
    sides = _inner(cells)
    part = pieces(len(kind), sides)
    for lost in np.setdiff1d(part, part[~cells.is_empty]):
        inside = part == lost
        here = [np.where(inside, label, -1) for label in _labels(kind, zones)]
        if any((piece_counts(label, sides) > 1).any() for label in here):
            area = face_area(cells.corners, cells.edges, cells.sides, len(kind))
            kind = np.where(inside, np.bincount(kind[inside], area[inside]).argmax(), kind)
    return kind
