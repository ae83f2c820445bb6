"""Headers in English and Chinese -> our names for them."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gridgen.files.meaning import meaning_of, plain, words_of
from gridgen.files.origin import column_spot, origin_of, with_origin
from gridgen.files.vocabulary import HOUSEHOLDS, Synonyms, called
from gridgen.model.findings import Finding, Severity, finding
from gridgen.words.say import in_a_row, in_both


def counts_households(header: str) -> bool:
    """Return whether a column of that header counts households."""
    found = meaning_of(header, words_of({"households": HOUSEHOLDS["households"]}))
    return found is not None


def header_of(table: pd.DataFrame, synonyms: Synonyms, name: str) -> Hashable | None:
    """Return the first header of `table` that means `name`; None where none does.

    Parameters
    ----------
    table
        As it stands in the file.
    synonyms
        One of the tables above.
    name
        A key of `synonyms`.
    """
    position = positions_of(table, synonyms).get(name)
    header: Hashable | None = None if position is None else table.columns[position]
    return header


def positions_of(table: pd.DataFrame, synonyms: Synonyms) -> dict[str, int]:
    """Return by our name the position of each column that means something; as `recognise` does."""
    return _positions(table, synonyms, "", {})[0]


def recognise(
    table: pd.DataFrame,
    synonyms: Synonyms,
    source: str,
    *,
    guessed: Synonyms | None = None,
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the columns of `table` that mean something to us, under our names.

    A header is read by its meaning (`gridgen.files.meaning`): case, width, spaces, brackets, units,
    and what stands before and after the word make no difference. Of two headers that mean the same
    the one that says it most plainly is taken, the first of those, and a finding `column_twice`
    (warning) names the other. What was taken for more than it says is told (`headers_guessed`,
    note). What the user said of the columns goes before all (`Origin.meant`).

    A field name of a Shapefile that ends where the format cuts it means what begins so, if only
    one thing does, with a finding `header_cut` (note; warning where it may mean several things and
    is not taken).

    Parameters
    ----------
    table
        As it stands in the file.
    synonyms
        Of `gridgen.files.vocabulary`: by our name of a column, what people call it.
    source
        The file as the user knows it, for findings.
    guessed
        Further words, taken where no better one stands.

    Returns
    -------
    A table with the same rows, index 0, 1, ..., the known columns in the order of `synonyms`, and
    `geometry` with its CRS where `table` has one.
    """
    position_of, findings = _positions(table, synonyms, source, guessed or {})
    # By position, not by header: two columns may bear one name.
    columns = {
        name: _cells(table.iloc[:, position_of[name]]) for name in synonyms if name in position_of
    }
    known = pd.DataFrame(columns, index=pd.RangeIndex(len(table)))
    shape = active_geometry(table)
    if shape is not None:
        geometry = table[shape]
        known = gpd.GeoDataFrame(known, geometry=geometry.to_numpy(), crs=geometry.crs)
    header = {name: str(table.columns[position]) for name, position in position_of.items()}
    origin = origin_of(table)
    findings += [
        finding("cells_merged", Severity.NOTE, source, header=word, number=origin.merged[word])
        for word in header.values()
        if origin.merged.get(word)
    ]
    findings += origin.told
    return with_origin(known, replace(origin, header=header)), tuple(findings)


def _cells(column: pd.Series) -> Any:
    """Return what a column holds, as cells of objects would be taken: texts as they are."""
    is_text = isinstance(column.dtype, pd.StringDtype) and column.dtype.na_value is np.nan
    return column.array if is_text else column.to_numpy(dtype=object)


def _positions(
    table: pd.DataFrame, synonyms: Synonyms, source: str, guessed: Synonyms
) -> tuple[dict[str, int], list[Finding]]:
    """Return the position of each of our names among the columns, and findings about headers."""
    shape = active_geometry(table)
    headers = [None if header == shape else str(header) for header in table.columns]
    said = said_of(table, synonyms)
    taken, findings = _taken(headers, synonyms, guessed, said, source)
    findings += _told_guesses(table, taken, said, synonyms, source)
    if origin_of(table).field_encoding:
        cut, more = _taken_though_cut(table, synonyms, taken, source)
        taken, findings = taken | cut, findings + more
    return taken, findings


def meant_by(
    headers: Iterable[Hashable], synonyms: Synonyms, guessed: Synonyms | None = None
) -> dict[str, str]:
    """Return the header that means each of our names, as far as there is one."""
    words = [str(header) for header in headers]
    taken, _ = _taken(words, synonyms, guessed or {}, {}, "")
    return {name: words[position] for name, position in taken.items()}


UNUSED = "-"
"""What the user says of a column that means nothing here."""


def said_of(table: pd.DataFrame, synonyms: Synonyms) -> dict[str, str]:
    """Return what the user said of the columns of a table: our name, or `UNUSED`, by header."""
    words = words_of(synonyms) | {plain(name): name for name in synonyms}
    origin, said = origin_of(table), {}
    meant = {plain(header): word for header, word in origin.meant.items()}
    for header in map(str, table.columns) if meant else ():
        letter = plain(origin.letter.get(header, ""))
        word = meant.get(plain(header), meant.get(letter) if letter else None)
        name = None if word is None else UNUSED if word in _OF_NO_USE else words.get(plain(word))
        if name is not None:
            said[header] = name
    return said


