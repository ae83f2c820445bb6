"""Rows that go back to whoever sent them: a workbook of those left out or told of, and why."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from gridgen.files.cells import Value, print_on_a4, put_row, set_widths, sheet_name, width_of
from gridgen.files.headers import active_geometry, header_of
from gridgen.files.origin import file_rows, origin_of
from gridgen.files.outlines import WGS84
from gridgen.files.personal import without_personal
from gridgen.files.rejects import OURS, own_headers, rejects_of, require_xlsx
from gridgen.files.values import to_numbers
from gridgen.files.vocabulary import HOUSEHOLDS
from gridgen.files.whole import write_whole
from gridgen.model.findings import Finding, Rejected
from gridgen.model.plan import Plan
from gridgen.model.township import Township
from gridgen.words.say import say, sentences, todo

_OF_PLACES = frozenset({"no_place", "coordinate_no_number", "lon_lat_swapped", "off_the_globe",
                        "too_far", "household_unplaced", "row_of_other_village"})  # fmt: skip
"""Findings whose fault is in both coordinates."""

_WIDEST = 44
_NOTE_MOST = 1000
_FAULT = {
    False: PatternFill("solid", fgColor="FFC7CE"),
    True: PatternFill("solid", fgColor="FFEB9C"),
}
"""The colour of a cell at fault, by whether its row is kept."""

_EDGE = Border(**dict.fromkeys(("left", "right", "top", "bottom"), Side(style="thick")))


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table that goes back: its position, what is said of it, which cells are marked.

    `columns` are headers of the table; an empty one marks the number of the row.
    """

    position: int
    found: tuple[Finding, ...]
    columns: frozenset[str]
    is_kept: bool


