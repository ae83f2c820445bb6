"""The rows of a table as they are parsed: no wider and no longer than is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gridgen.files.guard.limits import is_over, limits
from gridgen.model.errors import ReadError


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
    most, number, widest = limits(), 0, 0
    for row in rows:
        if is_over(len(row), most.columns):
            filled = max((at for at, cell in enumerate(row, 1) if cell.strip()), default=0)
            if is_over(filled, most.columns):
                raise ReadError("columns_too_many", source=name, number=filled, most=most.columns)
            row = row[: most.columns]
        if most.cell_bytes and row and max(map(len, row)) > most.cell_bytes:
            _refuse_long(row, name)
        widest = max(widest, len(row))
        yield row
        number += any(row)
        if is_over(number, most.rows):
            raise ReadError("rows_too_many", source=name, number=number, most=most.rows)
        if is_over(number * widest, most.cells):
            raise ReadError("cells_too_many", source=name, number=number * widest, most=most.cells)


def _refuse_long(row: list[str], name: str) -> None:
    longest = max(row, key=len)
    column, most = str(row.index(longest) + 1), limits().cell_bytes
    raise ReadError("text_too_long", source=name, column=column, number=len(longest), most=most)
