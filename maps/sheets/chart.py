"""The levels of one community as a chart: a tree of rows, in the colours of the map beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import shapely

from gridgen.words.say import level_name, say
from maps.ink.drawing import SPECIAL
from maps.ink.furniture import Board, Kit, draw_fill, hatch, head_mm
from maps.ink.labels import PT_MM
from maps.ink.scene import Table
from maps.ink.theme import Fill, Stroke
from maps.sheets.ground import Ground
from maps.sheets.order import Order
from maps.sheets.paper import Slot

_NAME_EM = 16.0
_WHOLE = 12
"""Zones of up to so many rows are not broken over columns."""

_INDENT_EM = 1.3
_GAP_EM = 0.45


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the chart.

    `depth` is 0 for the community, 1 for zones of the drawn level, 2 and more for what lies in
    them; `row` is a row of these. What has several who answer has a line for each: only the
    `is_first` says the rest. `rails` tells for each depth from 2 whether the branch goes on below,
    `holds` whether anything lies in it.
    """

    depth: int
    row: int
    zone: int
    answer: str
    is_first: bool
    rails: tuple[bool, ...]
    holds: bool


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

    ground: Ground
    lines: tuple[Line, ...]
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

    def draw(
        self, board: Board, slot: Slot, row_mm: float, square_of: Mapping[int, str],
        page_of: Mapping[int, int],
    ) -> tuple[Table, ...]:  # fmt: skip
        """Draw the rows of a slot, stretched to its width; no page is led to."""
        del page_of
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
            self._texts(board, slot.x, top + row_mm / 2, stretch, line, square_of)
        return ()

    def _em(self, board: Board) -> float:
        return board.kit.paper.table_pt * PT_MM

    def _rail_x(self, board: Board, x: float, depth: int) -> float:
        return x + self.columns.bar + (depth - 2 + 0.65) * _INDENT_EM * self._em(board)

    def _ground(self, board: Board, slot: Slot, row_mm: float, lines: tuple[Line, ...]) -> None:
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
                board.write(str(self.ground.number[zone]), x + self.columns.bar / 2,
                            top + row_mm / 2, size, anchor="middle", face="bold")  # fmt: skip
            first += count

    def _bar(self, board: Board, bar: shapely.Polygon, zone: int) -> None:
        kit, ground = board.kit, self.ground
        is_drawn = ground.shape[zone] is not None
        plain = Fill(kit.theme.colours["paper"])
        fill = kit.theme.fill(int(ground.colour[zone])) if is_drawn else plain
        # No hatching under the number.
        em = self._em(board)
        x, top = bar.bounds[0], bar.bounds[1]
        number = shapely.box(x + 0.1 * em, top + 0.2 * em, x + self.columns.bar - 0.1 * em,
                             top + 1.4 * em)  # fmt: skip
        draw_fill(board, [bar], fill, number)
        if ground.kind[zone] == SPECIAL:
            stroke = Stroke(kit.theme.colours["special"], 0.16 * kit.paper.lines)
            lines = [line.difference(number) for line in hatch(bar, 1.8 * kit.paper.lines)]
            board.pen.stroke(lines, stroke, cap="butt")
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
                board.write(said, left + at, middle, size, colour="accent", face="bold",
                            anchor=anchor)  # fmt: skip
            left += width * stretch

    def _rails(self, board: Board, x: float, top: float, row_mm: float, line: Line) -> None:
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

    def _stem(self, board: Board, x: float, top: float, row_mm: float, line: Line) -> None:
        """What leads down from a row to the rows below it."""
        at = self._rail_x(board, x, line.depth + 1)
        begins = top + row_mm / 2 + 0.55 * self._em(board) if line.is_first else top
        stem = shapely.LineString([(at, begins), (at, top + row_mm)])
        board.pen.stroke([stem], self._thin(board), cap="butt")

    def _thin(self, board: Board) -> Stroke:
        return Stroke(board.kit.theme.colours["rule"], 0.12 * board.kit.paper.lines)

    def _texts(
        self, board: Board, x: float, middle: float, stretch: float, line: Line,
        square_of: Mapping[int, str],
    ) -> None:  # fmt: skip
        kit, columns, size = board.kit, self.columns, board.kit.paper.table_pt
        gap = _GAP_EM * size * PT_MM
        right = x + columns.name * stretch
        if line.is_first:
            self._name(board, x, middle, right - 0.5 * gap, line)
            if line.depth == 1 and columns.square:
                board.write(square_of.get(line.row, "–"), right + columns.square * stretch / 2,
                            middle, size, anchor="middle")  # fmt: skip
        right += columns.square * stretch
        if line.is_first:
            code = kit.cut(_code(self.ground, line), size, columns.code * stretch - 1.5 * gap)
            board.write(code, right + gap, middle, size)
        right += (columns.code + columns.households) * stretch
        if line.is_first:
            board.write(f"{_households(self.ground, line):,}", right - gap, middle, size,
                        anchor="end", face="text" if line.depth > 1 else "bold")  # fmt: skip
        if line.answer:
            room = columns.answer * stretch - 1.5 * gap
            board.write(kit.cut(line.answer, size, room), right + gap, middle, size)

    def _name(self, board: Board, x: float, middle: float, right: float, line: Line) -> None:
        kit, size = board.kit, board.kit.paper.table_pt
        at = x + _start(self.columns, kit, line.depth)
        if line.depth > 1:
            board.write(self.ground.full_path(line.row), at, middle, size, colour="muted")
            at += self.columns.paths[line.depth - 2]
        face = "text" if line.depth > 1 else "bold"
        said = kit.cut(_label(self.ground, line), size, right - at, face)
        board.write(said, at, middle, size, face=face)


