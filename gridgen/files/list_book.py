"""Plan -> the list of its households that a township hands out: a workbook, or one flat table."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from gridgen.files.cells import Value, print_on_a4, row_of, set_widths, sheet_name, width_of
from gridgen.files.defused import defused
from gridgen.files.whole import write_whole
from gridgen.model.errors import WriteError
from gridgen.model.households import Presence
from gridgen.model.plan import Plan
from gridgen.model.zones import ASIDE, column_of
from gridgen.people.listing import HouseholdList, Listed, contact_of, household_list
from gridgen.people.roster import role_labels
from gridgen.words.say import community_name, level_name, say

_REMARK_OF = {
    Presence.JOINED: "list_joined",
    Presence.BY_UNIT: "list_by_unit",
    Presence.VIRTUAL: "list_virtual",
    Presence.UNPLACED: "list_unplaced",
}


def write_list(
    plan: Plan, path: str | os.PathLike[str], *, lang: str = "en", as_csv: bool | None = None,
    contacts: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Write the households of a plan as a list to hand out, in the order of their grids.

    A workbook has a summary of communities and grids, then a sheet for each community, and one for
    households outside all of them: each household with its count, what keeps it together, its zones
    and who serves nearest to it. Codes are text, counts are numbers, no text becomes a formula.
    Each sheet is set up for A4 upright: as wide as the page, its header on every page, pages
    numbered.

    A table for other systems is one CSV in UTF-8 with a byte order mark, its columns in English
    whatever the language: id, households, community and its name, presence, code and name for each
    level, the keys, and for each role the ids and work phones of those who serve (";" between
    several). A text that a spreadsheet would take for a formula has an apostrophe before it, which
    is taken away where gridgen reads the table.

    Parameters
    ----------
    plan
        As it was divided or read.
    path
        Of a .xlsx or .csv; an older file of that name is replaced once the new one is whole.
    lang
        "en" or "zh": the language of the workbook.
    as_csv
        Whether it is the table; if not given, the ending of the name says it.
    contacts
        Whom to ask, as it is to be said, by the code of a zone or community: of a household's
        zones the lowest that has somebody counts. Written, and kept nowhere else.

    Raises
    ------
    WriteError
        The name ends in neither .xlsx nor .csv and nobody said which it is, the folder is missing
        or may not be written, or the disk is full.
    """
    target = Path(path)
    ending = target.suffix.lower()
    if as_csv is None and ending not in (".xlsx", ".csv"):
        raise WriteError("list_ending", file=target, ending=ending)
    listed = household_list(plan)
    asked = contacts or {}
    if as_csv or (as_csv is None and ending == ".csv"):
        write_whole(target, lambda file: _save_table(plan, listed, asked, file))
    else:
        write_whole(target, lambda file: _book(plan, listed, asked, lang).save(file))


# --- the table for systems ------------------------------------------------------------------------


def _save_table(plan: Plan, listed: HouseholdList, contacts: Mapping[str, str], file: Path) -> None:
    name_of = _names(plan)
    phone_of = _phones(plan)
    header = ["id", "households", "community", "community_name", "presence"]
    for level in listed.levels:
        header += [column_of(level), f"{column_of(level)}_name"]
    header += listed.keys
    for role in listed.roles:
        header += [role, f"{role}_phone"]
    header += ["contact"] if contacts else []
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        write = csv.writer(stream).writerow
        write([defused(name) for name in header])
        for row in listed.rows:
            cells = [row.id, row.households, row.community, name_of.get(row.community, "")]
            cells.append(row.presence)
            for code in row.zones:
                cells += [code, name_of.get(code, "")]
            cells += row.keys
            for people in row.people:
                cells += [";".join(people), ";".join(phone_of.get(one, "") for one in people)]
            cells += [contact_of(row, contacts)] if contacts else []
            write([defused(cell) for cell in cells])


# --- the workbook ---------------------------------------------------------------------------------


