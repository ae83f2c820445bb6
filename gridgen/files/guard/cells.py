"""The rows of a table as they are parsed: no wider and no longer than is read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from gridgen.files.guard.limits import is_over, limits
from gridgen.model.errors import ReadError


def refuse_many(cells: int, name: str) -> None:
    """Raise ReadError where a table has more cells than are read, before they are parsed."""
    most = limits().cells
    if is_over(cells, most):
        raise ReadError("cells_too_many", source=name, number=cells, most=most)


def all_bounded(rows: list[list[str]], name: str) -> list[list[str]]:
    """Return rows that are parsed already as `bounded` gives them: most tables as they are."""
    most, widest = limits(), max(map(len, rows), default=0)
    is_plain = not (
        is_over(widest, most.columns)
        or is_over(len(rows), most.rows)
        or is_over(len(rows) * widest, most.cells)
    )
    return rows if is_plain else list(bounded(rows, name))


def bounded(rows: Iterable[list[str]], name: str) -> Iterator[list[str]]:
    """Give the rows one by one, without blank cells beyond the widest row that is read.

    A stray space in the last column of a sheet makes no table of 16,384 columns.

    Parameters
    ----------
    rows
        Texts, as parsed.
    name
        The file as the user knows it.

    Raises
    ------
    ReadError
        A row has more cells than are read, there are more rows or cells, or a cell is too long.
    """
    most = limits()
    widest_read, rows_read, cells_read, bytes_read = (
        number or math.inf for number in (most.columns, most.rows, most.cells, most.cell_bytes)
    )
    number, widest = 0, 0
    for row in rows:
        if len(row) > widest:
            if len(row) > widest_read:
                row = _cut(row, most.columns, name)
            widest = max(widest, len(row))
        if row and max(map(len, row)) > bytes_read:
            _refuse_long(row, name)
        yield row
        number += any(row)
        if number > rows_read:
            raise ReadError("rows_too_many", source=name, number=number, most=most.rows)
        if number * widest > cells_read:
            raise ReadError("cells_too_many", source=name, number=number * widest, most=most.cells)


def _cut(row: list[str], most: int, name: str) -> list[str]:
    filled = max((at for at, cell in enumerate(row, 1) if cell.strip()), default=0)
    if filled > most:
        raise ReadError("columns_too_many", source=name, number=filled, most=most)
    return row[:most]


def _refuse_long(row: list[str], name: str) -> None:
    longest = max(row, key=len)
    column, most = str(row.index(longest) + 1), limits().cell_bytes
    raise ReadError("text_too_long", source=name, column=column, number=len(longest), most=most)
