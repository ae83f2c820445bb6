"""What stands beside the map of a board: facts, bounds, who answers, duties, whom to call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gridgen.words.say import say
from maps.ink.fonts import ELLIPSIS
from maps.ink.furniture import draw_qr, draw_slot
from maps.ink.kit import MUTED, Board, Kit, Look
from maps.ink.paper import PT_MM, Slot
from maps.ink.scene import Table, TableRow
from maps.sheets.bounds import Surroundings
from maps.sheets.edition import Edition
from maps.sheets.held import HELD, in_runs
from maps.sheets.order import Order
from maps.sheets.scenery import Entrance
from maps.sheets.staff import Person
from maps.sheets.tables import ROW_EM, make_table
from maps.sheets.zone_map import facts_of, staff_columns, staff_rows

SIZES = (2.3, 2.1, 1.9, 1.7, 1.5, 1.3)
"""Type of the panel, in types of the paper, the first in which everything fits: 18 pt on A3, read
from a metre and a half."""

_DUTIES_TIMES = 0.75
"""Duties may be smaller than the facts, down to this."""

_LINE_EM = 1.45
_GAP_EM = 0.25
_LINES_MOST = 4
_PEOPLE_MOST = 6
_BLANK = 3
"""Lines to fill in by hand where nobody is named."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A word and what it says: pieces with `between` them, where lines may break."""

    word: str
    pieces: tuple[str, ...]
    between: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """The panel of one board in its place, down to `bottom` in mm."""

    board: Board
    order: Order
    slot: Slot
    bottom: float
    facts: tuple[Fact, ...]
    people: tuple[Person, ...]

    @property
    def _kit(self) -> Kit:
        return self.board.kit

    @property
    def size(self) -> float:
        """The type of the panel in points: the largest in which everything fits."""
        room = self._top_of_slots - self.slot.y
        sizes = [times * self._kit.paper.text_pt for times in SIZES]
        return next((size for size in sizes if self._high(size) <= room), sizes[-1])

    @property
    def is_small(self) -> bool:
        """Whether the type had to be smaller than boards are read in."""
        return self.size < SIZES[0] * self._kit.paper.text_pt

    @property
    def _top_of_slots(self) -> float:
        if not (self.order.qr or self.order.slots):
            return self.bottom
        return self.bottom - self._side - 2 * self._kit.paper.lines

    @property
    def _side(self) -> float:
        return float(36 * self._kit.paper.lines**0.9)

    def draw(self) -> list[Table]:
        """Draw facts, people and duties from the top, whom to call and slots from the bottom.

        Returns
        -------
        What stands in tables.
        """
        size = self.size
        foot = self._call(self._slots(), size)
        y = self._facts(size)
        table = self._table(y, size)
        self._duties(y + table.height + 0.8 * size * PT_MM, foot, size)
        return [table]

    def _high(self, size: float) -> float:
        """The height of all of it in mm, slots apart, with the duties in their smallest type."""
        em = size * PT_MM
        facts = sum(len(lines) * _LINE_EM + _GAP_EM for _, lines in self._lines(size)) + 0.4
        people = (len(self.people) or _BLANK) * ROW_EM + ROW_EM + 0.8
        duties = _LINE_EM * em + self._duties_high(size * _DUTIES_TIMES)
        call = 1.9 if self.order.phone else 0.0
        return (facts + people + call) * em + (duties if self.order.duties else 0.0)

    def _lines(self, size: float) -> list[tuple[str, list[str]]]:
        wide = self.slot.width - self._indent(size)
        return [
            (fact.word, filled(self._kit, fact.pieces, size, wide, fact.between))
            for fact in self.facts
        ]

    def _indent(self, size: float) -> float:
        return max(self._kit.width(fact.word, size) for fact in self.facts) + size * PT_MM

    def _facts(self, size: float) -> float:
        """Write words and what they say; return where the panel goes on."""
        em, x, y = size * PT_MM, self.slot.x, self.slot.y
        for word, lines in self._lines(size):
            self.board.write(word, x, y + 0.5 * em, size, MUTED)
            for line in lines:
                self.board.write(line, x + self._indent(size), y + 0.5 * em, size)
                y += _LINE_EM * em
            y += _GAP_EM * em
        return y + 0.4 * em

    def _table(self, y: float, size: float) -> Table:
        """Duty, name and phone; blank lines to fill in by hand where nobody is named."""
        lang = self._kit.lang
        rows = staff_rows(self.people) or [
            TableRow((say(f"board_role_{k}", lang), "", "")) for k in range(1, _BLANK + 1)
        ]
        columns = staff_columns(lang, self.slot.width, (0.29, 0.27, 0.44))
        return make_table(self._kit, Slot(self.slot.x, y, self.slot.width), columns, rows,
                          size_pt=size)  # fmt: skip

    def _duties(self, y: float, foot: float, size: float) -> None:
        """Write the duties in the largest type in which all fit; in the smallest they are cut."""
        kit, em = self._kit, size * PT_MM
        if not self.order.duties:
            return
        look = Look("accent", face="bold")
        self.board.write(say("board_duties", kit.lang), self.slot.x, y + 0.5 * em, size, look)
        y += _LINE_EM * em
        least = size * _DUTIES_TIMES
        while size > least and self._duties_high(size) > foot - y:
            size = max(least, size - 0.5)
        lines = self._duty_lines(size)
        most = max(1, int((foot - y + 0.01) // (_LINE_EM * size * PT_MM)))
        for line in _shortened(kit, lines, most, size, self.slot.width):
            self.board.write(line, self.slot.x, y + 0.5 * size * PT_MM, size)
            y += _LINE_EM * size * PT_MM

    def _duty_lines(self, size: float) -> list[str]:
        width = self.slot.width
        return [line for duty in self.order.duties for line in self._kit.wrap(duty, size, width)]

    def _duties_high(self, size: float) -> float:
        return len(self._duty_lines(size)) * _LINE_EM * size * PT_MM

    def _call(self, bottom: float, size: float) -> float:
        """Write whom to call above what stands at the bottom; return where the panel ends."""
        if not self.order.phone:
            return bottom
        em = size * PT_MM
        said = say("board_phone", self._kit.lang, phone=self.order.phone)
        cut = self._kit.cut(said, size, self.slot.width, "bold")
        self.board.write(cut, self.slot.x, bottom - 0.7 * em, size, Look("accent", face="bold"))
        return bottom - 1.9 * em

    def _slots(self) -> float:
        """Draw the QR code, and an empty slot for a photo where asked for; return their top."""
        slot, side = self.slot, self._side
        top = self.bottom - side
        if self.order.slots:
            photo = (slot.x, top, side * 0.75, side)
            draw_slot(self.board, photo, say("sheet_photo", self._kit.lang))
        if self.order.qr or self.order.slots:
            draw_qr(self.board, slot.x + slot.width - side, top, side, self.order.qr)
        return self._top_of_slots


def panel_of(
    board: Board, edition: Edition, surroundings: Surroundings, slot: Slot, bottom: float,
    about: tuple[int, Entrance | None],
) -> Panel:  # fmt: skip
    """Return the panel of a zone, or of an entrance in it.

    Parameters
    ----------
    board
        Of the page.
    edition, surroundings
        What is printed of the plan.
    slot, bottom
        The corner, the width and the lower edge of the panel in mm.
    about
        The row of the zone; and the entrance, None for the board of the zone itself.
    """
    row, entrance = about
    staff, code = edition.order.staff, str(edition.scenery.code[row])
    people = staff.people(entrance.building) if entrance is not None else ()
    people = (*people, *staff.people(code))[:_PEOPLE_MOST]
    facts = _told(edition, surroundings, row, entrance)
    return Panel(board, edition.order, slot, bottom, tuple(facts), people)


def _told(
    edition: Edition, surroundings: Surroundings, row: int, entrance: Entrance | None
) -> list[Fact]:
    """What is said of a zone, its bounds and what lies in it; of an entrance less."""
    scenery, lang = edition.scenery, edition.lang
    told = [Fact(word, (value,)) for word, value in facts_of(scenery, lang, row)]
    if entrance is not None:
        own = Fact(say("board_entrance", lang), (f"{entrance.households:,}",))
        return [Fact(say("board_grid", lang), (scenery.full_name(row),)), *told, own]
    if bounds := surroundings.bounds(row, lang):
        between = say("board_between_bounds", lang)
        told.append(Fact(say("board_bounds", lang), tuple(bounds), between))
    for key in HELD:
        names = scenery.held[row].get(key, ())
        whole = in_runs([name for name, is_whole in names if is_whole])
        parts = [say("board_part", lang, name=name) for name, is_whole in names if not is_whole]
        if whole or parts:
            pieces = (*whole, *parts)
            told.append(Fact(say(f"board_{key}", lang), pieces, say("board_between", lang)))
    return told


def filled(
    kit: Kit, pieces: Sequence[str], size: float, width: float, between: str
) -> list[str]:  # fmt: skip
    """Return lines that break between pieces; the last of them ends in "…" where more follow.

    Parameters
    ----------
    kit
        The face of the text.
    pieces
        At least one.
    size, width
        Of the type in points, and of the lines in mm.
    between
        What stands between two pieces, at the end of a line too.
    """
    lines = [""]
    for number, piece in enumerate(pieces):
        said = piece if number == len(pieces) - 1 else piece + between
        if lines[-1] and kit.width((lines[-1] + said).rstrip(), size) > width:
            lines.append("")
        lines[-1] += said
    cut = [kit.cut(line.rstrip(), size, width) for line in lines]
    return _shortened(kit, cut, _LINES_MOST, size, width)


def _shortened(
    kit: Kit, lines: Sequence[str], most: int, size: float, width: float
) -> list[str]:  # fmt: skip
    """The first lines, the last of them with an ellipsis where more follow."""
    if len(lines) <= most:
        return list(lines)
    room = width - kit.width(ELLIPSIS, size)
    last = kit.cut(lines[most - 1], size, room).removesuffix(ELLIPSIS)
    return [*lines[: most - 1], last + ELLIPSIS]
