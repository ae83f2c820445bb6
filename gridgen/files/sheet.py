"""The rows of a sheet as they stand there -> a table: where its header is, and what is merged.

Office sheets have a title above the header, a header of two rows, and merged cells. The header is
known by its words (`gridgen.files.headers`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from gridgen.files.headers import counts_households
from gridgen.files.meaning import is_header, meaning_of, words_of
from gridgen.files.origin import Origin, column_spot, with_origin
from gridgen.files.vocabulary import HOUSEHOLDS
from gridgen.model.errors import ReadError

_LOOKED_AT = 30
"""Rows among which a header is looked for."""

_NUMBER = re.compile(r"[+-]?\d[\d.,]*([eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that are merged, from one row to another: numbers as spreadsheets count them."""

    column: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet that hold something.

    Attributes
    ----------
    numbers
        The number of each row as a spreadsheet shows it, growing.
    rows
        The cells of each row, of any length.
    merged
        Cells merged downwards.
    is_parted
        Whether something between the fields parts them, so that a row with more fields than the
        header has one too many; the cells of a workbook need none.
    name
        That of the sheet in its workbook; "" of a text.
    is_hidden
        Whether whoever opens the workbook does not see it.
    is_broken
        Whether bytes of a text stand for no letter in its encoding.
    dates
        How many cells of a column a spreadsheet takes for dates.
    unvalued
        How many cells are formulas whose value was never saved.
    """

    numbers: Sequence[int]
    rows: Sequence[list[str]]
    merged: Sequence[Merged] = ()
    is_parted: bool = False
    name: str = ""
    is_hidden: bool = False
    is_broken: bool = False
    dates: Mapping[int, int] = field(default_factory=dict)
    unvalued: int = 0


def header_at(rows: Sequence[list[str]]) -> int:
    """Return the row with the most words that headers have; the first one where none has any.

    >>> header_at([["住户登记表"], ["编号", "经度", "纬度"], ["1", "116.2", "30.1"]])
    1
    """
    known = [_known(row) for row in rows[:_LOOKED_AT]]
    best = max(map(len, known), default=0)
    return next((at for at, found in enumerate(known) if best and len(found) == best), 0)


def to_table(sheet: Sheet, name: str, *, columns: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return the rows under the header as a table of text, merged cells filled downwards.

    Rows above the header (titles, notes) are passed over, and so are columns without a header.
    Counts of households are not filled: a merged one is that of all its rows.

    Parameters
    ----------
    sheet
        At least its header.
    name
        The file as the user knows it.
    columns
        What the user says that columns mean, by their headers; by their letters (A, B, ...) where
        there is no header above the rows.

    Raises
    ------
    ReadError
        There is no header, no row under it, a row is longer than it, or a column holds nothing but
        formulas whose values were never saved.
    """
    if not sheet.rows:
        raise ReadError("table_empty", file=name)
    rows, filled = _unmerged(sheet)
    header, start = _header_and_start(rows, columns or {}, name)
    width, body = len(header), rows[start:]
    if not any(cell.strip() for row in body for cell in row[:width]):
        raise ReadError("no_row_under_header", source=name)
    if sheet.is_parted:
        _refuse_long(sheet.numbers[start:], body, width, name)
    wide = [(row + [""] * (width - len(row)))[:width] for row in body]
    table = pd.DataFrame(wide, dtype=object)
    table.columns = pd.Index(header, dtype=object)
    named = np.array([bool(word) for word in header])
    origin = Origin(
        row=np.asarray(sheet.numbers[start:], np.int64),
        sheet=sheet.name,
        letter={word: letter_of(at) for at, word in enumerate(header, start=1) if word},
        merged=_by_header(filled, header),
        dates=_by_header(sheet.dates, header),
        unvalued=sheet.unvalued,
        lost=_broken(sheet.numbers[start:], body) if sheet.is_broken else (),
        meant=columns or {},
    )
    table = table.loc[:, named] if named.any() else table
    _refuse_unvalued(table, origin, name)
    return with_origin(table, origin)


def letter_of(column: int) -> str:
    """Return what spreadsheets call a column, the first being 1.

    What reads workbooks knows it too, and is heavy: most tables are no workbooks.

    >>> [letter_of(column) for column in (1, 26, 27, 52, 702, 703)]
    ['A', 'Z', 'AA', 'AZ', 'ZZ', 'AAA']
    """
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _header_and_start(
    rows: Sequence[list[str]], columns: Mapping[str, str], name: str
) -> tuple[list[str], int]:
    """Return the header of each column, and where the rows under it begin."""
    first, last = _header_rows(rows)
    # A list of one column needs none: what asks for a list takes its first row too.
    is_bare = len(rows[first]) > 1 and not _known(rows[first]) and any(map(_is_number, rows[first]))
    if not is_bare:
        return _header(rows[first : last + 1]), last + 1
    letters = {key.strip().upper(): word for key, word in columns.items()}
    width = max(map(len, rows))
    if not letters or not set(letters) <= {letter_of(at + 1) for at in range(width)}:
        raise ReadError("table_without_header", file=name)
    return [letters.get(letter_of(at + 1), "") for at in range(width)], 0


