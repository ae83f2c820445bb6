"""What the user says that columns mean: a small table of column and meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from gridgen.files.headers import said_of
from gridgen.files.meaning import plain, words_of
from gridgen.files.origin import origin_of, with_origin
from gridgen.files.values import text_column, to_text
from gridgen.files.vocabulary import (
    CENTRES,
    COMMUNITIES,
    HOUSEHOLDS,
    LINES,
    PEOPLE,
    SPECIAL,
    TIES,
    Synonyms,
)
from gridgen.model.errors import ReadError

_OF: Mapping[str, Synonyms] = {
    "households": HOUSEHOLDS,
    "communities": COMMUNITIES,
    "special": SPECIAL,
    "centres": CENTRES,
    "people": PEOPLE,
    "ties": TIES,
}
"""The words of each table; those of what lies on the ground are `LINES`."""

_HEADERS: Synonyms = {
    "column": ("column", "header", "列", "列名", "表头", "字段", "字段名"),
    "meaning": ("meaning", "means", "含义", "意义", "作为", "对应", "对应列", "说明"),
}


def to_columns(table: pd.DataFrame, source: str) -> dict[str, str]:
    """Return what a table says that columns mean, by their headers or letters.

    Parameters
    ----------
    table
        Two columns: the header as it stands in the file (or its letter), and our name for it, or a
        word for that, or "-" where it is of no use. Their own headers may be missing.
    source
        The file as the user knows it.

    Raises
    ------
    ReadError
        It has fewer than two columns.
    """
    words = words_of(_HEADERS)
    known = {words.get(plain(str(header))): header for header in table.columns}
    if {"column", "meaning"} <= set(known):
        pairs = zip(
            text_column(table, known["column"]), text_column(table, known["meaning"]), strict=True
        )
        return {header: meaning for header, meaning in pairs if header and meaning}
    if table.shape[1] < 2:
        raise ReadError("columns_without_meaning", source=source)
    rows = zip(to_text(table.iloc[:, 0]), to_text(table.iloc[:, 1]), strict=True)
    first = (str(table.columns[0]), str(table.columns[1]))
    return {header: meaning for header, meaning in (first, *rows) if header and meaning}


def saying_columns(
    tables: Mapping[str, pd.DataFrame], columns: Mapping[str, str]
) -> Mapping[str, pd.DataFrame]:
    """Return tables that know what the user says of their columns.

    Parameters
    ----------
    tables
        By what they are given as: "households", ...
    columns
        As `to_columns` returns it.

    Raises
    ------
    ReadError
        No table has such a column, or none knows what it is to mean.
    """
    if not columns:
        return tables
    told = {
        role: with_origin(table, replace(origin_of(table), meant=columns))
        for role, table in tables.items()
    }
    there: set[str] = set()
    used: set[str] = set()
    for role, table in told.items():
        letter = origin_of(table).letter
        there |= _names(map(str, table.columns), letter)
        used |= _names(said_of(table, _OF.get(role, LINES)), letter)
    headers = [str(header) for table in tables.values() for header in table.columns]
    for header, meaning in columns.items():
        if plain(header) not in there:
            raise ReadError("column_not_there", column=header, known=headers)
        if plain(header) not in used:
            known = [word for words in HOUSEHOLDS.values() for word in words[:2]]
            raise ReadError("meaning_unknown", column=header, meaning=meaning, known=known)
    return told


def _names(headers: Iterable[str], letter: Mapping[str, str]) -> set[str]:
    """Return how columns may be called: by their headers and letters, plain."""
    return {plain(name) for header in headers for name in (header, letter.get(header, ""))} - {""}
