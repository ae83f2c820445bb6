"""What stands on and beside a map: scale bar, north arrow, QR code, empty slots, number plates."""

from __future__ import annotations

import math

import segno
import shapely

from gridgen.words.say import say
from maps.ink.kit import Board, Kit, Look
from maps.ink.paper import PT_MM
from maps.ink.theme import Stroke

_SMALL = 0.7
"""The north arrow beside a scale bar is so many times as large as one in the field."""


def bar_metres(scale: float, most_mm: float) -> float:
    """Return the longest round length, 1, 2 or 5 times a power of ten, that is short enough.

    >>> bar_metres(5000, 50), bar_metres(12000, 60)
    (200.0, 500.0)
    """
    most = most_mm * scale / 1000
    power = 10 ** math.floor(math.log10(most))
    return float(max(step * power for step in (1, 2, 5) if step * power <= most * (1 + 1e-9)))


def scale_size(kit: Kit, scale: float, most_mm: float) -> tuple[float, float]:
    """Return width and height of the scale bar with its numbers.

    Parameters
    ----------
    kit
        The type of the paper.
    scale
        Its denominator.
    most_mm
        The bar is at most so long.
    """
    em = kit.paper.text_pt * PT_MM
    return bar_metres(scale, most_mm) * 1000 / scale + 5 * em, 3.4 * em


def draw_scale(board: Board, x: float, y: float, scale: float, most_mm: float) -> None:
    """Draw a bar of four parts with round numbers and the scale in figures above it.

    Parameters
    ----------
    board
        Of the sheet.
    x, y
        The upper left corner of a box of `scale_size` in mm.
    scale
        Its denominator.
    most_mm
        The bar is at most so long.
    """
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
        board.write(
            f"{value:g}{unit}",
            left + width * part / 4,
            top + high + 0.75 * em,
            size * 0.85,
            Look(anchor="middle"),
        )


def north_size(kit: Kit, times: float = 1.0) -> tuple[float, float]:
    """Return width and height of the north arrow, drawn so many times as large as usual."""
    em = kit.paper.text_pt * PT_MM * times
    return 3.4 * em, 6.0 * em


def draw_north(board: Board, x: float, y: float, times: float = 1.0) -> None:
    """Draw an arrow of two halves with its letter.

    Parameters
    ----------
    board
        Of the sheet.
    x, y
        The upper left corner of a box of `north_size` in mm.
    times
        So many times as large as usual; the letter never under the smallest type.
    """
    kit = board.kit
    width, height = north_size(kit, times)
    em = kit.paper.text_pt * PT_MM * times
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
    board.write(
        say("sheet_north", kit.lang),
        middle,
        y + 0.8 * em,
        max(kit.paper.text_pt * 1.25 * times, kit.paper.least_pt),
        Look(anchor="middle", face="bold"),
    )


def bearings_mm(kit: Kit) -> float:
    """Return the height of north arrow and scale bar side by side."""
    return north_size(kit, _SMALL)[1]


def draw_bearings(board: Board, x: float, y: float, scale: float, width: float) -> None:
    """Draw a small north arrow, and to its right a scale bar.

    Parameters
    ----------
    board
        Of the sheet.
    x, y
        The upper left corner in mm.
    scale
        Its denominator.
    width
        Of both together in mm, at most.
    """
    kit = board.kit
    wide = north_size(kit, _SMALL)[0]
    em = kit.paper.text_pt * PT_MM
    shown = kit.theme.furniture
    if "north" in shown:
        draw_north(board, x, y, _SMALL)
    if "scale" in shown:
        draw_scale(board, x + wide, y + 0.3 * em, scale, width - wide - 5 * em)


def draw_qr(board: Board, x: float, y: float, side: float, content: str) -> None:
    """Draw a QR code with its quiet zone; an empty slot where there is nothing to encode.

    Parameters
    ----------
    board
        Of the sheet.
    x, y, side
        The upper left corner and the size with the quiet zone, mm.
    content
        What it says, at most 1,000 bytes.
    """
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
    """Draw an empty place for something that is glued or stamped on.

    Parameters
    ----------
    board
        Of the sheet.
    box
        x, y, width, height in mm.
    text
        What goes there; broken into lines where it must be.
    """
    kit = board.kit
    x, y, width, height = box
    stroke = Stroke(kit.theme.colours["muted"], 0.15 * kit.paper.lines, (1.2, 0.8))
    board.pen.stroke([shapely.box(x, y, x + width, y + height).exterior], stroke, cap="butt")
    size = kit.paper.text_pt * 0.85
    lines = kit.wrap(text, size, width * 0.9)
    em = size * PT_MM
    for k, line in enumerate(lines):
        middle = y + height / 2 + (k - (len(lines) - 1) / 2) * 1.25 * em
        board.write(line, x + width / 2, middle, size, Look("muted", anchor="middle"))


def draw_plate(board: Board, x: float, y: float, width: float, height: float) -> None:
    """Draw the plate under a number with a leader line.

    Parameters
    ----------
    board
        Of the sheet.
    x, y, width, height
        Its middle and its size in mm.
    """
    colours = board.kit.theme.colours
    radius = f"{height * 0.28 * 100:.0f}"
    board.pen.box(x - width / 2, y - height / 2, width, height, fill=colours["paper"],
                  stroke=colours["ink"], rx=radius,
                  stroke_width=f"{11 * board.kit.paper.lines:.0f}")  # fmt: skip