def _book(
    plan: Plan, listed: HouseholdList, contacts: Mapping[str, str], lang: str
) -> openpyxl.Workbook:
    """Return the workbook; its sheets are written row by row, since a list may be long."""
    book = openpyxl.Workbook(write_only=True)
    taken = {"history"}  # Excel keeps it for itself
    words = _Words(plan, contacts, lang)
    summary = book.create_sheet(sheet_name(say("list_summary", lang), taken))
    _fill(summary, say("list_summary_title", lang), _summary(plan, listed, words), lang)
    for code, rows in groupby(listed.rows, key=lambda row: row.community):
        name = community_name(code, words.name_of.get(code, ""), lang)
        sheet = book.create_sheet(sheet_name(name, taken))
        _fill(sheet, say("list_title", lang, name=name), _homes(listed, list(rows), words), lang)
    return book


class _Words:
    """What codes, people and roles are called in one language."""

    def __init__(self, plan: Plan, contacts: Mapping[str, str], lang: str) -> None:
        self.lang = lang
        self.contacts = contacts
        self.name_of = _names(plan)
        self.phone_of = _phones(plan)
        nameless = say("list_contact", lang)
        self.label_of = {r: said[lang] or nameless for r, said in role_labels(plan).items()}

    def people(self, ids: Iterable[str]) -> str:
        """Return people as they are said: each with the work phone, where there is one."""
        said = [
            say("list_person", self.lang, id=one, phone=self.phone_of[one])
            if self.phone_of.get(one)
            else one
            for one in ids
        ]
        return say("list_between", self.lang).join(said)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a sheet under their header; `heads` are bold, `firsts` have a line above."""

    header: tuple[str, ...]
    cells: tuple[tuple[Value, ...], ...]
    heads: frozenset[int]
    firsts: frozenset[int]


def _fill(sheet: Worksheet, title: str, rows: _Rows, lang: str) -> None:
    """Fill a sheet that is only written: settings come before the rows."""
    columns = list(zip(*rows.cells, strict=True)) or [()] * len(rows.header)
    widths = [
        width_of(name, ("" if cell is None else str(cell) for cell in column))
        for name, column in zip(rows.header, columns, strict=True)
    ]
    set_widths(sheet, widths)
    sheet.freeze_panes = "A2"
    print_on_a4(sheet, title, lang, upright=True)
    sheet.append(row_of(sheet, rows.header, is_header=True))
    for number, cells in enumerate(rows.cells):
        is_head, is_first = number in rows.heads, number in rows.firsts
        sheet.append(row_of(sheet, cells, is_header=is_head, is_first=is_first))


def _summary(plan: Plan, listed: HouseholdList, words: _Words) -> _Rows:
    """Return a row for each community, under it one for each grid, and one for all."""
    lang, levels = words.lang, listed.levels
    roles = [role for role, level in listed.roles.items() if role not in listed.own_roles
             and level in ("communities", *levels[:1])]  # fmt: skip
    posted, size, parts = _posted(plan, roles), _sizes(listed), _parts(plan)

    def told(depth: int, code: str) -> list[Value]:
        inside = [number if k >= depth else None for k, number in enumerate(parts[depth, code])]
        return [*inside, *size[depth, code],
                *(words.people(posted.get((role, code), ())) for role in roles),
                words.contacts.get(code, "")]  # fmt: skip

    cells: list[list[Value]] = []
    heads = []
    for code in _communities(plan, listed):
        heads.append(len(cells))
        name = community_name(code, words.name_of.get(code, ""), lang)
        cells.append([code, name, *told(0, code), ""])
        for grid, kind in _grids(plan, code):
            remark = say(kind, lang) if kind in ASIDE else ""
            cells.append([grid, words.name_of[grid], *told(1, grid), remark])
    heads.append(len(cells))
    total = [len(level) for level in plan.levels]
    homes = [sum(row.households for row in listed.rows), len(listed.rows)]
    cells.append(["", say("list_total", lang), *total, *homes, *("" for _ in roles), "", ""])
    counts = [say("list_count", lang, level=level_name(level, lang)) for level in levels]
    header = [say("list_code", lang), say("list_name", lang), *counts,
              say("list_households", lang), say("list_rows", lang),
              *(words.label_of[role] for role in roles), say("list_contact", lang),
              say("list_remark", lang)]  # fmt: skip
    return _filled(header, cells, heads, heads)


def _homes(listed: HouseholdList, rows: Sequence[Listed], words: _Words) -> _Rows:
    """Return the households of one community; a line above the first of each grid."""
    lang, levels = words.lang, listed.levels
    roles = [list(listed.roles).index(role) for role in listed.nearest]
    header = [say("list_number", lang), say("list_id", lang), say("list_households", lang)]
    header += [level_name(key, lang) for key in listed.keys]
    header += [level_name(level, lang) for level in levels]
    header += [say("list_zone_code", lang, level=level_name(level, lang)) for level in levels[:1]]
    header += [words.label_of[role] for role in listed.nearest]
    header += [say("list_contact", lang), say("list_remark", lang)]
    cells: list[list[Value]] = []
    firsts = []
    for number, row in enumerate(rows, start=1):
        if number > 1 and row.zones[:1] != rows[number - 2].zones[:1]:
            firsts.append(number - 1)
        names = [words.name_of.get(code, "") for code in row.zones]
        people = [words.people(row.people[role]) for role in roles]
        cells.append([number, row.id, row.households, *row.keys, *names, *row.zones[:1], *people,
                      contact_of(row, words.contacts), _remark(row, lang)])  # fmt: skip
    return _filled(header, cells, [], firsts)


def _remark(row: Listed, lang: str) -> str:
    key = _REMARK_OF.get(Presence(row.presence))
    if key is None and row.zones and not row.zones[0]:
        key = "list_in_no_grid"
    return say(key, lang) if key else ""


def _filled(
    header: list[str], cells: list[list[Value]], heads: list[int], firsts: list[int]
) -> _Rows:
    """Return rows without the columns in which nothing stands."""
    kept = [k for k in range(len(header)) if any(row[k] not in (None, "") for row in cells)]
    return _Rows(
        tuple(header[k] for k in kept),
        tuple(tuple(row[k] for k in kept) for row in cells),
        frozenset(heads),
        frozenset(firsts),
    )


# --- what is counted and called -------------------------------------------------------------------


def _communities(plan: Plan, listed: HouseholdList) -> list[str]:
    """Return the codes of all communities, and "" where a household is in none."""
    outside = {""} if any(not row.community for row in listed.rows) else set()
    return [*sorted({*plan.communities.code.tolist()} - {""}), *outside]


def _grids(plan: Plan, community: str) -> list[tuple[str, str]]:
    """Return code and kind of the zones of the first level in a community."""
    if not plan.levels:
        return []
    zones = plan.levels[0]
    rows = zip(zones.code, zones.kind, zones.community, strict=True)
    return sorted((code, kind) for code, kind, of in rows if of == community)


def _sizes(listed: HouseholdList) -> dict[tuple[int, str], tuple[int, int]]:
    """Return households and rows of each community (0, code) and each zone (its depth, code)."""
    found: dict[tuple[int, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for row in listed.rows:
        for place in enumerate((row.community, *row.zones)):
            households, rows = found[place]
            found[place] = (households + row.households, rows + 1)
    return found


def _parts(plan: Plan) -> dict[tuple[int, str], list[int]]:
    """Return for each community (0, code) and each grid (1, code) its zones of each level."""
    found: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0] * len(plan.levels))
    top_of: dict[str, str] = {}
    for depth, zones in enumerate(plan.levels):
        rows = zip(zones.code, zones.parent, zones.community, strict=True)
        top_of = {code: top_of.get(parent, "") if depth else code for code, parent, _ in rows}
        for code, community in zip(zones.code, zones.community, strict=True):
            found[0, community][depth] += 1
            found[1, top_of[code]][depth] += 1
    return found


def _posted(plan: Plan, roles: Sequence[str]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return who has a post of a role in a zone, by role and code."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for post in () if plan.staff is None else plan.staff.posts:
        if post.role in roles and post.person:
            found[post.role, post.zone] = (*found.get((post.role, post.zone), ()), post.person)
    return found


def _names(plan: Plan) -> dict[str, str]:
    """Return the name of each community and zone by its code."""
    named = [(plan.communities.code, plan.communities.name)]
    named += [(zones.code, zones.name) for zones in plan.levels]
    return {code: name for codes, names in named for code, name in zip(codes, names, strict=True)}


def _phones(plan: Plan) -> dict[str, str]:
    people = None if plan.staff is None else plan.staff.people
    return {} if people is None else dict(zip(people.ids, people.phone, strict=True))