def write_rejects(
    plan: Plan | Township, table: pd.DataFrame, path: str | os.PathLike[str], *, lang: str = "en"
) -> int:
    """Write the rows that were left out, or are in the plan with a warning, as a workbook.

    Sheet and row number as a spreadsheet counts them, the columns of the file under their own
    headers in their order, the reason and what to do. A cell at fault is coloured, bold, framed and
    has a note. All that is text stays text. A layer's points stand in columns lon and lat, in
    degrees. Corrected, it can be read again (`gridgen.files.corrections`).

    Parameters
    ----------
    plan, table
        As of `rejects_of`.
    path
        A .xlsx; an older file of that name is replaced once the new one is whole.
    lang
        "en" or "zh".

    Returns
    -------
    How many rows there are.

    Raises
    ------
    WriteError
        The name does not end in .xlsx, the folder is missing or may not be written, or the disk is
        full.
    """
    target = Path(path)
    require_xlsx(target)
    township = plan if isinstance(plan, Township) else plan.township
    source = township.called("households")
    table, _ = without_personal(table, HOUSEHOLDS, source)
    plain = _plain(table)
    rows = _rows(rejects_of(plan, table), table, plain)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = sheet_name(say("reject_title", lang), set())
    _fill(sheet, rows, plain, _Told(table, source, lang))
    print_on_a4(sheet, say("reject_page", lang, file=source), lang)
    write_whole(target, book.save)
    return len(rows)


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that go back: those of the file, and lon and lat in place of a geometry.

    Columns of an older workbook of this kind are not said twice.
    """
    shape = active_geometry(table)
    named = pd.DataFrame(table.drop(columns=[shape] if shape is not None else []))
    named = named.loc[:, [str(header) not in own_headers() for header in named.columns]]
    if not isinstance(table, gpd.GeoDataFrame) or shape is None:
        return named
    there = named.columns.astype(str).str.casefold()
    points = table.geometry.representative_point()
    points = points if table.crs is None else points.to_crs(WGS84)
    xy = [(p.x, p.y) if p is not None and not p.is_empty else (None, None) for p in points]
    for name, column in zip(("lon", "lat"), zip(*xy, strict=True), strict=True):
        if name not in there:
            named = named.assign(**{name: list(column)})
    return named


def _rows(rejected: Iterable[Rejected], table: pd.DataFrame, plain: pd.DataFrame) -> list[_Row]:
    """Return the rows that go back, each once."""
    of_row: dict[int, list[Rejected]] = {}
    for one in rejected:
        of_row.setdefault(one.row, []).append(one)
    return [
        _Row(
            position,
            tuple(one.found for one in told),
            frozenset(header for one in told for header in _at_fault(one, table, plain)),
            all(one.is_kept for one in told),
        )
        for position, told in of_row.items()
    ]


def _at_fault(one: Rejected, table: pd.DataFrame, plain: pd.DataFrame) -> list[str]:
    """Return the headers of the cells at fault."""
    names = [one.column]
    if one.found.rule in _OF_PLACES:
        names = ["lon", "lat", "x", "y"]
    elif one.found.rule == "community_differs":
        names = ["community"]
    meant = [header_of(table, HOUSEHOLDS, name) for name in names if name in HOUSEHOLDS]
    found = [str(header) for header in meant if header is not None]
    found = list(dict.fromkeys([*found, *(n for n in names if n in plain.columns.astype(str))]))
    if one.found.rule in _OF_PLACES:
        headers, cells = plain.columns.astype(str).tolist(), plain.iloc[one.row].tolist()
        number = dict(zip(found, to_numbers([cells[headers.index(name)] for name in found]),
                          strict=True))  # fmt: skip
        lacking = [name for name in found if not np.isfinite(number[name])]
        found = lacking or found
    return found


@dataclass(frozen=True, slots=True)
class _Told:
    """What is said of rows of a table, in a language."""

    table: pd.DataFrame
    source: str
    lang: str

    def reason(self, row: _Row) -> str:
        """Return why a row goes back; its place stands beside and is not said again."""
        return "\n".join(dict.fromkeys(self._short(found.text(self.lang)) for found in row.found))

    def todo(self, row: _Row) -> str:
        """Return what to do about a row."""
        return "\n".join(dict.fromkeys(filter(None, map(self._todo, row.found))))

    def _todo(self, found: Finding) -> str:
        key = f"reject_todo_{found.rule}"
        return say(key, self.lang) if key in sentences() else todo(found.rule, self.lang)

    def _short(self, text: str) -> str:
        if not text.startswith(self.source):
            return text
        rest = text[len(self.source) :]
        return rest.partition("：" if self.lang == "zh" else ": ")[2].strip() or text

    def place(self, position: int) -> tuple[str, int]:
        """Return the sheet and the number of a row, as a spreadsheet counts."""
        return origin_of(self.table).sheet_and_row(int(file_rows(self.table)[position]))


def _fill(sheet: Worksheet, rows: list[_Row], plain: pd.DataFrame, told: _Told) -> None:
    """Fill the sheet: a header that stays in sight, and a row for each that goes back."""
    headers = [str(header) for header in plain.columns]
    own = [say(f"reject_{name}", told.lang) for name in OURS]
    every = [*own[:2], *headers, *own[2:]]
    put_row(sheet, 1, every, is_header=True)
    body: list[list[Value]] = []
    for number, row in enumerate(rows, start=2):
        values = [_value(cell) for cell in plain.iloc[row.position].tolist()]
        body.append([*told.place(row.position), *values, told.reason(row), told.todo(row)])
        put_row(sheet, number, body[-1])
        for cell in sheet[number]:
            if cell.data_type == "n":
                cell.number_format = "General"  # a coordinate with all its digits
        marked = [k for k, header in enumerate(headers, start=3) if header in row.columns] or [2]
        for column in marked:
            _mark(sheet.cell(number, column), told.reason(row), is_kept=row.is_kept)
    columns = zip(*body, strict=True) if body else [()] * len(every)
    widths = [
        width_of(header, [line for cell in cells for line in str(cell or "").splitlines()],
                 most=_WIDEST if header in own[2:] else 26)
        for header, cells in zip(every, columns, strict=True)
    ]  # fmt: skip
    set_widths(sheet, widths)
    _wrap(sheet)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions


def _mark(cell: Cell, reason: str, *, is_kept: bool) -> None:
    """Mark a cell at fault, not by colour alone: it is bold, framed and has a note."""
    cell.fill, cell.border, cell.font = _FAULT[is_kept], _EDGE, Font(bold=True)
    note = ILLEGAL_CHARACTERS_RE.sub("", reason)[:_NOTE_MOST]
    cell.comment = Comment(note, "gridgen", height=90, width=320)


def _wrap(sheet: Worksheet) -> None:
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _value(cell: Any) -> Value:
    """Return what a cell holds: a number as such, all else as text."""
    if cell is None or (not isinstance(cell, str) and pd.isna(cell)):
        return None
    if isinstance(cell, bool | np.bool_) or not isinstance(cell, int | float | np.number):
        return str(cell)
    return float(cell)
