"""Report, Difference, Overlay -> Excel workbooks."""

from __future__ import annotations

import dataclasses
import itertools
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from gridgen.files.whole import write_whole
from gridgen.model.findings import Finding, Report
from gridgen.people.roster import Roster
from gridgen.words.say import community_name, level_name, say, todo

if TYPE_CHECKING:
    from gridgen.plans.diff import Balance, Difference, Flow, HouseholdChange
    from gridgen.plans.overlay import Lie, Overlay, Shared

Value = str | float | None
"""What a cell holds."""

_EXCEL_COLUMNS = {"severity": 10, "rule": 22, "where": 32, "number": 12, "limit": 12, "text": 90,
                  "todo": 50}  # fmt: skip
"""Columns of the workbook of findings, and their widths in characters."""

_CELL_MOST = 32_767
"""Characters that a cell of Excel can hold."""

_SHEET_MOST = 31
"""UTF-16 units that the name of a sheet may have."""

_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")

_STATES = ("kept", "changed", "new", "retired")
_INSIDE_COMMUNITY = ("before", "after", "moved", "joined", "left", "new", "gone", "recounted")
_INSIDE_ZONE = ("before", "after", "joined", "left", "new", "gone", "recounted")

_OVERLAP_COLUMNS = ("first", "second", "households", "rows", "area_m2", "border_m")
_ROSTER_COLUMNS = {
    "roles": ("role", "level", "people", "serve", "posts", "vacant", "zones", "zones_without",
              "fewest", "most", "mean_m", "areas", "smallest_m2", "largest_m2"),
    "zones": ("community", "level", "code", "name", "role", "households", "posts", "vacant",
              "people", "each"),
    "people": ("person", "role", "phone", "zones", "households", "mean_m", "area_m2"),
}  # fmt: skip
"""The sheets of the workbook of people, and their columns."""

_ROSTER_WIDTHS = {"code": 22, "name": 22, "people": 24, "each": 16, "zones": 22, "phone": 18}
_LIE_COLUMNS = (
    "code", "name", "relation", "households", "zones", "best", "share", "border_share",
)  # fmt: skip


def write_findings(report: Report, path: str | os.PathLike[str], *, lang: str = "en") -> None:
    """Write a report as an Excel workbook: a row for each finding, headers in `lang`.

    Every text stays text, also where it begins with = + - or @, so that a name in the input never
    becomes a formula.

    Parameters
    ----------
    report
        Its rows come in this order.
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
    book.active.title = say("excel_title", lang)
    header = {say(f"excel_{name}", lang): width for name, width in _EXCEL_COLUMNS.items()}
    _fill_table(book.active, header, [_excel_row(found, lang) for found in report])
    write_whole(Path(path), book.save)


def write_difference(
    difference: Difference, path: str | os.PathLike[str], *, lang: str = "en"
) -> None:
    """Write the difference of two plans as an Excel workbook, headers in `lang`.

    The first sheet is an overview: a row for each community and one for all. Each community where
    anything changed has a sheet of its own, with all its zones and, below them, the households that
    changed. Where centres changed, a sheet tells which. Counts stand in households first, then in
    rows. Every text stays text.

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
    _fill_overview(book.active, difference, lang)
    homes = _changed_homes(difference)
    taken = {book.active.title.casefold(), "history"}  # Excel keeps the second for itself
    for balance in difference.communities:
        if not balance.is_same:
            name = community_name(balance.code, balance.name, lang)
            sheet = book.create_sheet(_sheet_name(f"{balance.code} {name}", taken))
            below = _fill_zones(sheet, difference, balance.code, lang)
            _fill_homes(sheet, below + 1, homes[balance.code], lang)
    if difference.centres:
        title = _sheet_name(say("diff_centres", lang), taken)
        _fill_centres(book.create_sheet(title), difference, lang)
    write_whole(Path(path), book.save)


