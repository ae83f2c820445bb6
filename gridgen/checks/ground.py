"""On the ground: zones in one piece, nothing cut, polygons without gap or overlap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes
from gridgen.model.findings import Finding, Severity
from gridgen.model.households import Presence
from gridgen.model.links import Links
from gridgen.model.plan import Plan
from gridgen.model.zones import ASIDE, Zones
from gridgen.plans.pairs import inside_zones, is_same_key, is_same_place, label
from gridgen.rules.levels import Rules
from gridgen.words.say import finding

AREA_SHARE = 1e-6
"""How much of its parent's area zones may miss or have too much."""

BY_NAME = ("given", "unit")
"""Modes whose zones their households name."""

EDGE_M = 0.01
"""A household may stand this far outside its polygon: what rounding of degrees can do."""


LEAST_M2 = 0.01
"""A polygon below this is rounding of coordinates."""


def zones_are_whole(plan: Plan, links: Links, rules: Rules) -> Iterator[Finding]:
    """Every zone is connected over the links among the places of its households, and is one polygon
    in each part of its community.

    One that its households name may lie scattered, and what is made inside it: that is told. One
    whose border is schematic need not be one polygon: it may cross another at a tower.
    """
    levels = {level.name: level for level in rules.levels}
    scattered: set[str] = set()
    for zones in plan.levels:
        zone_of, level = plan.zone_of[zones.level], levels.get(zones.level)
        who = plan.class_or_kind(zones)
        piece_of = label(len(plan.township.households), inside_zones(plan, links, zone_of))
        there = np.flatnonzero(zone_of >= 0)
        stands, rows = np.unique([zone_of[there], piece_of[there]], axis=1, return_counts=True)
        pieces = np.bincount(stands[0], minlength=len(zones))
        polygons, parts = _polygons(plan, zones)
        for zone in np.flatnonzero((pieces > 1) | (polygons > parts)):
            code = zones.code[zone]
            if zones.parent[zone] in scattered:
                scattered.add(code)
            elif pieces[zone] > 1 and level and level.mode_of(who[zone]) in BY_NAME:
                scattered.add(code)
                yield _scattered(code, zones.name[zone], rows[stands[0] == zone])
            elif zones.kind[zone] not in ASIDE:
                over_links = pieces[zone] > 1
                number, limit = (pieces[zone], 1) if over_links else (polygons[zone], parts[zone])
                # Two zones that cross at a tower in which both live cannot both be drawn whole.
                is_drawn_so = not over_links and zones.schematic[zone]
                severity = Severity.WARNING if is_drawn_so else Severity.ERROR
                yield finding("zone_in_pieces", severity, code, number=int(number),
                              limit=int(limit))  # fmt: skip


