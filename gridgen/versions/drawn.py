"""Polygons that somebody changed -> the polygon in which each household is now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.plan import Plan
from gridgen.model.polygons import hits
from gridgen.model.zones import ASIDE, Zones
from gridgen.versions.handed_back import Drawn, few

HAIR_M = 0.03
"""How far a border may move by being written in degrees of seven decimals."""

BESIDE_M = 0.1
"""A household this near to a polygon is in it, if in none."""

Bools = NDArray[np.bool_]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Where households are by the polygons.

    Attributes
    ----------
    row_of
        (n,) the row of `Drawn`; -1 where the household stays in its zone, whatever that becomes.
    is_same
        (z,) zones whose polygon is as it was, or was not handed back.
    findings
        What is unclear.
    """

    row_of: Rows
    is_same: Bools
    findings: tuple[Finding, ...]


def found_in(plan: Plan, level: str, drawn: Drawn, shape: Shapes) -> Found:
    """Return in which of the polygons drawn the households of changed zones are.

    A zone that lies in one polygon goes there whole, so that what stands at one place in a tower is
    not torn apart; else each household goes by its place.

    Parameters
    ----------
    plan
        As it was handed out.
    level
        Of the zones.
    drawn
        r rows.
    shape
        (r,) its polygons.
    """
    zones, zone_of = plan.level(level), plan.zone_of[level]
    rows_of = _rows_by_code(zones, drawn)
    told: list[Finding] = []
    is_back, findings = _are_back(plan, zones, drawn, shape)
    told += findings
    is_same = np.array([_is_same(zones, z, rows_of[z], shape) for z in range(len(zones))], bool)
    is_aside = np.isin(zones.kind.astype(str), ASIDE)
    told += [
        finding("returned_aside", Severity.WARNING, drawn.where, name=zones.name[z])
        for z in np.flatnonzero(is_aside & ~is_same & is_back & (zones.kind != "virtual"))
    ]
    is_same |= ~is_back | is_aside
    shared = _shared(plan, zones)
    row_of = np.full(len(zone_of), -1, np.int64)
    for z in np.flatnonzero(~is_same):
        mine = np.flatnonzero(zone_of == z)
        row_of[mine] = _of_zone(plan, zones, z, shape, shared)
        lost = mine[row_of[mine] < 0]
        if len(lost):
            told.append(_outside(plan, zones, z, lost, drawn.where))
    among = is_same & ~is_aside & is_back
    own = {row for z in np.flatnonzero(among) for row in rows_of[z]}
    changed = np.array([row for row in range(len(shape)) if row not in own], np.int64)
    for z, row, rows in _over_others(plan, zones, np.flatnonzero(among), changed, shape):
        taken = rows[~shared[rows]]
        row_of[taken] = row
        if len(taken):
            ids = few(plan.township.households.ids[taken])
            told.append(finding("returned_overlap", Severity.WARNING, drawn.where,
                                name=zones.name[z], number=len(taken), ids=ids))  # fmt: skip
    return Found(row_of, is_same, tuple(told))


def _rows_by_code(zones: Zones, drawn: Drawn) -> list[list[int]]:
    """Return for each zone the rows that bear its code."""
    rows: dict[str, list[int]] = {}
    for row, code in enumerate(drawn.code.tolist()):
        rows.setdefault(code, []).append(row)
    return [rows.get(code, []) for code in zones.code.tolist()]


def _are_back(
    plan: Plan, zones: Zones, drawn: Drawn, shape: Shapes
) -> tuple[Bools, list[Finding]]:
    """Return (z,) zones of communities of which any polygon was handed back; notes of others."""
    code = set(drawn.code.tolist())
    homes = {home for one, home in zip(zones.code, zones.community, strict=True) if one in code}
    xy, home_of = plan.township.households.xy, plan.community_of
    rows = np.unique(home_of, return_index=True)[1]
    rows = rows[home_of[rows] >= 0]
    inside = np.unique(hits(shape, xy[rows])[0])
    homes |= {str(plan.communities.code[home_of[row]]) for row in rows[inside]}
    names = dict(zip(plan.communities.code, plan.communities.name, strict=True))
    missing = sorted(set(zones.community.tolist()) - homes)
    notes = [
        finding("returned_community", Severity.NOTE, drawn.where, name=names.get(one, one))
        for one in missing
    ]
    return ~np.isin(zones.community.astype(str), np.array(missing, str)), notes


