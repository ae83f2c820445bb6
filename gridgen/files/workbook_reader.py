"""Workbooks -> their sheets as they stand: Excel by openpyxl, older and other ones by calamine."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import to_excel
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from gridgen.files.guard import Kind
from gridgen.files.guard.cells import bounded
from gridgen.files.sheet import Merged, Sheet
from gridgen.files.table_reader import rows_of
from gridgen.model.errors import ReadError
from gridgen.words.say import GridgenError

_FOUND = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"'
    rb"|(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^<>]*)?/>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
"""Cells that are merged, and formulas with no value behind them."""

_CHUNK = 1 << 20

_NO_DATE = 1950
"""A date before that year is a number that only looks like one: 113.1 is 22 April 1900."""


def list_sheets(path: Path, kind: Kind) -> list[str]:
    """Return the names of the sheets of a workbook, in its order.

    Raises
    ------
    ReadError
        The workbook is damaged.
    """
    if kind is Kind.SPREADSHEET:
        return [str(name) for name in _calamine(path).sheet_names]
    with _workbook(path) as reader:
        return [str(name) for name in reader.wb.sheetnames]


def read_sheets(path: Path, kind: Kind, only: str | None = None) -> list[Sheet]:
    """Return the sheets of a workbook that hold cells, in its order.

    Parameters
    ----------
    path, kind
        A file whose bytes have been looked at, and what it is.
    only
        The one sheet to read; all if not given.

    Raises
    ------
    ReadError
        The workbook is damaged, or has no such sheet.
    """
    names = list_sheets(path, kind)
    if only is not None and only not in names:
        raise ReadError("no_such_sheet", file=path.name, sheet=only, known=names)
    wanted = names if only is None else [only]
    read = _read_calamine if kind is Kind.SPREADSHEET else _read_openpyxl
    try:
        return list(read(path, wanted))
    except GridgenError:
        raise
    except Exception as error:
        # openpyxl raises whatever the damaged XML leads it to: KeyError, TypeError, ...
        raise ReadError("sheet_unreadable", file=path.name, why=str(error)) from error


def _read_openpyxl(path: Path, names: list[str]) -> Iterator[Sheet]:
    with _workbook(path) as reader:
        for name in names:
            cells = reader.wb[name]
            if not hasattr(cells, "reset_dimensions"):  # a sheet of one chart
                continue
            # Programs write wrong sizes, or that of a stray cell; rows are as wide as they are.
            cells.reset_dimensions()
            sheet = _sheet(cells.iter_rows(values_only=True), path.name)
            seen = _looked_through(reader, name)
            yield replace(
                sheet, merged=seen.merged, unvalued=seen.unvalued, name=name,
                is_hidden=cells.sheet_state != "visible",
            )  # fmt: skip


def _read_calamine(path: Path, names: list[str]) -> Iterator[Sheet]:
    book = _calamine(path)
    visible = {str(sheet.name): sheet.visible for sheet in book.sheets_metadata}
    for name in names:
        cells = book.get_sheet_by_name(name)
        first = cells.start or (0, 0)
        rows = ([None] * first[1] + row for row in cells.iter_rows())
        merged = tuple(
            Merged(left, top + 1, bottom + 1)
            for (top, left), (bottom, _) in cells.merged_cell_ranges or ()
            if bottom > top
        )
        is_hidden = visible.get(name) is not SheetVisibleEnum.Visible
        sheet = _sheet(rows, path.name)
        yield replace(sheet, merged=merged, name=name, is_hidden=is_hidden)


def _sheet(rows: Iterable[Iterable[object]], name: str) -> Sheet:
    """Return the rows that hold something as text, and how many dates a column holds."""
    dates = Counter[int]()
    told = bounded((_told(row, dates) for row in rows), name)
    return replace(rows_of(enumerate(told, start=1)), dates=dates)


def _told(row: Iterable[object], dates: Counter[int]) -> list[str]:
    cells = []
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            cells.append(cell)
            continue
        if isinstance(cell, (date, time, timedelta)):
            cell = _undated(cell)
            dates[column] += isinstance(cell, str)
        cells.append(_cell(cell))
    return cells


def _undated(cell: date | time | timedelta) -> object:
    """Return what a cell shows that is formatted as a date: a number where it is none."""
    if isinstance(cell, (time, timedelta)) or cell.year < _NO_DATE:
        return to_excel(cell)
    if isinstance(cell, datetime) and (cell.hour or cell.minute or cell.second):
        return cell.isoformat(sep=" ", timespec="seconds")
    return f"{cell.year:04d}-{cell.month:02d}-{cell.day:02d}"


def _cell(cell: object) -> str:
    """Return a cell as text: whole numbers without ".0", nothing as ""."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


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


def _calamine(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        raise ReadError("workbook_unopenable", file=path.name, why=str(error)) from error


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the bytes of a sheet say that the rows do not."""

    merged: tuple[Merged, ...]
    unvalued: int


def _looked_through(reader: ExcelReader, sheet: str) -> _Seen:
    """Return the cells of a sheet that are merged downwards, and its formulas without a value.

    The bytes are looked through: building the cells once more would double the time.
    """
    member = {found.name: rel.target for found, rel in reader.parser.find_sheets()}[sheet]
    merged, rest, unvalued = [], b"", 0
    with reader.archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            matches = list(_FOUND.finditer(rest + chunk))
            merged += [match[1].decode() for match in matches if match[1]]
            unvalued += sum(match[1] is None for match in matches)
            rest = (rest + chunk)[matches[-1].end() if matches else -200 :][-200:]
    ranges = [range_boundaries(area) for area in merged]
    return _Seen(
        tuple(Merged(column - 1, first, last) for column, first, _, last in ranges if last > first),
        unvalued,
    )
