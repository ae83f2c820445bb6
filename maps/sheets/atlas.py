"""An atlas: an overview with its index, then a page for each grid or community, linked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

from gridgen.model.errors import PrintError
from gridgen.model.findings import Finding
from gridgen.words.say import say
from maps.ink.kit import MUTED, Look, head_mm
from maps.ink.locator import LocatorMap, draw_locator, locator_mm
from maps.ink.paper import PT_MM, Slot
from maps.ink.scene import Scene, Table, TableRow
from maps.sheets.beside import locator_of
from maps.sheets.edition import Edition
from maps.sheets.extract import Focus
from maps.sheets.layout import MARGIN_MM
from maps.sheets.leaf import Leaf, paginated
from maps.sheets.pages import Chosen, Printed, Scope, finish, title_of, zones_of
from maps.sheets.preflight import check_staff, check_unplaced
from maps.sheets.scenery import Scenery
from maps.sheets.tables import ROW_EM, Column, make_table
from maps.sheets.wall import Sheet, compose, going_on
from maps.sheets.zone_map import (
    ZoneMap,
    draw_zone,
    facts_of,
    neighbour_rows,
    staff_columns,
    staff_rows,
)


def make_atlas(edition: Edition, chosen: Chosen) -> Printed:
    """Lay out an overview and a page for each grid that was chosen, or for each community."""
    scenery, kit = edition.scenery, edition.kit
    by_grid = chosen.scope is Scope.GRID
    # The overview shows whole communities; pages are made of what was asked for.
    shown = zones_of(scenery, chosen)
    paged = scenery.rows_of(chosen.communities) if not by_grid else _ordered(scenery, chosen.zones)
    if not paged:
        raise PrintError("atlas_without_page")
    title = title_of(edition, chosen)
    page_of: dict[int, int] = {}
    sheets = [] if by_grid else _community_sheets(edition, chosen.communities)

    def paging(overview: int) -> Mapping[int, int]:
        if by_grid:
            page_of.update({row: overview + 1 + k for k, row in enumerate(paged)})
        else:
            ends = accumulate((len(sheet.scenes) for sheet in sheets), initial=overview + 1)
            first = dict(zip(chosen.communities, ends, strict=False))
            page_of.update({row: first[int(scenery.community[row])] for row in paged})
        return page_of

    overview = compose(edition, Focus(chosen.communities, shown), title=title, paging=paging)
    if by_grid:
        pages, lost = _zone_pages(edition, paged, page_of)
    else:
        pages = [scene for sheet in sheets for scene in sheet.scenes]
        lost = [scenery.full_name(row) for sheet in sheets for row in sheet.lettering.unplaced]
    findings: list[Finding] = check_unplaced(lost, kit.paper.name)
    findings += check_staff(edition.order.staff, scenery, paged, kit.paper.name)
    scenes = paginated([*overview.scenes, *pages], kit, going_on([overview, *sheets]))
    return finish(edition, scenes, title, findings, [overview, *sheets])


def _ordered(scenery: Scenery, zones: Sequence[int]) -> list[int]:
    return sorted(zones, key=lambda row: (int(scenery.community[row]), str(scenery.code[row])))


def _zone_pages(
    edition: Edition, zones: Sequence[int], page_of: Mapping[int, int]
) -> tuple[list[Scene], list[str]]:
    """A page for each zone, and the names that found no place on their own."""
    # Drawn once: an atlas may have hundreds of pages.
    has_any = any(shape is not None for shape in edition.scenery.community_shape)
    locator = locator_of(edition) if has_any else None
    pages, lost = [], []
    for row in zones:
        scene, zone_map = zone_page(edition, row, page_of, locator)
        pages.append(scene)
        if row in zone_map.lettering.unplaced:
            lost.append(edition.scenery.full_name(row))
    return pages, lost


def _community_sheets(edition: Edition, communities: Sequence[int]) -> list[Sheet]:
    scenery = edition.scenery
    return [
        compose(
            edition,
            Focus((community,), tuple(scenery.rows_of([community]))),
            title=say("sheet_title", edition.lang, name=scenery.community_name[community]),
        )
        for community in communities
    ]


def zone_page(
    edition: Edition, row: int, page_of: Mapping[int, int], locator: LocatorMap | None
) -> tuple[Scene, ZoneMap]:
    """Lay out the page of one zone: its map, its facts, its people, its neighbours with links.

    Parameters
    ----------
    edition
        What is printed of the plan.
    row
        Of the zone.
    page_of
        The page of each zone that has one, for the links to neighbours.
    locator
        The communities of the plan; None draws no locator.
    """
    scenery, kit = edition.scenery, edition.kit
    shape = scenery.shape[row]
    west, south, east, north = (0, 0, 1, 1) if shape is None else shape.bounds
    leaf = Leaf.of(edition, is_wide=(east - west) > (north - south))
    paper, em = kit.paper, kit.paper.text_pt * PT_MM
    size = paper.title_pt * 0.8
    name = scenery.full_name(row)
    leaf.head(name, size)
    top = MARGIN_MM + size * PT_MM * 1.3 + em
    bottom = leaf.foot[1] - em
    width = 13.5 * paper.table_pt * PT_MM * 1.35
    place = (leaf.left, top, leaf.right - width - 4, bottom)
    zone_map = draw_zone(leaf.board, scenery, place, row, points=edition.order.households)
    x = leaf.right - width
    y = _facts(leaf, edition, row, Slot(x, top, width))
    tables = []
    people = edition.order.staff.people(str(scenery.code[row]))
    if people:
        columns = staff_columns(edition.lang, width, (0.28, 0.28, 0.44))
        tables.append(make_table(kit, Slot(x, y, width), columns, staff_rows(people[:10]),
                                 size_pt=paper.table_pt))  # fmt: skip
        y += tables[-1].height + 2 * em
    neighbours = neighbour_rows(scenery, row, zone_map.neighbours, page_of)
    if neighbours:
        high = bottom - y - head_mm(kit) - 0.9 * width
        tables.append(_neighbours(edition, Slot(x, y, width), high, neighbours))
        y += tables[-1].height + 2 * em
    has_room = locator is not None and y + locator_mm(kit, locator.extent, width) <= bottom + 0.1
    if locator is not None and shape is not None and has_room:
        draw_locator(leaf.board, Slot(x, y, width), locator, [shape])
    leaf.end()
    leaf.note(say("page_back", edition.lang), Look("accent", anchor="end", link=1))
    return leaf.scene(tables, name), zone_map


def _facts(leaf: Leaf, edition: Edition, row: int, slot: Slot) -> float:
    """Write what is said of a zone; return where the column goes on."""
    kit, board = edition.kit, leaf.board
    em, text = kit.paper.text_pt * PT_MM, kit.paper.table_pt * 1.15
    y = board.head(say("page_facts", edition.lang), slot)
    for word, value in facts_of(edition.scenery, edition.lang, row):
        board.write(word, slot.x, y + 0.6 * em, text, MUTED)
        said = kit.cut(value, text, slot.width * 0.68)
        board.write(said, leaf.right, y + 0.6 * em, text, Look(anchor="end"))
        y += 1.75 * text * PT_MM
    return y + em


def _neighbours(edition: Edition, slot: Slot, high: float, rows: Sequence[TableRow]) -> Table:
    """The neighbours of a zone, as many as stand above the locator."""
    size = edition.kit.paper.table_pt
    columns = [
        Column(say("page_neighbours", edition.lang), slot.width * 0.78),
        Column(say("index_page", edition.lang), slot.width * 0.22, "end"),
    ]
    most = max(1, int(high // (size * PT_MM * ROW_EM)))
    return make_table(edition.kit, slot, columns, rows[:most], size_pt=size)
