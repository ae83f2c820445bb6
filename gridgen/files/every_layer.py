"""A file of any kind -> all of its layers or sheets as tables."""

from __future__ import annotations

import os

import pandas as pd

from gridgen.files.guard import kind_of, split_layer
from gridgen.files.guard.limits import limits_of
from gridgen.files.guard.reader import reading
from gridgen.files.inputs import LAYERED, names_in, read_table
from gridgen.model.errors import ReadError


def layers_of(path: str | os.PathLike[str]) -> list[str]:
    """Return the names of the layers or sheets of a file; none of one that holds a single table."""
    file, _ = split_layer(path)
    kind = kind_of(file)
    with reading():
        return names_in(file, kind) if kind in LAYERED else []


def read_every(path: str | os.PathLike[str], *, trust: bool = False) -> dict[str, pd.DataFrame]:
    """Return the tables in `FILE[:layer]` by the names of their layers or sheets.

    Parameters
    ----------
    path
        A file with a single table gives it under the name of the file. Sheets without rows are left
        out.
    trust
        Whether the limits on sizes, memory and time are lifted.

    Raises
    ------
    ReadError
        The file cannot be read, or has no table.
    """
    file, layer = split_layer(path)
    with limits_of(trust=trust), reading():
        names = [layer] if layer else layers_of(file)
        if not names:
            return {file.stem: read_table(file, trust=trust)[0]}
        tables = {}
        for name in names:
            try:
                tables[name] = read_table(f"{file}:{name}", trust=trust)[0]
            except ReadError as why:
                if why.key not in ("table_empty", "no_row_under_header"):
                    raise
    if not tables:
        raise ReadError("file_without_layer", file=file.name)
    return tables
