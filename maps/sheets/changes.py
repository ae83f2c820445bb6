"""What moved between two plans, for the notice board: a map and a table for each community.

Households stand there by their ids alone; the land that moved is hatched, and no place of a
household is drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from gridgen.model.arrays import natural_order
from gridgen.model.errors import PrintError
from gridgen.plans.diff import HouseholdChange
from gridgen.plans.moved_land import Redrawn
from gridgen.words.say import say
from maps.ink.fonts import plain
from maps.ink.kit import MUTED, Board, Look
from maps.ink.legend import draw_legend, legend_mm
from maps.ink.naming import short_name
from maps.ink.paper import PT_MM, Slot
from maps.ink.scene import Scene, TableRow
from maps.sheets.changes_map import change_signs, draw_changes
from maps.sheets.edition import Edition
from maps.sheets.layout import MARGIN_MM
from maps.sheets.leaf import Leaf, paginated
from maps.sheets.lettering import Lettering
from maps.sheets.pages import Chosen, Printed, finish
from maps.sheets.preflight import check_unplaced
from maps.sheets.tables import ROW_EM, Column, make_table

_TABLE_TIMES = 1.4
"""The type of the tables: they are read standing."""

_WAYS_SHOWN = 8
"""Ways from grid to grid that are counted beside the map."""


@dataclass(frozen=True, slots=True, eq=False)
class _Notice:
    """What all pages are made from; rows of zones, and names of those that are no more, by code."""

    edition: Edition
    redrawn: Redrawn
    row_of: Mapping[str, int]
    old_name: Mapping[str, str]

    def called(self, code: str, community: int) -> str:
        """Return what a zone is called on a page of a community; of another one with its name."""
        scenery, row = self.edition.scenery, self.row_of.get(code)
        if row is None:
            return self.old_name.get(code) or code
        is_home = scenery.community[row] == community
        return str(scenery.label[row]) if is_home else scenery.full_name(row)

    def way(self, home: HouseholdChange, community: int) -> tuple[str, str]:
        """Return what stands for the old and the new grid of a household."""
        lang = self.edition.lang
        old = self.called(home.old_zone, community) if home.old_zone else say(
            "changes_none" if home.old_community or home.before else "changes_came", lang
        )  # fmt: skip
        new = self.called(home.new_zone, community) if home.new_zone else say(
            "changes_none" if home.new_community or home.after else "changes_left", lang
        )  # fmt: skip
        return old, new


@dataclass(frozen=True, slots=True)
class _Page:
    """What is told of one community: its row, and the households that moved, came or went."""

    community: int
    homes: tuple[HouseholdChange, ...]


def make_changes(edition: Edition, chosen: Chosen, redrawn: Redrawn) -> Printed:
    """Lay out a page for each chosen community in which anything moved; long tables go on.

    Parameters
    ----------
    edition
        Of the new plan.
    chosen
        The communities.
    redrawn
        What became of the older plan.

    Raises
    ------
    PrintError
        Nothing moved in any of them.
    """
    scenery = edition.scenery
    notice = _notice(edition, redrawn)
    pages = [page for row in chosen.communities if (page := _page_of(notice, row))]
    if not pages:
        raise PrintError("nothing_moved")
    scenes: list[Scene] = []
    goes_on: list[int] = []
    lost: list[str] = []
    for page in pages:
        first, lettering, told = _first(notice, page)
        scenes.append(first)
        while told < len(page.homes):
            goes_on.append(len(scenes) - 1)
            further, told = _further(notice, page, told)
            scenes.append(further)
        lost += [scenery.full_name(row) for row in lettering.unplaced]
    scenes = paginated(scenes, edition.kit, goes_on)
    title = edition.order.title or say("changes_title_all", edition.lang)
    return finish(edition, scenes, title, check_unplaced(lost, edition.kit.paper.name))


def _notice(edition: Edition, redrawn: Redrawn) -> _Notice:
    scenery = edition.scenery
    home_of = dict(zip(scenery.community_code, scenery.community_name, strict=True))
    old_name = {
        zone.old_code: plain(short_name(zone.old_name, home_of.get(zone.community, "")))
        for zone in redrawn.difference.zones
    }
    row_of = {str(code): row for row, code in enumerate(scenery.code)}
    return _Notice(edition, redrawn, row_of, old_name)


def _page_of(notice: _Notice, community: int) -> _Page | None:
    """What is told of a community; None where nothing moved in it."""
    edition, redrawn = notice.edition, notice.redrawn
    code = edition.scenery.community_code[community]
    found = redrawn.difference
    homes = [h for h in (*found.moved, *found.new, *found.gone)
             if code in (h.old_community, h.new_community)]  # fmt: skip
    came, left = set(found.new), set(found.gone)
    own = {edition.scenery.code[row] for row in edition.scenery.rows_of([community])}
    if not homes and not any(land.new_zone in own for land in redrawn.land):
        return None
    # Who lived here before comes first, then who came, then who left.
    homes.sort(key=lambda h: (h in left, h in came, h.old_zone, h.new_zone, natural_order(h.id)))
    return _Page(community, tuple(homes))


# --- the first page of a community ----------------------------------------------------------------


def _first(notice: _Notice, page: _Page) -> tuple[Scene, Lettering, int]:
    """The map with what stands beside it; its lettering, and how many households are told."""
    edition, redrawn = notice.edition, notice.redrawn
    kit, em = edition.kit, edition.kit.paper.text_pt * PT_MM
    shape = edition.scenery.community_shape[page.community]
    west, south, east, north = (0, 0, 1, 1) if shape is None else shape.bounds
    leaf = Leaf.of(edition, is_wide=(east - west) > 0.8 * (north - south))
    title = _title(edition, page)
    leaf.head(title, kit.paper.title_pt * 0.9)
    top = MARGIN_MM + kit.paper.title_pt * PT_MM * 1.4 + em
    bottom = leaf.foot[1] - em
    column = 33 * kit.paper.table_pt * PT_MM
    gap = 5 * kit.paper.lines
    field = (leaf.left, top, leaf.right - column - gap, bottom)
    lettering = draw_changes(leaf.board, edition, field, page.community, redrawn)
    slot = Slot(leaf.right - column, top, column)
    y = _ways(leaf.board, notice, slot, page)
    signs = change_signs(edition)
    draw_legend(leaf.board, Slot(slot.x, y, column), signs)
    y += legend_mm(kit, signs, column) + em
    size = kit.paper.table_pt * _TABLE_TIMES
    room = max(0, int((bottom - y) // (size * PT_MM * ROW_EM)) - 1)
    rows = _rows(notice, page)[:room]
    columns = _columns(edition, column)
    tables = [make_table(kit, Slot(slot.x, y, column), columns, rows, size_pt=size)] if rows else []
    _end(leaf, edition)
    return leaf.scene(tables, title), lettering, len(rows)


def _end(leaf: Leaf, edition: Edition) -> None:
    """Write the foot, and whom to call."""
    leaf.end()
    if edition.order.phone:
        said = say("board_phone", edition.lang, phone=edition.order.phone)
        leaf.note(said, Look("accent", anchor="end", face="bold"))


def _title(edition: Edition, page: _Page) -> str:
    name = edition.scenery.community_name[page.community]
    return edition.order.title or say("changes_title", edition.lang, name=name)


def _ways(board: Board, notice: _Notice, slot: Slot, page: _Page) -> float:
    """Count who moved from where to where; return where the column goes on."""
    kit, lang = notice.edition.kit, notice.edition.lang
    size = kit.paper.text_pt * 1.35
    count = Counter[tuple[str, str]]()
    for home in page.homes:
        count[notice.way(home, page.community)] += home.after or home.before
    y = board.head(say("changes_counts", lang), slot)
    for (old, new), households in list(count.items())[:_WAYS_SHOWN]:
        said = say("changes_way", lang, old=old, new=new)
        number = say("sheet_households", lang, n=f"{households:,}")
        wide = kit.width(number, size, "bold") + size * PT_MM
        board.write(kit.cut(said, size, slot.width - wide), slot.x, y + 0.6 * size * PT_MM, size)
        board.write(number, slot.x + slot.width, y + 0.6 * size * PT_MM, size,
                    Look(anchor="end", face="bold"))  # fmt: skip
        y += 1.7 * size * PT_MM
    if len(count) > _WAYS_SHOWN:
        more = say("changes_more", lang, number=len(count) - _WAYS_SHOWN)
        board.write(more, slot.x, y + 0.6 * size * PT_MM, size, MUTED)
        y += 1.7 * size * PT_MM
    return y + kit.paper.text_pt * PT_MM


# --- the table ------------------------------------------------------------------------------------


def _further(notice: _Notice, page: _Page, first: int) -> tuple[Scene, int]:
    """A page of tables from the household `first` on; and how many are told by then."""
    edition, kit = notice.edition, notice.edition.kit
    leaf = Leaf.of(edition, is_wide=False)
    title = say("changes_further", edition.lang, title=_title(edition, page))
    leaf.head(title, kit.paper.title_pt * 0.6)
    em, size = kit.paper.text_pt * PT_MM, kit.paper.table_pt * _TABLE_TIMES
    top = MARGIN_MM + kit.paper.title_pt * PT_MM * 0.9 + em
    per = max(1, int((leaf.foot[1] - em - top) // (size * PT_MM * ROW_EM)) - 1)
    many, gap = 2, 3 * em
    wide = (leaf.right - leaf.left - (many - 1) * gap) / many
    rows = _rows(notice, page)[first:]
    # Few rows are spread evenly over the columns.
    per = min(per, -(-len(rows) // many))
    tables = [
        make_table(kit, Slot(leaf.left + k * (wide + gap), top, wide), _columns(edition, wide),
                   rows[k * per : (k + 1) * per], size_pt=size)
        for k in range(many)
        if rows[k * per : (k + 1) * per]
    ]  # fmt: skip
    _end(leaf, edition)
    return leaf.scene(tables, title), first + min(len(rows), many * per)


def _columns(edition: Edition, width: float) -> list[Column]:
    shares = (("changes_household", 0.28), ("changes_old", 0.36), ("changes_new", 0.36))
    level = edition.scenery.level_name(edition.lang)
    return [Column(say(key, edition.lang, level=level), width * share) for key, share in shares]


def _rows(notice: _Notice, page: _Page) -> list[TableRow]:
    return [TableRow((home.id, *notice.way(home, page.community))) for home in page.homes]
