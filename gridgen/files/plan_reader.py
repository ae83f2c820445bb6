"""A plan GeoPackage -> Plan: ours exactly, somebody else's as well as it can be."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridgen.checks.metres import span_of
from gridgen.files.centres import to_centres
from gridgen.files.foreign_plan import Layers, foreign_plan
from gridgen.files.guard import Kind, kind_of
from gridgen.files.guard.limits import limits_of
from gridgen.files.guard.reader import reading
from gridgen.files.layer_reader import list_layers, read_layer
from gridgen.files.plan_schema import refuse_odd_levels, refuse_odd_rows
from gridgen.files.points import named_crs, point_xy
from gridgen.files.polygons import shapes_in_metres
from gridgen.files.stand_ins import standing_in
from gridgen.files.values import number_column, rows_of, text_column, to_numbers, to_text
from gridgen.model.centres import Centres
from gridgen.model.communities import Communities
from gridgen.model.crs import is_metres, name_of, project, unfit, work_crs
from gridgen.model.days import is_day
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Report, Severity, finding
from gridgen.model.ground import GROUND, Features
from gridgen.model.households import KEEP_KEYS, Households, Presence
from gridgen.model.people import People, Post, Staff
from gridgen.model.plan import MadeBy, Plan
from gridgen.model.ties import Tie
from gridgen.model.township import Township
from gridgen.model.zones import Zones, column_of

_WITH_POLYGONS = ("code", "level", "households")
"""Columns by which a layer shows itself to be a level of a plan."""


@dataclass(frozen=True, slots=True)
class _File:
    """A plan file: its layers, the facts in its table `plan`, and its names for messages."""

    name: str
    layers: Layers
    facts: Mapping[str, str]


def read_plan(path: str | os.PathLike[str], *, trust: bool = False, alone: bool = False) -> Plan:
    """Return the plan in a GeoPackage.

    A plan that `gridgen.write_plan` wrote comes back with the same codes, counts and
    assignments, and shapes to 1e-6 m. Of another file the layer `grids` (网格, or the only polygons
    with a code) and the layer `households` are read as they stand.

    Codes that are missing or repeated are kept; a household that names a code no zone has is in no
    zone (-1), and one that names a repeated code is in the first of them.

    Parameters
    ----------
    path
        The file. One that is written over meanwhile is read as it was, or as it is then.
    trust
        Whether the limits on sizes, memory and time are lifted.
    alone
        Whether it is read by a process that reads nothing else, as the service does with files of
        strangers.

    Raises
    ------
    ReadError
        The file is no GeoPackage, is damaged, has no grids or no households, or holds what no plan
        does; the message names the layer and the row.
    """
    file = Path(path)
    with limits_of(trust=trust), reading(alone=alone):
        layers, digest = _unchanged(file)
    facts = _facts(layers.get("plan"))
    source = _File(file.name, layers, facts)
    if not _is_ours(source):
        refuse_odd_rows(layers, (), file.name)
        return foreign_plan(layers, source=file.name, input_hash=digest)
    return _our_plan(source)


_TRIES = 3


def _unchanged(file: Path) -> tuple[dict[str, pd.DataFrame], str]:
    """Return the layers of a file and its SHA-256, all of one and the same state of it."""
    for _ in range(_TRIES):
        kind = kind_of(file)
        if kind is not Kind.GEOPACKAGE:
            raise ReadError("plan_of_other_kind", file=file.name, kind=kind.named)
        before = stamp_of(file)
        try:
            layers = {
                name: read_layer(file, kind, name, is_strict=True)
                for name in list_layers(file, kind)
            }
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
        except (ReadError, OSError):
            if stamp_of(file) == before:
                raise
            continue
        if stamp_of(file) == before:
            return layers, digest
    raise ReadError("plan_being_written", file=file.name)


def stamp_of(file: Path) -> tuple[int, int, int]:
    """Return what tells one state of a file from the next: its time, size and number."""
    try:
        state = file.stat()
    except OSError as error:
        raise ReadError("no_such_file", file=file) from error
    return state.st_mtime_ns, state.st_size, state.st_ino


def _is_ours(file: _File) -> bool:
    """Return whether a file says how it was made and has what a plan needs.

    It may have no level: nobody is in a grid where every household lies outside.
    """
    needed = {"households", "communities"}
    is_said = bool(file.facts.get("crs")) and "levels" in file.facts
    return is_said and needed <= set(file.layers)


def _our_plan(file: _File) -> Plan:
    crs_m = _crs_of(file)
    named = _levels(file)
    refuse_odd_levels(named, file.layers, file.name)
    refuse_odd_rows(file.layers, (*named, "communities"), file.name)
    households = _households(file, crs_m)
    found = _true_metres(file.name, households, crs_m)
    if found:
        crs_m = work_crs(households.xy, crs_m)
        households = _households(file, crs_m)
    table = file.layers["households"]
    communities = _communities(file, crs_m)
    levels = tuple(_zones(file, level, crs_m) for level in named)
    presence = text_column(table, "presence")
    township = Township(
        households,
        crs_m,
        communities=communities,
        ground=_ground(file),
        centres=_centres(file, crs_m),
        ties=_ties(file.layers.get("ties")),
    )
    return Plan(
        township=township,
        presence=np.where(presence == "", Presence.PLACED, presence),
        community_of=rows_of(households.community, communities.code),
        levels=levels,
        zone_of={
            zones.level: rows_of(text_column(table, column_of(zones.level)), zones.code)
            for zones in levels
        },
        made_by=_made_by(file),
        report=_report(file.layers.get("findings")) + Report(found),
        staff=_staff(file, crs_m),
    )


def _ground(file: _File) -> dict[str, Features]:
    """Return what lies on the ground; parcels were called zones in the first plans."""
    ground: dict[str, Features] = {}
    for name in GROUND:
        table = file.layers.get(name, file.layers.get("zones") if name == "parcels" else None)
        if isinstance(table, gpd.GeoDataFrame):
            crs = named_crs(table) or file.facts["crs"]
            shapes = np.asarray(table.geometry.array, object)
            ground[name] = Features(
                text_column(table, "class"), text_column(table, "name"), shapes, crs
            )
    return ground


def _ties(table: pd.DataFrame | None) -> tuple[Tie, ...]:
    if table is None:
        return ()
    return tuple(map(Tie, *(text_column(table, name) for name in ("tie", "of", "first", "second"))))


def _centres(file: _File, crs_m: str) -> Centres | None:
    table = file.layers.get("centres")
    if not isinstance(table, gpd.GeoDataFrame) or len(table) == 0:
        return None
    return to_centres(table, crs_m=crs_m, source=f"{file.name}:centres")[0]


def _staff(file: _File, crs_m: str) -> Staff | None:
    """Return who serves, as far as the layers people, areas and posts say."""
    table, posts = file.layers.get("people"), file.layers.get("posts")
    if not isinstance(table, gpd.GeoDataFrame) or posts is None:
        return None
    given = point_xy(np.asarray(table.geometry.array, dtype=object))
    people = People(
        ids=text_column(table, "id"),
        role=text_column(table, "role"),
        xy=project(given, named_crs(table) or crs_m, crs_m),
        phone=text_column(table, "work_phone"),
        community=text_column(table, "community"),
    )
    area = np.full(len(people), shapely.Polygon(), object)
    drawn = file.layers.get("areas")
    if isinstance(drawn, gpd.GeoDataFrame):
        row = rows_of(text_column(drawn, "id"), people.ids)
        area[row[row >= 0]] = _shapes(file, "areas", crs_m)[row >= 0]
    homes = file.layers["households"]
    # Of the roles, those that serve households have a column there; the others have posts alone.
    roles = [role for role in dict.fromkeys(people.role) if role in homes]
    said = [text_column(posts, name) for name in ("role", "level", "zone", "person")]
    share, metres = number_column(posts, "households").astype(int), number_column(posts, "metres")
    return Staff(
        people,
        tuple(map(Post, *said, share.tolist(), metres.tolist())),
        {role: rows_of(text_column(homes, role), people.ids) for role in roles},
        area,
    )


def _facts(table: pd.DataFrame | None) -> dict[str, str]:
    if table is None or not {"key", "value"} <= set(table.columns):
        return {}
    return dict(zip(to_text(table["key"]), to_text(table["value"]), strict=True))


def _levels(file: _File) -> list[str]:
    """Return the levels from the top: as the table `plan` names them, else by their columns."""
    named = [level for level in file.facts.get("levels", "").split(",") if level in file.layers]
    if named:
        return named
    return [
        name
        for name, table in file.layers.items()
        if isinstance(table, gpd.GeoDataFrame) and set(_WITH_POLYGONS) <= set(table.columns)
    ]


def _retired(text: str) -> dict[str, tuple[str, ...]]:
    """Return the codes of each level from level/code,level/code,..."""
    retired: dict[str, tuple[str, ...]] = {}
    for entry in text.split(","):
        level, _, code = entry.partition("/")
        if code:
            retired[level] = (*retired.get(level, ()), code)
    return retired


def _days(text: str) -> dict[str, str]:
    """Return the day of each code from code=day,code=day,..."""
    pairs = [entry.rpartition("=") for entry in _words(text)]
    return {code: day if is_day(day) else "" for code, _, day in pairs if code}


def _crs_of(file: _File) -> str:
    crs = file.facts["crs"]
    if not is_metres(crs):
        raise ReadError("plan_crs_no_metres", file=file.name, crs=crs)
    return crs


def _true_metres(name: str, households: Households, crs_m: str) -> tuple[Finding, ...]:
    """Return a finding where an older version measured a plan in metres that are none."""
    unit_m = unfit(households.xy, crs_m)
    if unit_m is None:
        return ()
    used = work_crs(households.xy, crs_m)
    return (
        finding("plan_crs_no_metre", Severity.WARNING, name, number=round(unit_m[0], 4),
                crs=name_of(crs_m), unit=span_of(*unit_m), used=name_of(used)),
    )  # fmt: skip


def _made_by(file: _File) -> MadeBy:
    facts = file.facts
    try:
        seed, metres = int(facts.get("seed") or 0), float(facts.get("metres") or 0)
        bound, least = (
            float(facts[name]) if facts.get(name) else None for name in ("lower_bound_m", "least_m")
        )
        asked = [pair.rpartition("=") for pair in _words(facts.get("grids", ""))]
        grids = {code: int(number) for code, _, number in asked}
    except ValueError as error:
        raise ReadError("plan_facts_no_number", file=file.name, why=str(error)) from error
    return MadeBy(
        version=facts.get("version", ""),
        seed=seed,
        rules=facts.get("rules", ""),
        input_hash=facts.get("input_hash", ""),
        lower_bound_m=bound,
        least_m=least,
        retired=_retired(facts.get("retired", "")),
        retired_on=_days(facts.get("retired_on", "")),
        effort=facts.get("effort", ""),
        parent=facts.get("parent", ""),
        metres=metres,
        locks=tuple(_words(facts.get("locks", ""))),
        edited=tuple(_words(facts.get("edited", ""))),
        grids=grids,
        crs=facts.get("crs", ""),
    )


def _words(text: str) -> list[str]:
    return [word for word in text.split(",") if word]


def _households(file: _File, crs_m: str) -> Households:
    table = file.layers["households"]
    name = f"{file.name}:households"
    if not isinstance(table, gpd.GeoDataFrame) or not {"id", "households"} <= set(table.columns):
        raise ReadError(
            "plan_households_odd", layer=name, columns=[str(column) for column in table.columns]
        )
    given = point_xy(np.asarray(table.geometry.array, dtype=object))
    # The fact goes before the layer: a GeoPackage keeps no CRS that has neither name nor number.
    crs = file.facts.get("input_crs") or named_crs(table) or crs_m
    xy = given if crs == crs_m else project(given, crs, crs_m)
    count = to_numbers(table["households"])
    bad = ~np.isfinite(xy).all(axis=1) | ~np.isfinite(count) | (count < 0)
    if bad.any():
        row = int(np.flatnonzero(bad)[0]) + 1
        raise ReadError("plan_household_incomplete", layer=name, row=row)
    return Households(
        ids=to_text(table["id"]),
        given=given,
        xy=xy,
        count=count.astype(np.int64),
        community=text_column(table, "community"),
        keys={
            key: to_text(table[key])
            for key in (*KEEP_KEYS, *_listed(file, "names"))
            if key in table
        },
        source=np.arange(1, len(table) + 1),
        crs=crs,
        part_of=text_column(table, "part_of"),
        standing=standing_in(table),
        counts={
            name: number_column(table, name).astype(np.int64) for name in _listed(file, "counts")
        },
    )


def _listed(file: _File, key: str) -> list[str]:
    return [name for name in file.facts.get(key, "").split(",") if name]


def _communities(file: _File, crs_m: str) -> Communities:
    table = file.layers["communities"]
    if len(table) == 0:
        raise ReadError("plan_communities_empty", file=file.name)
    code = text_column(table, "code")
    return Communities(
        code=code,
        name=text_column(table, "name"),
        kind=text_column(table, "kind"),
        shape=_shapes(file, "communities", crs_m),
        urban_class=text_column(table, "class"),
    )


def _zones(file: _File, level: str, crs_m: str) -> Zones:
    table = file.layers[level]
    return Zones(
        level=level,
        code=text_column(table, "code"),
        name=text_column(table, "name"),
        parent=text_column(table, "parent"),
        kind=text_column(table, "kind"),
        community=text_column(table, "community"),
        households=number_column(table, "households").astype(np.int64),
        units=number_column(table, "units").astype(np.int64),
        mean_m=number_column(table, "mean_m"),
        max_m=number_column(table, "max_m"),
        status=text_column(table, "status"),
        polygon=_shapes(file, level, crs_m),
        schematic=number_column(table, "schematic") > 0,
        compactness=_measured(table, "compactness"),
        walk_m=_measured(table, "walk_m"),
        on_lines=_measured(table, "on_lines"),
    )


def _shapes(file: _File, layer: str, crs_m: str) -> NDArray[np.object_]:
    """Return the polygons of a layer in metres, with the vertices they were written with."""
    table = file.layers[layer]
    if not isinstance(table, gpd.GeoDataFrame):
        raise ReadError("plan_layer_without_polygons", layer=f"{file.name}:{layer}")
    return shapes_in_metres(table, crs_m, longest_m=np.inf)


def _measured(table: pd.DataFrame, column: str) -> NDArray[np.float64]:
    """Return a column of numbers; NaN where nothing was measured."""
    return to_numbers(table[column]) if column in table else np.full(len(table), np.nan)


def _report(table: pd.DataFrame | None) -> Report:
    if table is None or not {"rule", "severity", "where"} <= set(table.columns):
        return Report()
    columns = [
        text_column(table, "rule"),
        text_column(table, "severity"),
        text_column(table, "where"),
        _optional(table, "number"),
        _optional(table, "limit"),
        text_column(table, "text_zh"),
        text_column(table, "text_en"),
    ]
    known = {severity.value for severity in Severity}
    return Report(
        tuple(
            Finding(rule, Severity(severity), where, number, limit, zh=zh, en=en)
            for rule, severity, where, number, limit, zh, en in zip(*columns, strict=True)
            if severity in known
        )
    )


def _optional(table: pd.DataFrame, column: str) -> list[float | None]:
    if column not in table:
        return [None] * len(table)
    return [None if np.isnan(number) else float(number) for number in to_numbers(table[column])]
