"""Sizes of paper, and what fits them: type, margins, the share of map, table and furniture.

The map takes what the furniture leaves. Every way to stand the furniture is tried (portrait or
landscape, beside the map or below it) and the one with the largest map wins.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gridgen.model.errors import PrintError
from maps.ink.labels import PT_MM, Box

BINDING_MM, MARGIN_MM = 35.0, 15.0
"""The left margin and the three others."""

SCALES = tuple(
    step * 10**power
    for power in range(2, 7)
    for step in (
        1,
        1.1,
        1.2,
        1.25,
        1.4,
        1.5,
        1.6,
        1.75,
        1.8,
        2,
        2.2,
        2.5,
        2.75,
        3,
        3.25,
        3.5,
        3.75,
        4,
        4.5,
        5,
        5.5,
        6,
        6.5,
        7,
        7.5,
        8,
        8.5,
        9,
        9.5,
    )
)
"""Round scales: 1:100 to 1:9,500,000."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A size of paper and the type that suits it.

    `width` and `height` in mm, upright. Type in points: title, text, table, and labels of grids
    (largest, smallest). `lines` is the factor of line widths, 1 on A3.
    """

    name: str
    width: float
    height: float
    title_pt: float
    text_pt: float
    table_pt: float
    label_most: float
    label_least: float
    lines: float


PAPERS = {
    paper.name: paper
    for paper in (
        Paper("A0", 841, 1189, 66, 15, 10.5, 20, 8, 2.1),
        Paper("A1", 594, 841, 48, 12, 9, 16, 7.5, 1.6),
        Paper("A2", 420, 594, 34, 9.5, 8, 13, 7, 1.25),
        Paper("A3", 297, 420, 25, 8, 7, 11, 6.5, 1.0),
        Paper("A4", 210, 297, 18, 6.8, 6, 9, 5.5, 0.75),
    )
}


def paper_of(size: str) -> Paper:
    """Return the paper of a name, "A0" to "A4"; PrintError for another."""
    found = PAPERS.get(size.strip().upper())
    if found is None:
        raise PrintError(f"The size is {size!r}; expected one of {', '.join(PAPERS)}.")
    return found


@dataclass(frozen=True, slots=True)
class Room:
    """How much the furniture needs.

    `column` is the width of a column of it, `blocks` the heights of what is not broken, `rows` the
    number of rows of the index and `row` their height, all in mm; `gap` between columns and blocks.
    `heads` are the rows that head those after them: none ends a column. `beside` says how much
    more a layout is worth in which all of it stands beside the map, not below it.
    """

    column: float
    blocks: tuple[float, ...]
    rows: int
    row: float
    gap: float
    heads: frozenset[int] = frozenset()
    beside: float = 1.0


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a column: its corner and width; `first` and `count` for rows of the index."""

    x: float
    y: float
    width: float
    first: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands on a sheet, mm.

    `width` and `height` of the page, the boxes of the title, the map and the foot, a slot for each
    block, slots for the index, and how many of its rows are left for further pages.
    """

    width: float
    height: float
    title: Box
    field: Box
    foot: Box
    blocks: tuple[Slot, ...]
    index: tuple[Slot, ...]
    left_over: int


def lay_out(paper: Paper, extent: tuple[float, float], room: Room) -> Layout:
    """Return the layout with the largest map.

    Parameters
    ----------
    extent
        Width and height of what is mapped, in any unit.
    """
    best: tuple[float, Layout] | None = None
    for is_wide in (False, True):
        for is_beside in (True, False):
            for with_index in (True, False) if room.rows else (False,):
                for found in _tries(paper, room, is_wide, is_beside, with_index):
                    value = worth(found, extent)
                    if is_beside and not found.left_over:
                        value *= room.beside
                    if best is None or value > best[0] * 1.001:
                        best = value, found
    if best is None:  # not even the blocks fit beside a map: without the last of them
        return lay_out(paper, extent, replace(room, blocks=room.blocks[:-1]))
    return best[1]


def _tries(
    paper: Paper, room: Room, is_wide: bool, is_beside: bool, with_index: bool
) -> list[Layout]:
    width, height = (paper.height, paper.width) if is_wide else (paper.width, paper.height)
    left, right = BINDING_MM, width - MARGIN_MM
    head = paper.title_pt * PT_MM * 1.5 + paper.text_pt * PT_MM * 2.2
    foot_mm = paper.text_pt * PT_MM * 3.6
    top, bottom = MARGIN_MM + head, height - MARGIN_MM - foot_mm
    title = (left, MARGIN_MM, right, top)
    foot = (left, bottom, right, height - MARGIN_MM)
    rows = room.rows if with_index else 0
    made = []
    if is_beside:
        for columns in range(1, 9):
            wide = columns * room.column + columns * room.gap
            if wide > 0.55 * (right - left):
                break
            x = right - wide + room.gap
            corner = (x, top)
            flow = _flow(room, rows, columns, corner, room.column, bottom - top)
            if flow is not None:
                high = bottom - top
                while (
                    columns > 1
                ):  # columns of one height look better than a stump beside a full one
                    high -= room.row
                    lower = _flow(room, rows, columns, corner, room.column, high)
                    if lower is None:
                        break
                    flow = lower
                field = (left, top, right - wide, bottom)
                made.append(_layout((width, height), title, field, foot, flow, room, rows))
                break
    else:
        columns = max(1, int((right - left + room.gap) // (room.column + room.gap)))
        column = (right - left + room.gap) / columns - room.gap
        tallest = max((*room.blocks, room.row * 3))
        total = sum(room.blocks) + room.gap * len(room.blocks) + rows * room.row
        high = max(tallest, total / columns)
        while high < 0.6 * (bottom - top):
            flow = _flow(room, rows, columns, (left, bottom - high), column, high)
            if flow is not None:
                field = (left, top, right, bottom - high - room.gap)
                made.append(_layout((width, height), title, field, foot, flow, room, rows))
                break
            high += room.row
    return made


def _layout(
    page: tuple[float, float], title: Box, field: Box, foot: Box,
    flow: tuple[list[Slot], list[Slot]], room: Room, rows: int,
) -> Layout:  # fmt: skip
    return Layout(
        page[0], page[1], title, field, foot, tuple(flow[0]), tuple(flow[1]), room.rows - rows
    )


def _flow(
    room: Room, rows: int, columns: int, corner: tuple[float, float], column: float, high: float
) -> tuple[list[Slot], list[Slot]] | None:
    """Fill columns from the left, blocks first, then the index; None where they do not hold all."""
    blocks: list[Slot] = []
    k, used = 0, 0.0
    x0, y0 = corner
    for block in room.blocks:
        if used and used + block > high + 1e-6:
            k, used = k + 1, 0.0
        if k >= columns or block > high + 1e-6:
            return None
        blocks.append(Slot(x0 + k * (column + room.gap), y0 + used, column))
        used += block + room.gap
    parts = index_slots(
        rows, room.row, [(x0 + c * (column + room.gap), y0 + (used if c == k else 0.0), column,
                          high - (used if c == k else 0.0)) for c in range(k, columns)],
        room.heads,
    )  # fmt: skip
    return None if parts is None else (blocks, parts)


def index_slots(
    rows: int, row: float, columns: Sequence[tuple[float, float, float, float]],
    heads: frozenset[int] = frozenset(), first: int = 0,
) -> list[Slot] | None:  # fmt: skip
    """Fill columns (x, y, width, height) with rows under a header each; None if they hold less.

    Rows are counted from `first`. A stump of one or two rows is no table, and no head ends one.
    """
    slots = []
    end = first + rows
    for x, y, width, high in columns:
        most = math.floor(high / row + 1e-6) - 1
        count = min(most, end - first)
        if count < min(3, end - first):
            continue
        while count and first + count < end and first + count - 1 in heads:
            count -= 1
        if count > 0:
            slots.append(Slot(x, y, width, first, count))
            first += count
    return slots if first == end else None


def worth(layout: Layout, extent: tuple[float, float]) -> float:
    """Return millimetres on the sheet for each unit of `extent`; less where rows are left over."""
    west, north, east, south = layout.field
    if east - west < 20 or south - north < 20:
        return 0.0
    scale = min((east - west) / max(extent[0], 1e-9), (south - north) / max(extent[1], 1e-9))
    return scale * (0.68 if layout.left_over else 1.0)


def round_scale(metres: tuple[float, float], field: Box, pad: float) -> float:
    """Return the largest round scale at which an extent in metres fits into a box of mm.

    >>> round_scale((1000, 500), (0, 0, 220, 120), 10)
    5000.0
    """
    wide = max((field[2] - field[0]) - 2 * pad, 1.0)
    high = max((field[3] - field[1]) - 2 * pad, 1.0)
    needed = max(metres[0] / wide, metres[1] / high) * 1000
    return float(next((scale for scale in SCALES if scale >= needed * (1 - 1e-9)), SCALES[-1]))
