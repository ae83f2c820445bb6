"""What the tables of a file that comes back say of a plan: of households, zones and posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgen.files.values import is_rounded, to_codes
from gridgen.model.arrays import Shapes, Texts
from gridgen.model.findings import Finding, Severity, finding
from gridgen.words.say import LANGUAGES, Sentence, in_a_row, say

EXACT = 15
"""Digits that a floating number keeps."""

SHOWN = 3
"""Ids that a finding names."""

Holders = Mapping[tuple[str, str], tuple[str, ...]]
"""Who has the posts of a role in a zone, by role and code; nobody where they are vacant."""


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """What a table says of k households of a plan.

    Attributes
    ----------
    where
        The file and layer, for messages.
    rows
        (k,) of the households in the plan, none twice.
    zones
        By level for each of its columns (k,) the code or name of the zone; "" where it says none.
    people
        By role (k,) the id of who serves the household.
    """

    where: str
    rows: NDArray[np.int64]
    zones: Mapping[str, tuple[Texts, ...]]
    people: Mapping[str, Texts]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """What a table says of the zones of one level: r rows.

    Attributes
    ----------
    where
        The file and layer, for messages.
    code, name
        (r,) text; "" where the table says none.
    shape
        (r,) valid polygons, metres, empty where a row has none; None where the table has none, or
        they are not where the plan is.
    """

    where: str
    code: Texts
    name: Texts
    shape: Shapes | None


@dataclass(frozen=True, slots=True, eq=False)
class HandedBack:
    """All that a file says of a plan.

    Attributes
    ----------
    homes
        One for each table of households.
    drawn
        By level.
    posts
        Only those that are said otherwise than in the plan.
    where_posts
        The table that says them.
    findings
        What was not understood.
    """

    homes: tuple[Homes, ...] = ()
    drawn: Mapping[str, Drawn] = field(default_factory=dict)
    posts: Holders = field(default_factory=dict)
    where_posts: str = ""
    findings: tuple[Finding, ...] = ()


def codes_in(cells: pd.Series) -> tuple[Texts, NDArray[np.bool_]]:
    """Return (n,) codes of a column, and where a spreadsheet or a GIS rounded one to a number.

    >>> codes_in(pd.Series(["990101001201001", "9.90101E+14"]))[1].tolist()
    [False, True]
    """
    codes = to_codes(cells)
    is_float = np.array([isinstance(cell, float) for cell in cells], bool)
    return codes, is_rounded(codes) | (is_float & (np.char.str_len(codes.astype(str)) > EXACT))


def in_each(key: str) -> set[str]:
    """Return a sentence in each language, as headers and names of sheets have it."""
    return {say(key, lang) for lang in LANGUAGES}


def few(ids: Iterable[str]) -> Sentence:
    """Return the first of many ids, for a field of a finding."""
    return in_a_row([(one, one) for one in [*ids][:SHOWN]])


def about_homes(rule: str, where: str, ids: Iterable[str], **fields: Any) -> Finding:
    """Return a warning about households, the first of which it names."""
    every = [*ids]
    return finding(rule, Severity.WARNING, where, number=len(every), ids=few(every), **fields)
