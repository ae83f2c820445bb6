"""Notice boards: one page to hang up for each grid, or for each entrance of a building."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gridgen.model.errors import PrintError
from gridgen.words.say import say
from maps.ink.furniture import Board, Kit, draw_qr, draw_slot
from maps.ink.labels import PT_MM
from maps.ink.scene import Scene, Table
from maps.sheets.ground import Entrance, Ground
from maps.sheets.order import Order
from maps.sheets.pages import Chosen, Printed, Scope, finish, title_of
from maps.sheets.paper import BINDING_MM, MARGIN_MM
from maps.sheets.preflight import check_staff
from maps.sheets.staff import Person
from maps.sheets.wall import draw_foot, draw_paper
from maps.sheets.zone_map import draw_zone, facts_of, make_table, staff_rows


def make_boards(ground: Ground, kit: Kit, order: Order, chosen: Chosen) -> Printed:
    """Lay out a board for each grid that was chosen, or for each entrance in these grids."""
    wanted: list[tuple[int, Entrance | None]]
    if chosen.scope is Scope.BUILDING:
        own = set(chosen.zones)
        wanted = [
            (entrance.zone, entrance) for entrance in ground.entrances if entrance.zone in own
        ]
        if not wanted:
            raise PrintError(
                "The households name no building, so there are no boards of buildings. Give the "
                "households a column `building` (楼栋), or print boards of grids: --form board."
            )
    else:
        wanted = [(row, None) for row in chosen.zones]
    scenes = [_page(ground, kit, order, row, entrance) for row, entrance in wanted]
    rows = list(dict.fromkeys(row for row, _ in wanted))
    title = order.title or title_of(ground, order, chosen)
    findings = check_staff(order.staff, ground, rows, kit.paper.name)
    return finish(scenes, kit, order, title, findings)


def _page(ground: Ground, kit: Kit, order: Order, row: int, entrance: Entrance | None) -> Scene:
    paper = kit.paper
    width, height = paper.height, paper.width  # boards lie: map left, people right
    board = Board(kit)
    draw_paper(board, width, height, order.bleed)
    left, right = BINDING_MM, width - MARGIN_MM
    em = paper.text_pt * PT_MM
    name = ground.full_name(row)
    heading = name if entrance is None else f"{entrance.building} {entrance.stairway}".strip()
    size = paper.title_pt
    top = MARGIN_MM + size * PT_MM * 1.5 + 2.2 * em
    said = order.title or say("board_title", kit.lang)
    board.write(said, left, MARGIN_MM + 0.7 * em, paper.text_pt * 1.2, colour="muted", face="bold")
    board.write(kit.cut(heading, size, right - left, "title"), left,
                MARGIN_MM + 1.9 * em + size * PT_MM * 0.6, size, colour="accent", face="title",
                heading=True)  # fmt: skip
    foot = (left, height - MARGIN_MM - 3.6 * em, right, height - MARGIN_MM)
    bottom = foot[1] - 0.6 * em
    middle = left + (right - left) * 0.56
    field = (left, top, middle, bottom)
    zone_map = draw_zone(board, ground, field, row, points=False)
    if entrance is not None:
        x, y = zone_map.view.to_mm(np.array([entrance.xy]))[0].tolist()
        if field[0] < x < field[2] and field[1] < y < field[3]:
            colours = kit.theme.colours
            board.pen.dots(np.array([[x, y]]), colours["paper"], 3.4 * paper.lines)
            board.pen.dots(np.array([[x, y]]), colours["marked"], 2.4 * paper.lines)
    x, panel = middle + 5 * paper.lines**0.7, right - middle - 5 * paper.lines**0.7
    text = paper.text_pt * 1.7
    y = top
    facts = facts_of(ground, kit, row)
    if entrance is not None:
        facts = [(say("board_grid", kit.lang), name), *facts]
        facts.append((say("board_entrance", kit.lang), f"{entrance.households:,}"))
    for word, value in facts:
        board.write(word, x, y + 0.5 * text * PT_MM, text, colour="muted")
        board.write(kit.cut(value, text, panel * 0.68, "bold"), right, y + 0.5 * text * PT_MM, text,
                    anchor="end", face="bold")  # fmt: skip
        y += 1.9 * text * PT_MM
    y += 0.8 * em
    people = order.staff.people(entrance.building) if entrance is not None else ()
    people = (*people, *order.staff.people(str(ground.code[row])))
    slot = min(42 * paper.lines**0.9, (bottom - y) * 0.36)
    table = _people(kit, x, y, panel, people, (bottom - y - slot - 3 * em))
    y = bottom - slot
    if order.slots:
        draw_slot(board, (x, y, slot * 0.75, slot), say("sheet_photo", kit.lang))
    if order.qr or order.slots:
        draw_qr(board, right - slot, y, slot, order.qr)
    if order.phone:
        said = say("board_phone", kit.lang, phone=order.phone)
        board.write(kit.cut(said, text, panel, "bold"), x, y - 1.2 * em, text, face="bold",
                    colour="accent")  # fmt: skip
    draw_foot(board, foot, order)
    return Scene(width, height, board.pen.drawing(), tuple(board.texts), (table,), heading)


def _people(
    kit: Kit, x: float, y: float, width: float, people: Sequence[Person], room: float
) -> Table:
    """Duty, name and phone in large type; blank lines to fill in by hand where nobody is named."""
    header = [say(key, kit.lang) for key in ("page_role", "page_name", "index_phone")]
    shares = [width * share for share in (0.3, 0.27, 0.43)]
    size = kit.paper.table_pt * 2.1
    most = max(2, int(room // (size * PT_MM * 1.75)) - 1)
    rows = staff_rows(people[:most])
    if not rows:
        rows = [((say(f"board_role_{k}", kit.lang), "", ""), 0) for k in (1, 2, 3)]
    return make_table(kit, x, y, shares, header, rows, size_pt=size)
