"""A workbook to fill in: edits, how each is written, and what the plan's zones are called."""

from __future__ import annotations

import os
from pathlib import Path

import openpyxl
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from gridgen.files.cells import AS_TEXT, Value, fill_table, print_on_a4, width_of
from gridgen.files.rejects import require_xlsx
from gridgen.files.whole import write_whole
from gridgen.model.plan import Plan
from gridgen.plans.names import names_of
from gridgen.rules.loader import rules_for
from gridgen.versions.said import WAYS
from gridgen.versions.unit_names import unit_name, units_by_name
from gridgen.words.say import LANGUAGES, level_name, say

COLUMNS = {"operation": 16, "about": 46, "becomes": 40, "level": 12, "reason": 30}
"""Of the sheet to fill in, and their widths in characters."""

ROWS = 500
"""Rows that are made ready for edits."""


def write_template(
    path: str | os.PathLike[str], plan: Plan | None = None, *, lang: str = "en"
) -> None:
    """Write a workbook in which edits are filled in, to be read by `gridgen edit --table`.

    The first sheet has a row for each edit and offers the operations, and with a plan the names of
    its zones; the second says how each is written, with an example; with a plan two more list its
    zones, and its villager groups and buildings, by the names by which they are called.

    Parameters
    ----------
    path
        A .xlsx; an older file of that name is replaced once the new one is whole.
    plan
        The one that is to be edited.
    lang
        "en" or "zh". Either is read back.

    Raises
    ------
    WriteError
        The name does not end in .xlsx, the folder is missing or may not be written, or the disk is
        full.
    """
    target = Path(path)
    require_xlsx(target)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = say("edits_sheet", lang)
    fill_table(sheet, {say(f"edit_{name}", lang): wide for name, wide in COLUMNS.items()}, [])
    for column in range(1, len(COLUMNS) + 1):
        for row in range(2, ROWS + 2):
            sheet.cell(row, column).number_format = AS_TEXT
    print_on_a4(sheet, say("edits_title", lang), lang)
    _explain(book.create_sheet(say("edits_how", lang)), lang)
    _offer_ways(sheet, lang)
    if plan is not None:
        zones = book.create_sheet(say("edits_zones", lang))
        _list_zones(zones, plan, lang)
        _list_units(book.create_sheet(say("edits_units", lang)), plan, lang)
        _offer_zones(sheet, zones)
    write_whole(target, book.save)


def _explain(sheet: Worksheet, lang: str) -> None:
    """Fill the sheet that says how each operation is written."""
    rows: list[list[Value]] = []
    for way in WAYS:
        about, _, becomes = say(f"edit_example_{way}", lang).partition("|")
        rows.append([say(f"edit_way_{way}", lang), say(f"edit_does_{way}", lang), about.strip(),
                     becomes.strip(), say(f"edit_form_{way}", lang)])  # fmt: skip
    names = [say("edit_operation", lang), say("edits_means", lang)]
    names += [
        say("edits_example", lang, name=say(f"edit_{name}", lang)) for name in ("about", "becomes")
    ]
    names.append(say("edits_fill", lang))
    fill_table(sheet, dict(zip(names, (18, 41, 41, 41, 60), strict=True)), rows)
    print_on_a4(sheet, sheet.title, lang)


def _offer_ways(sheet: Worksheet, lang: str) -> None:
    """Let the first column offer the operations, and take no other word."""
    words = ",".join(say(f"edit_way_{way}", lang) for way in WAYS)
    offer = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True,
                           showErrorMessage=True, error=say("edits_wrong_word", lang))  # fmt: skip
    sheet.add_data_validation(offer)
    offer.add(f"A2:A{ROWS + 1}")


def _offer_zones(sheet: Worksheet, zones: Worksheet) -> None:
    """Let what edits are about, and what it becomes, offer the names of zones; others pass."""
    names = f"'{zones.title}'!$C$2:$C${zones.max_row}"
    offer = DataValidation(type="list", formula1=names, allow_blank=True, showErrorMessage=False)
    sheet.add_data_validation(offer)
    offer.add(f"B2:C{ROWS + 1}")


def _list_zones(sheet: Worksheet, plan: Plan, lang: str) -> None:
    column = LANGUAGES.index(lang)
    names = names_of(plan, rules_for(plan))
    rows: list[list[Value]] = [
        [level_name(zones.level, lang), code, names[code][column], households]
        for zones in plan.levels
        for code, households in zip(zones.code, zones.households.tolist(), strict=True)
    ]
    header = [say("edit_level", lang), say("edits_code", lang), say("edits_full_name", lang),
              say("edit_column_households", lang)]  # fmt: skip
    _fill(sheet, header, rows, lang)


def _list_units(sheet: Worksheet, plan: Plan, lang: str) -> None:
    units = sorted({unit for found in units_by_name(plan).values() for unit in found})
    rows: list[list[Value]] = [
        [plan.communities.name[unit[0]], level_name(unit[1], lang), unit_name(plan, unit)]
        for unit in units
    ]
    header = [level_name("communities", lang), say("edit_level", lang),
              say("edits_full_name", lang)]  # fmt: skip
    _fill(sheet, header, rows, lang)


def _fill(sheet: Worksheet, header: list[str], rows: list[list[Value]], lang: str) -> None:
    columns = [[str(row[k]) for row in rows] for k in range(len(header))]
    widths = {
        name: width_of(name, column, most=40) for name, column in zip(header, columns, strict=True)
    }
    fill_table(sheet, widths, rows)
    print_on_a4(sheet, sheet.title, lang)
