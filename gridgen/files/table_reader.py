"""CSV and Excel -> a table of text as given: nothing is taken for a number, a date or a blank."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import range_boundaries

from gridgen.files.guard.cells import all_bounded, bounded, refuse_many
from gridgen.files.headers import is_header
from gridgen.files.sheet import Merged, Sheet, header_at, to_table
from gridgen.model.errors import ReadError
from gridgen.words.say import GridgenError

_DELIMITERS = (",", ";", "\t", "|", "，", "；")

_SAID = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""The first line by which Excel is told what stands between fields."""

_LOOKED_AT = 40
"""Lines that tell what stands between fields."""

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_CHUNK = 1 << 20


def read_text(path: Path) -> pd.DataFrame:
    """Read a CSV: utf-8, GB18030 or the UTF-16 of Excel; comma, semicolon, tab or | between fields.

    Returns
    -------
    A table of Python strings, one row for each row of the file that holds something, as
    `gridgen.files.sheet.to_table` makes it.

    Raises
    ------
    ReadError
        The encoding is none of these, there is no header or no row under it, a row is longer than
        the header, or a stray quotation mark makes one cell of several rows.
    """
    text = _decoded(path)
    said = _SAID.match(text)
    delimiter = said[1] if said else _delimiter(text)
    refuse_many(text.count(delimiter), path.name)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ReadError("table_unreadable", file=path.name, why=str(error)) from error
    rows = all_bounded(rows, path.name)
    numbered = enumerate(rows[bool(said) :], start=1 + bool(said))
    sheet = replace(_of_rows(numbered), is_parted=True)
    _refuse_swallowed(sheet, delimiter, path.name)
    return to_table(sheet, path.name)


def list_sheets(path: Path) -> list[str]:
    """Return the names of the sheets of a workbook, in its order.

    Raises
    ------
    ReadError
        The workbook is damaged.
    """
    with _workbook(path) as reader:
        return [str(name) for name in reader.wb.sheetnames]


def read_excel(path: Path, sheet: str | None = None) -> pd.DataFrame:
    """Read one sheet of a workbook, the first one where none is named.

    Returns
    -------
    A table of Python strings, one row for each row of the sheet that holds something, as
    `gridgen.files.sheet.to_table` makes it.

    Raises
    ------
    ReadError
        The workbook is damaged, it has no such sheet, or there is no header or no row under it.
    """
    with _workbook(path) as reader:
        names = [str(name) for name in reader.wb.sheetnames]
        chosen = names[0] if sheet is None else sheet
        if chosen not in names:
            raise ReadError("no_such_sheet", file=path.name, sheet=sheet, known=names)
        try:
            cells = reader.wb[chosen]
            # Programs write wrong sizes, or that of a stray cell; rows are as wide as they are.
            cells.reset_dimensions()
            rows = ([_cell(value) for value in row] for row in cells.iter_rows(values_only=True))
            merged = _merged(reader, chosen)
            kept = _of_rows(enumerate(bounded(rows, path.name), start=1))
            found = replace(kept, merged=merged, name=chosen)
        except GridgenError:
            raise
        except Exception as error:
            # openpyxl raises whatever the damaged XML leads it to: KeyError, TypeError, ...
            raise ReadError("sheet_unreadable", file=path.name, why=str(error)) from error
    return to_table(found, path.name)


def _of_rows(rows: Iterator[tuple[int, list[str]]]) -> Sheet:
    """Return the rows that hold something."""
    kept = [(number, row) for number, row in rows if any(cell.strip() for cell in row)]
    return Sheet([number for number, _ in kept], [row for _, row in kept])


def _delimiter(text: str) -> str:
    """Return what stands between fields: with it a line has the most words that headers have."""
    lines = [line for line in text[: 1 << 16].splitlines() if line.strip()][:_LOOKED_AT]

    def telling(delimiter: str) -> tuple[int, int]:
        parts = [line.split(delimiter) for line in lines]
        known = (sum(is_header(cell.strip('"')) for cell in row) for row in parts)
        return max(known, default=0), len(parts[0]) if parts else 0

    return max(_DELIMITERS, key=telling)


def _refuse_swallowed(sheet: Sheet, delimiter: str, name: str) -> None:
    """Raise ReadError for a cell that holds whole rows: a stray quotation mark begins it."""
    between = len(sheet.rows[header_at(sheet.rows)]) - 1 if sheet.rows else 0
    for number, row in zip(sheet.numbers, sheet.rows, strict=True):
        for cell in row if between else ():
            # An address may stand in several lines; a row has all its fields in one.
            lines = cell.splitlines()[1:]
            swallowed = sum(line.count(delimiter) >= between for line in lines)
            if swallowed:
                raise ReadError("rows_swallowed", file=name, row=number, number=swallowed)


@contextmanager
def _workbook(path: Path) -> Iterator[ExcelReader]:
    with path.open("rb") as file:  # by its bytes: openpyxl goes by the end of a name
        try:
            with warnings.catch_warnings():
                # openpyxl warns of styles and validations it drops; none of them is data.
                warnings.simplefilter("ignore")
                reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
                reader.read()
        except Exception as error:
            raise ReadError("workbook_unopenable", file=path.name, why=str(error)) from error
        yield reader


def _merged(reader: ExcelReader, sheet: str) -> tuple[Merged, ...]:
    """Return the cells of a sheet that are merged downwards.

    They stand behind all rows, so the bytes are looked through: building the cells once more would
    double the time.
    """
    member = {found.name: rel.target for found, rel in reader.parser.find_sheets()}[sheet]
    found, rest = [], b""
    with reader.archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            matches = list(_MERGED.finditer(rest + chunk))
            found += [match[1].decode() for match in matches]
            rest = (rest + chunk)[matches[-1].end() if matches else -200 :][-200:]
    ranges = [range_boundaries(area) for area in found]
    return tuple(
        Merged(column - 1, first, last) for column, first, _, last in ranges if last > first
    )


def _cell(cell: object) -> str:
    """Return a cell as text: whole numbers without ".0", nothing as ""."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ReadError("text_of_other_encoding", file=path.name)
