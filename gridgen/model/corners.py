"""Places -> the distinct ones: which corners of a drawing are one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def corners(xy: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the distinct rows of `xy` (n, 2), sorted, and (n,) which of them each is."""
    # As np.unique(axis=0), which views rows as bytes, or np.lexsort, at a fraction of their time: a
    # row is one whole number, below 2**63 up to three thousand million rows.
    key = _rank(xy[:, 0]) * len(xy) + _rank(xy[:, 1])
    order = np.argsort(key)
    is_new = _is_new(key[order])
    at = np.empty(len(xy), np.int64)
    at[order] = np.cumsum(is_new) - 1
    return xy[order[is_new]], at


def _rank(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return (n,) how many distinct values are smaller than each."""
    order = np.argsort(values)
    rank = np.empty(len(values), np.int64)
    rank[order] = np.cumsum(_is_new(values[order])) - 1
    return rank


def _is_new(ordered: NDArray[Any]) -> NDArray[np.bool_]:
    """Return (n,) whether a value is another than the one before."""
    is_new = np.ones(len(ordered), bool)
    is_new[1:] = ordered[1:] != ordered[:-1]
    return is_new
