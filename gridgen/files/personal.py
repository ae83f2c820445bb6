"""Personal data at the door: columns that nobody asked for go, ids become such as tell nothing.

Columns are judged by what stands in them, headers only help: some rows of each are looked at, and a
whole column only where they give reason to, or where the plan keeps its text.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from gridgen.files.headers import active_geometry, positions_of
from gridgen.files.origin import origin_of, with_origin
from gridgen.files.personal_kinds import Kind, kind_of, looks_like_codes
from gridgen.files.private_key import is_keyed, key_place, keyed
from gridgen.files.values import to_text
from gridgen.files.vocabulary import Synonyms
from gridgen.model.arrays import Texts
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.households import KEEP_KEYS
from gridgen.words.discreet import EMAIL, IDENTITY, MOBILE, is_name, masked
from gridgen.words.say import Sentence, in_both

_LOOKED_AT = 600
"""Rows of a table by which its columns are judged."""

_NO_TEXT = frozenset({"lon", "lat", "x", "y", "households", "population", "visits", "size",
                      "fewest", "most", "zones", "mean_m", "max_m", "work_phone"})  # fmt: skip
"""Columns of which a plan keeps numbers, or that are meant to hold a number of a phone at work."""

# RE2 cannot look around; a number that goes on is no hit.
_SUSPECT = {
    Kind.IDENTITY: rf"(?:^|[^0-9A-Za-z]){IDENTITY}(?:$|[^0-9A-Za-z])",
    Kind.MOBILE: rf"(?:^|[^0-9.]){MOBILE}(?:$|[^0-9])",
    Kind.EMAIL: EMAIL,
    Kind.NAME: r"^\s*\p{Han}(?:\s?\p{Han}){1,3}\s*$|\p{Han}[·•]\p{Han}",
}
_WIDE_DIGITS = "[０-９]"


@dataclass(frozen=True, slots=True)
class _Column:
    """A column, what is asked of it ("" for nothing), and what seems to stand in it."""

    position: int
    header: str
    asked: str
    kind: Kind | None
    is_whole: bool
    is_coded: bool

    @property
    def is_sure(self) -> bool:
        """Whether every cell counts as personal, not those alone that can be told one by one."""
        return self.kind is not None and self.is_whole


def without_personal(
    table: pd.DataFrame, synonyms: Synonyms, source: str
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return a table without personal data, and findings that name its columns and no value.

    A column that nobody asked for and that looks personal is dropped (`personal_dropped`), and so
    is one to keep together by that holds names or numbers of persons (`personal_not_used`). Numbers
    inside other texts that are kept are masked (`personal_masked`). An id that is such a number or
    a name becomes one by a keyed hash (`personal_ids`): see `gridgen.files.private_key`.

    Parameters
    ----------
    table
        As it stands in the file; it stays as it is.
    synonyms
        What is asked for: one of the tables of `gridgen.files.headers`.
    source
        The file as the user knows it.

    Raises
    ------
    ReadError
        An id must be hashed and there is no key that can be used.
    """
    if len(table) == 0:
        return table, ()
    columns = _columns(table, synonyms)
    gone = [c for c in columns if c.kind and (not c.asked or (c.is_sure and c.asked in KEEP_KEYS))]
    found = _dropped([c for c in gone if not c.asked], "personal_dropped", table, source)
    found += _dropped([c for c in gone if c.asked], "personal_not_used", table, source)
    clean = with_origin(table, origin_of(table))
    for column in columns:
        if column.asked and column not in gone:
            cells, more = _clean(clean.iloc[:, column.position], column, table, source)
            found += more
            if cells is not None:
                clean.isetitem(column.position, cells)
    stays = np.ones(clean.shape[1], bool)
    stays[[column.position for column in gone]] = False
    return (clean if stays.all() else clean.loc[:, stays]), found


def as_kept(names: Texts, ids: Collection[str]) -> Texts:
    """Return (n,) names, where `ids` has them only hashed those that it has.

    Ids that are named elsewhere (ties, questions) are people's own; the plan may hold their hashes.

    Parameters
    ----------
    names
        (n,) text.
    ids
        Those of the households.
    """
    known = set(ids)
    rows = np.flatnonzero([name not in known and _tells(name) for name in names])
    if len(rows) == 0 or not any(map(is_keyed, ids)):
        return names
    kept = names.copy()
    hashed = keyed(names[rows])
    kept[rows] = [
        new if new in known else old for old, new in zip(names[rows], hashed, strict=True)
    ]
    return kept


def numbers_hashed(ids: Texts, source: str, header: str) -> tuple[Texts, tuple[Finding, ...]]:
    """Return (n,) ids of people with hashes for identity and mobile numbers, and a finding of it.

    Parameters
    ----------
    ids
        (n,) text.
    source, header
        The file and its column as the user knows them.
    """
    is_told = np.array([_tells(one) and not is_name(one) for one in ids], bool)
    if not is_told.any():
        return ids, ()
    kept = ids.copy()
    kept[is_told] = keyed(ids[is_told])
    said = finding("personal_ids", Severity.WARNING, source, number=int(is_told.sum()),
                   header=header, at=("", ""), place=key_place())  # fmt: skip
    return kept, (said,)


