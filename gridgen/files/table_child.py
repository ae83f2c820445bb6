"""The readers of workbooks, called in the process that reads files (`gridgen.files.guard`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from gridgen.files.guard.reader import ask
from gridgen.files.origin import Origin, with_origin


def ask_in_child(function: str, path: Path, *arguments: object) -> Any:
    """Return what a function of `gridgen.files.table_reader` finds in a file, which is no table.

    Raises
    ------
    GridgenError
        As the function does, or because reading takes more than the limits let it.
    """
    said, _ = _asked(function, path, arguments)
    return said["value"]


def read_in_child(function: str, path: Path, *arguments: object) -> pd.DataFrame:
    """Return the table that a function of `gridgen.files.table_reader` reads, with its origin.

    Parameters
    ----------
    function
        Its name, one of those that `gridgen.files.guard.parsers` lets be called.
    path, arguments
        What it is called with: texts, numbers or None.

    Raises
    ------
    GridgenError
        As the function does, or because reading takes more than the limits let it.
    """
    said, texts = _asked(function, path, arguments)
    columns = {at: column.to_numpy() for at, column in enumerate(texts.columns)}
    table = pd.DataFrame(columns, dtype=object)
    table.columns = pd.Index(said["columns"], dtype=object)
    return with_origin(table, Origin(**said["origin"]))


def _asked(function: str, path: Path, arguments: tuple[object, ...]) -> tuple[Any, Any]:
    return ask(
        do="call", function=function, path=str(path.resolve()), name=path.name, arguments=arguments
    )
