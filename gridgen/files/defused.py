"""Cells of a CSV that a spreadsheet would take for a formula -> cells that it shows, and back."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_DEFUSED = re.compile(r"'+[=+\-@\t\r]")
_IN_BYTES = re.compile(rb"'[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def defused(cell: object) -> object:
    """Return a cell with an apostrophe before it where a spreadsheet would reckon with it.

    `undefused` takes it away again. A number stays one.

    >>> defused("=1+1"), defused("-5"), defused("-a"), defused("'=x"), defused("甲1")
    ("'=1+1", '-5', "'-a", "''=x", '甲1')
    """
    if not isinstance(cell, str) or not _FORMULA.match(cell) or _NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}"


def undefused(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Return a table of texts without the apostrophes of `defused`.

    Parameters
    ----------
    table
        As it was read.
    path
        The file it is from: where it has none of them, no cell is looked at.
    """
    if not _IN_BYTES.search(path.read_bytes()):
        return table
    for column in range(table.shape[1]):
        cells = table.iloc[:, column].to_numpy(object)
        plain = [cell[1:] if isinstance(cell, str) and _DEFUSED.match(cell) else cell
                 for cell in cells]  # fmt: skip
        table.isetitem(column, plain)
    return table