def _is_same(zones: Zones, zone: int, rows: list[int], shape: Shapes) -> bool:
    if len(rows) != 1:
        return False
    old, new = zones.polygon[zone], shape[rows[0]]
    if shapely.equals_exact(old, new, HAIR_M):
        return True
    return _area(shapely.symmetric_difference(old, new)) <= _hair(old)


def _area(shape: shapely.Geometry) -> float:
    return float(shapely.area(shape))


def _hair(shape: shapely.Geometry) -> float:
    """Return by how many square metres a polygon may differ from one that was written and read."""
    return 1.0 + HAIR_M * float(shapely.length(shape))


def _of_zone(plan: Plan, zones: Zones, zone: int, shape: Shapes, shared: Bools) -> Rows:
    """Return (k,) the row in which each household of a changed zone is, -1 for none."""
    mine = np.flatnonzero(plan.zone_of[zones.level] == zone)
    old = zones.polygon[zone]
    touching = shapely.STRtree(shape).query(old, predicate="intersects")
    common = shapely.area(shapely.intersection(shape[touching], old))
    if len(touching) and common.max() >= _area(old) - _hair(old):
        return np.full(len(mine), touching[int(np.argmax(common))], np.int64)
    xy = plan.township.households.xy[mine]
    row = _by_place(xy, shape, touching)
    if zones.schematic[zone] and len(touching):
        # In a tower all stand at one place: they go where most of what was drawn for them went.
        row[shared[mine]] = touching[int(np.argmax(common))]
    return row


def _by_place(xy: NDArray[np.float64], shape: Shapes, among: Rows) -> Rows:
    """Return (k,) the row of the nearest of some polygons, -1 where none is near."""
    if len(among) == 0:
        return np.full(len(xy), -1, np.int64)
    points = shapely.points(xy)
    away = shapely.distance(shape[among][None, :], points[:, None])
    # Of several that hold it, or touch there, the one in whose inside it is.
    inside = shapely.distance(shapely.boundary(shape[among])[None, :], points[:, None])
    nearest = np.lexsort((-inside, away), axis=1)[:, 0]
    return np.where(away[np.arange(len(xy)), nearest] <= BESIDE_M, among[nearest], -1)


def _shared(plan: Plan, zones: Zones) -> Bools:
    """Return (n,) households at whose very place others stand who are in another zone."""
    xy, zone_of = plan.township.households.xy, plan.zone_of[zones.level]
    place = np.unique(xy, axis=0, return_inverse=True)[1].reshape(-1)
    pairs = np.unique(np.stack([place, zone_of], axis=1), axis=0)
    return np.asarray((np.bincount(pairs[:, 0], minlength=place.max(initial=-1) + 1) > 1)[place])


def _over_others(
    plan: Plan, zones: Zones, among: Rows, changed: Rows, shape: Shapes
) -> Iterator[tuple[int, int, Rows]]:
    """Yield zones that are the same, polygons drawn over them, and the households under these."""
    zone_of, xy = plan.zone_of[zones.level], plan.township.households.xy
    at, zone = shapely.STRtree(zones.polygon[among]).query(shape[changed], predicate="intersects")
    for z, row in zip(among[zone].tolist(), changed[at].tolist(), strict=True):
        over = shapely.intersection(zones.polygon[z], shape[row])
        if _area(over) > _hair(zones.polygon[z]):
            mine = np.flatnonzero(zone_of == z)
            under = shapely.contains(shapely.buffer(over, -2 * HAIR_M), shapely.points(xy[mine]))
            yield z, row, mine[under]


def _outside(plan: Plan, zones: Zones, zone: int, lost: Rows, where: str) -> Finding:
    return finding(
        "returned_outside", Severity.WARNING, where, name=zones.name[zone], level=zones.level,
        number=len(lost), ids=few(plan.township.households.ids[lost]),
    )  # fmt: skip
