"""The nested levels of each community: its map with every level, beside it the chart of them."""

from __future__ import annotations

from gridgen.model.errors import PrintError
from gridgen.words.say import say
from maps.sheets.edition import Edition
from maps.sheets.extract import Focus
from maps.sheets.leaf import paginated
from maps.sheets.pages import Chosen, Printed, finish, title_of
from maps.sheets.preflight import check_cut, check_outside, check_sheets, check_staff, check_totals
from maps.sheets.wall import Sheet, compose, going_on


def make_nested(edition: Edition, chosen: Chosen) -> Printed:
    """Lay out a page for each community that was chosen, and further pages of long charts.

    A title that is asked for stands on the page of one community; of several it names the file.
    """
    if not chosen.communities:
        raise PrintError("nested_without_page")
    scenery, size = edition.scenery, edition.kit.paper.name
    count = len(chosen.communities)
    about = [_about(edition, community, count) for community in chosen.communities]

    def page(size: str, number: int) -> Sheet:
        focus, title = about[number]
        return compose(edition.on(size), focus, title=title)

    sheets = [page(size, number) for number in range(len(about))]
    scenes = [scene for sheet in sheets for scene in sheet.scenes]
    zones = [row for focus, _ in about for row in focus.zones]
    findings = check_sheets(sheets, scenery, size, page)
    for sheet in sheets:
        findings += check_outside(sheet, scenery, size)
    findings += check_cut(scenes, size)
    findings += check_totals(scenery, chosen.communities)
    findings += check_staff(edition.order.staff, scenery, zones, size)
    scenes = paginated(scenes, edition.kit, going_on(sheets))
    title = about[0][1] if len(about) == 1 else title_of(edition, chosen)
    return finish(edition, scenes, title, findings, sheets)


def _about(edition: Edition, community: int, pages: int) -> tuple[Focus, str]:
    """What the page of a community is about, and its title."""
    scenery, order = edition.scenery, edition.order
    focus = Focus((community,), tuple(scenery.rows_of([community])), is_nested=True)
    said = say("nested_title", order.lang, name=scenery.community_name[community])
    return focus, order.title if order.title and pages == 1 else said
