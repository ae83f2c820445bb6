"""Which zones touch, if only in a corner: the graph that colours are chosen on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes
from gridgen.model.same import rows_before

TOUCH_M = 0.5
"""Zones this near to one another count as touching: outlines may leave a hairline between them."""


@dataclass(frozen=True, slots=True, eq=False)
class Touching:
    """Zones and which of them touch.

    Attributes
    ----------
    polygons
        (z,) metres; those that are None or empty touch nothing.
    pairs
        (m, 2) rows of two that touch, the smaller first, ascending.
    """

    polygons: Shapes
    pairs: NDArray[np.int64]

    @property
    def neighbours(self) -> list[set[int]]:
        """(z,) the rows of those that touch each zone."""
        found: list[set[int]] = [set() for _ in self.polygons]
        for one, other in self.pairs.tolist():
            found[one].add(other)
            found[other].add(one)
        return found


def touching(polygons: Shapes, before: Touching | None = None) -> Touching:
    """Return which zones touch.

    Parameters
    ----------
    polygons
        (z,) polygons, metres.
    before
        The same before an edit: only zones that are not the very same objects are looked at.
    """
    new, kept = np.arange(len(polygons)), np.zeros((0, 2), np.int64)
    if before is not None:
        new = np.flatnonzero(rows_before(before.polygons, polygons) < 0)
        kept = rows_before(polygons, before.polygons)[before.pairs]
        kept = kept[(kept >= 0).all(axis=1)]
    tree = shapely.STRtree(polygons)
    first, second = tree.query(polygons[new], predicate="dwithin", distance=TOUCH_M)
    found = np.vstack([kept, np.column_stack([new[first], second])])
    low, high = found.min(axis=1), found.max(axis=1)
    # As one number each, which is sorted ten times as fast as a row.
    number = np.sort((low * len(polygons) + high)[low < high])
    number = number[np.diff(number, prepend=-1) > 0]
    return Touching(polygons, np.column_stack(np.divmod(number, max(1, len(polygons)))))
