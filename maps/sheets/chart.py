"""The levels of one community as a chart: a tree of rows, in the colours of the map beside it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import shapely

from gridgen.words.say import say
from maps.ink.hatching import draw_fill, special_lines, special_stroke
from maps.ink.kit import MUTED, Board, Kit, Look
from maps.ink.naming import SPECIAL
from maps.ink.paper import PT_MM, Slot
from maps.ink.scene import Table
from maps.ink.theme import Fill, Stroke
from maps.sheets.chart_rows import ChartRow, code_of, households_of, label_of, rows_of
from maps.sheets.edition import Edition
from maps.sheets.guide import Guide
from maps.sheets.scenery import Scenery

_NAME_EM = 16.0
_WHOLE = 12
"""Zones of up to so many rows are not broken over columns."""

_INDENT_EM = 1.3
_GAP_EM = 0.45


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a chart stand, mm from its left: its bar, names, and the rest."""

    bar: float
    paths: tuple[float, ...]
    """For each depth from 2 the room of the numbers before the names."""
    name: float
    square: float
    code: float
    households: float
    answer: float

    @property
    def width(self) -> float:
        """Of all columns."""
        return self.name + self.square + self.code + self.households + self.answer


@dataclass(frozen=True, slots=True)
class Chart:
    """The rows of one community, and how wide they want to be."""

    scenery: Scenery
    lines: tuple[ChartRow, ...]
    columns: Columns

    @property
    def width(self) -> float:
        """Of the whole chart."""
        return self.columns.width

    @property
    def count(self) -> int:
        """How many rows it has."""
        return len(self.lines)

    @property
    def heads(self) -> frozenset[int]:
        """The rows that no column ends with: a zone stays whole unless it is long."""
        kept = set()
        first = 0
        for _, own in groupby(self.lines, key=lambda line: line.zone):
            count = len(list(own))
            kept |= {
                k for k in range(first, first + count - 1)
                if count <= _WHOLE or self.lines[k].holds
            }  # fmt: skip
            first += count
        return frozenset(kept | {sum(line.depth == 0 for line in self.lines) - 1})

    def draw(self, board: Board, slot: Slot, row_mm: float, guide: Guide) -> tuple[Table, ...]:
        """Draw the rows of a slot, stretched to its width; no page is led to.

        Parameters
        ----------
        board
            Of the sheet.
        slot
            Corner and width in mm, and which rows.
        row_mm
            The height of a row and of the header.
        guide
            The map square of each zone.
        """
        lines = self.lines[slot.first : slot.first + slot.count]
        stretch = slot.width / self.width
        self._ground(board, slot, row_mm, lines)
        self._header(board, slot, row_mm, stretch)
        for k, line in enumerate(lines):
            top = slot.y + (k + 1) * row_mm
            if line.depth > 1:
                self._rails(board, slot.x, top, row_mm, line)
            if line.holds and line.depth > 0:
                self._stem(board, slot.x, top, row_mm, line)
            square = guide.square_of.get(line.row, "–")
            self._texts(board, line, slot.x, top + row_mm / 2, stretch=stretch, square=square)
        return ()

    def _em(self, board: Board) -> float:
        return board.kit.paper.table_pt * PT_MM

    def _rail_x(self, board: Board, x: float, depth: int) -> float:
        return x + self.columns.bar + (depth - 2 + 0.65) * _INDENT_EM * self._em(board)

    def _ground(self, board: Board, slot: Slot, row_mm: float, lines: tuple[ChartRow, ...]) -> None:
        """Stripes under communities and zones, rules, and a bar of its colour along each zone."""
        kit, x = board.kit, slot.x
        colours, size = kit.theme.colours, kit.paper.table_pt
        for k, line in enumerate(lines):
            if line.depth < 2:
                board.pen.box(x, slot.y + (k + 1) * row_mm, slot.width, row_mm,
                              fill=colours["stripe"])  # fmt: skip
        weights = {0: 0.09, 1: 0.05, len(lines) + 1: 0.09}
        weights |= {k + 1: 0.04 for k, line in enumerate(lines)
                    if k and line.depth == 1 and line.is_first}  # fmt: skip
        for k, weight in weights.items():
            at = slot.y + k * row_mm
            board.pen.stroke([shapely.LineString([(x, at), (x + slot.width, at)])],
                             Stroke(colours["rule"], size * weight * PT_MM))  # fmt: skip
        first = 0
        for zone, own in groupby(lines, key=lambda line: line.zone):
            count = len(list(own))
            if zone >= 0:
                top = slot.y + (first + 1) * row_mm
                bar = shapely.box(x, top, x + self.columns.bar, top + count * row_mm)
                self._bar(board, bar, zone)
                board.write(
                    str(self.scenery.number[zone]),
                    x + self.columns.bar / 2,
                    top + row_mm / 2,
                    size,
                    Look(anchor="middle", face="bold"),
                )
            first += count

    def _bar(self, board: Board, bar: shapely.Polygon, zone: int) -> None:
        kit, scenery = board.kit, self.scenery
        is_drawn = scenery.shape[zone] is not None
        plain = Fill(kit.theme.colours["paper"])
        fill = kit.theme.fill(int(scenery.colour[zone])) if is_drawn else plain
        # No hatching under the number.
        em = self._em(board)
        x, top = bar.bounds[0], bar.bounds[1]
        number = shapely.box(x + 0.1 * em, top + 0.2 * em, x + self.columns.bar - 0.1 * em,
                             top + 1.4 * em)  # fmt: skip
        draw_fill(board, [bar], fill, number)
        if scenery.kind[zone] == SPECIAL:
            lines = [line.difference(number) for line in special_lines(bar, kit)]
            board.pen.stroke(lines, special_stroke(kit), cap="butt")
        edge = Stroke(kit.theme.colours["grid"], 0.14 * kit.paper.lines)
        board.pen.stroke([bar.exterior], edge)

    def _header(self, board: Board, slot: Slot, row_mm: float, stretch: float) -> None:
        columns, size = self.columns, board.kit.paper.table_pt
        em = size * PT_MM
        middle = slot.y + row_mm / 2
        left = slot.x
        for key, width, anchor in (
            ("index_name", columns.name, "start"),
            ("index_square", columns.square, "middle"),
            ("index_code", columns.code, "start"),
            ("index_households", columns.households, "end"),
            ("chart_answers", columns.answer, "start"),
        ):
            if width:
                at = {"start": _GAP_EM * em, "middle": width * stretch / 2,
                      "end": width * stretch - _GAP_EM * em}[anchor]  # fmt: skip
                said = board.kit.cut(say(key, board.kit.lang), size, width * stretch, "bold")
                board.write(
                    said, left + at, middle, size, Look("accent", face="bold", anchor=anchor)
                )
            left += width * stretch

    def _rails(self, board: Board, x: float, top: float, row_mm: float, line: ChartRow) -> None:
        em = self._em(board)
        drawn = []
        for depth, goes_on in enumerate(line.rails, start=2):
            at = self._rail_x(board, x, depth)
            is_own = depth == line.depth
            ends = top + row_mm if goes_on else top + row_mm / 2
            if goes_on or (is_own and line.is_first):
                drawn.append(shapely.LineString([(at, top), (at, ends)]))
            if is_own and line.is_first:
                y = top + row_mm / 2
                drawn.append(shapely.LineString([(at, y), (at + 0.55 * _INDENT_EM * em, y)]))
        board.pen.stroke(drawn, self._thin(board), cap="butt")

    def _stem(self, board: Board, x: float, top: float, row_mm: float, line: ChartRow) -> None:
        """What leads down from a row to the rows below it."""
        at = self._rail_x(board, x, line.depth + 1)
        begins = top + row_mm / 2 + 0.55 * self._em(board) if line.is_first else top
        stem = shapely.LineString([(at, begins), (at, top + row_mm)])
        board.pen.stroke([stem], self._thin(board), cap="butt")

    def _thin(self, board: Board) -> Stroke:
        return Stroke(board.kit.theme.colours["rule"], 0.12 * board.kit.paper.lines)

    def _texts(
        self, board: Board, line: ChartRow, x: float, middle: float, *, stretch: float, square: str
    ) -> None:
        kit, columns, size = board.kit, self.columns, board.kit.paper.table_pt
        gap = _GAP_EM * size * PT_MM
        right = x + columns.name * stretch
        if line.is_first:
            self._name(board, x, middle, right - 0.5 * gap, line)
            if line.depth == 1 and columns.square:
                board.write(
                    square,
                    right + columns.square * stretch / 2,
                    middle,
                    size,
                    Look(anchor="middle"),
                )
        right += columns.square * stretch
        if line.is_first:
            code = kit.cut(code_of(self.scenery, line), size, columns.code * stretch - 1.5 * gap)
            board.write(code, right + gap, middle, size)
        right += (columns.code + columns.households) * stretch
        if line.is_first:
            board.write(
                f"{households_of(self.scenery, line):,}",
                right - gap,
                middle,
                size,
                Look(anchor="end", face="text" if line.depth > 1 else "bold"),
            )
        if line.answer:
            room = columns.answer * stretch - 1.5 * gap
            board.write(kit.cut(line.answer, size, room), right + gap, middle, size)

    def _name(self, board: Board, x: float, middle: float, right: float, line: ChartRow) -> None:
        kit, size = board.kit, board.kit.paper.table_pt
        at = x + _start(self.columns.bar, kit, line.depth)
        if line.depth > 1:
            board.write(self.scenery.full_path(line.row), at, middle, size, MUTED)
            at += self.columns.paths[line.depth - 2]
        face = "text" if line.depth > 1 else "bold"
        said = kit.cut(label_of(self.scenery, line), size, right - at, face)
        board.write(said, at, middle, size, Look(face=face))


