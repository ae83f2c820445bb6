"""The rows of a table as they are parsed: no wider and no longer than is read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from gridgen.files.guard.limits import limits
from gridgen.model.errors import ReadError


def bounded(
    rows: Iterable[list[str]], name: str, *, has_short_cells: bool = False
) -> Iterator[list[str]]:
    """Give the rows one by one, without blank cells beyond the widest row that is read.

    A stray space in the last column of a sheet makes no table of 16,384 columns.

    Parameters
    ----------
    rows
        Texts, as parsed.
    name
        The file as the user knows it.
    has_short_cells
        Whether the parser refuses long cells itself, as that of CSV does.

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
        if not has_short_cells and row and max(map(len, row)) > bytes_read:
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
