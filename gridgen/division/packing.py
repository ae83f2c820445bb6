"""How what is above the band is cut into parts: arithmetic over consecutive counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgen.model.bands import Band
from gridgen.model.graphs import pieces


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """Consecutive rows in parts: `part_of` (n,) from 0.

    `above`, the households by which parts are above the band; `below`, how many parts are below it.
    """

    part_of: NDArray[np.int64]
    above: int
    below: int


def even_sizes(households: int, band: Band) -> list[int]:
    """Return the fewest sizes up to `band.most` that add up to `households`, as even as can be.

    Where these cannot all be in the band, all but the last are `band.fewest`: they stand alone, and
    the last is filled up with neighbours.

    >>> even_sizes(620, Band(300, 500)), even_sizes(550, Band(300, 500))
    ([310, 310], [300, 250])
    """
    parts = max(1, -(-households // band.most))
    if parts * band.fewest > households:
        alone = [band.fewest] * (parts - 1)
        return [*alone, households - sum(alone)]
    return [(k + 1) * households // parts - k * households // parts for k in range(parts)]


def stack(counts: NDArray[np.int64], grains: Sequence[NDArray[np.int64]], band: Band) -> Cut:
    """Return consecutive rows in parts inside the band, cut at the coarsest grain that will.

    A finer grain is taken only where it leaves fewer households above the band, or as many and
    fewer parts below it. At each grain the parts are as few and then as even as can be. Only what a
    grain keeps together is above the band, and then alone.

    Parameters
    ----------
    counts
        (n,) households of the rows, in the order in which they stand.
    grains
        Each (n,) a number for rows that stay together, coarsest first: stairways, floors, rows.
    """
    cuts: list[Cut] = []
    for grain in grains:
        atom = _atoms(grain)
        found = _pack(np.bincount(atom, weights=counts).astype(int).tolist(), band)
        cuts.append(Cut(found.part_of[atom], found.above, found.below))
    return min(cuts, key=lambda cut: (cut.above, cut.below))


def _atoms(label: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return (n,) the labels numbered from 0 in the order of their first row."""
    first, row = np.unique(label, return_index=True, return_inverse=True)[1:]
    return pieces(len(label), np.stack([first[row.reshape(-1)], np.arange(len(label))], axis=1))


def _pack(counts: list[int], band: Band) -> Cut:
    """Return consecutive counts in parts: the best over every last part, from the left.

    Dynamic programming over where the last part begins: `best[end]` is that of the first `end`
    counts.
    """
    best = [(0, 0, 0, 0)]  # above, below, parts, squares of sizes
    begin = [0]
    for end in range(1, len(counts) + 1):
        found, size = None, 0
        begin.append(0)
        for start in range(end - 1, -1, -1):
            size += counts[start]
            # Above the band only where one count alone is; longer parts only get worse from here.
            if size > band.most and start < end - 1:
                break
            above, below, parts, squares = best[start]
            above, below = above + max(0, size - band.most), below + (size < band.fewest)
            now = (above, below, parts + 1, squares + size * size)
            if found is None or now < found:
                found, begin[end] = now, start
        best.append(found or best[-1])
    # Back from the end: the last part begins where its best began, and so on.
    above, below, part, _ = best[-1]
    part_of = np.zeros(len(counts), np.int64)
    end = len(counts)
    while end > 0:
        part -= 1
        part_of[begin[end] : end] = part
        end = begin[end]
    return Cut(part_of, above, below)


UPRIGHT = ("building", "stairway", "floor")


def grains_of(stands: Sequence[Sequence[object]]) -> list[NDArray[np.int64]]:
    """Return a number for equal buildings, for equal stairways in them, floors, and single rows."""
    grains: list[NDArray[np.int64]] = []
    for depth in range(1, len(UPRIGHT) + 1):
        heads = [tuple(stand[:depth]) for stand in stands]
        number = {head: k for k, head in enumerate(dict.fromkeys(heads))}
        grains.append(np.array([number[head] for head in heads], np.int64))
    return [*grains, np.arange(len(stands))]
