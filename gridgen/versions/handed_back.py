"""The tables of a file that comes back -> what they say of a plan: households, zones, posts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgen.files.headers import header_of
from gridgen.files.points import named_crs
from gridgen.files.polygons import shapes_in_metres
from gridgen.files.values import text_column, to_codes
from gridgen.files.vocabulary import HOUSEHOLDS
from gridgen.model.arrays import Shapes, Texts, texts
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.ground import GROUND
from gridgen.model.plan import Plan
from gridgen.model.polygons import repair
from gridgen.model.zones import column_of
from gridgen.people.roster import role_labels
from gridgen.words.say import LANGUAGES, level_name, say

SHOWN = 3
"""Ids that a finding names."""

_PASSED_OVER = frozenset({"communities", "findings", "plan", "people", "posts", "areas", "centres",
                          "ties", *GROUND})  # fmt: skip
"""Layers of a plan that say nothing of its zones, or only what others say too."""


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """What a table says of the n households of a plan.

    Attributes
    ----------
    where
        The file and layer, for messages.
    is_there
        (n,) whether the table has the household.
    said
        By level and header (n,) the code or name of the zone; "" where the table says nothing.
    people
        By role (n,) the id of who serves the household.
    """

    where: str
    is_there: NDArray[np.bool_]
    said: Mapping[tuple[str, str], Texts]
    people: Mapping[str, Texts]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """What a table says of the zones of one level: r rows.

    `shape` is (r,) polygons in metres, empty where there is none; None where the table has no
    shapes, or does not say where on earth they are.
    """

    where: str
    code: Texts
    name: Texts
    shape: Shapes | None


@dataclass(frozen=True, slots=True, eq=False)
class HandedBack:
    """All that a file says of a plan.

    `people` has who serves by role and code of the zone, only where a table says it.
    """

    homes: tuple[Homes, ...] = ()
    zones: Mapping[str, Drawn] = field(default_factory=dict)
    people: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    where_people: str = ""
    findings: tuple[Finding, ...] = ()


def handed_back(plan: Plan, tables: Mapping[str, pd.DataFrame], source: str) -> HandedBack:
    """Return what the tables of a file say of a plan.

    Tables are known by their names, as plans, exports and lists have them, and else by what is in
    them: households by a column of ids, zones by a column of codes that the plan has.

    Parameters
    ----------
    plan
        The one that was handed out.
    tables
        By the name of the layer or sheet.
    source
        The file as the user knows it.

    Raises
    ------
    ReadError
        None of them is of the plan.
    """
    homes: list[Homes] = []
    zones: dict[str, Drawn] = {}
    people: dict[tuple[str, str], tuple[str, ...]] = {}
    found: list[Finding] = []
    where_people = ""
    for name, table in tables.items():
        where = source if len(tables) == 1 else f"{source}:{name}"
        served = _served(plan, table)
        if served:
            people |= served
            where_people = where
        if (id_header := _ids_header(plan, table)) is not None:
            made, told = _homes(plan, table, id_header, where)
            homes.append(made)
            found += told
        elif level := _level_of(plan, name, table):
            zones[level], told = _drawn(plan, table, where)
            found += told
        elif not served and name not in _PASSED_OVER:
            found.append(
                finding("returned_unused", Severity.NOTE, source, file=source, layer=name)
            )
    if not (homes or zones or people):
        raise ReadError("returned_nothing", file=source, layers=list(tables))
    found += _missing(plan, homes)
    return HandedBack(tuple(homes), zones, people, where_people, tuple(found))


# --- households ----------------------------------------------------------------------------------


def _ids_header(plan: Plan, table: pd.DataFrame) -> str | None:
    """Return the header of the column of ids, where most of it are households of the plan."""
    headers = [str(header) for header in table.columns]
    exact = [header for header in headers if header in ("id", *_both("list_id"))]
    meant = header_of(table, HOUSEHOLDS, "id")
    candidates = exact or ([] if meant is None else [str(meant)])
    known = set(plan.township.households.ids.tolist())
    for header in candidates:
        ids = [one for one in to_codes(table[header]).tolist() if one]
        if ids and 2 * sum(one in known for one in ids) > len(ids):
            return header
    return None


def _both(key: str) -> tuple[str, ...]:
    return tuple(say(key, lang) for lang in LANGUAGES)


def _homes(
    plan: Plan, table: pd.DataFrame, id_header: str, where: str
) -> tuple[Homes, list[Finding]]:
    households = plan.township.households
    row_of = {id_: row for row, id_ in enumerate(households.ids.tolist())}
    first: dict[int, int] = {}
    strange, twice = [], []
    for place, one in enumerate(to_codes(table[id_header]).tolist()):
        row = row_of.get(one)
        if row is None:
            strange += [one] if one else []
        elif row in first:
            twice.append(one)
        else:
            first[row] = place
    found = [
        _of_ids(rule, where, ids)
        for rule, ids in (("returned_strange", strange), ("returned_twice", twice))
        if ids
    ]
    rows, places = (np.array([*part], np.int64) for part in (first.keys(), first.values()))
    is_there = np.zeros(len(households), bool)
    is_there[rows] = True

    def column(header: str) -> Texts:
        cells = np.full(len(households), "", object)
        cells[rows] = to_codes(table[header])[places]
        return texts(cells)

    said = {
        (zones.level, header): column(header)
        for zones in plan.levels
        for header in map(str, table.columns)
        if header.strip() in _headers_of(zones.level)
    }
    roles = {} if plan.staff is None else plan.staff.contact_of
    people = {role: column(role) for role in roles if role in table.columns}
    return Homes(where, is_there, said, people), found


def _headers_of(level: str) -> set[str]:
    """Return the headers under which plans, exports and lists say the zone of a level."""
    column = column_of(level)
    names = {level_name(level, lang) for lang in LANGUAGES}
    codes = {say("list_zone_code", lang, level=level_name(level, lang)) for lang in LANGUAGES}
    # A Shapefile keeps ten letters of a header.
    return {column, column[:10], f"{column}_name", *names, *codes}


def _missing(plan: Plan, homes: Sequence[Homes]) -> list[Finding]:
    """Return a finding where no table has some of the households of the plan."""
    if not homes:
        return []
    there = np.any([one.is_there for one in homes], axis=0)
    lost = plan.township.households.ids[~there].tolist()
    return [_of_ids("returned_missing", homes[0].where, lost)] if lost else []


def _of_ids(rule: str, where: str, ids: Sequence[str]) -> Finding:
    """Return a finding about households, the first of which it names."""
    return finding(rule, Severity.WARNING, where, number=len(ids), ids=few(ids))


def few(ids: Iterable[str]) -> tuple[str, str]:
    """Return the first of many ids, in Chinese and English."""
    shown = [*ids][:SHOWN]
    zh, en = (say("list_codes", lang).join(shown) for lang in LANGUAGES)
    return zh, en


# --- zones ---------------------------------------------------------------------------------------


def _code_header(table: pd.DataFrame) -> str | None:
    headers = {str(header).strip().casefold(): str(header) for header in table.columns}
    known = ("code", *_both("list_code"), *_both("edits_code"))
    return next((headers[one] for one in known if one in headers), None)


def _level_of(plan: Plan, name: str, table: pd.DataFrame) -> str | None:
    """Return the level whose zones a table holds: by its name, else by its codes."""
    header = _code_header(table)
    if header is None:
        return None
    for zones in plan.levels:
        if name in (zones.level, *(level_name(zones.level, lang) for lang in LANGUAGES)):
            return zones.level
    said = {one for one in to_codes(table[header]).tolist() if one}
    share = {zones.level: len(said & set(zones.code.tolist())) for zones in plan.levels}
    best = max(share, key=lambda level: share[level], default="")
    return best if best and share[best] > 0 else None


def _drawn(plan: Plan, table: pd.DataFrame, where: str) -> tuple[Drawn, list[Finding]]:
    header = _code_header(table) or "code"
    code = to_codes(table[header])
    names = [h for h in map(str, table.columns) if h.strip() in ("name", *_both("list_name"))]
    name = text_column(table, names[0]) if names else texts([""] * len(table))
    found = []
    shape = None
    if isinstance(table, gpd.GeoDataFrame):
        if named_crs(table) is None:
            found.append(finding("returned_crs", Severity.WARNING, where))
        else:
            crs = plan.township.crs
            shape = repair(shapes_in_metres(table, crs, longest_m=np.inf))
    return Drawn(where, code, name, shape), found


# --- people --------------------------------------------------------------------------------------


def _served(plan: Plan, table: pd.DataFrame) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return who serves by role and zone, where a table says it otherwise than the plan."""
    if plan.staff is None:
        return {}
    columns = {str(header) for header in table.columns}
    if {"role", "zone", "person"} <= columns:
        said = _in_posts(table)
    elif {"id", "role", "zones"} <= columns:
        said = _of_people(plan, table)
    else:
        said = _in_summary(plan, table)
    now = posted(plan)
    return {post: who for post, who in said.items() if sorted(who) != sorted(now.get(post, ()))}