def make_chart(edition: Edition, community: int) -> Chart:
    """Return the chart of one community."""
    lines = tuple(rows_of(edition, community))
    return Chart(edition.scenery, lines, _columns(edition, lines))


def _columns(edition: Edition, lines: tuple[ChartRow, ...]) -> Columns:
    """Columns as wide as what stands in them, names at most `_NAME_EM`."""
    scenery, kit = edition.scenery, edition.kit
    size = kit.paper.table_pt
    em = size * PT_MM
    deepest = max(line.depth for line in lines)
    numbers = [kit.width(str(scenery.number[line.zone]), size, "bold") for line in lines
               if line.zone >= 0]  # fmt: skip
    paths = tuple(
        max(kit.width(scenery.full_path(line.row), size) for line in lines if line.depth == depth)
        + 0.6 * em
        for depth in range(2, deepest + 1)
    )
    bar = max(numbers, default=0.0) + 0.7 * em
    names = []
    for line in lines:
        wide = min(kit.width(label_of(scenery, line), size, "text" if line.depth > 1 else "bold"),
                   _NAME_EM * em)  # fmt: skip
        number = paths[line.depth - 2] if line.depth > 1 else 0.0
        names.append(_start(bar, kit, line.depth) + number + wide)
    answers = [kit.width(line.answer, size) for line in lines if line.answer]

    def column(key: str, widths: list[float]) -> float:
        head = kit.width(say(key, kit.lang), size, "bold")
        return max([head, *widths]) + 2 * _GAP_EM * em

    square = 0.0
    if edition.shows("squares"):
        square = column("index_square", [kit.width("M16", size)])
    codes = [kit.width(code_of(scenery, line), size) for line in lines]
    return Columns(
        bar=bar,
        paths=paths,
        name=column("index_name", names),
        square=square,
        code=column("index_code", codes),
        households=column("index_households", [kit.width("1,234", size)]),
        answer=column("chart_answers", answers) if answers else 0.0,
    )


def _start(bar: float, kit: Kit, depth: int) -> float:
    """Where the texts of a depth begin."""
    em = kit.paper.table_pt * PT_MM
    if depth == 0:
        return _GAP_EM * em
    return bar + ((depth - 1) * _INDENT_EM + _GAP_EM) * em
