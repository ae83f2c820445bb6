"""The zones of one level of a version in columns, as the planner's page keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from api.layers import geojson_of
from api.living import Living
from api.planning.etags import etag_of
from api.served import Served
from api.tiles.square import in_degrees
from gridgen.model.arrays import taken
from gridgen.rules.levels import Rules
from gridgen.versions.apply import Applied
from gridgen.versions.store.altered import Altered, altered_by, altered_zones
from gridgen.versions.store.versions import Version

TOLD = ("code", "name", "kind", "community", "parent", "households", "units", "mean_m", "max_m",
        "status")  # fmt: skip
"""Columns that are told as features have them."""

_PLACES = 7


class ZonesAnswer(BaseModel):
    """Zones of one level, in columns that are row-aligned, in the order of the plan."""

    version: int
    head: int = Field(description="The edit after which they are so.")
    etag: str
    level: str
    is_whole: bool = Field(description="All zones; else those that are not as they were.")
    gone: list[str] = Field(description="Codes of zones that are there no longer.")
    columns: dict[str, list[Any]] = Field(
        description="code, name, kind, community, parent, households, units, mean_m, max_m, "
        "status; colour (null below the first level), locked, fewest, most (its band; "
        "null without one), lon, lat (where its label stands), west, south, east, north."
    )
    shapes: list[Any] | None = Field(description="GeoJSON geometries; null where all are told.")
    communities: dict[str, list[str]] = Field(
        description="code, name, kind: of all, or of those in which the zones that are told lie."
    )


@dataclass(frozen=True, slots=True)
class Told:
    """Which zones are told.

    Attributes
    ----------
    level
        Of them.
    since
        Those alone that are not as they were after this edit.
    altered
        What was altered since then; None for all zones.
    """

    level: str
    since: int = 0
    altered: Altered | None = None


def altered_json(living: Living, told: Version, level: str | None, since: int | None) -> bytes:
    """Return the zones of a level of a version as it is now, as `zones_json` does.

    Parameters
    ----------
    living, told
        Which version.
    level
        The first one if None.
    since
        Those alone that are not as they were after this edit; all if None, or there was none such.

    Raises
    ------
    NotInPlanError
        There is no such level.
    """
    opened, served = living.opened(told), living.served(told)
    version, plan = served.version or told, served.plan
    level = (plan.levels[0] if level is None else plan.level(level)).level
    altered = None
    if since is not None and since <= version.head:
        altered = altered_zones(living.store, version.id, level, since=since, until=version.head)
    return zones_json(served, opened.draft.rules, Told(level, since or 0, altered))


def foreseen_json(living: Living, told: Version, level: str, applied: Sequence[Applied]) -> bytes:
    """Return the zones of a level that would be otherwise after edits that were only tried.

    Parameters
    ----------
    living, told
        Which version.
    level
        Of the zones.
    applied
        What the edits would do to it, one after the other.
    """
    draft = applied[-1].draft
    altered = altered_by([one.change for one in applied], level)
    served = living.foreseen(told, draft)
    return zones_json(served, draft.rules, Told(level, told.head, altered))


def zones_json(served: Served, rules: Rules, told: Told) -> bytes:
    """Return the answer of `ZonesAnswer` as JSON.

    Parameters
    ----------
    served
        A version.
    rules
        Its own.
    told
        Which of its zones.
    """
    version, layer = served.version, served.layer(told.level)
    if version is None:
        raise TypeError("zones of a file are told by nobody")
    every = np.arange(len(layer))
    rows = every if told.altered is None else _rows(served, told)
    at = served.plan.communities
    if told.altered is not None:
        at = taken(at, np.isin(at.code, layer.columns["community"][rows]))
    body = {
        "version": version.id,
        "head": version.head,
        "etag": etag_of(version.id, version.head),
        "level": told.level,
        "is_whole": told.altered is None,
        "gone": [] if told.altered is None else sorted(told.altered.gone),
        "columns": {name: _plain(values) for name, values in _columns(served, rules, told, rows)},
        "shapes": None,
        "communities": {"code": at.code.tolist(), "name": at.name.tolist(),
                        "kind": at.kind.tolist()},
    }  # fmt: skip
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    if told.altered is not None:
        shapes = ",".join(geojson_of(layer.shapes[rows]))
        # The geometries are JSON already; the last "shapes" is ours: names come before it.
        head, _, tail = text.rpartition('"shapes":null')
        text = f'{head}"shapes":[{shapes}]{tail}'
    return text.encode()


def _rows(served: Served, told: Told) -> NDArray[np.int64]:
    """Return the rows of the zones that were altered, ascending."""
    altered = told.altered
    if altered is None:
        return np.arange(0)
    layer = served.layer(told.level)
    found = {layer.row_of[code] for code in altered.codes if code in layer.row_of}
    for code in altered.communities:
        found |= set(np.flatnonzero(layer.columns["community"] == code).tolist())
    if told.level == served.plan.levels[0].level:
        found |= set(served.repainted(told.since, found).tolist())
    return np.array(sorted(found), np.int64)


def _columns(
    served: Served, rules: Rules, told: Told, rows: NDArray[np.int64]
) -> Iterable[tuple[str, NDArray[Any]]]:
    layer, plan = served.layer(told.level), served.plan
    yield from ((name, layer.columns[name][rows]) for name in TOLD)
    is_first = told.level == plan.levels[0].level
    colours = served.colours if is_first else np.full(len(layer), None)
    locks = set(plan.made_by.locks) if is_first else set()
    yield "colour", colours[rows]
    yield "locked", np.array([code in locks for code in layer.columns["code"][rows]], bool)
    fewest, most = _bands(served, rules, told.level, rows)
    yield "fewest", fewest
    yield "most", most
    middles = in_degrees(served.tiles.middles(told.level)[rows]).round(_PLACES)
    yield from zip(("lon", "lat"), middles.T, strict=True)
    bounds = shapely.bounds(layer.shapes[rows]).reshape(-1, 4).round(_PLACES)
    yield from zip(("west", "south", "east", "north"), bounds.T, strict=True)


def _bands(
    served: Served, rules: Rules, level: str, rows: NDArray[np.int64]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the fewest and the most of each zone, None where no size is asked of it."""
    rule = next((one for one in rules.levels if one.name == level), None)
    goes_by = served.plan.class_or_kind(taken(served.plan.level(level), rows))
    band_of = {one: rule and rule.band_of(one) for one in set(goes_by)}
    bands = [band_of[one] for one in goes_by]
    fewest = np.array([band and band.fewest for band in bands], object)
    return fewest, np.array([band and band.most for band in bands], object)


def _plain(values: NDArray[Any]) -> list[Any]:
    """Return a column as JSON has it: what is no number is null."""
    if values.dtype.kind == "f":
        return [one if one == one else None for one in values.tolist()]
    listed: list[Any] = values.tolist()
    return listed
