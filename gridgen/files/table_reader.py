"""CSV and other texts -> a table as given: nothing is taken for a number, a date or a blank."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from gridgen.files.encodings import decoded
from gridgen.files.guard.cells import all_bounded, refuse_many
from gridgen.files.meaning import is_header
from gridgen.files.sheet import Sheet, header_at, to_table
from gridgen.model.errors import ReadError

_DELIMITERS = (",", ";", "\t", "|", "，", "；")

_SAID = re.compile(r"sep=(.)(\r\n|\r|\n)", re.IGNORECASE)
"""The first line by which Excel is told what stands between fields."""

_LOOKED_AT = 40
"""Lines that tell what stands between fields."""

_END = "\x1a"
"""What DOS wrote behind the last byte of a text."""


def read_text(
    path: Path,
    *,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Read a text: UTF-8, UTF-16, GB18030 or Big5; comma, semicolon, tab or | between fields.

    Parameters
    ----------
    path
        A file whose bytes have been looked at.
    encoding
        What the user says it is in; found if not given.
    columns
        What the user says that columns mean, as `gridgen.files.sheet.to_table` takes it.

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
    text = decoded(path.read_bytes(), path.name, encoding).letters.rstrip(_END)
    said = _SAID.match(text)
    delimiter = said[1] if said else _delimiter(text)
    refuse_many(text.count(delimiter), path.name)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ReadError("table_unreadable", file=path.name, why=str(error)) from error
    rows = all_bounded(rows, path.name)
    numbered = enumerate(rows[bool(said) :], start=1 + bool(said))
    sheet = replace(rows_of(numbered), is_parted=True, is_broken="\ufffd" in text)
    lines = text.count("\n") or text.count("\r")
    if len(rows) < lines:  # else no cell goes over several lines
        _refuse_swallowed(sheet, delimiter, path.name)
    return to_table(sheet, path.name, columns=columns)


def rows_of(rows: Iterator[tuple[int, list[str]]]) -> Sheet:
    """Return the rows that hold something, each with its number."""
    kept = [
        (number, row)
        for number, row in rows
        if row and (row[0].strip() or any(cell.strip() for cell in row))
    ]
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