def make_chart(ground: Ground, kit: Kit, order: Order, area: int) -> Chart:
    """Return the chart of one community."""
    lines = tuple(_lines(ground, order, area, kit.lang))
    return Chart(ground, lines, _columns(ground, kit, lines))


def _columns(ground: Ground, kit: Kit, lines: tuple[Line, ...]) -> Columns:
    """Columns as wide as what stands in them, names at most `_NAME_EM`."""
    size = kit.paper.table_pt
    em = size * PT_MM
    deepest = max(line.depth for line in lines)
    numbers = [kit.width(str(ground.number[line.zone]), size, "bold") for line in lines
               if line.zone >= 0]  # fmt: skip
    paths = tuple(
        max(kit.width(ground.full_path(line.row), size) for line in lines if line.depth == depth)
        + 0.6 * em
        for depth in range(2, deepest + 1)
    )
    bare = Columns(max(numbers, default=0.0) + 0.7 * em, paths, 0, 0, 0, 0, 0)
    names = []
    for line in lines:
        wide = min(kit.width(_label(ground, line), size, "text" if line.depth > 1 else "bold"),
                   _NAME_EM * em)  # fmt: skip
        number = paths[line.depth - 2] if line.depth > 1 else 0.0
        names.append(_start(bare, kit, line.depth) + number + wide)
    answers = [kit.width(line.answer, size) for line in lines if line.answer]

    def column(key: str, widths: list[float]) -> float:
        head = kit.width(say(key, kit.lang), size, "bold")
        return max([head, *widths]) + 2 * _GAP_EM * em

    return Columns(
        bare.bar, paths, column("index_name", names),
        column("index_square", [kit.width("M16", size)]) if "squares" in kit.theme.furniture else 0,
        column("index_code", [kit.width(_code(ground, line), size) for line in lines]),
        column("index_households", [kit.width("1,234", size)]),
        column("chart_answers", answers) if answers else 0.0,
    )  # fmt: skip


def _start(columns: Columns, kit: Kit, depth: int) -> float:
    """Where the texts of a depth begin."""
    em = kit.paper.table_pt * PT_MM
    if depth == 0:
        return _GAP_EM * em
    return columns.bar + ((depth - 1) * _INDENT_EM + _GAP_EM) * em


