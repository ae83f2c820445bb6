"""Notice boards: one page to hang up for each grid, or for each entrance of a building."""

from __future__ import annotations

import numpy as np

from gridgen.model.errors import PrintError
from gridgen.words.say import say
from maps.ink.furniture import draw_qr, draw_slot
from maps.ink.kit import MUTED, Look
from maps.ink.paper import PT_MM, Box, Slot
from maps.ink.scene import Scene, Table, TableRow
from maps.sheets.edition import Edition
from maps.sheets.layout import MARGIN_MM
from maps.sheets.leaf import Leaf
from maps.sheets.pages import Chosen, Printed, Scope, finish, title_of
from maps.sheets.preflight import check_staff
from maps.sheets.scenery import Entrance
from maps.sheets.tables import ROW_EM, make_table
from maps.sheets.zone_map import ZoneMap, draw_zone, facts_of, staff_columns, staff_rows


def make_boards(edition: Edition, chosen: Chosen) -> Printed:
    """Lay out a board for each grid that was chosen, or for each entrance in these grids."""
    order, scenery = edition.order, edition.scenery
    wanted: list[tuple[int, Entrance | None]]
    if chosen.scope is Scope.BUILDING:
        own = set(chosen.zones)
        wanted = [
            (entrance.zone, entrance) for entrance in scenery.entrances if entrance.zone in own
        ]
        if not wanted:
            raise PrintError(
                "The households name no building, so there are no boards of buildings. Give the "
                "households a column `building` (楼栋), or print boards of grids: --form board."
            )
    else:
        wanted = [(row, None) for row in chosen.zones]
    scenes = [_page(edition, row, entrance) for row, entrance in wanted]
    rows = list(dict.fromkeys(row for row, _ in wanted))
    title = order.title or title_of(edition, chosen)
    findings = check_staff(order.staff, scenery, rows, edition.kit.paper.name)
    return finish(edition, scenes, title, findings)


def _page(edition: Edition, row: int, entrance: Entrance | None) -> Scene:
    paper, order = edition.kit.paper, edition.order
    leaf = Leaf.of(edition, is_wide=True)  # boards lie: map left, people right
    em = paper.text_pt * PT_MM
    name = edition.scenery.full_name(row)
    heading = name if entrance is None else f"{entrance.building} {entrance.stairway}".strip()
    _head(leaf, order.title or say("board_title", edition.lang), heading)
    top = MARGIN_MM + paper.title_pt * PT_MM * 1.5 + 2.2 * em
    bottom = leaf.foot[1] - 0.6 * em
    middle = leaf.left + (leaf.right - leaf.left) * 0.56
    field = (leaf.left, top, middle, bottom)
    zone_map = draw_zone(leaf.board, edition.scenery, field, row, points=False)
    if entrance is not None:
        _mark(leaf, zone_map, field, entrance)
    gap = 5 * paper.lines**0.7
    panel = Slot(middle + gap, top, leaf.right - middle - gap)
    y = _facts(leaf, edition, panel, row, entrance) + 0.8 * em
    side = min(42 * paper.lines**0.9, (bottom - y) * 0.36)
    place = Slot(panel.x, y, panel.width)
    table = _people(edition, place, bottom - y - side - 3 * em, row, entrance)
    _slots(leaf, edition, Slot(panel.x, bottom - side, panel.width), side)
    leaf.end()
    return leaf.scene([table], heading)


def _head(leaf: Leaf, said: str, heading: str) -> None:
    """What the board is, small, and under it the name of what it is about."""
    board, paper = leaf.board, leaf.board.kit.paper
    em, size = paper.text_pt * PT_MM, paper.title_pt
    small = paper.text_pt * 1.2
    board.write(said, leaf.left, MARGIN_MM + 0.7 * em, small, Look("muted", face="bold"))
    y = MARGIN_MM + 1.9 * em + size * PT_MM * 0.6
    cut = board.kit.cut(heading, size, leaf.right - leaf.left, "title")
    board.write(cut, leaf.left, y, size, Look("accent", face="title", heading=True))


def _mark(leaf: Leaf, zone_map: ZoneMap, field: Box, entrance: Entrance) -> None:
    """A dot where the entrance is, if that lies in the field."""
    x, y = zone_map.view.to_mm(np.array([entrance.xy]))[0].tolist()
    if field[0] < x < field[2] and field[1] < y < field[3]:
        kit, pen = leaf.board.kit, leaf.board.pen
        pen.dots(np.array([[x, y]]), kit.theme.colours["paper"], 3.4 * kit.paper.lines)
        pen.dots(np.array([[x, y]]), kit.theme.colours["marked"], 2.4 * kit.paper.lines)


def _facts(leaf: Leaf, edition: Edition, slot: Slot, row: int, entrance: Entrance | None) -> float:
    """Write what is said of the grid and the entrance; return where the panel goes on."""
    kit, board, lang = edition.kit, leaf.board, edition.lang
    facts = facts_of(edition.scenery, lang, row)
    if entrance is not None:
        facts = [(say("board_grid", lang), edition.scenery.full_name(row)), *facts]
        facts.append((say("board_entrance", lang), f"{entrance.households:,}"))
    text = kit.paper.text_pt * 1.7
    y = slot.y
    for word, value in facts:
        middle = y + 0.5 * text * PT_MM
        board.write(word, slot.x, middle, text, MUTED)
        said = kit.cut(value, text, slot.width * 0.68, "bold")
        board.write(said, leaf.right, middle, text, Look(anchor="end", face="bold"))
        y += 1.9 * text * PT_MM
    return y


def _slots(leaf: Leaf, edition: Edition, slot: Slot, side: float) -> None:
    """A photo, the QR code, and above them the phone number for supervision."""
    kit, order, board = edition.kit, edition.order, leaf.board
    if order.slots:
        draw_slot(board, (slot.x, slot.y, side * 0.75, side), say("sheet_photo", edition.lang))
    if order.qr or order.slots:
        draw_qr(board, leaf.right - side, slot.y, side, order.qr)
    if order.phone:
        text = kit.paper.text_pt * 1.7
        y = slot.y - 1.2 * (kit.paper.text_pt * PT_MM)
        said = kit.cut(
            say("board_phone", edition.lang, phone=order.phone), text, slot.width, "bold"
        )
        board.write(said, slot.x, y, text, Look("accent", face="bold"))


def _people(
    edition: Edition, slot: Slot, high: float, row: int, entrance: Entrance | None
) -> Table:
    """Duty, name and phone in large type; blank lines to fill in by hand where nobody is named."""
    staff, kit = edition.order.staff, edition.kit
    people = staff.people(entrance.building) if entrance is not None else ()
    people = (*people, *staff.people(str(edition.scenery.code[row])))
    size = kit.paper.table_pt * 2.1
    most = max(2, int(high // (size * PT_MM * ROW_EM)) - 1)
    rows = staff_rows(people[:most]) or [
        TableRow((say(f"board_role_{k}", edition.lang), "", "")) for k in (1, 2, 3)
    ]
    columns = staff_columns(edition.lang, slot.width, (0.3, 0.27, 0.43))
    return make_table(kit, slot, columns, rows, size_pt=size)
