"""The totals of each level of a community: how many zones, and the households in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gridgen.words.say import level_name, say
from maps.ink.kit import Board, Kit, Look, head_mm
from maps.ink.paper import PT_MM, Slot
from maps.sheets.scenery import Scenery


@dataclass(frozen=True, slots=True)
class Total:
    """One level inside a community: how many zones it has, and their households."""

    level: str
    zones: int
    households: int


def totals_of(scenery: Scenery, community: int) -> list[Total]:
    """Return a total for the community, for its zones, and for each further level that it has."""
    zones = scenery.rows_of([community])
    found = [Total("communities", 1, int(scenery.community_households[community]))]
    if zones:
        found.append(Total(scenery.level, len(zones), int(scenery.households[zones].sum())))
    parts = scenery.parts
    own = np.isin(parts.zone, zones)
    for level in dict.fromkeys(parts.level[own].tolist()):
        rows = own & (parts.level == level)
        found.append(Total(level, int(rows.sum()), int(parts.households[rows].sum())))
    return found


def totals_mm(kit: Kit, totals: list[Total]) -> float:
    """Return the height of the block of totals."""
    return head_mm(kit) + len(totals) * 1.6 * kit.paper.text_pt * PT_MM


def draw_totals(board: Board, slot: Slot, totals: list[Total]) -> None:
    """Write the totals of the levels one below the other: zones, and households that add up.

    Parameters
    ----------
    board
        Of the sheet.
    slot
        Corner and width in mm.
    totals
        As `totals_of` returns them.
    """
    kit = board.kit
    x, width = slot.x, slot.width
    size = kit.paper.text_pt * 0.92
    em = kit.paper.text_pt * PT_MM
    down = board.head(say("chart_totals", kit.lang), slot)
    zones_x = x + width - max(
        kit.width(say("map_household_count", kit.lang, n=f"{total.households:,}"), size)
        for total in totals
    ) - 1.5 * em  # fmt: skip
    for total in totals:
        middle = down + 0.8 * em
        number = f"{total.zones:,}"
        room = zones_x - kit.width(number, size) - x - 0.6 * em
        board.write(kit.cut(level_name(total.level, kit.lang), size, room), x, middle, size)
        board.write(number, zones_x, middle, size, Look(anchor="end"))
        households = say("map_household_count", kit.lang, n=f"{total.households:,}")
        board.write(households, x + width, middle, size, Look(anchor="end"))
        down += 1.6 * em
