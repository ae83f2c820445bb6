"""The register: tables of all grids by village, with people where a staff table is given."""

from __future__ import annotations

from gridgen.words.say import say
from maps.ink.kit import HEADING, Look
from maps.ink.paper import PT_MM, Slot
from maps.ink.scene import Scene, TableRow
from maps.sheets.edition import Edition
from maps.sheets.layout import MARGIN_MM
from maps.sheets.leaf import Leaf
from maps.sheets.pages import Chosen, Printed, finish
from maps.sheets.preflight import check_staff
from maps.sheets.tables import ROW_EM, Column, make_table

_COLUMNS = (
    ("page_number", 0.07, "end"),
    ("index_code", 0.24, "start"),
    ("index_name", 0.25, "start"),
    ("index_households", 0.1, "middle"),
    ("index_head", 0.14, "start"),
    ("index_phone", 0.2, "start"),
)
"""The key of the heading, the share of the width, and where texts stand."""


def make_register(edition: Edition, chosen: Chosen) -> Printed:
    """Lay out upright pages of tables: a heading for each village, its grids, the next village."""
    title = edition.order.title or _title(edition, chosen)
    rows = _rows(edition, chosen)
    scenes: list[Scene] = []
    first = 0
    while first < len(rows) or not scenes:
        scene, count = _page(edition, rows[first:], title, len(scenes) + 1)
        scenes.append(scene)
        first += max(count, 1)
    scenery, size = edition.scenery, edition.kit.paper.name
    findings = check_staff(edition.order.staff, scenery, chosen.zones, size)
    return finish(edition, scenes, title, findings)


def _page(edition: Edition, rows: list[TableRow], title: str, number: int) -> tuple[Scene, int]:
    """A page of as many of the rows as it holds, and how many these are."""
    kit, paper = edition.kit, edition.kit.paper
    leaf = Leaf.of(edition, is_wide=False)
    em, size = paper.text_pt * PT_MM, paper.table_pt * 1.25
    top = MARGIN_MM + paper.title_pt * PT_MM * 1.5
    per = max(3, int((leaf.foot[1] - top - em) // (size * PT_MM * ROW_EM)) - 1)
    count = min(per, len(rows))
    if count < len(rows) and count > 1 and rows[count - 1].spans:
        count -= 1  # a heading stands above what it heads
    width = leaf.right - leaf.left
    said = kit.cut(title, paper.title_pt * 0.8, width, "title")
    middle = MARGIN_MM + paper.title_pt * PT_MM * 0.6
    leaf.board.write(said, (leaf.left + leaf.right) / 2, middle, paper.title_pt * 0.8, HEADING)
    leaf.end(is_map=False)
    leaf.note(say("page_of", edition.lang, number=number), Look("muted", anchor="end"))
    columns = [
        Column(say(key, edition.lang), width * share, anchor) for key, share, anchor in _COLUMNS
    ]
    table = make_table(kit, Slot(leaf.left, top, width), columns, rows[:count], size_pt=size)
    return leaf.scene([table], title), count


def _title(edition: Edition, chosen: Chosen) -> str:
    if len(chosen.communities) != 1:
        return say("register_title_all", edition.lang)
    name = edition.scenery.community_name[chosen.communities[0]]
    return say("register_title", edition.lang, name=name)


def _rows(edition: Edition, chosen: Chosen) -> list[TableRow]:
    scenery, staff = edition.scenery, edition.order.staff
    zones = set(chosen.zones)
    rows: list[TableRow] = []
    for community in chosen.communities:
        own = [row for row in scenery.rows_of([community]) if row in zones]
        said = say("register_community", edition.lang, name=scenery.community_name[community],
                   code=scenery.community_code[community], grids=len(own),
                   households=f"{int(scenery.households[own].sum()):,}")  # fmt: skip
        rows.append(TableRow((said,), spans=True))
        for number, row in enumerate(own, start=1):
            head = staff.head(str(scenery.code[row]))
            rows.append(
                TableRow((str(number), str(scenery.code[row]), str(scenery.label[row]),
                          f"{int(scenery.households[row]):,}", head.name if head else "",
                          head.phone if head else ""))
            )  # fmt: skip
    return rows
