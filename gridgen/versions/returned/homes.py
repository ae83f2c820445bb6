"""A table of households that comes back -> in which zone it says that each is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from gridgen.files.headers import header_of
from gridgen.files.values import to_codes
from gridgen.files.vocabulary import HOUSEHOLDS
from gridgen.model.arrays import Texts, picked, texts
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.plan import Plan
from gridgen.model.zones import column_of
from gridgen.versions.returned.said import Homes, about_homes, codes_in, in_each
from gridgen.words.say import LANGUAGES, level_name, say

FIELD = 10
"""Characters of a header that a Shapefile keeps."""


RowsOfId = Mapping[str, Sequence[int]]
"""Rows of a plan by the id of a household; by that of a row which it cut those of all parts."""


def rows_of_ids(plan: Plan) -> dict[str, list[int]]:
    """Return the rows of a plan by id."""
    households = plan.township.households
    rows_of: dict[str, list[int]] = {}
    for row, whole in enumerate(households.part_of.tolist()):
        if whole:
            rows_of.setdefault(whole, []).append(row)
    return rows_of | {id_: [row] for row, id_ in enumerate(households.ids.tolist())}


def ids_header(table: pd.DataFrame, rows_of: RowsOfId) -> str | None:
    """Return the header of the column of ids, if most of it are households of the plan."""
    headers = [str(header) for header in table.columns]
    exact = [header for header in headers if header in {"id", *in_each("list_id")}]
    meant = header_of(table, HOUSEHOLDS, "id")
    for header in exact or ([] if meant is None else [str(meant)]):
        ids = [one for one in to_codes(table[header]) if one]
        if ids and 2 * sum(one in rows_of for one in ids) > len(ids):
            return header
    return None


def homes_in(
    plan: Plan, table: pd.DataFrame, ids: Sequence[str], rows_of: RowsOfId, where: str
) -> tuple[Homes, tuple[Finding, ...]]:
    """Return what a table says of households, and rows that are none of the plan or stand twice.

    Parameters
    ----------
    plan
        The one that was handed out.
    table
        As it stands in the file.
    ids
        Its column of ids.
    rows_of
        Of the plan, by `rows_of_ids`.
    where
        The file and layer.
    """
    place_of, strange, twice = _places(ids, rows_of)
    found = [
        about_homes(rule, where, ids)
        for rule, ids in (("returned_strange", strange), ("returned_twice", twice))
        if ids
    ]
    rows, places = (np.array([*part], np.int64) for part in (place_of.keys(), place_of.values()))

    def column(name: str, now: Texts) -> Texts:
        codes, is_lost = codes_in(table[name])
        return texts(np.where(is_lost[places], now, codes[places]))

    zones = {
        level.level: tuple(
            column(name, picked(level.code, plan.zone_of[level.level][rows]))
            for name in _columns(table, level.level)
        )
        for level in plan.levels
    }
    roles = {} if plan.staff is None else plan.staff.contact_of
    nobody = texts([""] * len(rows))
    people = {role: column(role, nobody) for role in roles if role in table.columns}
    return Homes(where, rows, zones, people), (*found, *_rounded(plan, table, where))


def _rounded(plan: Plan, table: pd.DataFrame, where: str) -> list[Finding]:
    """Return a finding for each column whose codes lost digits."""
    names = [name for level in plan.levels for name in _columns(table, level.level)]
    lost = {name: int(codes_in(table[name])[1].sum()) for name in names}
    return [
        finding("returned_rounded", Severity.WARNING, where, number=number, column=name)
        for name, number in lost.items()
        if number
    ]


def _columns(table: pd.DataFrame, level: str) -> list[str]:
    return [name for name in map(str, table.columns) if name.strip() in _names(level)]


def missing(plan: Plan, homes: Sequence[Homes]) -> tuple[Finding, ...]:
    """Return a finding where no table has some of the households of the plan."""
    if not homes:
        return ()
    ids = plan.township.households.ids
    lost = np.setdiff1d(np.arange(len(ids)), np.concatenate([one.rows for one in homes]))
    return (about_homes("returned_missing", homes[0].where, ids[lost]),) if len(lost) else ()


def _places(ids: Sequence[str], rows_of: RowsOfId) -> tuple[dict[int, int], list[str], list[str]]:
    """Return the place in a table of each row of the plan; ids of nobody, and ids that repeat."""
    place_of: dict[int, int] = {}
    strange, twice = [], []
    for place, one in enumerate(ids):
        rows = rows_of.get(one, ())
        if one and not rows:
            strange.append(one)
        elif one and all(row in place_of for row in rows):
            twice.append(one)
        for row in rows:
            place_of.setdefault(row, place)
    return place_of, strange, twice


def _names(level: str) -> set[str]:
    """Return the headers under which plans, exports and lists say the zone of a level."""
    column = column_of(level)
    names = {level_name(level, lang) for lang in LANGUAGES}
    codes = {say("list_zone_code", lang, level=level_name(level, lang)) for lang in LANGUAGES}
    return {column, column[:FIELD], f"{column}_name", *names, *codes}
