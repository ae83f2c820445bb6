"""CSV and Excel -> a table of text as given: nothing is taken for a number, a date or a blank."""

from __future__ import annotations

import csv
import io
import warnings
from pathlib import Path

import pandas as pd

from gridgen.model.errors import ReadError

_DELIMITERS = (",", ";", "\t", "，", "；")


def read_text(path: Path) -> pd.DataFrame:
    """Read a CSV: utf-8, GB18030 or the UTF-16 of Excel; comma, semicolon or tab between fields.

    Returns
    -------
    A table of Python strings, one row for each row of the file, blank rows kept.

    Raises
    ------
    ReadError
        The encoding is none of these, there is no row under the header, or a row is longer than
        the header.
    """
    text = _decoded(path)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ReadError(
            f"{path.name}: the table cannot be read: {error}. Is a quotation mark left open?"
        ) from error
    _refuse_swallowed(rows, delimiter, path.name)
    return _table(rows, path.name)


def _refuse_swallowed(rows: list[list[str]], delimiter: str, name: str) -> None:
    """Raise ReadError for a cell that holds whole rows: a stray quotation mark begins it."""
    between = len(rows[0]) - 1 if rows else 0
    for number, row in enumerate(rows, start=1):
        for cell in row if between else ():
            # An address may stand in several lines; a row has all its fields in one.
            lines = cell.splitlines()[1:]
            swallowed = sum(line.count(delimiter) >= between for line in lines)
            if swallowed:
                raise ReadError(
                    f"{name}, row {number}: a quotation mark opens a cell that runs on over "
                    f"{swallowed} further rows; expected one row. Remove the mark, or double it."
                )


def list_sheets(path: Path) -> list[str]:
    """Return the names of the sheets of a workbook, in its order."""
    with _workbook(path) as book:
        return [str(name) for name in book.sheet_names]


def read_excel(path: Path, sheet: str | None = None) -> pd.DataFrame:
    """Read one sheet of a workbook, the first one where none is named.

    Returns
    -------
    A table of Python strings, one row for each row of the sheet, blank rows kept.

    Raises
    ------
    ReadError
        The workbook is damaged, it has no such sheet, or there is no row under the header.
    """
    with _workbook(path) as book:
        names = [str(name) for name in book.sheet_names]
        if sheet is not None and sheet not in names:
            raise ReadError(
                f"{path.name}: there is no sheet {sheet!r}; it has: {', '.join(names)}."
            )
        try:
            cells = pd.read_excel(
                book,
                sheet if sheet is not None else 0,
                header=None,
                dtype=object,
                keep_default_na=False,
                na_filter=False,
            )
        except Exception as error:
            # openpyxl raises whatever the damaged XML leads it to: KeyError, TypeError, ...
            raise ReadError(f"{path.name}: the sheet cannot be read: {error}.") from error
    rows = [[_cell(cell) for cell in row] for row in cells.to_numpy(dtype=object)]
    return _table(rows, path.name)


def _workbook(path: Path) -> pd.ExcelFile:
    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and validations it drops; none of them is data.
            warnings.simplefilter("ignore")
            return pd.ExcelFile(path, engine="openpyxl")
    except Exception as error:
        raise ReadError(
            f"{path.name}: the workbook cannot be opened: {error}. Save it again as .xlsx."
        ) from error


def _cell(cell: object) -> str:
    """Return a cell as text: whole numbers without ".0", nothing as ""."""
    if cell is None or cell is pd.NaT:
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
    raise ReadError(
        f"{path.name}: the text is neither UTF-8 nor GB18030 (GBK). Save the table as CSV UTF-8."
    )


def _table(rows: list[list[str]], name: str) -> pd.DataFrame:
    start = next((i for i, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if start is None:
        raise ReadError(f"{name}: the table is empty; expected a header and rows under it.")
    header = [cell.strip() for cell in rows[start]]
    body = rows[start + 1 :]
    width = len(header)
    for number, row in enumerate(body, start=1):
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            raise ReadError(
                f"{name}, row {number}: {len(row)} fields; expected {width} as in the header. "
                "Is there a comma inside a value without quotation marks?"
            )
    if not any(cell.strip() for row in body for cell in row):
        raise ReadError(f"{name}: there is no row under the header.")
    padded = [(row + [""] * (width - len(row)))[:width] for row in body]
    table = pd.DataFrame(padded, dtype=object)
    table.columns = pd.Index(header, dtype=object)
    return table
