"""Difference -> an Excel workbook: what changed, by community, zone and household."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from gridgen.files.cells import Value, print_on_a4, put_row, set_widths, sheet_name
from gridgen.files.whole import write_whole
from gridgen.model.arrays import natural_order
from gridgen.plans.communities_told import told
from gridgen.words.say import community_name, level_name, say

if TYPE_CHECKING:
    from gridgen.plans.diff import Balance, Difference, Flow, HouseholdChange

_STATES = ("kept", "renamed", "recoded", "changed", "new", "retired")
_RARE = ("renamed", "recoded")
"""States without a column where no zone is in them."""

_INSIDE_COMMUNITY = ("before", "after", "moved", "joined", "left", "new", "gone", "recounted")
_INSIDE_ZONE = ("before", "after", "joined", "left", "new", "gone", "recounted")
_FLOW_WIDTH = {"zh": 8, "en": 11}
"""Of counts, in characters: headers break between words, and Chinese ones anywhere."""


def write_difference(
    difference: Difference, path: str | os.PathLike[str], *, lang: str = "en"
) -> None:
    """Write the difference of two plans as an Excel workbook, headers in `lang`.

    The first sheet is an overview: a row for each community and one for all. The second has the
    zones of the communities where anything changed, and why. Then come, where there are such, what
    became of communities, all households that moved by village, people and centres who serve
    others; and each community in which a household changed has a sheet with these households. Codes
    have the names of what they stand for beside them. Counts are in households; where a row holds
    several of them the rows are counted too. Every text stays text, and every sheet is set up to be
    printed on A4.

    Parameters
    ----------
    difference
        Of two plans at one level.
    path
        An older file of that name is replaced once the new one is whole.
    lang
        "en" or "zh".

    Raises
    ------
    WriteError
        The folder is missing or may not be written, or the disk is full.
    """
    book = openpyxl.Workbook()
    book.active.title = say("diff_overview", lang)
    taken = {book.active.title.casefold(), "history"}  # Excel keeps the second for itself
    _fill_overview(book.active, difference, lang)
    changed = [balance for balance in difference.communities if not balance.is_same]
    if changed:
        level = level_name(difference.level, lang)
        title = sheet_name(say("diff_zones_sheet", lang, level=level), taken)
        _fill_zones(book.create_sheet(title), difference, changed, lang)
    further = {
        "diff_villages_sheet": (difference.villages, _fill_villages),
        "diff_moved_sheet": (difference.moved, _fill_moved),
        "diff_people_sheet": (difference.people, _fill_people),
        "diff_centres": (difference.centres, _fill_centres),
    }
    for key, (rows, fill) in further.items():
        if rows:
            fill(book.create_sheet(sheet_name(say(key, lang), taken)), difference, lang)
    homes = _changed_homes(difference)
    for balance in changed:
        if homes[balance.code]:
            name = community_name(balance.code, balance.name, lang)
            title = sheet_name(f"{balance.code} {name}", taken)
            _fill_homes(book.create_sheet(title), name, homes[balance.code], difference, lang)
    write_whole(Path(path), book.save)


def _fill_overview(sheet: Worksheet, difference: Difference, lang: str) -> None:
    """Fill a sheet with a row for each community and one for all."""
    level, shown = level_name(difference.level, lang), _states(difference)
    states = [say("diff_zones", lang, state=say(f"diff_{s}", lang), level=level) for s in shown]
    header = [say("diff_code", lang), say("diff_community", lang), *states]
    units = _units(difference)
    put_row(sheet, 1, [*header, *_flow_header(_INSIDE_COMMUNITY, units, lang)], is_header=True)
    row = 1
    for row, balance in enumerate(difference.communities, start=2):
        name = community_name(balance.code, balance.name, lang)
        put_row(sheet, row, [balance.code, name, *_balance_cells(balance, shown, units)])
    total = ["", say("diff_total", lang), *_balance_cells(difference.total, shown, units)]
    put_row(sheet, row + 1, total, is_header=True)
    set_widths(sheet, [16, 18, *(8 for _ in shown), *_flow_widths(_INSIDE_COMMUNITY, units, lang)])
    sheet.freeze_panes = "C2"
    print_on_a4(sheet, say("diff_overview_of", lang, level=level), lang)


def _fill_zones(
    sheet: Worksheet, difference: Difference, changed: Sequence[Balance], lang: str
) -> None:
    """Fill a sheet with all zones of the communities that changed."""
    names = ("community", "code", "name", "state", "why", "went_to", "went_to_name", "old_code",
             "old_name", "until")  # fmt: skip
    header = [say(f"diff_{name}", lang) for name in names]
    units, named = _units(difference), _zone_names(difference)
    put_row(sheet, 1, [*header, *_flow_header(_INSIDE_ZONE, units, lang)], is_header=True)
    zones = [(balance, z) for balance in changed for z in difference.zones_of(balance.code)]
    for row, (balance, zone) in enumerate(zones, start=2):
        said: list[Value] = [community_name(balance.code, balance.name, lang), zone.code, zone.name]
        why = say("list_semicolon", lang).join(reason.text(lang) for reason in zone.why)
        said += [say(f"diff_{zone.state}", lang), why, zone.went_to, named.get(zone.went_to, "")]
        is_other = zone.old_code != zone.code
        said += [zone.old_code if is_other else "", zone.old_name if zone.is_renamed else ""]
        said.append(zone.until)
        put_row(sheet, row, said + _flow_cells(zone.flow, _INSIDE_ZONE, units))
    set_widths(
        sheet, [14, 18, 18, 9, 40, 18, 18, 18, 18, 12, *_flow_widths(_INSIDE_ZONE, units, lang)]
    )
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    print_on_a4(sheet, sheet.title, lang)


def _fill_homes(
    sheet: Worksheet, title: str, homes: list[tuple[str, HouseholdChange]], difference: Difference,
    lang: str,
) -> None:  # fmt: skip
    """Fill a sheet with the households of one community that changed."""
    names = ("id", "state", "from", "from_name", "to", "to_name")
    header = [say(f"diff_{name}", lang) for name in names]
    header += _flow_header(("before", "after"), ("households",), lang)
    put_row(sheet, 1, header, is_header=True)
    named, was = _zone_names(difference), _old_names(difference)
    for row, (change, home) in enumerate(homes, start=2):
        old, new = was.get(home.old_zone, ""), named.get(home.new_zone, "")
        put_row(sheet, row, [home.id, say(f"diff_household_{change}", lang), home.old_zone, old,
                             home.new_zone, new, home.before, home.after])  # fmt: skip
    set_widths(sheet, [16, 10, 18, 18, 18, 18, 9, 9])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    print_on_a4(sheet, say("diff_homes_of", lang, name=title), lang, upright=True)


def _fill_villages(sheet: Worksheet, difference: Difference, lang: str) -> None:
    """Fill a sheet with a sentence for each thing that became of communities."""
    put_row(sheet, 1, [say("diff_village_told", lang)], is_header=True)
    for row, change in enumerate(difference.villages, start=2):
        put_row(sheet, row, [told(change).text(lang)])
    set_widths(sheet, [100])
    sheet.freeze_panes = "A2"
    print_on_a4(sheet, sheet.title, lang)


def _fill_moved(sheet: Worksheet, difference: Difference, lang: str) -> None:
    """Fill a sheet with all households that moved, by village, and there by their zones."""
    names = ("community", "from", "from_name", "to", "to_name", "id")
    header = [say(f"diff_{name}", lang) for name in names]
    put_row(sheet, 1, [*header, *_flow_header(("after",), ("households",), lang)], is_header=True)
    home_of = {balance.code: balance.name for balance in difference.communities}
    named, was = _zone_names(difference), _old_names(difference)
    moved = sorted(difference.moved, key=lambda home: (
        home.new_community, home.old_zone, home.new_zone, natural_order(home.id)
    ))  # fmt: skip
    for row, home in enumerate(moved, start=2):
        village = community_name(home.new_community, home_of.get(home.new_community, ""), lang)
        put_row(sheet, row, [village, home.old_zone, was.get(home.old_zone, ""), home.new_zone,
                             named.get(home.new_zone, ""), home.id, home.after])  # fmt: skip
    set_widths(sheet, [14, 18, 18, 18, 18, 16, 9])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    print_on_a4(sheet, sheet.title, lang, upright=True)


def _fill_people(sheet: Worksheet, difference: Difference, lang: str) -> None:
    """Fill a sheet with who serves other zones or households than before."""
    names = ("id", "role", "state", "old_zones", "new_zones", "joined_households",
             "left_households")  # fmt: skip
    put_row(sheet, 1, [say(f"diff_{name}", lang) for name in names], is_header=True)
    named, was = _zone_names(difference), _old_names(difference)
    comma = say("list_codes", lang)
    for row, one in enumerate(difference.people, start=2):
        old = comma.join(f"{code} {was.get(code, '')}".strip() for code in one.old_zones)
        new = comma.join(f"{code} {named.get(code, '')}".strip() for code in one.new_zones)
        state = say(f"diff_person_state_{one.state}", lang)
        put_row(sheet, row, [one.id, one.role, state, old, new, one.joined, one.left])
    set_widths(sheet, [16, 12, 10, 30, 30, 12, 12])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    print_on_a4(sheet, sheet.title, lang)


def _fill_centres(sheet: Worksheet, difference: Difference, lang: str) -> None:
    """Fill a sheet with the centres that came, left or moved."""
    names = ("id", "role", "state", "from", "from_name", "to", "to_name", "metres", "follows")
    level = level_name(difference.level, lang)
    header = [say(f"diff_{name}", lang, level=level) for name in names]
    put_row(sheet, 1, header, is_header=True)
    named, was = _zone_names(difference), _old_names(difference)
    for row, one in enumerate(difference.centres, start=2):
        state = say(f"diff_centre_state_{one.state}", lang)
        old, new = was.get(one.old_zone, ""), named.get(one.new_zone, "")
        put_row(sheet, row, [one.id, one.role, state, one.old_zone, old, one.new_zone, new,
                             one.metres, one.follows])  # fmt: skip
    set_widths(sheet, [16, 12, 10, 20, 16, 20, 16, 10, 16])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    print_on_a4(sheet, sheet.title, lang)


def _changed_homes(difference: Difference) -> dict[str, list[tuple[str, HouseholdChange]]]:
    """Return what changed about which household, for each community that it was or is in."""
    homes: dict[str, list[tuple[str, HouseholdChange]]] = defaultdict(list)
    for change in ("moved", "new", "gone", "recounted"):
        for home in getattr(difference, change):
            codes = [home.old_community] if change != "new" else []
            codes += [home.new_community] if change != "gone" else []
            for code in dict.fromkeys(codes):
                homes[code].append((change, home))
    return homes


def _zone_names(difference: Difference) -> dict[str, str]:
    return {zone.code: zone.name for zone in difference.zones}


def _old_names(difference: Difference) -> dict[str, str]:
    return {zone.old_code: zone.old_name for zone in difference.zones}


def _states(difference: Difference) -> list[str]:
    return [one for one in _STATES if one not in _RARE or getattr(difference.total, one)]


def _units(difference: Difference) -> tuple[str, ...]:
    """Return what is counted: rows only where one of them may hold several households."""
    flows = [difference.total.flow, *(zone.flow for zone in difference.zones)]
    tallies = (getattr(flow, part) for flow in flows for part in _INSIDE_COMMUNITY)
    is_same = all(tally.rows == tally.households for tally in tallies)
    return ("households",) if is_same else ("households", "rows")


def _flow_header(parts: Sequence[str], units: Sequence[str], lang: str) -> list[str]:
    flows = [say(f"diff_flow_{part}", lang) for part in parts]
    return [say(f"diff_{unit}", lang, flow=f) for unit in units for f in flows]


def _flow_widths(parts: Sequence[str], units: Sequence[str], lang: str) -> list[float]:
    return [_FLOW_WIDTH[lang]] * (len(parts) * len(units))


def _flow_cells(flow: Flow, parts: Sequence[str], units: Sequence[str]) -> list[Value]:
    tallies = [getattr(flow, part) for part in parts]
    return [getattr(tally, unit) for unit in units for tally in tallies]


def _balance_cells(balance: Balance, shown: Sequence[str], units: Sequence[str]) -> list[Value]:
    states: list[Value] = [getattr(balance, state) for state in shown]
    return states + _flow_cells(balance.flow, _INSIDE_COMMUNITY, units)
