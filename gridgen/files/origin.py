"""What the reader of a file must still say of its table: which row is which, and how it was cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgen.model.datum import Datum
from gridgen.model.findings import Finding
from gridgen.words.say import Sentence, in_both

_KEY = "gridgen.origin"


@dataclass(frozen=True, slots=True, eq=False)
class Corrections:
    """Which rows of a table came back corrected.

    Attributes
    ----------
    place_of
        By the position of a row that was replaced or added, the file of the correction, and how
        people call its row there, in both languages.
    findings
        How many rows were taken of each file, and which could not be.
    """

    place_of: Mapping[int, tuple[str, Sentence]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Where the n rows of a table stand in its file.

    Attributes
    ----------
    row
        (n,) their numbers as a spreadsheet shows them, growing; None where they are those of the
        table, counted from 1.
    sheet
        The name of the sheet; "" where there are no sheets.
    letter
        The letter of a column in a spreadsheet, by its header; empty where there is none.
    header
        The header of each column that is recognised, by our name for it.
    merged
        How many cells of a column were filled from merged cells, by its header.
    crs
        What was said beside the file about the CRS of its coordinates; None where nothing was.
    meant
        What the user said that columns mean: a word for it, by header.
    sheets
        Where several sheets are one table: the name of each by the number that was added to its
        row numbers, growing; empty where there is one.
    lost
        Characters that could not be read, by row.
    dates
        How many cells of a column are dates of the spreadsheet, by header.
    unvalued
        How many cells of a workbook are formulas whose value was never saved.
    unread
        Sheets of the workbook that hold something and were not read, each with whether it could be
        a list of households.
    datum
        What was said beside the file about the datum of its degrees; None where nothing was.
    field_encoding
        Of a Shapefile: how its field names are encoded, which end at 10 bytes; else "".
    corrected
        Which rows are corrections that came back.
    told
        What was found when the file was opened.
    """

    row: NDArray[np.int64] | None = None
    sheet: str = ""
    letter: Mapping[str, str] = field(default_factory=dict)
    header: Mapping[str, str] = field(default_factory=dict)
    merged: Mapping[str, int] = field(default_factory=dict)
    crs: str | None = None
    datum: Datum | None = None
    field_encoding: str = ""
    told: tuple[Finding, ...] = ()
    corrected: Corrections = field(default_factory=Corrections)
    meant: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[int, str] = field(default_factory=dict)
    lost: Sequence[int] = ()
    dates: Mapping[str, int] = field(default_factory=dict)
    unvalued: int = 0
    unread: Mapping[str, bool] = field(default_factory=dict)

    def __deepcopy__(self, memo: object) -> Origin:
        # pandas copies what a table carries for every column and row that is taken of it.
        return self

    def sheet_and_row(self, row: int) -> tuple[str, int]:
        """Return the sheet of a row, "" where there are none, and its number there."""
        for added in sorted(self.sheets, reverse=True):
            if row > added:
                return self.sheets[added], row - added
        return self.sheet, row


_SENT = ("row", "sheet", "letter", "header", "merged", "sheets", "lost", "dates", "unvalued",
         "unread")  # fmt: skip
"""What the reader of a workbook knows; the rest comes later."""


def sent(origin: Origin) -> dict[str, object]:
    """Return what one process tells another of the origin of a workbook's table."""
    return {name: getattr(origin, name) for name in _SENT}


def with_origin(table: pd.DataFrame, origin: Origin) -> pd.DataFrame:
    """Return the table with what its reader knows; it travels with the table from here on."""
    known = table.copy(deep=False)  # the table may be the caller's
    known.attrs[_KEY] = origin
    return known


def origin_of(table: pd.DataFrame) -> Origin:
    """Return what the reader of a table knows; a table that no file gave has an empty one."""
    origin: Origin = table.attrs.get(_KEY, Origin())
    return origin


def telling(table: pd.DataFrame, found: Sequence[Finding]) -> pd.DataFrame:
    """Return the table with more that was found when its file was opened."""
    origin = origin_of(table)
    return with_origin(table, replace(origin, told=(*origin.told, *found))) if found else table


def file_rows(table: pd.DataFrame) -> NDArray[np.int64]:
    """Return (n,) the number of each row as whoever opens the file sees it, growing."""
    row = origin_of(table).row
    return np.arange(1, len(table) + 1) if row is None else row


def spot(origin: Origin, row: int, name: str = "", *, source: str = "") -> tuple[str, str]:
    """Return how people call a row, or the cell of it in a column, in Chinese and English.

    Parameters
    ----------
    origin
        Of the table.
    row
        Its number, of `file_rows`.
    name
        Our name of the column; "" for the whole row.
    source
        The file as findings call it: a sheet that it names is not named again.

    Examples
    --------
    >>> origin = Origin(sheet="Sheet1", letter={"户数": "B"}, header={"households": "户数"})
    >>> spot(origin, 7, "households"), spot(Origin(), 7)
    (('Sheet1!B7', 'Sheet1!B7'), ('第 7 行', 'row 7'))
    """
    letter = origin.letter.get(origin.header.get(name, ""), "")
    sheet, number = origin.sheet_and_row(row)
    sheet = "" if source.endswith(f":{sheet}") else sheet
    at = {"letter": letter, "row": str(number)}  # no mark between thousands
    if sheet:
        return in_both("at_cell" if letter else "at_sheet", sheet=sheet, **at)
    return in_both("at_column" if letter else "at_row", **at)


def column_spot(origin: Origin, header: str) -> tuple[str, str]:
    """Return how people call a column, in Chinese and English.

    >>> column_spot(Origin(letter={"户数": "B"}), "户数"), column_spot(Origin(), "户数")
    (('B 列“户数”', 'column B "户数"'), ('列“户数”', 'column "户数"'))
    """
    letter = origin.letter.get(header, "")
    return in_both("column_lettered" if letter else "column_named", letter=letter, header=header)