def _in_posts(table: pd.DataFrame) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return who serves by the layer of posts: only filled ones."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    rows = zip(*(to_codes(table[name]) for name in ("role", "zone", "person")), strict=True)
    for role, zone, person in rows:
        if role and zone:
            before = found.setdefault((role, zone), ())
            found[role, zone] = (*before, *([person] if person else []))
    return found


def _of_people(plan: Plan, table: pd.DataFrame) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return who serves by the layer of people: of those whose zones it says otherwise."""
    now = posted(plan)
    zones_of: dict[str, set[str]] = {}
    for (_, zone), people in now.items():
        for person in people:
            zones_of.setdefault(person, set()).add(zone)
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    rows = zip(*(to_codes(table[name]) for name in ("id", "role", "zones")), strict=True)
    for person, role, listed in rows:
        said = {one.strip() for one in re.split("[,，、;]", listed) if one.strip()}
        was = zones_of.get(person, set())
        for zone in sorted(said ^ was):
            holders = found.get((role, zone), now.get((role, zone), ()))
            kept = tuple(one for one in holders if one != person)
            found[role, zone] = (*kept, person) if zone in said else kept
    return found


def _in_summary(plan: Plan, table: pd.DataFrame) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return who serves by the first sheet of a list: a column for each role."""
    header = _code_header(table)
    if header is None:
        return {}
    role_of = {name: role for role, said in role_labels(plan).items() for name in said.values()}
    codes = to_codes(table[header])
    between = re.compile("|".join(re.escape(mark) for mark in {*_both("list_between"), ",", ";"}))
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    levels = {post.role: post.level for post in (plan.staff.posts if plan.staff else ())}
    zones = {zones.level: set(zones.code.tolist()) for zones in plan.levels}
    for label in [str(one) for one in table.columns if str(one) in role_of]:
        role = role_of[label]
        for code, cell in zip(codes, text_column(table, label), strict=True):
            # A work phone stands in brackets behind the id.
            people = [re.sub(r"\s*[(（].*", "", one).strip() for one in between.split(cell)]
            if code in zones.get(levels.get(role, ""), ()):
                found[role, code] = tuple(one for one in people if one)
    return found


def posted(plan: Plan) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return who has a post, by role and code of the zone; empty where all are vacant."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for post in () if plan.staff is None else plan.staff.posts:
        before = found.setdefault((post.role, post.zone), ())
        found[post.role, post.zone] = (*before, *([post.person] if post.person else []))
    return found