_OF_NO_USE = ("-", "－", "—", "不用", "无")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a header may mean, and how far it was read over."""

    far: int
    position: int
    name: str


_GUESS = 100
"""How far words are that only guess; farther than what can be read over."""


def _taken(
    headers: Sequence[str | None],
    synonyms: Synonyms,
    guessed: Synonyms,
    said: Mapping[str, str],
    source: str,
) -> tuple[dict[str, int], list[Finding]]:
    """Return the position of each of our names that a header means; findings about others."""
    readings = sorted(
        _readings(headers, words_of(synonyms), words_of(guessed), said),
        key=lambda reading: (reading.far, reading.position),
    )
    taken: dict[str, int] = {}
    twice = []
    for reading in readings:
        if reading.name not in taken:
            taken[reading.name] = reading.position
        elif reading.far < _GUESS:
            twice.append(reading)
    findings = [
        finding("column_twice", Severity.WARNING, source, header=headers[reading.position],
                taken=headers[taken[reading.name]], name=reading.name)
        for reading in sorted(twice, key=lambda reading: reading.position)
    ]  # fmt: skip
    return taken, findings


def _readings(
    headers: Sequence[str | None],
    words: Mapping[str, str],
    guesses: Mapping[str, str],
    said: Mapping[str, str],
) -> Iterator[_Reading]:
    for position, header in enumerate(headers):
        if header is None:
            continue
        if header in said:
            if said[header] != UNUSED:
                yield _Reading(-1, position, said[header])
        elif found := meaning_of(header, words):
            yield _Reading(found[1], position, found[0])
        elif found := meaning_of(header, guesses):
            yield _Reading(found[1] + _GUESS, position, found[0])


def _told_guesses(
    table: pd.DataFrame,
    taken: Mapping[str, int],
    said: Mapping[str, str],
    synonyms: Synonyms,
    source: str,
) -> list[Finding]:
    """Return a finding where headers were taken for more than they say."""
    origin, words = origin_of(table), words_of(synonyms)
    read_over = []
    for name, position in taken.items():
        header = str(table.columns[position])
        found = meaning_of(header, words)
        if header not in said and (found is None or found[1] > 1):
            read_over.append(
                in_both("column_taken_as", column=column_spot(origin, header),
                        name=called(name, synonyms))
            )  # fmt: skip
    if not read_over:
        return []
    return [finding("headers_guessed", Severity.NOTE, source, columns=in_a_row(read_over))]


_FIELD_BYTES = 10
"""Bytes of a field name of a Shapefile, as dBASE III has it; what is longer is cut."""


def _taken_though_cut(
    table: pd.DataFrame, synonyms: Synonyms, taken: Mapping[str, int], source: str
) -> tuple[dict[str, int], list[Finding]]:
    """Return the position of each further name that a header means that the format cut."""
    encoding = origin_of(table).field_encoding
    cut: dict[str, int] = {}
    findings = []
    shape = active_geometry(table)
    for position, header in enumerate(map(str, table.columns)):
        if header == shape or position in taken.values():
            continue
        meant = {
            word: name
            for name, words in synonyms.items()
            if name not in taken and name not in cut
            for word in words
            if _is_cut_from(header, word, encoding)
        }
        # Code and name of a community often begin alike; what is in the column tells them apart.
        is_coded = bool(set(meant.values()) & _CODED) and _holds_codes(table.iloc[:, position])
        meant = {word: name for word, name in meant.items() if (name in _CODED) == is_coded}
        if len(set(meant.values())) == 1:
            word = max(meant, key=len)
            cut[meant[word]] = position
            findings.append(finding("header_cut", Severity.NOTE, source, header=header, word=word))
        elif meant:
            words = ", ".join(meant)
            findings.append(
                finding("header_cut_unclear", Severity.WARNING, source, header=header, word=words)
            )
    return cut, findings


_CODED = frozenset({"code", "community"})


def _holds_codes(column: pd.Series) -> bool:
    """Return whether most cells are codes of 9 digits or more, as divisions have them."""
    given = [str(cell).strip() for cell in column if not pd.isna(cell) and str(cell).strip()]
    codes = sum(bool(re.fullmatch(r"\d{9,18}(\.0)?", cell)) for cell in given)
    return 2 * codes > len(given)


def _is_cut_from(header: str, word: str, encoding: str) -> bool:
    """Return whether a field name is the beginning of a longer word, cut at the last byte it has.

    Programs put spaces as underscores, number names that would be equal, and write a character that
    is cut in two, or leave it out.

    >>> _is_cut_from("行政区", "行政区划代码", "utf-8"), _is_cut_from("户", "户编号", "utf-8")
    (True, False)
    """
    whole = re.sub(r"(_\d|\ufffd+)$", "", header)
    room = _FIELD_BYTES - (len(header) - len(whole))
    long, begin = (plain(text) for text in (word, whole))
    size = len(whole.encode(encoding, "replace"))
    next_byte = len(long[len(begin) : len(begin) + 1].encode(encoding, "replace"))
    return long.startswith(begin) and len(long) > len(begin) > 0 and size + next_byte > room


def active_geometry(table: pd.DataFrame) -> Hashable | None:
    """Return the name of the geometry column; None where there is none."""
    if not isinstance(table, gpd.GeoDataFrame):
        return None
    name: Hashable | None = table.active_geometry_name
    return name
