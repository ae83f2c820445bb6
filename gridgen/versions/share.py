"""Whose each household of a zone is when the zone is split, or shared out among those beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import split

from gridgen.division.problems import numbers_of
from gridgen.division.units import middles
from gridgen.model.arrays import taken
from gridgen.model.bands import Band
from gridgen.model.crs import project
from gridgen.model.errors import CommandError, ProblemError
from gridgen.model.graphs import pieces
from gridgen.plans.sizes import sizes_of
from gridgen.plans.together import is_same_key, is_same_place
from gridgen.versions.draft import Draft
from gridgen.versions.edits import Point
from gridgen.versions.known import Plot
from gridgen.versions.region import Region, divided, united
from gridgen.versions.regroup import rule_of


def solved(draft: Draft, region: Region, zones: Sequence[int], parts: int) -> NDArray[np.int64]:
    """Return (k,) the part of each household of zones whose ground the solver cuts into so many.

    Raises
    ------
    CommandError
        It cannot be cut into so many.
    """
    alone = _alone(draft, region, zones)
    if not 2 <= parts <= len(alone.rows):
        raise CommandError("edit_parts_odd", parts=parts, number=len(alone.rows))
    return _parts(draft, alone, parts, parts=parts)


def around_places(
    draft: Draft, region: Region, zone: int, places: Sequence[Point]
) -> NDArray[np.int64]:
    """Return (k,) around which place the solver puts each household of a zone.

    Raises
    ------
    CommandError
        Fewer than two places are given, one is not on earth, or two have nobody apart from each
        other.
    """
    alone = _alone(draft, region, [zone])
    if not 2 <= len(places) <= len(alone.rows):
        raise CommandError("edit_parts_odd", parts=len(places), number=len(alone.rows))
    xy = _projected(draft, places)
    return _parts(draft, alone, len(places), around=xy)


def _parts(draft: Draft, region: Region, number: int, **how: Any) -> NDArray[np.int64]:
    """Return (k,) the part of each household, as the solver finds so many."""
    try:
        part_of = divided(region, draft.rules, draft.known, **how).layers[0].zone_of
    except ProblemError as why:
        raise CommandError("edit_not_split", parts=number) from why
    if len(np.unique(part_of)) != number:
        raise CommandError("edit_not_split", parts=number)
    return part_of.astype(np.int64)


def line_sides(draft: Draft, region: Region, zone: int, line: Sequence[Point]) -> NDArray[np.int64]:
    """Return (k,) on which side of a drawn line each household of a zone is, from 0.

    Buildings stay whole. A line that stops inside the zone is carried on straight to its edge.

    Raises
    ------
    CommandError
        The line has fewer than two corners, or one not on earth, or everybody is on one side of it.
    """
    alone = _alone(draft, region, [zone])
    if len(line) < 2:
        raise CommandError("edit_line_short", number=len(line))
    xy = _projected(draft, line)
    reach = 2 * float(np.ptp(np.array(alone.land.bounds).reshape(2, 2), axis=0).sum())
    land = split(alone.land, shapely.LineString(_carried_on(xy, reach)))
    sides = np.array(list(land.geoms), object)
    spots = shapely.points(alone.plot.spot[alone.local])
    side = np.argmin(shapely.distance(spots[:, None], sides[None, :]), axis=1)
    side = _whole(alone, side)
    part_of = np.unique(side, return_inverse=True)[1].reshape(-1)
    if part_of.max(initial=0) == 0:
        raise CommandError("edit_line_beside", number=len(alone.rows))
    return part_of.astype(np.int64)


def _projected(draft: Draft, places: Sequence[Point]) -> NDArray[np.float64]:
    """Return (k, 2) places in the metres of the plan."""
    lonlat = np.array(places, float)
    is_odd = ~(np.abs(lonlat) <= (180, 90)).all(axis=1)  # also where one is no number
    if is_odd.any():
        lon, lat = lonlat[is_odd][0].tolist()
        raise CommandError("edit_place_odd", lon=lon, lat=lat)
    return project(lonlat, "EPSG:4326", draft.plan.township.crs)


def _carried_on(xy: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    """Return the corners of a line with its ends carried on straight by `reach` metres."""
    ends = []
    for tip, before in ((xy[0], xy[1]), (xy[-1], xy[-2])):
        way = tip - before
        ends.append(tip + reach * way / max(float(np.hypot(*way)), 1e-9))
    return np.vstack([ends[0], xy, ends[1]])


def _whole(region: Region, side: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return sides with every place and building on the one where most of it is."""
    mine = taken(region.plot.township.households, region.local)
    places = np.unique(mine.xy, axis=0, return_inverse=True)[1].reshape(-1)
    unit = places
    if "building" in mine.keys:
        building = numbers_of(mine, "building")
        unit = np.where(building < 0, places, places.max() + 1 + building)
    load = np.zeros((unit.max() + 1, side.max() + 1))
    np.add.at(load, (unit, side), mine.count + 1e-6)
    return np.asarray(np.argmax(load, axis=1)[unit])