def _polygons(plan: Plan, zones: Zones) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (z,) of how many polygons each zone is, and in how many parts of its community's land.

    Special grids are none of that land. Of grids that somebody else drew `drawing_is_sound` tells.
    """
    number, parts = np.ones(len(zones), np.int64), np.ones(len(zones), np.int64)
    if plan.made_by.version == "" and zones is plan.levels[0]:
        return number, parts
    shape_of = dict(zip(plan.communities.code, plan.communities.shape, strict=True))
    first = plan.levels[0]
    for z, shape in enumerate(zones.polygon):
        whole = shape_of.get(zones.community[z])
        pieces = shapely.get_parts(shape) if _is_sound(shape) else np.zeros(0, object)
        if len(pieces) < 2 or not _is_sound(whole) or zones.kind[z] in ASIDE:
            continue
        aside = (first.community == zones.community[z]) & (first.kind == "special")
        land = shapely.get_parts(shapely.difference(whole, shapely.union_all(first.polygon[aside])))
        inside = shapely.area(shapely.intersection(land, shape))
        number[z] = (shapely.area(pieces) >= LEAST_M2).sum()
        parts[z] = max(1, (inside >= LEAST_M2).sum())
    return number, parts


def groups_stand_together(plan: Plan, links: Links, rules: Rules) -> Iterator[Finding]:
    """A villager group that a level keeps whole stands in one piece; else each piece is a unit.

    Where groups are zones of their own, `zones_are_whole` tells it.
    """
    households = plan.township.households
    if "group" not in households.keys:
        return
    keeping = [level for level in rules.levels if "group" in level.keep]
    kept_in = np.array(
        [
            bool({level.mode_of(who) for level in keeping} - {"", *BY_NAME})
            for who in plan.communities.class_or_kind
        ],
        bool,
    )
    piece_of = label(len(households), links.pairs[is_same_key(plan, links, "group")])
    names, group = np.unique(households.keys["group"].astype(str), return_inverse=True)
    mine = (plan.community_of >= 0) & (names[group] != "")
    mine[mine] = kept_in[plan.community_of[mine]]
    stands, rows = np.unique(
        [plan.community_of[mine], group[mine], piece_of[mine]], axis=1, return_counts=True
    )
    begin = np.flatnonzero(np.append(True, (stands[:2, 1:] != stands[:2, :-1]).any(axis=0)))
    for first, pieces in zip(begin, np.split(rows, begin[1:]), strict=True) if len(rows) else ():
        if len(pieces) > 1:
            area, name = stands[:2, first]
            yield _scattered(plan.communities.code[area], str(names[name]), pieces)


def _scattered(where: str, name: str, rows: NDArray[np.int64]) -> Finding:
    """Return the finding for a unit of which each piece has so many rows."""
    return finding("unit_scattered", Severity.WARNING, where, number=len(rows), limit=1, name=name,
                   most=int(rows.max()), rows=int(rows.sum()))  # fmt: skip


def parts_are_marked(plan: Plan, links: Links, _rules: Rules) -> Iterator[Finding]:
    """A part of a community too small for the band, joined to its nearest part, is told."""
    households = plan.township.households
    if not plan.levels or not links.joins.any():
        return
    whole_of = label(len(households), links.pairs)
    part_of = label(len(households), links.pairs[~links.joins])
    load = np.bincount(part_of, weights=households.count).astype(int)
    first = np.unique(part_of, return_index=True)[1]
    largest: dict[int, int] = {}
    for part in np.lexsort((first, -load)):
        largest.setdefault(int(whole_of[first[part]]), int(part))
    zones, zone_of = plan.levels[0], plan.zone_of[plan.levels[0].level]
    for part in np.unique(part_of[links.pairs[links.joins]]):
        row = first[part]
        if largest[int(whole_of[row])] == part:
            continue
        code = zones.code[zone_of[row]] if zone_of[row] >= 0 else "-"
        yield finding("part_joined", Severity.NOTE, plan.communities.code[plan.community_of[row]],
                      number=int(load[part]), grid=code, id=households.ids[row])  # fmt: skip


def zones_tile(plan: Plan, _links: Links, rules: Rules) -> Iterator[Finding]:
    """The polygons of a parent's zones cover it: valid, no gap, no overlap.

    Where empty land belongs to nobody, those of the first level need not cover it.
    """
    shape_of = dict(zip(plan.communities.code, plan.communities.shape, strict=True))
    for number, zones in enumerate(plan.levels):
        may_miss = number == 0 and rules.empty_land == "none"
        yield from _level_tiles(zones, shape_of, may_miss=may_miss)
        shape_of = dict(zip(zones.code, zones.polygon, strict=True))


def _level_tiles(
    zones: Zones, shape_of: dict[str, shapely.Geometry], *, may_miss: bool
) -> Iterator[Finding]:
    children: defaultdict[str, list[int]] = defaultdict(list)
    for z in range(len(zones)):
        if zones.kind[z] == "virtual":  # has no polygon
            continue
        if not _is_sound(zones.polygon[z]):
            yield finding("polygon_broken", Severity.ERROR, zones.code[z])
        else:
            children[zones.parent[z]].append(z)
    for parent, rows in children.items():
        shapes = zones.polygon[rows]
        if not shapely.coverage_is_valid(shapes):
            edges = shapely.length(shapely.coverage_invalid_edges(shapes))
            bad = ", ".join(zones.code[rows[i]] for i in np.flatnonzero(edges)[:4])
            yield finding("zones_overlap", Severity.ERROR, parent, codes=bad)
        if parent not in shape_of:
            yield finding("parent_unknown", Severity.ERROR, parent, level=zones.level)
            continue
        whole = shape_of[parent]
        if not _is_sound(whole):
            continue
        missed = 0.0 if may_miss else abs(float(shapely.area(shapes).sum()) - whole.area)
        off = max(missed, 2 * _beyond_m2(shapes, whole))
        if off > AREA_SHARE * whole.area:
            yield finding("area_differs", Severity.ERROR, parent, number=round(off, 3),
                          limit=round(AREA_SHARE * whole.area, 3))  # fmt: skip


def _beyond_m2(shapes: Shapes, whole: shapely.Geometry) -> float:
    """Return the area that shapes cover outside of another; only those that leave it are drawn."""
    shapely.prepare(whole)
    leaving = shapes[~shapely.covers(whole, shapes)]
    if len(leaving) == 0:
        return 0.0
    return float(shapely.area(shapely.difference(shapely.union_all(leaving), whole)))


def _is_sound(shape: shapely.Geometry | None) -> bool:
    return shape is not None and not shape.is_empty and bool(shape.is_valid)


def households_are_inside(plan: Plan, links: Links, _rules: Rules) -> Iterator[Finding]:
    """Every household stands in the polygon of its zone; one joined from outside need not.

    Where a place is shared by zones, because it alone was above the band, it stands in one of them.
    """
    households = plan.township.households
    points = shapely.points(households.xy)
    place_of = label(len(households), links.pairs[is_same_place(plan, links)])
    inside_community = plan.presence == Presence.PLACED
    for zones in plan.levels:
        zone_of = plan.zone_of[zones.level]
        drawn = np.array([_is_sound(shape) for shape in zones.polygon], bool)
        rows = np.flatnonzero((zone_of >= 0) & inside_community)
        rows = rows[drawn[zone_of[rows]]]
        order = rows[np.argsort(zone_of[rows], kind="stable")]
        far = shapely.distance(points[order], zones.polygon[zone_of[order]])
        nearest = np.full(len(households), np.inf)
        np.minimum.at(nearest, place_of[order], far)
        # Only a border that is marked as schematic may leave a household on its other side.
        near = np.where(zones.schematic[zone_of[order]], nearest[place_of[order]], far)
        wrong = ~(near <= EDGE_M)
        for row, metres in zip(order[wrong], far[wrong], strict=True):
            code = zones.code[zone_of[row]]
            yield finding("household_outside_zone", Severity.ERROR, households.ids[row],
                          number=round(float(metres), 2), code=code)  # fmt: skip
