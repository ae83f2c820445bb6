"""The sheets of a workbook -> one table: those that hold what is asked for, one below the other."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from gridgen.files.headers import meant_by
from gridgen.files.origin import Origin, file_rows, origin_of, with_origin
from gridgen.files.sheet import Sheet, header_at, to_table
from gridgen.files.vocabulary import GUESSED, HOUSEHOLDS, called
from gridgen.model.errors import ReadError

SHEET_ROWS = 1 << 21
"""What is added to the row numbers of each further sheet: no sheet has as many rows."""

_PLACES = (frozenset({"lon", "lat"}), frozenset({"x", "y"}), frozenset({"place"}))
"""Of one of these a list of households has all."""

_NO_NAME = re.compile(
    r"\s*(sheet|sheet name|表|工作表|table|page|页)?\s*[(（]?\d*[)）]?\s*", re.IGNORECASE
)
"""What sheets are called when nobody gave them a name."""


def join_sheets(
    sheets: Sequence[Sheet],
    name: str,
    *,
    named: Collection[str] = (),
    apart: Collection[str] = (),
    columns: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the list that the sheets of a workbook hold.

    It is the sheet that is called so. Else it is all that hold households, one below the other, as
    when each village has a sheet of its own: where none of them names villages, the sheets do.
    Hidden sheets are looked at where no other holds a list. The origin says which were not read.

    Parameters
    ----------
    sheets
        In the order of the workbook.
    name
        The file as the user knows it.
    named
        The sheet that is called as what is asked for, if there is one.
    apart
        Sheets that are called as something else, and read as that.
    columns
        What the user says that columns mean, by their headers or letters.

    Raises
    ------
    ReadError
        There is no sheet with rows, two sheets hold the same households, or as
        `gridgen.files.sheet.to_table` raises.
    """
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise ReadError("table_empty", file=name)
    others = [sheet for sheet in filled if sheet.name not in apart] or filled
    seen = [sheet for sheet in others if not sheet.is_hidden] or others
    chosen = [sheet for sheet in filled if sheet.name in named]
    for among in (seen, others):
        chosen = chosen or [sheet for sheet in among if _is_list(sheet, columns)]
    chosen = chosen or seen[:1]
    tables = [to_table(sheet, _titled(name, sheet, chosen), columns=columns) for sheet in chosen]
    read = {sheet.name for sheet in chosen} | set(apart)
    unread = {sheet.name: _is_list(sheet, columns) for sheet in filled if sheet.name not in read}
    table = tables[0] if len(tables) == 1 else _one_below_the_other(tables, name)
    return with_origin(table, replace(origin_of(table), unread=unread))


def _titled(name: str, sheet: Sheet, chosen: Sequence[Sheet]) -> str:
    return name if len(chosen) == 1 else f"{name}:{sheet.name}"


def _is_list(sheet: Sheet, columns: Mapping[str, str] | None) -> bool:
    """Return whether the header of a sheet is that of a list of households."""
    words = sheet.rows[header_at(sheet.rows)]
    further = sheet.rows[header_at(sheet.rows) + 1 :][:1]  # a header may have two rows
    known = set(meant_by([*words, *(further[0] if further else [])], HOUSEHOLDS, GUESSED))
    is_placed = any(place <= known for place in _PLACES)
    is_said = not set(columns or {}).isdisjoint(word.strip() for word in words)
    return is_placed or is_said or ("id" in known and bool(known & {"community", "village"}))


def _one_below_the_other(tables: Sequence[pd.DataFrame], name: str) -> pd.DataFrame:
    """Return one table of several lists; columns that mean the same are one."""
    first = meant_by(tables[0].columns, HOUSEHOLDS, GUESSED)
    aligned = [_called_alike(table, first) for table in tables]
    _refuse_alike(aligned, first, name)
    origins = [origin_of(table) for table in aligned]
    sheets = {at * SHEET_ROWS: origin.sheet for at, origin in enumerate(origins)}
    rows = [file_rows(table) + added for table, added in zip(tables, sheets, strict=True)]
    joined = pd.concat([table.loc[:, ~table.columns.duplicated()] for table in aligned])
    joined = joined.fillna("").reset_index(drop=True)
    names_villages = {"community", "village"} & set(meant_by(joined.columns, HOUSEHOLDS, GUESSED))
    if not names_villages and not any(_NO_NAME.fullmatch(sheet) for sheet in sheets.values()):
        village = called("village", HOUSEHOLDS)[0]
        joined[village] = np.repeat(list(sheets.values()), [len(table) for table in tables])
    return with_origin(joined, _joined(origins, np.concatenate(rows), sheets))


def _called_alike(table: pd.DataFrame, first: Mapping[str, str]) -> pd.DataFrame:
    """Return a table whose columns are called as those of the first that mean the same."""
    meant = meant_by(table.columns, HOUSEHOLDS, GUESSED)
    same = {header: first[word] for word, header in meant.items() if word in first}
    origin = origin_of(table)
    letter = {same.get(header, header): letter for header, letter in origin.letter.items()}
    return with_origin(table.rename(columns=same), replace(origin, letter=letter))


def _joined(origins: Sequence[Origin], rows: np.ndarray, sheets: Mapping[int, str]) -> Origin:
    letters = origins[0].letter.items()
    return replace(
        origins[0],
        row=rows,
        sheet="",
        sheets=sheets,
        letter={
            header: letter
            for header, letter in letters
            if all(origin.letter.get(header) == letter for origin in origins)
        },
        merged=_added([origin.merged for origin in origins]),
        dates=_added([origin.dates for origin in origins]),
        unvalued=sum(origin.unvalued for origin in origins),
    )


def _added(numbers: Sequence[Mapping[str, int]]) -> dict[str, int]:
    added: dict[str, int] = {}
    for number in numbers:
        for header, count in number.items():
            added[header] = added.get(header, 0) + count
    return added


def _refuse_alike(tables: Sequence[pd.DataFrame], headers: Mapping[str, str], name: str) -> None:
    """Raise ReadError where most rows of a sheet stand in an earlier one too: last year's list."""
    shown = [headers[word] for word in ("id", "lon", "lat", "x", "y", "place") if word in headers]
    before: dict[tuple[str, ...], str] = {}
    for table in tables:
        columns = [table[header] for header in shown if header in table]
        rows = list(zip(*columns, strict=True)) if columns else []
        again = [before[row] for row in rows if row in before]
        sheet = origin_of(table).sheet
        if rows and 2 * len(again) > len(rows):
            raise ReadError("sheets_alike", file=name, first=again[0], second=sheet)
        before |= dict.fromkeys(rows, sheet)
