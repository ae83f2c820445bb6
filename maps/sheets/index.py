"""The index of a wall sheet: its zones by community, with their map squares, people and pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gridgen.words.say import say
from maps.ink.furniture import Board, Kit
from maps.ink.labels import PT_MM
from maps.ink.scene import Row, Table
from maps.sheets.body import Focus
from maps.sheets.ground import Ground
from maps.sheets.order import Order
from maps.sheets.paper import Slot

_Column = tuple[str, str, float]


@dataclass(frozen=True, slots=True)
class Index:
    """The table of zones: its columns, their widths in mm, and its rows without squares."""

    ground: Ground
    order: Order
    header: tuple[str, ...]
    widths: tuple[float, ...]
    anchors: tuple[str, ...]
    rows: tuple[int, ...]
    """Zones, or -1 - c for the heading of community c."""

    @property
    def width(self) -> float:
        """Of the whole table."""
        return sum(self.widths)

    @property
    def count(self) -> int:
        """How many rows it has."""
        return len(self.rows)

    @property
    def heads(self) -> frozenset[int]:
        """The rows that head those after them."""
        return frozenset(k for k, row in enumerate(self.rows) if row < 0)

    def draw(
        self, board: Board, slot: Slot, row_mm: float, square_of: Mapping[int, str],
        page_of: Mapping[int, int],
    ) -> tuple[Table, ...]:  # fmt: skip
        """Return the rows of a slot as a table, stretched to its width."""
        kit, ground = board.kit, self.ground
        size = kit.paper.table_pt
        widths = tuple(w * slot.width / self.width for w in self.widths)
        room = [w - size * 0.65 * PT_MM for w in widths]
        rows = []
        for row in self.rows[slot.first : slot.first + slot.count]:
            if row < 0:
                home = -1 - row
                said = say("index_community", kit.lang, name=ground.area_name[home],
                           households=f"{int(ground.area_households[home]):,}")  # fmt: skip
                whole = slot.width - size * 0.65 * PT_MM
                rows.append(Row((kit.cut(said, size, whole, "bold"),), spans=True))
                continue
            cells = [square_of.get(row, "–"), str(ground.code[row]), str(ground.label[row]),
                     f"{int(ground.households[row]):,}"]  # fmt: skip
            if self.order.staff:
                head = self.order.staff.head(str(ground.code[row]))
                cells += [head.name, head.phone] if head is not None else ["–", "–"]
            if page_of:
                cells.append(str(page_of.get(row, "–")))
            fitted = tuple(kit.cut(c, size, w) for c, w in zip(cells, room, strict=True))
            rows.append(Row(fitted, link=page_of.get(row, 0)))
        colours = kit.theme.colours
        header = tuple(kit.cut(c, size, w, "bold") for c, w in zip(self.header, room, strict=True))
        table = Table(
            slot.x, slot.y, widths, self.anchors, row_mm, size, header, tuple(rows),
            colours["ink"], colours["accent"], colours["rule"], colours["stripe"],
        )  # fmt: skip
        return (table,)


def make_index(
    ground: Ground, kit: Kit, order: Order, focus: Focus, has_pages: bool = False
) -> Index:
    """Return the index of a focus: zones by community, with people where a staff table is given."""
    size = kit.paper.table_pt
    pad = size * 0.75 * PT_MM
    zones = ground.rows_of(focus.communities)
    zones = [row for row in zones if row in set(focus.zones)]
    zones += [row for row in focus.zones if ground.community[row] < 0]
    rows: list[int] = []
    for row in zones:
        home = int(ground.community[row])
        is_new = not rows or int(ground.community[rows[-1]]) != home
        if len(focus.communities) > 1 and is_new and home >= 0:
            rows.append(-1 - home)
        rows.append(row)

    def widest(texts: Sequence[str], most_em: float) -> float:
        width = max((kit.width(text, size) for text in texts), default=0.0)
        return min(width, most_em * size * PT_MM) + pad

    def column(key: str, anchor: str, texts: Sequence[str], most_em: float) -> _Column:
        head = kit.width(say(key, kit.lang), size, "bold") + pad
        return key, anchor, max(widest(texts, most_em), head)

    columns = [
        column("index_square", "middle", ["M16"], 6),
        column("index_code", "start", [str(ground.code[row]) for row in zones], 10),
        column("index_name", "start", [str(ground.label[row]) for row in zones], 9),
        column("index_households", "end", ["1,234"], 7),
    ]
    if order.staff:
        heads = [order.staff.head(str(ground.code[row])) for row in zones]
        named = [head for head in heads if head is not None]
        columns.append(column("index_head", "start", [head.name for head in named], 6))
        columns.append(column("index_phone", "start", [head.phone for head in named], 9))
    if has_pages:
        columns.append(column("index_page", "end", ["888"], 4))
    return Index(
        ground,
        order,
        tuple(say(key, kit.lang) for key, *_ in columns),
        tuple(width for *_, width in columns),
        tuple(anchor for _, anchor, _ in columns),
        tuple(rows),
    )
