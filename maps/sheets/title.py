"""The title of a sheet, its emblem, and the line of counts under it."""

from __future__ import annotations

from gridgen.words.say import level_name, say
from maps.ink.furniture import draw_slot
from maps.ink.kit import HEADING, Board, Look
from maps.ink.paper import PT_MM, Box
from maps.sheets.edition import Edition
from maps.sheets.extract import Focus
from maps.sheets.totals import totals_of


def draw_title(board: Board, box: Box, title: str, edition: Edition, focus: Focus) -> None:
    """Write the title with an emblem before it, and under it what is counted.

    Parameters
    ----------
    board
        Of the sheet.
    box
        The box of the title in mm.
    title
        Set smaller where it is too long, down to 45 %, then cut.
    edition, focus
        What the sheet shows, for the counts.
    """
    kit, order = board.kit, edition.order
    left, top, right, _ = box
    emblem = kit.paper.title_pt * PT_MM * 1.5
    has_emblem = "emblem" in kit.theme.furniture and (order.emblem is not None or order.slots)
    room = right - left - (2.4 * emblem if has_emblem else 0)
    size = kit.paper.title_pt
    width = kit.width(title, size, "title")
    if width > room:
        size = max(size * room / width, size * 0.45)
    said = kit.cut(title, size, room, "title")
    middle = top + kit.paper.title_pt * PT_MM * 0.75
    board.write(said, (left + right) / 2, middle, size, HEADING)  # fmt: skip
    counts = _counts(edition, focus)
    under = top + kit.paper.title_pt * PT_MM * 1.5 + kit.paper.text_pt * PT_MM * 0.75
    board.write(
        kit.cut(counts, kit.paper.text_pt * 1.1, right - left),
        (left + right) / 2,
        under,
        kit.paper.text_pt * 1.1,
        Look("muted", anchor="middle"),
    )
    if has_emblem:
        beside = max(min(width, room), kit.width(counts, kit.paper.text_pt * 1.1))
        x = (left + right) / 2 - min(beside, room) / 2 - 1.2 * emblem
        place = (x, top, emblem, emblem)
        if order.emblem is not None:
            board.pen.picture(order.emblem, order.emblem_kind, place)
        else:
            draw_slot(board, place, say("sheet_emblem", kit.lang))


def _counts(edition: Edition, focus: Focus) -> str:
    scenery, kit = edition.scenery, edition.kit
    if focus.is_nested:
        totals = totals_of(scenery, focus.communities[0])
        said = [
            say("chart_count", kit.lang, number=f"{total.zones:,}",
                level=level_name(total.level, kit.lang))
            for total in totals[1:]
        ]  # fmt: skip
        households = f"{totals[0].households:,}"
        return " · ".join([*said, say("chart_households", kit.lang, number=households)])
    return say(
        "map_counts" if len(focus.communities) > 1 else "sheet_counts", kit.lang,
        communities=f"{len(focus.communities):,}", zones=f"{len(focus.zones):,}",
        level=scenery.level_name(kit.lang),
        households=f"{int(scenery.households[list(focus.zones)].sum()):,}",
    )  # fmt: skip
