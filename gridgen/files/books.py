"""Workbooks -> tables, in the process that reads files (`gridgen.files.guard`)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from gridgen.files.guard import Kind
from gridgen.files.joined_sheets import join_sheets
from gridgen.files.layer_names import EXACT, called
from gridgen.files.sheet import to_table
from gridgen.files.workbook_reader import list_sheets, read_sheets


def list_book(path: Path, kind: str) -> list[str]:
    """Return the names of the sheets of a workbook, in its order."""
    return list_sheets(path, Kind(kind))


def read_book(
    path: Path,
    kind: str,
    sheet: str | None,
    role: str,
    columns: Mapping[str, str] | None,
) -> pd.DataFrame:
    """Return the table in a sheet of a workbook, or what its sheets hold of a role.

    Parameters
    ----------
    path, kind
        The file, and which workbook it is.
    sheet
        The one to read; if not given that which is called as `role`, or all lists of households.
    role
        What is asked for: "households", "people", ...; "" for whatever there is.
    columns
        What the user says that columns mean.

    Raises
    ------
    ReadError
        As `gridgen.files.workbook_reader.read_sheets` and `gridgen.files.joined_sheets` raise.
    """
    sheets = read_sheets(path, Kind(kind), sheet)
    if sheet is not None:
        return to_table(sheets[0], path.name, columns=columns)
    names = [one.name for one in sheets]
    roles = {known: called(names, known) for known in EXACT}
    others = {name for known, name in roles.items() if name and known != role}
    named = {name for known, name in roles.items() if name and known == role}
    apart = others - named if role else set[str]()
    return join_sheets(sheets, path.name, named=named, apart=apart, columns=columns)
