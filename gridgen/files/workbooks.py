"""Report, Overlay, Roster -> Excel workbooks."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

from gridgen.files.cells import Value, fill_table, print_on_a4
from gridgen.files.whole import write_whole
from gridgen.model.findings import Finding, Report
from gridgen.people.roster import Roster
from gridgen.words.say import level_name, say, todo

if TYPE_CHECKING:
    from gridgen.plans.overlay import Lie, Overlay, Shared

_EXCEL_COLUMNS = {"severity": 10, "rule": 22, "where": 32, "number": 12, "limit": 12, "text": 60,
                  "todo": 44}  # fmt: skip
"""Columns of the workbook of findings, and their widths in characters."""

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
    fill_table(book.active, header, [_excel_row(found, lang) for found in report])
    print_on_a4(book.active, book.active.title, lang)
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
        fill_table(sheet, header, [[cells[name] for name in names] for cells in told])
        print_on_a4(sheet, sheet.title, lang)
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
        fill_table(sheet, header, [[_joined(cells[name]) for name in names] for cells in told])
        print_on_a4(sheet, sheet.title, lang)
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
