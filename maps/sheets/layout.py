"""What fits on a sheet: margins, and the share of map, table and furniture.

The map takes what the furniture leaves. Every way to stand the furniture is tried (portrait or
landscape, beside the map or below it) and the one with the largest map wins.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from maps.ink.paper import PT_MM, Box, Paper, Slot

BINDING_MM, MARGIN_MM = 35.0, 15.0
"""The left margin of what is bound, and every other."""

_STUMP = 6
"""Fewer rows of an index that goes on elsewhere are left out of a sheet."""

_STEPS = (
    1, 1.1, 1.2, 1.25, 1.4, 1.5, 1.6, 1.75, 1.8, 2, 2.2, 2.5, 2.75, 3, 3.25, 3.5, 3.75, 4, 4.5, 5,
    5.5, 6, 6.5, 7, 7.5, 8, 8.5, 9, 9.5,
)  # fmt: skip
SCALES = tuple(step * 10**power for power in range(2, 7) for step in _STEPS)
"""Round scales: 1:100 to 1:9,500,000."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much the furniture needs.

    `column` is the width of a column of it, `blocks` the heights of what is not broken, `rows` the
    number of rows of the index and `row` their height, all in mm; `gap` between columns and blocks.
    `heads` are the rows that head those after them: none ends a column. `beside` says how much
    more a layout is worth in which all of it stands beside the map, not below it. `left` is the
    left margin.
    """

    column: float
    blocks: tuple[float, ...]
    rows: int
    row: float
    gap: float
    heads: frozenset[int] = frozenset()
    beside: float = 1.0
    left: float = MARGIN_MM


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


@dataclass(frozen=True, slots=True)
class _Page:
    """A page that is laid out: its size, and the boxes of the title and the foot."""

    width: float
    height: float
    title: Box
    foot: Box

    @classmethod
    def of(cls, paper: Paper, is_wide: bool, left: float) -> _Page:
        width, height = (paper.height, paper.width) if is_wide else (paper.width, paper.height)
        right = width - MARGIN_MM
        head = paper.title_pt * PT_MM * 1.5 + paper.text_pt * PT_MM * 2.2
        foot_mm = paper.text_pt * PT_MM * 3.6
        top, bottom = MARGIN_MM + head, height - MARGIN_MM - foot_mm
        title = (left, MARGIN_MM, right, top)
        return cls(width, height, title, (left, bottom, right, height - MARGIN_MM))

    @property
    def inside(self) -> Box:
        """Between title and foot."""
        return (self.title[0], self.title[3], self.title[2], self.foot[1])

    def with_map(self, field: Box, flow: _Flow, left_over: int) -> Layout:
        """Return the layout of this page around a map.

        Parameters
        ----------
        field
            The box of the map.
        flow
            The slots of blocks and index.
        left_over
            Rows of the index that stand in none.
        """
        return Layout(
            width=self.width,
            height=self.height,
            title=self.title,
            field=field,
            foot=self.foot,
            blocks=tuple(flow[0]),
            index=tuple(flow[1]),
            left_over=left_over,
        )


@dataclass(frozen=True, slots=True)
class _Stand:
    """Columns side by side from a corner: how many, how wide, how high, mm."""

    count: int
    corner: tuple[float, float]
    width: float
    high: float


_Flow = tuple[list[Slot], list[Slot]]
"""Slots of the blocks, and of the index."""


def lay_out(paper: Paper, extent: tuple[float, float], room: Room) -> Layout:
    """Return the layout with the largest map.

    Parameters
    ----------
    paper
        Its size and type; it is tried upright and lying.
    extent
        Width and height of what is mapped, in any unit.
    room
        What the furniture needs. Blocks that fit nowhere are left out, the last first; an index
        that is too long beside the map is left over as a whole.
    """
    best: tuple[float, Layout] | None = None
    for is_wide in (False, True):
        page = _Page.of(paper, is_wide, room.left)
        for rows in (room.rows, 0) if room.rows else (0,):
            for found, is_beside in _ways(page, room, rows):
                value = worth(found, extent)
                if is_beside and not found.left_over:
                    value *= room.beside
                # A hair better is no reason to turn the page or to tear the index off.
                if best is None or value > best[0] * 1.001:
                    best = value, found
    if best is None:  # not even the blocks fit beside a map: without the last of them
        return lay_out(paper, extent, replace(room, blocks=room.blocks[:-1]))
    return best[1]


def _ways(page: _Page, room: Room, rows: int) -> Iterator[tuple[Layout, bool]]:
    """Layouts of a page that hold so many rows, and whether all stands beside the map."""
    beside, below = _beside(page, room, rows), _below(page, room, rows)
    if beside is not None:
        yield beside, True
    if below is not None:
        yield below, False
    if room.beside == 1.0 and rows:
        for count in range(1, 4):
            around = _around(page, room, rows, count)
            if around is not None:
                yield around, False


def _beside(page: _Page, room: Room, rows: int) -> Layout | None:
    """The furniture to the right of the map, in as few columns as hold it."""
    left, top, right, bottom = page.inside
    for count in range(1, 9):
        wide = count * room.column + count * room.gap
        if wide > 0.55 * (right - left):
            break
        stand = _Stand(count, (right - wide + room.gap, top), room.column, bottom - top)
        flow = _flow(room, rows, stand)
        if flow is None:
            continue
        # Columns of one height look better than a stump beside a full one.
        while count > 1 and rows == room.rows:
            stand = replace(stand, high=stand.high - room.row)
            lower = _flow(room, rows, stand)
            if lower is None:
                break
            flow = lower
        return _with_map(page, room, (left, top, right - wide, bottom), flow, stand)
    return None


def _below(page: _Page, room: Room, rows: int) -> Layout | None:
    """The furniture under the map, in as many columns as the page is wide and as low as it goes."""
    left, top, right, bottom = page.inside
    count = max(1, int((right - left + room.gap) // (room.column + room.gap)))
    width = (right - left + room.gap) / count - room.gap
    tallest = max((*room.blocks, room.row * 3))
    total = sum(room.blocks) + room.gap * len(room.blocks) + rows * room.row
    high = max(tallest, total / count)
    while high < 0.6 * (bottom - top):
        stand = _Stand(count, (left, bottom - high), width, high)
        flow = _flow(room, rows, stand)
        if flow is not None:
            field = (left, top, right, bottom - high - room.gap)
            return _with_map(page, room, field, flow, stand)
        high += room.row
    return None


def _around(page: _Page, room: Room, rows: int, count: int) -> Layout | None:
    """Blocks in columns to the right; the index under the map, as low as it goes, then under them.

    A long map leaves paper at its side and at its foot.
    """
    left, top, right, bottom = page.inside
    wide = count * (room.column + room.gap)
    band = right - wide - left
    many = int((band + room.gap) // (room.column + room.gap))
    beside = _flow(room, 0, _Stand(count, (right - wide + room.gap, top), room.column,
                                   bottom - top))  # fmt: skip
    if beside is None or many < 1:
        return None
    blocks = beside[0]
    last = max((slot.x for slot in blocks), default=0.0)
    used = {slot.x: slot.y + high for slot, high in zip(blocks, room.blocks, strict=True)}
    columns = [
        (x, begin, room.column, bottom - begin)
        for k in range(count)
        for x in [right - wide + room.gap + k * (room.column + room.gap)]
        for begin in [used[x] + room.gap if x in used else top]
        if x >= last
    ]
    width = (band + room.gap) / many - room.gap
    for lines in range(4, int(0.5 * (bottom - top) / room.row)):
        high = lines * room.row
        under = [(left + k * (width + room.gap), bottom - high, width, high) for k in range(many)]
        index = index_slots(rows, room.row, [*under, *columns], room.heads)
        if index is not None:
            field = (left, top, right - wide, bottom - high - room.gap)
            return page.with_map(field, (blocks, index), 0)
    return None


def _with_map(page: _Page, room: Room, field: Box, flow: _Flow, stand: _Stand) -> Layout:
    """The layout around a map; an index that goes on elsewhere begins where there is room."""
    held = sum(slot.count for slot in flow[1])
    if held == room.rows:
        return page.with_map(field, flow, 0)
    for rows in range(min(room.rows, int(stand.count * stand.high / room.row)), _STUMP, -1):
        more = _flow(room, rows, stand) if rows - 1 not in room.heads else None
        if more is not None:
            return page.with_map(field, more, room.rows - rows)
    return page.with_map(field, flow, room.rows - held)


def _flow(room: Room, rows: int, stand: _Stand) -> _Flow | None:
    """Fill columns from the left, blocks first, then the index; None where they do not hold all."""
    blocks: list[Slot] = []
    k, used = 0, 0.0
    x0, y0 = stand.corner
    step = stand.width + room.gap
    for block in room.blocks:
        # Sums of heights are off by a little: a block that fits to a hair fits.
        if used and used + block > stand.high + 1e-6:
            k, used = k + 1, 0.0
        if k >= stand.count or block > stand.high + 1e-6:
            return None
        blocks.append(Slot(x0 + k * step, y0 + used, stand.width))
        used += block + room.gap
    # The index begins under the last block.
    columns = [
        (x0 + c * step, y0 + begin, stand.width, stand.high - begin)
        for c in range(k, stand.count)
        for begin in [used if c == k else 0.0]
    ]
    parts = index_slots(rows, room.row, columns, room.heads)
    return None if parts is None else (blocks, parts)


def index_slots(
    rows: int, row: float, columns: Sequence[tuple[float, float, float, float]],
    heads: frozenset[int] = frozenset(), first: int = 0,
) -> list[Slot] | None:  # fmt: skip
    """Fill columns with rows under a header each; None if they hold less.

    A stump of one or two rows is no table beside another, and no head ends one.

    Parameters
    ----------
    rows, row
        How many rows, and their height in mm.
    columns
        x, y, width, height of each in mm.
    heads
        Rows that head those after them.
    first
        The number of the first row.
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
    is_stump = len(slots) > 1 and slots[-1].count < 3
    return slots if first == end and not is_stump else None


def worth(layout: Layout, extent: tuple[float, float]) -> float:
    """Return millimetres on the sheet for each unit of `extent`; less where rows are left over."""
    west, north, east, south = layout.field
    if east - west < 20 or south - north < 20:
        return 0.0
    scale = min((east - west) / max(extent[0], 1e-9), (south - north) / max(extent[1], 1e-9))
    return scale * (0.68 if layout.left_over else 1.0)


def round_scale(metres: tuple[float, float], field: Box, pad: float) -> float:
    """Return the largest round scale at which an extent in metres fits into a box of mm.

    Parameters
    ----------
    metres
        Width and height of what is mapped.
    field, pad
        The box, and how many mm inside it stay free on each side.

    >>> round_scale((1000, 500), (0, 0, 220, 120), 10)
    5000.0
    """
    wide = max((field[2] - field[0]) - 2 * pad, 1.0)
    high = max((field[3] - field[1]) - 2 * pad, 1.0)
    needed = max(metres[0] / wide, metres[1] / high) * 1000
    return float(next((scale for scale in SCALES if scale >= needed * (1 - 1e-9)), SCALES[-1]))