def write_overlay(found: Overlay, path: str | os.PathLike[str], *, lang: str = "en") -> None:
    """Write two nets laid over each other as an Excel workbook, headers in `lang`.

    The cross table, and a sheet for the zones of each net. Every text stays text.

    Parameters
    ----------
    found
        Households shared, and how each zone lies to the other net; areas in m2, borders in metres.
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
    sheets: dict[str, tuple[Shared | Lie, ...]]
    sheets = {"table": found.overlaps, "first": found.first, "second": found.second}
    for number, (title, rows) in enumerate(sheets.items()):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = say(f"overlay_{title}", lang)
        names = _OVERLAP_COLUMNS if title == "table" else _LIE_COLUMNS
        told = [dataclasses.asdict(row) for row in rows]
        for cells in told:
            if "relation" in cells:
                cells["relation"] = say(f"overlay_{cells['relation']}", lang)
        header = {say(f"overlay_{name}", lang): 20 for name in names}
        _fill_table(sheet, header, [[cells[name] for name in names] for cells in told])
    write_whole(Path(path), book.save)


def write_roster(
    found: Roster, label_of: Mapping[str, Mapping[str, str]], path: str | os.PathLike[str],
    *, lang: str = "en",
) -> None:  # fmt: skip
    """Write who serves as an Excel workbook, headers in `lang`: roles, zones, people.

    Several people or zones of one row stand in one cell. Every text stays text.

    Parameters
    ----------
    found
        Areas in m2, ways in metres.
    label_of
        For each role what it is called in each language; one that is missing goes by its name.
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
    for number, (title, names) in enumerate(_ROSTER_COLUMNS.items()):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = say(f"roster_{title}", lang)
        told = [dataclasses.asdict(counted) for counted in getattr(found, title)]
        for cells in told:
            cells["role"] = label_of.get(cells["role"], {lang: cells["role"]})[lang]
            if "level" in cells:
                cells["level"] = level_name(cells["level"], lang)
        header = {say(f"roster_{name}", lang): _ROSTER_WIDTHS.get(name, 14) for name in names}
        _fill_table(sheet, header, [[_joined(cells[name]) for name in names] for cells in told])
    write_whole(Path(path), book.save)


def _joined(value: Value | tuple[Value, ...]) -> Value:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value


def _excel_row(found: Finding, lang: str) -> tuple[Value, ...]:
    return (
        say(found.severity.value, lang),
        found.rule,
        found.where,
        found.number,
        found.limit,
        found.text(lang),
        todo(found.rule, lang),
    )


def _fill_overview(sheet: Worksheet, difference: Difference, lang: str) -> None:
    """Fill a sheet with a row for each community and one for all."""
    level = level_name(difference.level, lang)
    states = [say("diff_zones", lang, state=say(f"diff_{s}", lang), level=level) for s in _STATES]
    header = [say("diff_code", lang), say("diff_community", lang), *states]
    _put_row(sheet, 1, [*header, *_flow_header(_INSIDE_COMMUNITY, lang)], is_header=True)
    row = 1
    for row, balance in enumerate(difference.communities, start=2):
        name = community_name(balance.code, balance.name, lang)
        _put_row(sheet, row, [balance.code, name, *_balance_cells(balance)])
    total = ["", say("diff_total", lang), *_balance_cells(difference.total)]
    _put_row(sheet, row + 1, total, is_header=True)
    _set_widths(sheet, [16, 24, *(12 for _ in range(sheet.max_column - 2))])
    sheet.freeze_panes = "C2"


def _fill_zones(sheet: Worksheet, difference: Difference, community: str, lang: str) -> int:
    """Fill the top of a sheet with the zones of a community; return the first row below them."""
    header = [say(f"diff_{name}", lang) for name in ("code", "name", "state", "went_to")]
    _put_row(sheet, 1, [*header, *_flow_header(_INSIDE_ZONE, lang)], is_header=True)
    row = 1
    for row, zone in enumerate(difference.zones_of(community), start=2):
        said: list[Value] = [zone.code, zone.name, say(f"diff_{zone.state}", lang), zone.went_to]
        _put_row(sheet, row, said + _flow_cells(zone.flow, _INSIDE_ZONE))
    _set_widths(sheet, [22, 24, 20, 20, *(12 for _ in range(sheet.max_column - 4))])
    sheet.freeze_panes = "A2"
    return row + 1


