"""Colours for grids: neighbours differ, readers with colour-blindness can tell them apart."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes

PALETTE = (
    "#f8d0c8",
    "#d8f8b8",
    "#d0d0f8",
    "#c0f8f8",
    "#c0a870",
    "#88b098",
    "#d890b8",
    "#68b0e8",
)
"""Light enough for dark text. Any two are at least 20 apart in CIEDE2000."""

QUIET = 6
"""So many of the palette are used evenly; the stronger rest only where these do not do."""

TOUCH_M = 0.5
"""Zones this near to one another count as touching: outlines may leave a hairline between them."""


def colour_rows(polygons: Shapes, *, quiet: int = QUIET) -> NDArray[np.int32]:
    """Choose a colour for each zone so that zones that touch differ, if only in a corner.

    Parameters
    ----------
    polygons
        (z,) polygons, metres; those that are None or empty touch nothing.
    quiet
        So many colours are used evenly; the rest only where these do not do.

    Returns
    -------
    (z,) rows of `PALETTE`. Where more zones meet around one than the palette has colours, the
    numbers go on beyond it: `colour` answers for them too.

    References
    ----------
    Brelaz, New methods to color the vertices of a graph, CACM 22 (1979): DSATUR.
    """
    neighbours = _neighbours(polygons)
    rows = _saturate(neighbours, quiet)
    if rows.max(initial=0) >= len(PALETTE):
        rows = _saturate(neighbours, 0)
    return rows


def colour(row: int) -> str:
    """Return the colour of a row of `colour_rows` as "#rrggbb".

    >>> colour(0) == PALETTE[0]
    True
    """
    if row < len(PALETTE):
        return PALETTE[row]
    # More than eight neighbours that all touch: rare enough for greys of falling lightness.
    grey = 224 - 37 * (row - len(PALETTE)) % 112
    return f"#{grey:02x}{grey:02x}{grey:02x}"


def _neighbours(polygons: Shapes) -> list[set[int]]:
    kept = np.array(
        [k for k, shape in enumerate(polygons) if shape is not None and not shape.is_empty],
        dtype=np.int64,
    )
    shapes = np.array([polygons[k] for k in kept], dtype=object)
    neighbours: list[set[int]] = [set() for _ in polygons]
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=TOUCH_M)
    for a, b in zip(kept[first].tolist(), kept[second].tolist(), strict=True):
        if a != b:
            neighbours[a].add(b)
    return neighbours


def _saturate(neighbours: list[set[int]], quiet: int) -> NDArray[np.int32]:
    """DSATUR: next is the zone with the most colours around it, then the most neighbours.

    Of the first `quiet` colours it takes the one used least so far: quieter to look at.
    """
    rows = np.full(len(neighbours), -1, dtype=np.int32)
    around: list[set[int]] = [set() for _ in neighbours]
    used = [0] * len(PALETTE)
    waiting = set(range(len(neighbours)))
    while waiting:
        zone = max(waiting, key=lambda k: (len(around[k]), len(neighbours[k]), -k))
        waiting.remove(zone)
        row = _free(around[zone], used, quiet)
        rows[zone] = row
        if row < len(used):
            used[row] += 1
        for other in neighbours[zone]:
            around[other].add(row)
    return rows


def _free(taken: set[int], used: list[int], quiet: int) -> int:
    """Return a colour that is not taken: the least used one, or the first."""
    free = [row for row in range(quiet) if row not in taken]
    if free:
        return min(free, key=lambda row: (used[row], row))
    row = 0
    while row in taken:
        row += 1
    return row
