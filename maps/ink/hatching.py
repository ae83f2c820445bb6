"""Fills of polygons, plain or hatched, and lines that give way to what is written over them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from maps.ink.kit import Board
from maps.ink.theme import Fill, Stroke


def draw_fill(board: Board, shapes: Sequence[Any], fill: Fill, mask: Any = None) -> None:
    """Fill shapes; where the fill has hatching it leaves out the `mask`.

    Parameters
    ----------
    board
        Of the sheet.
    shapes
        Polygons in mm.
    fill
        Colour, and whether it is hatched.
    mask
        A polygon in mm where no hatching is drawn; None draws it everywhere.
    """
    board.pen.fill(shapes, fill.colour)
    if fill.hatch:
        factor = board.kit.paper.lines
        lines = [line for shape in shapes for line in hatch(shape, 1.5 * factor)]
        thin = Stroke(board.kit.theme.colours["grid"], 0.1 * factor)
        board.pen.stroke(lines if mask is None else without(lines, mask), thin, cap="butt")


def without(lines: Sequence[Any], mask: Any) -> list[Any]:
    """Return lines without what lies in the mask."""
    if mask.is_empty or not lines:
        return list(lines)
    shapely.prepare(mask)
    array = np.array(lines, dtype=object)
    crossed = shapely.intersects(array, mask)
    array[crossed] = shapely.difference(array[crossed], mask)
    return list(array)


def hatch(shape: Any, step: float, *, falls: bool = False) -> list[Any]:
    """Return the parallel lines, `step` mm apart, inside a shape.

    Parameters
    ----------
    shape
        A polygon in mm, or None.
    step
        From line to line.
    falls
        Whether the lines go to the lower right, not to the upper right.
    """
    if shape is None or shape.is_empty:
        return []
    west, north, east, south = shape.bounds
    high = south - north
    apart = step * math.sqrt(2)
    first = math.floor((west - high) / apart) * apart
    starts = np.arange(first, east + apart, apart)
    foot, head = (north, south) if falls else (south, north)
    lines = shapely.linestrings([[(x, foot), (x + high, head)] for x in starts])
    cut = shapely.intersection(lines, shape)
    return [line for line in cut if not line.is_empty]
