"""Existing grids inside the band stay as they are, wherever the rest can be cut without them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridgen.model.bands import Band
from gridgen.model.graphs import pieces
from gridgen.solver.filling import fillable


def kept_where_it_can(
    kept: NDArray[np.int64],
    locked: NDArray[np.int64],
    count: NDArray[np.int64],
    pairs: NDArray[np.int32],
    band: Band,
    *,
    unit_of: NDArray[np.int32],
) -> NDArray[np.int64]:
    """Return (n,) the existing grids that stay, -1 for the households of all others.

    What is not kept falls into pieces. A piece whose units fill no number of grids takes in a kept
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
    unit_of
        (n,) a number for rows that stay together.
    """
    kept = kept.copy()
    # Moved by one, since -1 is nobody's; the first number then counts those and is left out.
    size = np.bincount(kept + 1, count)[1:].astype(int)
    both = np.concatenate([pairs, pairs[:, ::-1]])

    def can_be_cut(rows: NDArray[np.bool_]) -> bool:
        load = np.bincount(unit_of[rows], count[rows]).astype(np.int64)
        total = int(load.sum())
        return total == 0 or bool(fillable(band, load, band.grid_counts(total)))

    while True:
        free = (kept < 0) & (locked < 0)
        piece_of = pieces(len(kept), pairs[free[pairs].all(axis=1)])
        piece_of[~free] = -1

        leaves = both[free[both[:, 0]] & (kept[both[:, 1]] >= 0)]
        beside = {(int(piece_of[a]), int(kept[b])) for a, b in leaves}
        # In this order of preference, all else equal: the first piece, a grid with which it can be
        # cut, the smallest, the first. One grid a turn, since each changes pieces and neighbours.
        ways = [
            (piece, not can_be_cut((piece_of == piece) | (kept == grid)), int(size[grid]), grid)
            for piece, grid in beside
            if not can_be_cut(piece_of == piece)
        ]
        if not ways:
            return kept
        kept[kept == min(ways)[3]] = -1
