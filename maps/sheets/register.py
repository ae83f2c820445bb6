"""The register: tables of all grids by village, with people where a staff table is given."""

from __future__ import annotations

from gridgen.words.say import say
from maps.ink.furniture import Board, Kit
from maps.ink.labels import PT_MM
from maps.ink.scene import Row, Scene, Table
from maps.sheets.ground import Ground
from maps.sheets.order import Order
from maps.sheets.pages import Chosen, Printed, finish, title_of
from maps.sheets.paper import BINDING_MM, MARGIN_MM
from maps.sheets.preflight import check_staff
from maps.sheets.wall import draw_foot, draw_paper

_SHARES = (0.07, 0.24, 0.25, 0.1, 0.14, 0.2)
_KEYS = ("page_number", "index_code", "index_name", "index_households", "index_head", "index_phone")


def make_register(ground: Ground, kit: Kit, order: Order, chosen: Chosen) -> Printed:
    """Lay out upright pages of tables: a heading for each village, its grids, the next village."""
    title = title_of(ground, order, chosen)
    rows = _rows(ground, kit, order, chosen)
    paper = kit.paper
    em = paper.text_pt * PT_MM
    size = paper.table_pt * 1.25
    row_mm = size * PT_MM * 1.75
    left, right = BINDING_MM, paper.width - MARGIN_MM
    top = MARGIN_MM + paper.title_pt * PT_MM * 1.5
    foot = (left, paper.height - MARGIN_MM - 3.6 * em, right, paper.height - MARGIN_MM)
    per = max(3, int((foot[1] - top - em) // row_mm) - 1)
    scenes: list[Scene] = []
    first = 0
    while first < len(rows) or not scenes:
        count = min(per, len(rows) - first)
        if first + count < len(rows) and count > 1 and rows[first + count - 1].spans:
            count -= 1  # a heading stands above what it heads
        board = Board(kit)
        draw_paper(board, paper.width, paper.height, order.bleed)
        board.write(kit.cut(title, paper.title_pt * 0.8, right - left, "title"),
                    (left + right) / 2, MARGIN_MM + paper.title_pt * PT_MM * 0.6,
                    paper.title_pt * 0.8, colour="accent", anchor="middle", face="title",
                    heading=True)  # fmt: skip
        draw_foot(board, foot, order)
        number = say("page_of", kit.lang, number=len(scenes) + 1)
        board.write(number, right, foot[1] + 3.0 * em * 0.92, paper.text_pt * 0.92,
                    colour="muted", anchor="end")  # fmt: skip
        table = _table(kit, left, top, right - left, rows[first : first + count], size, row_mm)
        scenes.append(
            Scene(
                paper.width, paper.height, board.pen.drawing(), tuple(board.texts), (table,), title
            )
        )
        first += max(count, 1)
    findings = check_staff(order.staff, ground, chosen.zones, paper.name)
    return finish(scenes, kit, order, title, findings)


def _rows(ground: Ground, kit: Kit, order: Order, chosen: Chosen) -> list[Row]:
    rows: list[Row] = []
    for area in chosen.communities:
        own = [row for row in ground.rows_of([area]) if row in set(chosen.zones)]
        said = say("register_community", kit.lang, name=ground.area_name[area],
                   code=ground.area_code[area], grids=len(own),
                   households=f"{int(ground.households[own].sum()):,}")  # fmt: skip
        rows.append(Row((said,), spans=True))
        for number, row in enumerate(own, start=1):
            head = order.staff.head(str(ground.code[row]))
            rows.append(
                Row((str(number), str(ground.code[row]), str(ground.label[row]),
                     f"{int(ground.households[row]):,}", head.name if head else "",
                     head.phone if head else ""))
            )  # fmt: skip
    return rows


def _table(
    kit: Kit, x: float, y: float, width: float, rows: list[Row], size: float, row_mm: float
) -> Table:
    widths = [width * share for share in _SHARES]
    room = [w - size * 0.65 * PT_MM for w in widths]
    colours = kit.theme.colours
    fitted = [
        Row((kit.cut(row.cells[0], size, width - size * 0.65 * PT_MM, "bold"),), spans=True)
        if row.spans
        else Row(tuple(kit.cut(c, size, w) for c, w in zip(row.cells, room, strict=True)))
        for row in rows
    ]
    header = tuple(
        kit.cut(say(key, kit.lang), size, w, "bold") for key, w in zip(_KEYS, room, strict=True)
    )
    return Table(
        x, y, tuple(widths), ("end", "start", "start", "middle", "start", "start"), row_mm, size,
        header, tuple(fitted), colours["ink"], colours["accent"], colours["rule"],
        colours["stripe"],
    )  # fmt: skip