def _lines(ground: Ground, order: Order, area: int, lang: str) -> Iterator[Line]:
    below: dict[tuple[int, int], list[int]] = {}
    parts = ground.parts
    for row, (zone, parent) in enumerate(
        zip(parts.zone.tolist(), parts.parent.tolist(), strict=True)
    ):
        below.setdefault((zone, parent), []).append(row)

    def said(depth: int, row: int, zone: int, rails: tuple[bool, ...]) -> Iterator[Line]:
        holds = (zone, row if depth > 1 else -1) in below
        first = Line(depth, row, zone, "", True, rails, holds)
        answers = answer_lines(ground, order, _code(ground, first), lang) or [""]
        for k, answer in enumerate(answers):
            yield replace(first, answer=answer, is_first=k == 0)

    def inside(zone: int, parent: int, rails: tuple[bool, ...]) -> Iterator[Line]:
        own = sorted(below.get((zone, parent), []), key=lambda row: str(parts.code[row]))
        for row in own:
            here = (*rails, row != own[-1])
            yield from said(len(here) + 1, row, zone, here)
            yield from inside(zone, row, here)

    yield from said(0, area, -1, ())
    for zone in ground.rows_of([area]):
        yield from said(1, zone, zone, ())
        yield from inside(zone, -1, ())


def _code(ground: Ground, line: Line) -> str:
    codes = {0: ground.area_code, 1: ground.code}.get(line.depth, ground.parts.code)
    return str(codes[line.row])


def _label(ground: Ground, line: Line) -> str:
    labels = {0: ground.area_name, 1: ground.label}.get(line.depth, ground.parts.label)
    return str(labels[line.row])


def _households(ground: Ground, line: Line) -> int:
    counts = {0: ground.area_households, 1: ground.households}
    return int(counts.get(line.depth, ground.parts.households)[line.row])


def answer_lines(ground: Ground, order: Order, code: str, lang: str) -> list[str]:
    """Return who answers for a code, a line each: role and work phone, never a name or an id.

    A staff table goes before the people of the plan. Those without a phone are counted.
    """
    people = order.staff.people(code)
    if people:
        return [said for person in people if (said := f"{person.role} {person.phone}".strip())]
    answers = ground.answers.get(code, ()) if order.people else ()
    lines = [f"{answer.role[lang]} {answer.phone}" for answer in answers if answer.phone]
    for is_vacant in (False, True):
        silent = Counter(
            answer.role[lang] for answer in answers
            if answer.is_vacant == is_vacant and not answer.phone
        )  # fmt: skip
        word = "vacant" if is_vacant else "several"
        for role, number in silent.items():
            key = f"chart_{word}_one" if number == 1 else f"chart_{word}"
            lines.append(say(key, lang, role=role, number=number))
    return lines


# --- totals --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Total:
    """One level inside a community: how many zones it has, and their households."""

    level: str
    zones: int
    households: int


def totals_of(ground: Ground, area: int) -> list[Total]:
    """Return a total for the community, for its zones, and for each further level that it has."""
    zones = ground.rows_of([area])
    found = [Total("communities", 1, int(ground.area_households[area]))]
    if zones:
        found.append(Total(ground.level, len(zones), int(ground.households[zones].sum())))
    parts = ground.parts
    own = np.isin(parts.zone, zones)
    for level in dict.fromkeys(parts.level[own].tolist()):
        rows = own & (parts.level == level)
        found.append(Total(level, int(rows.sum()), int(parts.households[rows].sum())))
    return found


def totals_mm(kit: Kit, totals: list[Total]) -> float:
    """Return the height of the block of totals."""
    return head_mm(kit) + len(totals) * 1.6 * kit.paper.text_pt * PT_MM


def draw_totals(board: Board, x: float, y: float, width: float, totals: list[Total]) -> None:
    """Write the totals of the levels one below the other: zones, and households that add up."""
    kit = board.kit
    size = kit.paper.text_pt * 0.92
    em = kit.paper.text_pt * PT_MM
    down = board.head(say("chart_totals", kit.lang), x, y, width)
    zones_x = x + width - max(
        kit.width(say("map_household_count", kit.lang, n=f"{total.households:,}"), size)
        for total in totals
    ) - 1.5 * em  # fmt: skip
    for total in totals:
        middle = down + 0.8 * em
        number = f"{total.zones:,}"
        room = zones_x - kit.width(number, size) - x - 0.6 * em
        board.write(kit.cut(level_name(total.level, kit.lang), size, room), x, middle, size)
        board.write(number, zones_x, middle, size, anchor="end")
        households = say("map_household_count", kit.lang, n=f"{total.households:,}")
        board.write(households, x + width, middle, size, anchor="end")
        down += 1.6 * em
