"""What stands around a map: north arrow, scale bar, legend, locator, map squares, slots.

Every piece is drawn with a `Board`: a pen for shapes and a list of texts, in millimetres.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import segno
import shapely

from gridgen.words.say import say
from maps.ink.fonts import Fonts
from maps.ink.labels import PT_MM, Box
from maps.ink.scene import UNIT, Pen, Text, path_of
from maps.ink.theme import Fill, Stroke, Theme
from maps.sheets.paper import Paper

MIDDLE_EM = 0.36
"""The middle of a line of text above its baseline, in ems."""


@dataclass(frozen=True, slots=True)
class Kit:
    """What every piece of a sheet is made with."""

    theme: Theme
    fonts: Fonts
    paper: Paper
    lang: str

    def line(self, name: str) -> Stroke:
        """Return the stroke of a border of the theme, at the width of this paper."""
        return Stroke(self.theme.colours[name], self.theme.borders[name] * self.paper.lines)

    def scaled(self, stroke: Stroke, times: float = 1.0) -> Stroke:
        """Return a stroke of the theme at the width of this paper."""
        factor = self.paper.lines * times
        return Stroke(stroke.colour, stroke.width * factor, tuple(d * factor for d in stroke.dash))

    def width(self, text: str, size_pt: float, face: str = "text") -> float:
        """Return the width of a text in mm."""
        return self.fonts.face(face).width_em(text) * size_pt * PT_MM

    def cut(self, text: str, size_pt: float, most_mm: float, face: str = "text") -> str:
        """Return the text, or its beginning with an ellipsis, at most so many mm wide."""
        return self.fonts.face(face).cut(text, most_mm / (size_pt * PT_MM))

    def wrap(self, text: str, size_pt: float, most_mm: float) -> list[str]:
        """Return a text broken into lines: between words, or between Chinese characters."""
        lines, line = [], ""
        for piece in _pieces(text):
            if line and self.width((line + piece).rstrip(), size_pt) > most_mm:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
        return [self.cut(one, size_pt, most_mm) for one in (*lines, line.rstrip()) if one]


@dataclass(slots=True)
class Board:
    """Shapes and texts of one page as they come."""

    kit: Kit
    pen: Pen = field(default_factory=Pen)
    texts: list[Text] = field(default_factory=list)

    def write(
        self, text: str, x: float, y: float, size_pt: float, *, colour: str = "ink",
        anchor: str = "start", face: str = "text", angle: float = 0.0, link: int = 0,
        heading: bool = False,
    ) -> None:  # fmt: skip
        """Write a line whose vertical middle is at y."""
        turn = math.radians(angle)
        down = MIDDLE_EM * size_pt * PT_MM
        self.texts.append(
            Text(text, x - down * math.sin(turn), y + down * math.cos(turn), size_pt,
                 self.kit.theme.colours.get(colour, colour), anchor=anchor, face=face, angle=angle,
                 width=self.kit.width(text, size_pt, face), link=link, heading=heading)
        )  # fmt: skip

    def head(self, text: str, x: float, y: float, width: float) -> float:
        """Write the heading of a block with a rule under it; return where the block goes on."""
        size = self.kit.paper.text_pt
        em = size * PT_MM
        self.write(text, x, y + em * 0.6, size, colour="accent", face="bold")
        rule = Stroke(self.kit.theme.colours["rule"], 0.18 * self.kit.paper.lines)
        under = y + em * 1.35
        self.pen.stroke([shapely.LineString([(x, under), (x + width, under)])], rule)
        return y + em * 1.8


def head_mm(kit: Kit) -> float:
    """Return the height of the heading of a block."""
    return kit.paper.text_pt * PT_MM * 1.8


# --- scale bar and north arrow -------------------------------------------------------------------


def bar_metres(scale: float, most_mm: float) -> float:
    """Return the longest round length, 1, 2 or 5 times a power of ten, that is short enough.

    >>> bar_metres(5000, 50), bar_metres(12000, 60)
    (200.0, 500.0)
    """
    most = most_mm * scale / 1000
    power = 10 ** math.floor(math.log10(most))
    return float(max(step * power for step in (1, 2, 5) if step * power <= most * (1 + 1e-9)))


def scale_size(kit: Kit, scale: float, most_mm: float) -> tuple[float, float]:
    """Return width and height of the scale bar with its numbers."""
    em = kit.paper.text_pt * PT_MM
    return bar_metres(scale, most_mm) * 1000 / scale + 5 * em, 3.4 * em


def draw_scale(board: Board, x: float, y: float, scale: float, most_mm: float) -> None:
    """Draw a bar of four parts with round numbers and the scale in figures above it."""
    kit = board.kit
    size = kit.paper.text_pt
    em = size * PT_MM
    metres = bar_metres(scale, most_mm)
    width = metres * 1000 / scale
    left, top, high = x + 1.2 * em, y + 1.75 * em, 0.34 * em
    ink, paper = kit.theme.colours["ink"], kit.theme.colours["paper"]
    for k in range(4):
        board.pen.box(left + k * width / 4, top, width / 4, high, fill=(ink, paper)[k % 2],
                      stroke=ink, stroke_width=f"{12 * kit.paper.lines:.0f}")  # fmt: skip
    figures = say("sheet_scale", kit.lang, scale=f"{scale:,.0f}")
    board.write(figures, left, y + 0.75 * em, size)
    is_km = metres >= 1000
    for part in (0, 2, 4):
        value = metres * part / 4 / (1000 if is_km else 1)
        unit = f" {'km' if is_km else 'm'}" if part == 4 else ""
        board.write(f"{value:g}{unit}", left + width * part / 4, top + high + 0.75 * em,
                    size * 0.85, anchor="middle")  # fmt: skip


def north_size(kit: Kit) -> tuple[float, float]:
    """Return width and height of the north arrow."""
    em = kit.paper.text_pt * PT_MM
    return 3.4 * em, 6.0 * em


def draw_north(board: Board, x: float, y: float) -> None:
    """Draw an arrow of two halves with its letter."""
    kit = board.kit
    width, height = north_size(kit)
    em = kit.paper.text_pt * PT_MM
    middle, top, foot = x + width / 2, y + 1.7 * em, y + height - 0.2 * em
    notch = foot - 0.9 * em
    half = 1.15 * em
    ink, paper = kit.theme.colours["ink"], kit.theme.colours["paper"]
    edge = Stroke(ink, 0.14 * kit.paper.lines)
    left = shapely.Polygon([(middle, top), (middle - half, foot), (middle, notch)])
    right = shapely.Polygon([(middle, top), (middle + half, foot), (middle, notch)])
    board.pen.fill([left], ink)
    board.pen.fill([right], paper)
    board.pen.stroke([left.exterior, right.exterior], edge)
    board.write(say("sheet_north", kit.lang), middle, y + 0.8 * em, kit.paper.text_pt * 1.25,
                anchor="middle", face="bold")  # fmt: skip


# --- legend --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sign:
    """One line of the legend: what is drawn, by `kind`, and what it means.

    `mark` is the number that a "callout" shows.
    """

    kind: str
    text: str
    strokes: tuple[Stroke, ...] = ()
    fills: tuple[Fill, ...] = ()
    mark: str = "8"


_SWATCH_EM = 2.9


def legend_mm(kit: Kit, signs: Sequence[Sign], width: float) -> float:
    """Return the height of the legend at a width."""
    em = kit.paper.text_pt * PT_MM
    lines = sum(max(1, len(_said(kit, sign, width))) for sign in signs)
    return head_mm(kit) + lines * 1.3 * em + len(signs) * 0.45 * em


def _said(kit: Kit, sign: Sign, width: float) -> list[str]:
    em = kit.paper.text_pt * PT_MM
    return kit.wrap(sign.text, kit.paper.text_pt * 0.92, width - (_SWATCH_EM + 0.9) * em)


def draw_legend(board: Board, x: float, y: float, width: float, signs: Sequence[Sign]) -> None:
    """Draw the legend: swatches to the left, words to the right, broken where they must be."""
    kit = board.kit
    size = kit.paper.text_pt
    em = size * PT_MM
    down = board.head(say("map_legend", kit.lang), x, y, width)
    for sign in signs:
        lines = _said(kit, sign, width)
        _draw_sign(board, sign, x, down + 0.65 * em)
        for line in lines:
            board.write(line, x + (_SWATCH_EM + 0.9) * em, down + 0.65 * em, size * 0.92)
            down += 1.3 * em
        down += 0.45 * em


def _draw_sign(board: Board, sign: Sign, x: float, middle: float) -> None:
    kit = board.kit
    em = kit.paper.text_pt * PT_MM
    wide, high = _SWATCH_EM * em, 1.05 * em
    box = shapely.box(x, middle - high / 2, x + wide, middle + high / 2)
    if sign.kind == "fills":
        part = wide / max(1, len(sign.fills))
        for k, fill in enumerate(sign.fills):
            piece = shapely.box(
                x + k * part, middle - high / 2, x + (k + 1) * part, middle + high / 2
            )
            draw_fill(board, [piece], fill)
        edges = [box.exterior]
        edges += [
            shapely.LineString(
                [(x + k * part, middle - high / 2), (x + k * part, middle + high / 2)]
            )
            for k in range(1, len(sign.fills))
        ]
        board.pen.stroke(edges, Stroke(kit.theme.colours["grid"], 0.12 * kit.paper.lines))
    elif sign.kind == "hatch":
        board.pen.stroke(hatch(box, 1.1 * kit.paper.lines), sign.strokes[0], cap="butt")
        board.pen.stroke([box.exterior], sign.strokes[0])
    elif sign.kind == "callout":
        at = (x + wide * 0.68, middle)
        board.pen.stroke([shapely.LineString([(x + 0.2 * em, middle + 0.3 * em), at])],
                         Stroke(kit.theme.colours["ink"], 0.12 * kit.paper.lines))  # fmt: skip
        wide_mark = kit.width(sign.mark, kit.paper.text_pt * 0.8) + 0.8 * em
        draw_plate(board, at[0], at[1], wide_mark, 1.1 * em)
        board.write(sign.mark, at[0], at[1], kit.paper.text_pt * 0.8, anchor="middle")
    elif sign.kind == "dot":
        board.pen.dots(np.array([[x + wide / 2, middle]]), sign.strokes[0].colour,
                       sign.strokes[0].width)  # fmt: skip
    else:
        line = shapely.LineString([(x, middle), (x + wide, middle)])
        for stroke in sign.strokes:
            board.pen.stroke([line], stroke, cap="butt")


def draw_fill(board: Board, shapes: Sequence[Any], fill: Fill, mask: Any = None) -> None:
    """Fill shapes; where the fill has hatching it leaves out the `mask`."""
    board.pen.fill(shapes, fill.colour)
    if fill.hatch:
        factor = board.kit.paper.lines
        lines = [line for shape in shapes for line in hatch(shape, 1.5 * factor)]
        thin = Stroke(board.kit.theme.colours["grid"], 0.1 * factor)
        board.pen.stroke(lines if mask is None else without(lines, mask), thin, cap="butt")


def draw_plate(board: Board, x: float, y: float, width: float, height: float) -> None:
    """Draw the plate under a number with a leader line, around (x, y)."""
    colours = board.kit.theme.colours
    radius = f"{height * 0.28 * 100:.0f}"
    board.pen.box(x - width / 2, y - height / 2, width, height, fill=colours["paper"],
                  stroke=colours["ink"], rx=radius,
                  stroke_width=f"{11 * board.kit.paper.lines:.0f}")  # fmt: skip


def without(lines: Sequence[Any], mask: Any) -> list[Any]:
    """Return lines without what lies in the mask."""
    if mask.is_empty or not lines:
        return list(lines)
    shapely.prepare(mask)
    array = np.array(lines, dtype=object)
    crossed = shapely.intersects(array, mask)
    array[crossed] = shapely.difference(array[crossed], mask)
    return list(array)


def hatch(shape: Any, step: float) -> list[Any]:
    """Return the parallel lines, to the upper right, `step` mm apart, inside a shape."""
    if shape is None or shape.is_empty:
        return []
    west, north, east, south = shape.bounds
    high = south - north
    apart = step * math.sqrt(2)
    first = math.floor((west - high) / apart) * apart
    starts = np.arange(first, east + apart, apart)
    lines = shapely.linestrings([[(x, south), (x + high, north)] for x in starts])
    cut = shapely.intersection(lines, shape)
    return [line for line in cut if not line.is_empty]


# --- locator -------------------------------------------------------------------------------------


def locator_mm(kit: Kit, extent: Box, width: float) -> float:
    """Return the height of the locator for shapes within `extent`."""
    high = (extent[3] - extent[1]) / max(extent[2] - extent[0], 1e-9) * width
    return head_mm(kit) + min(max(high, 0.3 * width), 0.9 * width)


@dataclass(frozen=True, slots=True)
class Places:
    """The communities of a plan for locators, in metres with y down, drawn once for all pages."""

    extent: Box
    drawing: str
    """One metre is one unit."""

    @classmethod
    def of(cls, kit: Kit, shapes: Sequence[Any]) -> Places:
        """Return the places of communities in metres, without detail too small to see."""
        turned = [shapely.transform(shape, lambda xy: xy * [1, -1]) for shape in shapes]
        west, north, east, south = shapely.total_bounds(np.array(turned, dtype=object)).tolist()
        small = [shapely.simplify(s, max(east - west, south - north) / 400) for s in turned]
        path = path_of(shapely.transform(np.array(small, dtype=object), lambda xy: xy / UNIT),
                       close=True)  # fmt: skip
        colours = kit.theme.colours
        drawing = (
            f'<path d="{path}" fill="{colours["outside"]}" stroke="{colours["muted"]}" '
            'fill-rule="evenodd" stroke-linejoin="round"'
        )
        return cls((west, north, east, south), drawing)


def draw_locator(
    board: Board, x: float, y: float, width: float, places: Places, marked: Sequence[Any],
    *, most_mm: float = math.inf,
) -> None:  # fmt: skip
    """Draw the whole plan small, at most so wide, with the page's shapes, in metres, marked."""
    kit = board.kit
    west, north, east, south = places.extent
    wide = min(width, most_mm)
    high = locator_mm(kit, places.extent, wide) - head_mm(kit)
    down = board.head(say("sheet_locator", kit.lang), x, y, width)
    scale = min(wide / max(east - west, 1e-9), high / max(south - north, 1e-9))
    left = x + (width - (east - west) * scale) / 2 - west * scale
    top = down + (high - (south - north) * scale) / 2 - north * scale
    board.pen.parts.append(
        f'<g transform="translate({left * UNIT:.2f} {top * UNIT:.2f}) scale({scale * UNIT:.8f})">'
        f'{places.drawing} stroke-width="{0.12 * kit.paper.lines / scale:.2f}"/></g>'
    )
    own = [
        shapely.transform(shape, lambda xy: xy * [scale, -scale] + [left, top]) for shape in marked
    ]
    board.pen.fill(own, kit.theme.colours["marked"])


