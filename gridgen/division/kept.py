"""Existing grids inside the band stay as they are, wherever the rest can be cut without them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridgen.model.bands import Band
from gridgen.model.graphs import pieces


def kept_where_it_can(
    kept: NDArray[np.int64],
    locked: NDArray[np.int64],
    count: NDArray[np.int64],
    pairs: NDArray[np.int32],
    band: Band,
) -> NDArray[np.int64]:
    """Return (n,) the existing grids that stay, -1 for the households of all others.

    What is not kept falls into pieces. A piece that no number of grids can hold takes in a kept
    grid that touches it: the smallest with which it can be cut, or else the smallest; and so on,
    until each piece can be cut or touches nothing kept.

    Parameters
    ----------
    kept
        (n,) a number for households of a grid that could stay, -1 for the others.
    locked
        (n,) 0 or more for households that nobody may move: they join no piece.
    count
        (n,) households in each row.
    pairs
        (m, 2) rows that are neighbours.
    band
        Of the grids.
    """
    kept = kept.copy()
    # Moved by one, since -1 is nobody's; the first number then counts those and is left out.
    size = np.bincount(kept + 1, count)[1:].astype(int)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    while True:
        free = (kept < 0) & (locked < 0)
        piece_of = pieces(len(kept), pairs[free[pairs].all(axis=1)])
        load = np.bincount(piece_of[free], count[free]).astype(int)
        leaves = both[free[both[:, 0]] & (kept[both[:, 1]] >= 0)]
        beside = {(int(piece_of[a]), int(kept[b])) for a, b in leaves}
        # In this order of preference, all else equal: the first piece, a grid with which it can be
        # cut, the smallest, the first. One grid a turn, since each changes pieces and neighbours.
        ways = [
            (piece, not _can_be_cut(band, load[piece] + size[grid]), int(size[grid]), grid)
            for piece, grid in beside
            if not _can_be_cut(band, load[piece])
        ]
        if not ways:
            return kept
        kept[kept == min(ways)[3]] = -1


def _can_be_cut(band: Band, households: int) -> bool:
    return households == 0 or len(band.grid_counts(int(households))) > 0
