"""Two nets over one place -> which zones match, which lie inside others, which cross.

Two nets (a Party net and a policing net, grids and school districts, an older and a newer plan)
divide the same households; each household row is in one zone of either, or in none.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes, Texts
from gridgen.model.crs import moved
from gridgen.model.existing import ExistingGrids
from gridgen.model.plan import Plan
from gridgen.model.polygons import first_at, repair

ALONG_M = 2.0
"""Borders this near to each other are one."""


class Relation(StrEnum):
    """How a zone lies to the other net, by its households.

    `same`: it has exactly the households of one zone there; `inside`: it is part of one; `holds`:
    it is made of several whole ones; `crosses`: it shares one with a neighbour; `empty`: none of
    its households is in the other net.
    """

    SAME = "same"
    INSIDE = "inside"
    HOLDS = "holds"
    CROSSES = "crosses"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Shared:
    """What a zone of the first net and one of the second have in common.

    `border_m` is the length of the first one's outline that runs along the second one's.
    """

    first: str
    second: str
    rows: int
    households: int
    area_m2: float
    border_m: float


@dataclass(frozen=True, slots=True)
class Lie:
    """How one zone lies to the other net.

    `best` is the zone that shares most of its households ("" for none) and `share` what part of
    them; `border_share` the part of its outline that runs along outlines of the other net.
    """

    code: str
    name: str
    relation: Relation
    households: int
    zones: int
    best: str
    share: float
    border_share: float


@dataclass(frozen=True, slots=True)
class Overlay:
    """The cross table, and how the zones of each net lie to the other, by their codes."""

    overlaps: tuple[Shared, ...]
    first: tuple[Lie, ...]
    second: tuple[Lie, ...]
    only_first: int
    """Households in a zone of the first net and in none of the second."""
    only_second: int


@dataclass(frozen=True, slots=True, eq=False)
class _Net:
    """z zones by code, their polygons repaired, and (n,) the zone of each household, else -1."""

    code: Texts
    name: Texts
    polygon: Shapes
    zone_of: NDArray[np.int64]


def overlay(
    first: Plan,
    second: Plan | ExistingGrids,
    *,
    first_level: str | None = None,
    second_level: str | None = None,
) -> Overlay:
    """Lay two nets over each other.

    Parameters
    ----------
    first
        Its households are those that count.
    second
        Another plan, whose households are matched by id, or by place where no id is in both; or
        polygons in the metre CRS of the first.
    first_level, second_level
        Levels of the plans; the top one if not given.

    Raises
    ------
    NotInPlanError
        A plan has no such level.
    """
    a = _net_of(first, first_level)
    b = _second_net(first, second, second_level)
    cross = _cross(first, a, b)
    area = _areas(a, b)
    border = _borders(a, b)
    keys = sorted(cross.keys() | area.keys() | border.keys())
    overlaps = tuple(
        Shared(str(a.code[i]), str(b.code[j]), *cross.get((i, j), (0, 0)),
                round(area.get((i, j), 0.0), 1), round(border.get((i, j), 0.0), 1))
        for i, j in keys
    )  # fmt: skip
    count = first.township.households.count
    back = {(j, i): both for (i, j), both in cross.items()}
    return Overlay(
        overlaps,
        _lies(a, b, cross, count),
        _lies(b, a, back, count),
        int(count[(a.zone_of >= 0) & (b.zone_of < 0)].sum()),
        int(count[(a.zone_of < 0) & (b.zone_of >= 0)].sum()),
    )


def _net_of(plan: Plan, level: str | None) -> _Net:
    zones = plan.level(level or (plan.levels[0].level if plan.levels else "grids"))
    zone_of = plan.zone_of[zones.level].astype(np.int64)
    return _Net(zones.code, zones.name, repair(zones.polygon), zone_of)


def _second_net(first: Plan, second: Plan | ExistingGrids, level: str | None) -> _Net:
    crs_m = first.township.crs
    if isinstance(second, Plan):
        net = _net_of(second, level)
        row_of = {household: row for row, household in enumerate(second.township.households.ids)}
        at = np.array(
            [row_of.get(household, -1) for household in first.township.households.ids], np.int64
        )
        polygon = net.polygon
        if second.township.crs != crs_m:
            polygon = repair(moved(polygon, second.township.crs, crs_m))
        # Not one id in common: another numbering of the same homes, so that places must do.
        if (at >= 0).any():
            zone_of = np.where(at >= 0, net.zone_of[at], -1)
        else:
            zone_of = first_at(polygon, first.township.households.xy).astype(np.int64)
        return _Net(net.code, net.name, polygon, zone_of)
    zone_of = second.rows_at(first.township.households.xy)
    return _Net(second.code, second.name, repair(second.shape), zone_of)


# --- the cross table -----------------------------------------------------------------------------

Pairs = dict[tuple[int, int], float]


def _cross(plan: Plan, a: _Net, b: _Net) -> dict[tuple[int, int], tuple[int, int]]:
    """Return the rows and households that two zones have in common."""
    there = np.flatnonzero((a.zone_of >= 0) & (b.zone_of >= 0))
    pairs = np.column_stack([a.zone_of[there], b.zone_of[there]])
    each, at = np.unique(pairs, axis=0, return_inverse=True)
    rows = np.bincount(at.reshape(-1), minlength=len(each)).astype(int)
    load = np.bincount(at.reshape(-1), plan.township.households.count[there], len(each)).astype(int)
    return {
        (int(i), int(j)): (int(n), int(h)) for (i, j), n, h in zip(each, rows, load, strict=True)
    }


def _areas(a: _Net, b: _Net) -> Pairs:
    """Return the square metres that two zones share; less than 1 is rounding of their outlines."""
    i, j = shapely.STRtree(b.polygon).query(a.polygon, "intersects")
    area = shapely.area(shapely.intersection(a.polygon[i], b.polygon[j]))
    return {(int(x), int(y)): float(m2) for x, y, m2 in zip(i, j, area, strict=True) if m2 >= 1}


def _borders(a: _Net, b: _Net) -> Pairs:
    one, two = shapely.boundary(a.polygon), shapely.boundary(b.polygon)
    beside = shapely.buffer(two, ALONG_M, cap_style="flat")
    i, j = shapely.STRtree(beside).query(one, "intersects")
    length = shapely.length(shapely.intersection(one[i], beside[j]))
    # Outlines that cross are beside each other for a few metres: no border that they share.
    return {
        (int(x), int(y)): float(m) for x, y, m in zip(i, j, length, strict=True) if m > 5 * ALONG_M
    }


# --- how zones lie -------------------------------------------------------------------------------


def _lies(
    a: _Net, b: _Net, cross: dict[tuple[int, int], tuple[int, int]], count: NDArray[np.int64]
) -> tuple[Lie, ...]:
    # Rows, not shapes, say how zones lie: outlines of two drawings never fall on each other.
    there, back = defaultdict(list), defaultdict(set)
    for i, j in cross:
        there[i].append(j)
        back[j].add(i)
    alone_a = _alone(a, b)
    alone_b = _alone(b, a)
    load = np.bincount(a.zone_of[a.zone_of >= 0], count[a.zone_of >= 0], len(a.code))
    along = _along(a, b)
    lies = []
    for i in range(len(a.code)):
        mine = there[i]
        best = max(mine, key=lambda j: (cross[i, j][1], cross[i, j][0], -j), default=-1)
        shared = cross[i, best][1] if mine else 0
        # Rows that are in no zone of the other net count as one more zone there.
        is_split = bool(alone_a[i]) or len(mine) > 1
        others = any(len(back[j]) > 1 or alone_b[j] for j in mine)
        lies.append(
            Lie(
                code=str(a.code[i]),
                name=str(a.name[i]),
                relation=_relation(len(mine), split=is_split, others=others),
                households=int(load[i]),
                zones=len(mine),
                best=str(b.code[best]) if mine else "",
                share=round(shared / load[i], 4) if load[i] else 0.0,
                border_share=round(float(along[i]), 4),
            )
        )
    return tuple(lies)


def _relation(zones: int, *, split: bool, others: bool) -> Relation:
    if zones == 0:
        return Relation.EMPTY
    if others:
        return Relation.CROSSES if split else Relation.INSIDE
    return Relation.HOLDS if split else Relation.SAME


def _alone(a: _Net, b: _Net) -> NDArray[np.bool_]:
    """Return (z,) which zones of one net have rows that are in no zone of the other."""
    alone = np.zeros(len(a.code), bool)
    alone[a.zone_of[(a.zone_of >= 0) & (b.zone_of < 0)]] = True
    return alone


def _along(a: _Net, b: _Net) -> NDArray[np.float64]:
    """Return (z,) the part of each outline that runs along outlines of the other net."""
    lines = shapely.boundary(a.polygon)
    other = shapely.union_all(shapely.boundary(b.polygon))
    length = shapely.length(lines)
    beside = shapely.length(shapely.intersection(lines, shapely.buffer(other, ALONG_M)))
    return np.asarray(np.where(length > 0, beside / np.maximum(length, 1e-9), 0.0))