# --- map squares ---------------------------------------------------------------------------------


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
            board.write(chr(ord("A") + k), (a + b) / 2, y, size, colour="muted", anchor="middle")
        if k:
            ticks += [[(a, north - band), (a, north)], [(a, south), (a, south + band)]]
    for k, (a, b) in enumerate(pairwise(ys.tolist())):
        for x in (west - band / 2, east + band / 2):
            board.write(str(k + 1), x, (a + b) / 2, size, colour="muted", anchor="middle")
        if k:
            ticks += [[(west - band, a), (west, a)], [(east, a), (east + band, a)]]
    board.pen.stroke([shapely.LineString(tick) for tick in ticks], thin)


# --- slots ---------------------------------------------------------------------------------------


def draw_qr(board: Board, x: float, y: float, side: float, content: str) -> None:
    """Draw a QR code with its quiet zone; an empty slot where there is nothing to encode."""
    if not content:
        draw_slot(board, (x, y, side, side), say("sheet_qr", board.kit.lang))
        return
    code = segno.make_qr(content, error="m")
    modules = [list(row) for row in code.matrix]
    step = side / (len(modules) + 8)
    board.pen.box(x, y, side, side, fill="#ffffff")
    runs = []
    for row, line in enumerate(modules):
        start = None
        for column, dark in enumerate([*line, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                left, top = x + (start + 4) * step, y + (row + 4) * step
                # A hair higher, so that no white line shows between two rows.
                runs.append(
                    shapely.box(left, top, left + (column - start) * step, top + step * 1.02)
                )
                start = None
    board.pen.fill(runs, "#000000")


def draw_slot(board: Board, box: tuple[float, float, float, float], text: str) -> None:
    """Draw an empty place for something that is glued or stamped on: x, y, width, height."""
    kit = board.kit
    x, y, width, height = box
    stroke = Stroke(kit.theme.colours["muted"], 0.15 * kit.paper.lines, (1.2, 0.8))
    board.pen.stroke([shapely.box(x, y, x + width, y + height).exterior], stroke, cap="butt")
    size = kit.paper.text_pt * 0.85
    lines = kit.wrap(text, size, width * 0.9)
    em = size * PT_MM
    for k, line in enumerate(lines):
        middle = y + height / 2 + (k - (len(lines) - 1) / 2) * 1.25 * em
        board.write(line, x + width / 2, middle, size, colour="muted", anchor="middle")


def _pieces(text: str) -> list[str]:
    """Words with the blank behind them; each Chinese character on its own."""
    pieces: list[str] = []
    for character in text:
        is_wide = ord(character) >= 0x2E80
        closes = character in "，。、；：！？）》”’％"
        if pieces and (closes or (not is_wide and not pieces[-1].endswith(" ")
                                  and ord(pieces[-1][-1]) < 0x2E80)):  # fmt: skip
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
