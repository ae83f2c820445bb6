"""Links among households -> links among units, or among the households of one zone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridgen.model.arrays import taken
from gridgen.model.graphs import distinct, pieces
from gridgen.model.links import Links


def contract(links: Links, unit_of: NDArray[np.int32]) -> Links:
    """Return the links among units: borders added up, those inside a unit left out.

    A link of units joins a small part, or goes around a bend, only if all its household links do.
    """
    pairs = np.sort(unit_of[links.pairs], axis=1)
    apart = pairs[:, 0] != pairs[:, 1]
    every, row = distinct(pairs[apart])
    # Counted are the links that do not join, or do not bend: where none is left, all of them do.
    border = _sums(links.border_m[apart], row, len(every))
    firm = _sums(~links.joins[apart], row, len(every))
    direct = _sums(~links.bends[apart], row, len(every))
    along = _sums(links.along_m[apart], row, len(every))
    return Links(
        pairs=every,
        border_m=border,
        joins=firm == 0,
        bends=direct == 0,
        along_m=along,
    )


def within(links: Links, rows: NDArray[np.int64], n: int) -> Links:
    """Return the links among some of n rows, numbered anew from 0.

    Parameters
    ----------
    links
        Among the n rows.
    rows
        (k,) of them, ascending: so that the smaller row of a link stays the smaller.
    n
        How many rows there are in all.
    """
    local = np.full(n, -1, np.int32)
    local[rows] = np.arange(len(rows))
    pairs = local[links.pairs]
    return taken(replace(links, pairs=pairs), np.asarray((pairs >= 0).all(axis=1)))


def straight(links: Links, n: int) -> Links:
    """Return the links among n rows without those around bends, save where rows would come apart.

    Of the links around bends, those with the longest border stay until the rows hang together as
    before.
    """
    return taken(links, hanging_together(~links.bends, links.pairs, links.border_m, n=n))


def hanging_together(
    keep: NDArray[np.bool_], pairs: NDArray[np.int32], border_m: NDArray[np.float64], *, n: int
) -> NDArray[np.bool_]:
    """Return which pairs stay: those kept, and those without which rows would come apart.

    Of the others the widest comes first, as in a spanning tree by Kruskal (1956).

    Parameters
    ----------
    keep
        (m,) whether a pair stays anyway.
    pairs
        (m, 2) of n rows.
    border_m
        (m,) how wide each is; of equals the first goes before.
    n
        How many rows there are.
    """
    others = np.flatnonzero(~keep)
    if len(others) == 0:
        return keep
    keep = keep.copy()
    piece_of = pieces(n, pairs[keep])
    for row in others[np.argsort(-border_m[others], kind="stable")]:
        a, b = piece_of[pairs[row]]
        if a != b:
            keep[row] = True
            piece_of[piece_of == a] = b
    return keep


def _sums(values: ArrayLike, row: NDArray[np.int64], n: int) -> NDArray[np.float64]:
    return np.bincount(row, weights=values, minlength=n).astype(np.float64)