def dissolved(draft: Draft, region: Region, zone: int) -> NDArray[np.int64]:
    """Return (k,) to which zone beside it each household of a zone goes, by the row of that zone.

    Unit by unit, villager groups whole where they can be: each time the unit and the neighbour that
    leave the least outside the band, of equals those that are nearest.

    Raises
    ------
    CommandError
        No zone lies beside it.
    """
    plan, plot = draft.plan, region.plot
    zones = plan.levels[region.level]
    rule = rule_of(draft.rules, zones.level)
    band = rule.band_of(str(plan.class_or_kind(taken(zones, np.array([zone])))[0]))
    zone_of = plan.zone_of[zones.level][plot.rows].astype(np.int64)
    unit_of = _units(draft, region, zone_of == zone)
    sizes = sizes_of(plan, rule)
    load = np.bincount(zone_of[zone_of >= 0], sizes[plot.rows][zone_of >= 0], len(zones))
    centre = _centres(region, zone_of, len(zones))
    left = set(np.unique(unit_of[unit_of >= 0]).tolist())
    first, second = np.concatenate([plot.links.pairs, plot.links.pairs[:, ::-1]]).T
    while left:
        is_edge = (unit_of[first] >= 0) & (zone_of[first] == zone)
        is_edge &= (zone_of[second] >= 0) & (zone_of[second] != zone)
        is_edge &= zones.parent[zone_of[second]] == zones.parent[zone]
        ways = np.unique(np.stack([unit_of[first][is_edge], zone_of[second][is_edge]], 1), axis=0)
        if len(ways) == 0:
            raise CommandError("edit_alone", name=zones.name[zone], code=zones.code[zone])
        unit, heir = min(
            ((int(u), int(z)) for u, z in ways),
            key=lambda way: _cost(plot, unit_of == way[0], load[way[1]], band, centre[way[1]],
                                  sizes[plot.rows]),
        )  # fmt: skip
        zone_of[unit_of == unit] = heir
        load[heir] += sizes[plot.rows][unit_of == unit].sum()
        left.discard(unit)
    return zone_of[region.local]


def _alone(draft: Draft, region: Region, zones: Sequence[int]) -> Region:
    """Return the region of some zones of a region alone."""
    alone = np.unique(np.asarray(zones, np.int64))
    mine = np.isin(region.local_zone_of(region.level), alone)
    polygons = draft.plan.levels[region.level].polygon[alone]
    land = polygons[0] if len(alone) == 1 else united(polygons)
    return replace(region, zones=alone, rows=region.rows[mine],
                   local=region.local[mine], land=land)  # fmt: skip


def _units(draft: Draft, region: Region, mine: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return (k,) a number for what of a zone should go together, -1 for who is not in it."""
    households, pairs = region.plot.township.households, region.plot.links.pairs
    rule = rule_of(draft.rules, draft.plan.levels[region.level].level)
    together = is_same_place(households, pairs)
    for key in (*rule.keep, *rule.prefer):
        together |= is_same_key(households, pairs, key)
    together &= mine[pairs].all(axis=1)
    return np.where(mine, pieces(len(mine), pairs[together]), -1).astype(np.int64)


def _centres(region: Region, zone_of: NDArray[np.int64], zones: int) -> NDArray[np.float64]:
    """Return (zones, 2) the middle of each zone of the community; NaN for all others."""
    there = np.flatnonzero(zone_of >= 0)
    rows, label = np.unique(zone_of[there], return_inverse=True)
    mine = region.plot.township.households
    centre = np.full((zones, 2), np.nan)
    centre[rows] = middles(mine.xy[there], mine.count[there], label.reshape(-1).astype(np.int32))
    return centre


def _cost(
    plot: Plot,
    mine: NDArray[np.bool_],
    load: float,
    band: Band | None,
    centre: NDArray[np.float64],
    sizes: NDArray[np.int64],
) -> tuple[int, float]:
    grown = int(load + sizes[mine].sum())
    away = plot.spot[mine] - centre
    return (band.breach(grown) if band else 0), float(np.hypot(*away.T).mean())
