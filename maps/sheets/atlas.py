"""An atlas: an overview with its index, then a page for each grid or community, linked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gridgen.model.errors import PrintError
from gridgen.model.findings import Finding
from gridgen.words.say import say
from maps.ink.furniture import Board, Kit, Places, draw_locator, head_mm, locator_mm
from maps.ink.labels import PT_MM
from maps.ink.scene import Scene
from maps.sheets.body import Focus
from maps.sheets.ground import Ground
from maps.sheets.order import Order
from maps.sheets.pages import Chosen, Printed, Scope, finish, title_of, zones_of
from maps.sheets.paper import BINDING_MM, MARGIN_MM
from maps.sheets.preflight import check_staff, check_unplaced
from maps.sheets.wall import Sheet, compose, draw_foot, draw_paper, numbered, places_of
from maps.sheets.zone_map import (
    ZoneMap,
    draw_zone,
    facts_of,
    make_table,
    neighbour_rows,
    staff_rows,
)


def make_atlas(ground: Ground, kit: Kit, order: Order, chosen: Chosen) -> Printed:
    """Lay out an overview and a page for each grid that was chosen, or for each community."""
    by_grid = chosen.scope is Scope.GRID
    # The overview shows whole communities; pages are made of what was asked for.
    shown = zones_of(ground, chosen)
    paged = ground.rows_of(chosen.communities) if not by_grid else _ordered(ground, chosen.zones)
    if not paged:
        raise PrintError("There is no grid among what was chosen: an atlas would have no page.")
    title = title_of(ground, order, chosen)
    page_of: dict[int, int] = {}

    def paging(overview: int) -> Mapping[int, int]:
        if by_grid:
            page_of.update({row: overview + 1 + k for k, row in enumerate(paged)})
        else:
            area_page = {area: overview + 1 + k for k, area in enumerate(chosen.communities)}
            page_of.update({row: area_page[int(ground.community[row])] for row in paged})
        return page_of

    focus = Focus(chosen.communities, shown)
    overview = compose(ground, kit, order, focus, title=title, paging=paging)
    sheets: list[Sheet] = [overview]
    scenes = [*overview.scenes]
    lost: list[str] = []
    if by_grid:
        places = places_of(ground, kit) if any(s is not None for s in ground.area_shape) else None
        for row in paged:
            scene, zone_map = zone_page(ground, kit, order, row, page_of, places, len(scenes) + 1)
            scenes.append(scene)
            if row in zone_map.drawn.unplaced:
                lost.append(ground.full_name(row))
    else:
        for area in chosen.communities:
            own = Focus((area,), tuple(ground.rows_of([area])))
            said = say("sheet_title", kit.lang, name=ground.area_name[area])
            sheet = compose(ground, kit, order, own, title=said)
            # An index that needs pages of its own would shift the pages that links lead to.
            scenes.append(numbered(sheet.scenes[0], kit, len(scenes) + 1))
            sheets.append(sheet)
            lost += [ground.full_name(row) for row in sheet.drawn.unplaced]
    findings: list[Finding] = check_unplaced(lost, kit.paper.name)
    findings += check_staff(order.staff, ground, paged, kit.paper.name)
    return finish(scenes, kit, order, title, findings, sheets)


def _ordered(ground: Ground, zones: Sequence[int]) -> list[int]:
    return sorted(zones, key=lambda row: (int(ground.community[row]), str(ground.code[row])))


def zone_page(
    ground: Ground, kit: Kit, order: Order, row: int, page_of: Mapping[int, int],
    places: Places | None, number: int,
) -> tuple[Scene, ZoneMap]:  # fmt: skip
    """Lay out the page of one zone: its map, its facts, its people, its neighbours with links."""
    shape = ground.shape[row]
    west, south, east, north = (0, 0, 1, 1) if shape is None else shape.bounds
    is_wide = (east - west) > (north - south)
    paper = kit.paper
    width, height = (paper.height, paper.width) if is_wide else (paper.width, paper.height)
    board = Board(kit)
    draw_paper(board, width, height, order.bleed)
    em = paper.text_pt * PT_MM
    left, right = BINDING_MM, width - MARGIN_MM
    size = paper.title_pt * 0.8
    name = ground.full_name(row)
    board.write(kit.cut(name, size, right - left, "title"), (left + right) / 2,
                MARGIN_MM + size * PT_MM * 0.6, size, colour="accent", anchor="middle",
                face="title", heading=True)  # fmt: skip
    top = MARGIN_MM + size * PT_MM * 1.3 + em
    foot = (left, height - MARGIN_MM - 3.6 * em, right, height - MARGIN_MM)
    bottom = foot[1] - em
    panel = 13.5 * paper.table_pt * PT_MM * 1.35
    field = (left, top, right - panel - 4, bottom)
    zone_map = draw_zone(board, ground, field, row, points=order.households)
    x = right - panel
    tables = []
    text = paper.table_pt * 1.15
    y = board.head(say("page_facts", kit.lang), x, top, panel)
    for word, value in facts_of(ground, kit, row):
        board.write(word, x, y + 0.6 * em, text, colour="muted")
        said = kit.cut(value, text, panel * 0.68)
        board.write(said, right, y + 0.6 * em, text, anchor="end")
        y += 1.75 * text * PT_MM
    y += em
    people = order.staff.people(str(ground.code[row]))
    if people:
        header = [say(key, kit.lang) for key in ("page_role", "page_name", "index_phone")]
        shares = [panel * share for share in (0.28, 0.28, 0.44)]
        tables.append(make_table(kit, x, y, shares, header, staff_rows(people[:10]),
                                 size_pt=paper.table_pt))  # fmt: skip
        y += tables[-1].height + 2 * em
    neighbours = neighbour_rows(ground, row, zone_map.neighbours, page_of)
    if neighbours:
        header = [say("page_neighbours", kit.lang), say("index_page", kit.lang)]
        most = max(
            1, int((bottom - y - head_mm(kit) - 0.9 * panel) // (paper.table_pt * PT_MM * 1.75))
        )
        tables.append(
            make_table(kit, x, y, [panel * 0.78, panel * 0.22], header, neighbours[:most],
                       size_pt=paper.table_pt, anchors=("start", "end"))
        )  # fmt: skip
        y += tables[-1].height + 2 * em
    has_room = places is not None and y + locator_mm(kit, places.extent, panel) <= bottom + 0.1
    if places is not None and shape is not None and has_room:
        draw_locator(board, x, y, panel, places, [shape])
    draw_foot(board, foot, order)
    back = say("page_back", kit.lang)
    board.write(back, right, foot[1] + 3.0 * em * 0.92, paper.text_pt * 0.92, colour="accent",
                anchor="end", link=1)  # fmt: skip
    scene = Scene(width, height, board.pen.drawing(), tuple(board.texts), tuple(tables), name)
    return numbered(scene, kit, number), zone_map
