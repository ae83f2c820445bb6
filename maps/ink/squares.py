"""Map squares: a double frame with letters and numbers, by which an index finds a zone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from maps.ink.kit import Board, Kit, Look
from maps.ink.paper import PT_MM, Box
from maps.ink.theme import Stroke


@dataclass(frozen=True, slots=True)
class Squares:
    """The map squares over the field: `columns` lettered from the west, `rows` from the north."""

    field: Box
    columns: int
    rows: int

    def name(self, x: float, y: float) -> str:
        """Return the square of a point, e.g. "B3"."""
        west, north, east, south = self.field
        column = min(max(int((x - west) / (east - west) * self.columns), 0), self.columns - 1)
        row = min(max(int((y - north) / (south - north) * self.rows), 0), self.rows - 1)
        return f"{chr(ord('A') + column)}{row + 1}"


def squares_of(field: Box) -> Squares:
    """Return squares that are nearly square: about 35 of them.

    >>> squares_of((0, 0, 280, 200))
    Squares(field=(0, 0, 280, 200), columns=7, rows=5)
    """
    wide, high = field[2] - field[0], field[3] - field[1]
    side = math.sqrt(wide * high / 35)
    return Squares(field, min(max(round(wide / side), 2), 16), min(max(round(high / side), 2), 20))


def band_mm(kit: Kit) -> float:
    """Return the width of the band around the field that has the letters and numbers."""
    return kit.paper.text_pt * PT_MM * 1.5


def draw_squares(board: Board, squares: Squares) -> None:
    """Draw the double frame with letters and numbers between its two lines."""
    kit = board.kit
    band = band_mm(kit)
    west, north, east, south = squares.field
    rule = kit.theme.colours["rule"]
    thin, thick = Stroke(rule, 0.14 * kit.paper.lines), Stroke(rule, 0.5 * kit.paper.lines)
    board.pen.stroke([shapely.box(*squares.field).exterior], thin)
    outer = shapely.box(west - band, north - band, east + band, south + band)
    board.pen.stroke([outer.exterior], thick)
    size = kit.paper.text_pt * 0.85
    xs = np.linspace(west, east, squares.columns + 1)
    ys = np.linspace(north, south, squares.rows + 1)
    ticks = []
    for k, (a, b) in enumerate(pairwise(xs.tolist())):
        for y in (north - band / 2, south + band / 2):
            board.write(chr(ord("A") + k), (a + b) / 2, y, size, Look("muted", anchor="middle"))
        if k:
            ticks += [[(a, north - band), (a, north)], [(a, south), (a, south + band)]]
    for k, (a, b) in enumerate(pairwise(ys.tolist())):
        for x in (west - band / 2, east + band / 2):
            board.write(str(k + 1), x, (a + b) / 2, size, Look("muted", anchor="middle"))
        if k:
            ticks += [[(west - band, a), (west, a)], [(east, a), (east + band, a)]]
    board.pen.stroke([shapely.LineString(tick) for tick in ticks], thin)
