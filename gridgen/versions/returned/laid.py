"""Polygons that came back, laid over the zones of the plan: which is that of which zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.plan import Plan
from gridgen.model.polygons import first_at
from gridgen.model.zones import ASIDE, Zones
from gridgen.plans.names import Called, names_of
from gridgen.versions.draft import Draft
from gridgen.versions.returned.said import Drawn

HAIR_M = 0.03
"""How far a border may move by being written in degrees of seven decimals."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Polygons that came back, beside the z zones of a level of n households.

    Attributes
    ----------
    plan, zones, zone_of
        As they were handed out.
    place
        (n,) a number for where each household stands.
    names
        Of the zones, in full, by code.
    drawn, shape
        (r,) rows and their polygons.
    own
        (z,) the row that carries a zone on, -1 for none.
    is_same
        (z,) zones whose polygon is as it was.
    is_aside
        (z,) zones that are special or virtual.
    is_whole
        Whether most households are in a polygon: zones that have none were deleted then.
    changed
        Rows of polygons that are not those of zones as they were.
    """

    plan: Plan
    zones: Zones
    zone_of: NDArray[np.int32]
    place: NDArray[np.int32]
    names: Mapping[str, Called]
    drawn: Drawn
    shape: Shapes
    own: NDArray[np.int64]
    is_same: NDArray[np.bool_]
    is_aside: NDArray[np.bool_]
    is_whole: bool
    changed: NDArray[np.int64]


def laid(
    draft: Draft, level: str, drawn: Drawn, shape: Shapes
) -> tuple[Sheet, tuple[Finding, ...]]:
    """Return polygons laid over the zones of a level, and what of them cannot be used.

    Parameters
    ----------
    draft
        The plan as it was handed out.
    level
        Of the zones.
    drawn
        r rows.
    shape
        (r,) its polygons.
    """
    plan = draft.plan
    zones, zone_of = plan.level(level), plan.zone_of[level]
    own, is_same = _own(plan, zones, zone_of, drawn, shape)
    is_aside = np.isin(zones.kind.astype(str), ASIDE)
    count, total = plan.township.households.count * (zone_of >= 0), int(zones.households.sum())
    inside = int(count[first_at(shape, plan.township.households.xy) >= 0].sum())
    rows = np.flatnonzero(~shapely.is_empty(shape))
    sheet = Sheet(
        plan=plan,
        zones=zones,
        zone_of=zone_of,
        place=draft.known.first_household,
        names=names_of(plan, draft.rules),
        drawn=drawn,
        shape=shape,
        own=own,
        is_same=is_same,
        is_aside=is_aside,
        is_whole=2 * inside > total,
        changed=rows[~np.isin(rows, own[(is_same | is_aside) & (own >= 0)])],
    )
    where = drawn.where
    told = [
        finding("returned_aside", Severity.WARNING, where, name=sheet.names[str(zones.code[z])])
        for z in np.flatnonzero((zones.kind == "special") & ~is_same & (own >= 0))
    ]
    if not sheet.is_whole:
        told.append(finding("returned_part", Severity.NOTE, where, number=inside, limit=total))
    return sheet, tuple(told)


def _own(
    plan: Plan, zones: Zones, zone_of: NDArray[np.int32], drawn: Drawn, shape: Shapes
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return (z,) the row that carries each zone on, and whether it is as it was."""
    rows_of: dict[str, list[int]] = {}
    for row, code in enumerate(drawn.code.tolist()):
        rows_of.setdefault(code, []).append(row)
    own, is_same = np.full(len(zones), -1, np.int64), np.zeros(len(zones), bool)
    for z, code in enumerate(zones.code.tolist()):
        rows = np.array(rows_of.get(code, []), np.int64)
        if len(rows) > 1:
            own[z] = rows[_most_at_home(plan, zone_of == z, shape[rows])]
        elif len(rows):
            own[z] = rows[0]
        is_same[z] = len(rows) > 0 and _is_same(zones.polygon[z], shape[rows])
    return own, is_same


def _most_at_home(plan: Plan, is_mine: NDArray[np.bool_], shape: Shapes) -> int:
    """Return which of the polygons of one code holds most of the zone's households."""
    points = shapely.points(plan.township.households.xy[is_mine])
    count = plan.township.households.count[is_mine]
    held = [int(count[shapely.intersects(one, points)].sum()) for one in shape]
    return int(np.argmax(held))


def _is_same(old: shapely.Geometry, rows: Shapes) -> bool:
    """Return whether polygons are an old one as it was, or its pieces, or blank."""
    if len(rows) > max(1, shapely.get_num_geometries(old)):
        return False
    new = shapely.union_all(rows) if len(rows) > 1 else rows[0]
    if shapely.is_empty(new) or shapely.equals_exact(old, new, HAIR_M):
        return True
    return float(shapely.area(shapely.symmetric_difference(old, new))) <= _hair_m2(old)


def _hair_m2(shape: shapely.Geometry) -> float:
    """Return by how many square metres a polygon may differ from one that was written and read."""
    return 1.0 + HAIR_M * float(shapely.length(shape))
