"""Links among households -> links among units, or among the households of one zone."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridgen.model import Links


def contract(links: Links, unit_of: NDArray[np.int32]) -> Links:
    """Return the links among units: borders added up, those inside a unit left out.

    A link of units joins a small part only if all its household links do.
    """
    pairs = np.sort(unit_of[links.pairs], axis=1)
    apart = pairs[:, 0] != pairs[:, 1]
    every, row = np.unique(pairs[apart], axis=0, return_inverse=True)
    row = row.reshape(-1)
    border = _sums(links.border_m[apart], row, len(every))
    firm = _sums(~links.joins[apart], row, len(every))
    return Links(every.astype(np.int32), border, firm == 0)


def within(links: Links, rows: NDArray[np.int64], n: int) -> Links:
    """Return the links among `rows` (ascending) of n, numbered anew from 0."""
    local = np.full(n, -1, np.int32)
    local[rows] = np.arange(len(rows))
    pairs = local[links.pairs]
    keep = (pairs >= 0).all(axis=1)
    return Links(pairs[keep], links.border_m[keep], links.joins[keep])


def _sums(values: ArrayLike, row: NDArray[np.int64], n: int) -> NDArray[np.float64]:
    return np.bincount(row, weights=values, minlength=n).astype(np.float64)