def _fill_homes(
    sheet: Worksheet, top: int, homes: list[tuple[str, HouseholdChange]], lang: str
) -> None:
    """Fill a sheet from the row `top` on with households that changed."""
    header = [say("diff_id", lang), say("diff_state", lang)]
    header += [say(f"diff_{way}", lang) for way in ("from", "to")]
    _put_row(sheet, top, [*header, *_flow_header(("before", "after"), lang)[:2]], is_header=True)
    for row, (change, home) in enumerate(homes, start=top + 1):
        _put_row(sheet, row, [home.id, say(f"diff_household_{change}", lang), home.old_zone,
                              home.new_zone, home.before, home.after])  # fmt: skip


def _fill_centres(sheet: Worksheet, difference: Difference, lang: str) -> None:
    """Fill a sheet with the centres that came, left or moved."""
    names = ("id", "role", "state", "from", "to", "metres", "follows")
    level = level_name(difference.level, lang)
    header = [say(f"diff_{name}", lang, level=level) for name in names]
    _put_row(sheet, 1, header, is_header=True)
    for row, one in enumerate(difference.centres, start=2):
        state = say(f"diff_centre_state_{one.state}", lang)
        _put_row(sheet, row, [one.id, one.role, state, one.old_zone, one.new_zone, one.metres,
                              one.follows])  # fmt: skip
    _set_widths(sheet, [20, 14, 16, 22, 22, 12, 20])
    sheet.freeze_panes = "A2"


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


def _flow_header(parts: Sequence[str], lang: str) -> list[str]:
    flows = [say(f"diff_flow_{part}", lang) for part in parts]
    return [say(f"diff_{unit}", lang, flow=f) for unit in ("households", "rows") for f in flows]


def _flow_cells(flow: Flow, parts: Sequence[str]) -> list[Value]:
    tallies = [getattr(flow, part) for part in parts]
    return [tally.households for tally in tallies] + [tally.rows for tally in tallies]


def _balance_cells(balance: Balance) -> list[Value]:
    states = [getattr(balance, state) for state in _STATES]
    return states + _flow_cells(balance.flow, _INSIDE_COMMUNITY)


def _sheet_name(text: str, taken: set[str]) -> str:
    """Return a name that Excel takes for a sheet and that is not `taken`; add it to them.

    >>> taken = {"a b"}
    >>> _sheet_name("'a/b", taken), _sheet_name("x" * 40, taken) == "x" * 31
    ('a b (2)', True)
    """
    spaced = ILLEGAL_CHARACTERS_RE.sub("", _NOT_IN_SHEET_NAMES.sub(" ", text))
    plain = " ".join(spaced.split()).strip("' ") or "-"
    for number in itertools.count(1):
        tail = f" ({number})" if number > 1 else ""
        head = plain
        while len((head + tail).encode("utf-16-le")) > 2 * _SHEET_MOST:
            head = head[:-1]
        name = head.rstrip("' ") + tail
        if name.casefold() not in taken:
            break
    taken.add(name.casefold())
    return name


def _fill_table(
    sheet: Worksheet, header: Mapping[str, float], rows: Iterable[Iterable[Value]]
) -> None:
    """Fill a sheet with rows under a header that stays in sight, each column with a filter.

    `header` holds the width of each column, in characters.
    """
    _put_row(sheet, 1, header, is_header=True)
    _set_widths(sheet, header.values())
    for number, row in enumerate(rows, start=2):
        _put_row(sheet, number, row)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _set_widths(sheet: Worksheet, widths: Iterable[float]) -> None:
    """Set the widths of the columns, in characters."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def _put_row(
    sheet: Worksheet, row: int, values: Iterable[Value], *, is_header: bool = False
) -> None:
    """Put values into the cells of a row, from the first column on."""
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row=row, column=column)
        _put(cell, value)
        if is_header:
            cell.font = Font(bold=True)


def _put(cell: Cell, value: Value) -> None:
    """Put a value into a cell; a text never as a formula, nor an infinity as a number."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_CELL_MOST]
        # Set after the value, which openpyxl takes for a formula where it begins with "=".
        cell.data_type = "s"
        cell.quotePrefix = True
    elif value is not None and np.isfinite(value):
        cell.value = float(value)
