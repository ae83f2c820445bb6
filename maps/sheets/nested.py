"""The nested levels of each community: its map with every level, beside it the chart of them."""

from __future__ import annotations

from dataclasses import replace

from gridgen.model.errors import PrintError
from gridgen.words.say import say
from maps.ink.furniture import Kit
from maps.sheets.body import Focus
from maps.sheets.ground import Ground
from maps.sheets.order import Order
from maps.sheets.pages import Chosen, Printed, finish, title_of
from maps.sheets.paper import paper_of
from maps.sheets.preflight import check_cut, check_outside, check_sheets, check_staff, check_totals
from maps.sheets.wall import Sheet, compose, numbered


def make_nested(ground: Ground, kit: Kit, order: Order, chosen: Chosen) -> Printed:
    """Lay out a page for each community that was chosen, and further pages of long charts.

    A title that is asked for stands on the page of one community; of several it names the file.
    """
    if not chosen.communities:
        raise PrintError("There is no village among what was chosen: no page of levels to print.")
    size = kit.paper.name
    about = [_about(ground, order, area, len(chosen.communities)) for area in chosen.communities]

    def page(size: str, number: int) -> Sheet:
        focus, title = about[number]
        return compose(ground, replace(kit, paper=paper_of(size)), order, focus, title=title)

    sheets = [page(size, number) for number in range(len(about))]
    scenes = [scene for sheet in sheets for scene in sheet.scenes]
    zones = [row for focus, _ in about for row in focus.zones]
    findings = check_sheets(sheets, ground, size, page)
    for sheet, (focus, _) in zip(sheets, about, strict=True):
        findings += check_outside(sheet, ground, focus, size)
    findings += check_cut(scenes, size)
    findings += check_totals(ground, chosen.communities)
    findings += check_staff(order.staff, ground, zones, size)
    if len(scenes) > 1:
        scenes = [numbered(scene, kit, number) for number, scene in enumerate(scenes, start=1)]
    title = about[0][1] if len(about) == 1 else title_of(ground, order, chosen)
    return finish(scenes, kit, order, title, findings, sheets)


def _about(ground: Ground, order: Order, area: int, pages: int) -> tuple[Focus, str]:
    """What the page of a community is about, and its title."""
    focus = Focus((area,), tuple(ground.rows_of([area])), is_nested=True)
    said = say("nested_title", order.lang, name=ground.area_name[area])
    return focus, order.title if order.title and pages == 1 else said
