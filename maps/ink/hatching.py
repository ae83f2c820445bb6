"""Fills of polygons, plain or hatched, and what gives way to the names written over it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from maps.ink.kit import Board, Kit
from maps.ink.theme import HATCHES, Fill, Stroke


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
        lines = [line for shape in shapes for line in hatch(shape, 1.5 * factor, fill.hatch)]
        thin = Stroke(board.kit.theme.colours["muted"], 0.1 * factor)
        board.pen.stroke(lines if mask is None else without(lines, mask), thin, cap="butt")


def without(shapes: Sequence[Any], mask: Any) -> list[Any]:
    """Return lines or polygons without what lies in the mask."""
    if mask.is_empty or not shapes:
        return list(shapes)
    shapely.prepare(mask)
    array = np.array(shapes, dtype=object)
    crossed = shapely.intersects(array, mask)
    array[crossed] = shapely.difference(array[crossed], mask)
    return list(array)


def hatch(shape: Any, step: float, way: str) -> list[Any]:
    """Return parallel lines inside a shape.

    Parameters
    ----------
    shape
        A polygon in mm, or None.
    step
        How far apart the lines are, mm.
    way
        "rising" to the upper right, or "falling" to the lower right.
    """
    if shape is None or shape.is_empty:
        return []
    west, north, east, south = shape.bounds
    high = south - north
    apart = step * math.sqrt(2)
    first = math.floor((west - high) / apart) * apart
    starts = np.arange(first, east + apart, apart)
    begin, end = (south, north) if way == "rising" else (north, south)
    lines = shapely.linestrings([[(x, begin), (x + high, end)] for x in starts])
    cut = shapely.intersection(lines, shape)
    return [line for line in cut if not line.is_empty]


def special_lines(shape: Any, kit: Kit) -> list[Any]:
    """Return the lines over a special grid, which cross: no fill of any theme looks so."""
    step = 1.8 * kit.paper.lines
    return [line for way in HATCHES for line in hatch(shape, step, way)]


def special_stroke(kit: Kit) -> Stroke:
    """Return how the lines over a special grid look."""
    return Stroke(kit.theme.colours["special"], 0.14 * kit.paper.lines)