def _columns(table: pd.DataFrame, synonyms: Synonyms) -> list[_Column]:
    rows = np.unique(np.linspace(0, len(table) - 1, _LOOKED_AT).astype(np.int64))
    look = table.iloc[rows] if len(rows) < len(table) else table
    position_of = positions_of(look, synonyms)
    asked = {position: name for name, position in position_of.items()}
    at = position_of.get("community")
    codes = np.full(len(look), "", object) if at is None else to_text(look.iloc[:, at])
    shape = active_geometry(table)
    columns = []
    for position, header in enumerate(table.columns):
        name = asked.get(position, "")
        if header == shape or name in _NO_TEXT:
            continue
        cells = to_text(look.iloc[:, position])
        kind, is_whole = kind_of(str(header), cells[cells != ""].tolist(), is_asked=bool(name))
        is_number = is_whole and kind in (Kind.MOBILE, Kind.OLD_IDENTITY)
        is_coded = is_number and looks_like_codes(cells, codes)
        if kind is Kind.NAME and name in KEEP_KEYS:
            is_whole = _is_varied(table.iloc[:, position])
        columns.append(
            _Column(position, str(header), name, None if is_coded else kind, is_whole, is_coded)
        )
    return _with_birthdays(columns)


def _with_birthdays(columns: list[_Column]) -> list[_Column]:
    """Return the columns; dates say when somebody was born only beside those who were."""
    persons = (Kind.NAME, Kind.IDENTITY, Kind.OLD_IDENTITY)
    if any(column.kind in persons for column in columns):
        return columns
    return [c for c in columns if c.kind is not Kind.BIRTH]


_VARIED = 0.5
"""Different values for each row, of a column of names; groups and buildings repeat theirs."""


def _is_varied(column: pd.Series) -> bool:
    return bool(column.nunique() > _VARIED * len(column))


def _dropped(
    columns: list[_Column], rule: str, table: pd.DataFrame, source: str
) -> tuple[Finding, ...]:
    if not columns:
        return ()
    said = [_called(column, table) for column in columns]
    zh, en = ("、".join(zh for zh, _ in said), ", ".join(en for _, en in said))
    return (finding(rule, Severity.WARNING, source, number=len(columns), columns=(zh, en)),)


def _called(column: _Column, table: pd.DataFrame) -> Sentence:
    """Return the header and the letter of a column, and what seems to stand in it."""
    letter = origin_of(table).letter.get(column.header, "")
    kind = in_both(f"personal_{column.kind}")
    key = "personal_column_at" if letter else "personal_column"
    return in_both(key, header=masked(column.header), letter=letter, kind=kind)


def _clean(
    cells: pd.Series, column: _Column, table: pd.DataFrame, source: str
) -> tuple[NDArray[np.object_] | None, tuple[Finding, ...]]:
    """Return what a column that is kept holds without personal data; None for what it held."""
    rows = _suspects(cells, column)
    told = to_text(cells.iloc[rows])
    if column.asked == "id":
        is_told = np.array([bool(t) and (column.is_sure or _tells(t)) for t in told], bool)
    else:
        is_told = np.array([masked(text) != text for text in told], bool)
    if not is_told.any():
        return None, ()
    clean = cells.to_numpy(object).copy()
    letter = origin_of(table).letter.get(column.header, "")
    said: dict[str, Any] = {"header": column.header, "number": int(is_told.sum()),
            "at": in_both("personal_at", letter=letter) if letter else ("", "")}  # fmt: skip
    if column.asked == "id":
        clean[rows[is_told]] = keyed(told[is_told])
        found = finding("personal_ids", Severity.WARNING, source, place=key_place(), **said)
    else:
        clean[rows[is_told]] = [masked(text) for text in told[is_told]]
        found = finding("personal_masked", Severity.WARNING, source, **said)
    return clean, (found,)


def _suspects(cells: pd.Series, column: _Column) -> NDArray[np.int64]:
    """Return the rows of a column that may tell who somebody is: all where most seem to."""
    if column.is_sure:
        return np.arange(len(cells))
    if pd.api.types.is_float_dtype(cells) or pd.api.types.is_bool_dtype(cells):
        return np.zeros(0, np.int64)
    held = _as_texts(cells)
    kinds = [k for k in _SUSPECT if k is not Kind.MOBILE or not column.is_coded]
    if column.asked != "id":
        kinds.remove(Kind.NAME)
    pattern = "|".join([*(_SUSPECT[kind] for kind in kinds), _WIDE_DIGITS])
    coded = held.dictionary_encode() if column.asked != "id" else None
    if coded is None:
        hit = pc.match_substring_regex(held, pattern)
    else:
        hit = pc.match_substring_regex(coded.dictionary, pattern).take(coded.indices)
    return np.flatnonzero(hit.fill_null(False).to_numpy(zero_copy_only=False))


def _as_texts(cells: pd.Series) -> pa.Array:
    """Return the cells of a column as texts to be searched at once, none where they are blank."""
    try:
        held = pa.array(cells.to_numpy(), from_pandas=True)
        if pa.types.is_string(held.type) or pa.types.is_integer(held.type):
            return held.cast(pa.string())
    except (pa.ArrowException, OverflowError, UnicodeError):
        pass  # cells of several types, or such as no file holds
    return pa.array([text.encode("utf-8", "replace").decode() for text in to_text(cells)])


def _tells(name: str) -> bool:
    """Return whether a text, seen alone, tells who somebody is."""
    return masked(name) != name or is_name(name) or bool(re.fullmatch(IDENTITY, name))
