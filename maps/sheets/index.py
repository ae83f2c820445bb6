"""The index of a wall sheet: its zones by community, with their map squares, people and pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gridgen.words.say import say
from maps.ink.kit import Board
from maps.ink.paper import PT_MM, Slot
from maps.ink.scene import Table, TableRow
from maps.sheets.edition import Edition
from maps.sheets.extract import Focus
from maps.sheets.guide import Guide
from maps.sheets.order import Order
from maps.sheets.scenery import Scenery
from maps.sheets.tables import Column, make_table


@dataclass(frozen=True, slots=True)
class ZoneIndex:
    """The table of zones: its columns as wide as they want to be, and its rows without squares."""

    scenery: Scenery
    order: Order
    columns: tuple[Column, ...]
    rows: tuple[int, ...]
    """Zones, or -1 - c for the heading of community c."""

    @property
    def width(self) -> float:
        """Of the whole table."""
        return sum(column.width for column in self.columns)

    @property
    def count(self) -> int:
        """How many rows it has."""
        return len(self.rows)

    @property
    def heads(self) -> frozenset[int]:
        """The rows that head those after them."""
        return frozenset(k for k, row in enumerate(self.rows) if row < 0)

    def draw(self, board: Board, slot: Slot, row_mm: float, guide: Guide) -> tuple[Table, ...]:
        """Return the rows of a slot as a table, stretched to its width.

        Parameters
        ----------
        board
            Of the sheet; nothing is drawn on it.
        slot
            Corner and width in mm, and which rows.
        row_mm
            The height of a row and of the header.
        guide
            The square and the page of each zone.
        """
        kit = board.kit
        whole = self.width
        columns = [replace(c, width=c.width * slot.width / whole) for c in self.columns]
        shown = self.rows[slot.first : slot.first + slot.count]
        rows = [
            self._zone(row, guide) if row >= 0 else self._heading(-1 - row, kit.lang)
            for row in shown
        ]
        size = kit.paper.table_pt
        return (make_table(kit, slot, columns, rows, size_pt=size, row_mm=row_mm),)

    def _heading(self, community: int, lang: str) -> TableRow:
        scenery = self.scenery
        said = say("index_community", lang, name=scenery.community_name[community],
                   households=f"{int(scenery.community_households[community]):,}")  # fmt: skip
        return TableRow((said,), spans=True)

    def _zone(self, row: int, guide: Guide) -> TableRow:
        scenery = self.scenery
        cells = [guide.square_of.get(row, "–"), str(scenery.code[row]), str(scenery.label[row]),
                 f"{int(scenery.households[row]):,}"]  # fmt: skip
        if self.order.staff:
            head = self.order.staff.head(str(scenery.code[row]))
            cells += [head.name, head.phone] if head is not None else ["–", "–"]
        if guide.page_of:
            cells.append(str(guide.page_of.get(row, "–")))
        return TableRow(tuple(cells), link=guide.page_of.get(row, 0))


def make_index(edition: Edition, focus: Focus, has_pages: bool = False) -> ZoneIndex:
    """Return the index of a focus: zones by community, with people where a staff table is given.

    Parameters
    ----------
    edition
        What is printed, with its type of tables.
    focus
        What the sheet is about; of several communities each has a heading.
    has_pages
        Whether zones have pages of their own, which a last column names.
    """
    scenery, kit, order = edition.scenery, edition.kit, edition.order
    rows = _rows(scenery, focus)
    zones = [row for row in rows if row >= 0]
    size = kit.paper.table_pt
    pad = size * 0.75 * PT_MM

    def column(key: str, anchor: str, texts: Sequence[str], most_em: float) -> Column:
        said = say(key, edition.lang)
        widest = max((kit.width(text, size) for text in texts), default=0.0)
        width = min(widest, most_em * size * PT_MM) + pad
        return Column(said, max(width, kit.width(said, size, "bold") + pad), anchor)

    columns = [
        column("index_square", "middle", ["M16"], 6),
        column("index_code", "start", [str(scenery.code[row]) for row in zones], 10),
        column("index_name", "start", [str(scenery.label[row]) for row in zones], 9),
        column("index_households", "end", ["1,234"], 7),
    ]
    if order.staff:
        heads = [order.staff.head(str(scenery.code[row])) for row in zones]
        named = [head for head in heads if head is not None]
        columns.append(column("index_head", "start", [head.name for head in named], 6))
        columns.append(column("index_phone", "start", [head.phone for head in named], 9))
    if has_pages:
        columns.append(column("index_page", "end", ["888"], 4))
    return ZoneIndex(scenery, order, tuple(columns), tuple(rows))


def _rows(scenery: Scenery, focus: Focus) -> list[int]:
    """Zones by community, those of no community last; headings where there are several."""
    own = set(focus.zones)
    zones = [row for row in scenery.rows_of(focus.communities) if row in own]
    zones += [row for row in focus.zones if scenery.community[row] < 0]
    rows: list[int] = []
    for row in zones:
        home = int(scenery.community[row])
        is_new = not rows or int(scenery.community[rows[-1]]) != home
        if len(focus.communities) > 1 and is_new and home >= 0:
            rows.append(-1 - home)
        rows.append(row)
    return rows
