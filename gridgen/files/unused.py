"""What of a table was not used: columns and sheets, and what they might have been."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

import pandas as pd

from gridgen.files.headers import active_geometry, said_of
from gridgen.files.meaning import meaning_of, plain, words_of
from gridgen.files.origin import column_spot, origin_of
from gridgen.files.vocabulary import Synonyms, called
from gridgen.model.findings import Finding, Severity, finding
from gridgen.words.say import in_a_row, in_both

_ALIKE = 0.8
"""How alike a header and a word of ours are that may be the same, mistyped."""

_OURS = frozenset({"fid", "presence", "contact", "hamlet", "geometry", "geom", "objectid"})
"""Columns of programs and of our own plans."""

_PARTS: Mapping[str, tuple[str, ...]] = {
    "households": ("户数", "household", "dwelling"),
    "community": ("村", "社区", "居委", "village", "commun"),
    "group": ("组", "队", "group"),
    "building": ("栋", "幢", "楼", "build"),
    "stairway": ("单元",),
    "lon": ("经", "lon", "lng"),
    "lat": ("纬", "lat"),
    "id": ("编号", "户号", "id"),
}
"""Parts of a header that hint at what it may be."""


def tell_unused(
    table: pd.DataFrame, known: pd.DataFrame, synonyms: Synonyms, source: str
) -> tuple[Finding, ...]:
    """Return findings that list what was not used: the columns of a table, and the sheets.

    `columns_unused` is a warning where a column may be something that no other column is, else a
    note; so is `sheets_unused`.

    Parameters
    ----------
    table
        As it stands in the file.
    known
        What `gridgen.files.headers.recognise` made of it.
    synonyms
        The words it was read with.
    source
        The file as the user knows it.
    """
    origin = origin_of(known)
    header_of = dict(origin.header)
    if {"lon", "lat"} <= set(known.columns) or {"x", "y"} <= set(known.columns):
        header_of.pop("place", None)  # such a column may hold addresses
    used = set(header_of.values()) | set(said_of(table, synonyms))
    words, shape = words_of(synonyms), active_geometry(table)
    told, is_hinted = [], False
    for header in map(str, table.columns):
        if header in used or header == shape or plain(header) in _OURS:
            continue
        if header not in origin.header.values() and meaning_of(
            header, words
        ):  # told as a column that means the same as another
            continue
        name = _hint(header, table, set(known.columns), synonyms)
        is_hinted |= name is not None
        zh, en = column_spot(origin, header)
        if name is not None:
            zh, en = in_both("column_may_be", column=(zh, en), name=called(name, synonyms))
        told.append((zh, en))
    findings = []
    if told:
        severity = Severity.WARNING if is_hinted else Severity.NOTE
        findings.append(
            finding("columns_unused", severity, source, columns=in_a_row(told), number=len(told))
        )
    return (*findings, *_of_sheets(known, source))


def _of_sheets(known: pd.DataFrame, source: str) -> list[Finding]:
    unread = origin_of(known).unread
    if not unread:
        return []
    severity = Severity.WARNING if any(unread.values()) else Severity.NOTE
    return [finding("sheets_unused", severity, source, sheets=list(unread), number=len(unread))]


def _hint(header: str, table: pd.DataFrame, taken: set[str], synonyms: Synonyms) -> str | None:
    """Return what of ours a column may be that no other column is; None where nothing tells."""
    text = plain(header)
    open_words = {word: name for word, name in words_of(synonyms).items() if name not in taken}
    near = difflib.get_close_matches(text, open_words, n=1, cutoff=_ALIKE) if len(text) > 2 else []
    if near:
        return open_words[near[0]]
    for name, parts in _PARTS.items():
        if name in synonyms and name not in taken and any(part in text for part in parts):
            return name
    if (
        "community" in synonyms
        and not taken & {"community", "village"}
        and _is_coded(table[header])
    ):
        return "community"
    return None


def _is_coded(column: pd.Series | pd.DataFrame) -> bool:
    """Return whether most cells are codes of 9 to 15 digits."""
    if isinstance(column, pd.DataFrame):  # two columns of one name
        return False
    cells = [str(cell).strip() for cell in column.iloc[:200] if not pd.isna(cell)]
    given = [cell for cell in cells if cell]
    return 2 * sum(bool(re.fullmatch(r"\d{9}|\d{12}|\d{15}", cell)) for cell in given) > len(given)