def _broken(numbers: Sequence[int], body: Sequence[list[str]]) -> tuple[int, ...]:
    """Return the numbers of rows in which bytes stand for no letter."""
    rows = zip(numbers, body, strict=True)
    return tuple(number for number, row in rows if any("\ufffd" in cell for cell in row))


def _by_header(number: Mapping[int, int], header: Sequence[str]) -> dict[str, int]:
    """Return numbers of columns by their headers."""
    return {header[at]: count for at, count in number.items() if at < len(header) and header[at]}


def _refuse_long(numbers: Sequence[int], body: Sequence[list[str]], width: int, name: str) -> None:
    for number, row in zip(numbers, body, strict=True):
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            raise ReadError("row_too_long", file=name, row=number, number=len(row), expected=width)


def _refuse_unvalued(table: pd.DataFrame, origin: Origin, name: str) -> None:
    """Raise ReadError where a known column holds formulas without values, and nothing else."""
    for position, header in enumerate(map(str, table.columns)) if origin.unvalued else ():
        if is_header(header) and not any(cell.strip() for cell in table.iloc[:, position]):
            raise ReadError(
                "formulas_without_value",
                file=name,
                column=column_spot(origin, header),
                number=origin.unvalued,
            )


def _unmerged(sheet: Sheet) -> tuple[list[list[str]], Counter[int]]:
    """Return the rows with merged cells filled downwards, and how many below the header."""
    rows, filled = list(sheet.rows), Counter[int]()
    if not sheet.merged:
        return rows, filled
    at = {number: place for place, number in enumerate(sheet.numbers)}
    top = header_at(rows)
    words = rows[top]
    done: dict[int, int] = {}  # to which row a column is filled: files may say a cell twice
    for merged in sorted(sheet.merged, key=lambda cells: (cells.column, cells.first)):
        column, start = merged.column, at.get(merged.first)
        word = words[column] if column < len(words) else ""
        if start is None or column >= len(rows[start]) or counts_households(word):
            continue
        last = min(merged.last, sheet.numbers[-1])
        for number in range(max(merged.first, done.get(column, 0)) + 1, last + 1):
            place = at.get(number)
            if place is None:  # a row without any cell of its own
                continue
            row = rows[place] + [""] * (column + 1 - len(rows[place]))
            if not row[column].strip():
                rows[place] = [*row[:column], rows[start][column], *row[column + 1 :]]
                filled[column] += place > top
        done[column] = max(last, done.get(column, 0))
    return rows, filled


def _header_rows(rows: Sequence[list[str]]) -> tuple[int, int]:
    """Return the first and the last row of the header: one row, or two that complete each other."""
    at = header_at(rows)
    for first, last in ((at - 1, at), (at, at + 1)):
        other = first if last == at else last
        if not 0 <= other < len(rows) or any(map(_is_number, rows[other])):
            continue
        # A column is named once: a cell below a known header is of a row, not of the header.
        upper, lower = _known(rows[first]) - _over_others(rows[first]), _known(rows[last])
        if _known(rows[other]) and upper.isdisjoint(lower):
            return first, last
    return at, at


def _header(rows: Sequence[list[str]]) -> list[str]:
    """Return the header of each column: the lowest cell that is known, else the lowest of all."""
    header = []
    for column in range(max(map(len, rows))):
        cells = [row[column].strip() for row in rows if column < len(row) and row[column].strip()]
        known = [cell for cell in cells if is_header(cell)]
        header.append((known or cells or [""])[-1])
    while header and not header[-1]:
        header.pop()
    return header


def _over_others(row: Sequence[str]) -> set[int]:
    """Return the columns whose cell may stand over others: a place over longitude and latitude."""
    words = words_of({"place": HOUSEHOLDS["place"]})
    return {column for column, cell in enumerate(row) if meaning_of(cell, words)}


def _known(row: Sequence[str]) -> set[int]:
    """Return the columns of a row whose cells are words that headers have."""
    return {column for column, cell in enumerate(row) if is_header(cell)}


def _is_number(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell.strip()))
