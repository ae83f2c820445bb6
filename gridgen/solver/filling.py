"""Which numbers of grids whole units can fill, wherever they lie.

Sums alone do not tell: a hundred towers of 170 households are 17,000, which 34 to 56 grids of 300
to 500 could hold; but only two towers make a grid, and so only fifty grids can be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from highspy import HighsModelStatus, ObjSense
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

from gridgen.model.bands import Band
from gridgen.solver.highs import new_highs, partition_model

LARGEST_MOST = 100_000
"""The most of a band up to which sums are listed one by one."""

FEW_SIZES = 6
FEW_MIXTURES = 3_000
"""Sizes of units, and mixtures of them inside the band, up to which packings are gone through."""


def fillable(band: Band, load: NDArray[np.int64], counts: Iterable[int]) -> list[int]:
    """Return those of `counts`, in their order, that are not proven to leave a grid outside.

    Links are left aside. Where units come in few sizes, hardly a number is left that they cannot
    fill.

    Parameters
    ----------
    band
        Of each grid.
    load
        (n,) households of each unit.
    counts
        Numbers of grids, each 1 or more.

    >>> towers = np.full(100, 170)
    >>> fillable(Band(300, 500), towers, range(34, 57))
    [50]
    """
    size, often = np.unique(load[load > 0], return_counts=True)
    # Single households fill whatever larger units leave: nothing to be proven.
    if len(size) == 0 or (size[0] == 1 and 3 * often[0] >= len(load)):
        return list(counts)
    if band.most > LARGEST_MOST:
        return list(counts)
    if size[-1] > band.most:
        return []
    low, high = _by_sums(band, size, often)
    mixed = _mixtures(band, size, often) if len(size) <= FEW_SIZES else None
    if mixed is not None and low <= high:
        low, high = _by_mixtures(mixed, often)
    return [k for k in counts if low <= k <= high]


def hemmed_in(band: Band, load: NDArray[np.int64], pairs: NDArray[np.int32]) -> tuple[int, int]:
    """Return the unit that keeps most households outside the band because of those it touches.

    It is too small alone, and too large with any of its neighbours: every grid that holds it is
    outside the band.

    Parameters
    ----------
    band
        Of each grid.
    load
        (n,) households of each unit.
    pairs
        (m, 2) units that are neighbours.

    Returns
    -------
    Its row and by how many households its grid is outside at least; -1 and 0 where there is none.

    >>> links = np.array([[0, 1], [1, 2]], np.int32)
    >>> hemmed_in(Band(300, 500), np.array([228, 311, 350]), links)
    (0, 39)
    """
    if len(pairs) == 0:
        return -1, 0
    both = np.concatenate([pairs, pairs[:, ::-1]])
    lightest = np.full(len(load), np.iinfo(np.int64).max // 2)
    np.minimum.at(lightest, both[:, 0], load[both[:, 1]])
    by = np.minimum(band.fewest - load, load + lightest - band.most)
    by[lightest == np.iinfo(np.int64).max // 2] = 0  # who has no neighbour is a part by itself
    row = int(by.argmax())
    return (row, int(by[row])) if by[row] > 0 else (-1, 0)


def _by_sums(band: Band, size: NDArray[np.int64], often: NDArray[np.int64]) -> tuple[int, int]:
    """Return the fewest and most grids by what sums units make, and how many units each takes.

    The first is above the second where there can be none.
    """
    room = band.most + 1
    fewest, most = np.full(room, np.inf), np.full(room, -np.inf)
    fewest[0] = most[0] = 0
    for w, many in zip(size.tolist(), often.tolist(), strict=True):
        left, step = min(many, band.most // w), 1
        # By ones, twos, fours: these add up to every number that one grid can hold.
        while left > 0:
            step = min(step, left)
            fewest[step * w :] = np.minimum(fewest[step * w :], fewest[: -step * w] + step)
            most[step * w :] = np.maximum(most[step * w :], most[: -step * w] + step)
            left, step = left - step, 2 * step
    sums = np.flatnonzero(np.isfinite(fewest))
    sums = sums[sums >= band.fewest]
    if len(sums) == 0:
        return 1, 0
    total, units = int(size @ often), int(often.sum())
    # More than half the band's most: no two of them share a grid.
    alone = int(often[2 * size > band.most].sum())
    low = max(-(-total // int(sums[-1])), -(-units // int(most[sums].max())), alone)
    return low, min(total // int(sums[0]), units // int(fewest[sums].min()))


def _mixtures(
    band: Band, size: NDArray[np.int64], often: NDArray[np.int64]
) -> NDArray[np.int64] | None:
    """Return (p, s) how many units of each size a grid can have; None where these are too many."""
    found: list[tuple[int, ...]] = []
    for mixture in _filled(band, size.tolist(), often.tolist(), 0):
        found.append(mixture)
        if len(found) > FEW_MIXTURES:
            return None
    return np.array(found, np.int64).reshape(-1, len(size))


def _filled(
    band: Band, size: Sequence[int], often: Sequence[int], load: int
) -> Iterator[tuple[int, ...]]:
    """Give how many of each size bring `load` into the band."""
    if not size:
        if load >= band.fewest:
            yield ()
        return
    for many in range(min(often[0], (band.most - load) // size[0]) + 1):
        for rest in _filled(band, size[1:], often[1:], load + many * size[0]):
            yield (many, *rest)


def _by_mixtures(mixed: NDArray[np.int64], often: NDArray[np.int64]) -> tuple[int, int]:
    """Return the fewest and most grids into which all units can be packed; 1, 0 for none.

    Parts of grids count as well, which hardly ever makes a difference (Scheithauer and Terno 1995).
    """
    if len(mixed) == 0:
        return 1, 0
    highs = new_highs()
    highs.passModel(partition_model(csc_matrix(mixed.T), np.ones(len(mixed)), often.astype(float)))
    ends = []
    for sense in (ObjSense.kMinimize, ObjSense.kMaximize):
        highs.changeObjectiveSense(sense)
        highs.run()
        if highs.getModelStatus() != HighsModelStatus.kOptimal:
            return 1, 0
        ends.append(highs.getInfo().objective_function_value)
    # Inwards to whole grids, but for what rounding adds.
    return int(np.ceil(ends[0] - 1e-6)), int(np.floor(ends[1] + 1e-6))
