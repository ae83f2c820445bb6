"""On the ground: zones in one piece, nothing cut, polygons without gap or overlap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.graphs import pieces
from gridgen.model.households import Presence
from gridgen.model.plan import Plan
from gridgen.model.zones import ASIDE
from gridgen.plans.seen import Seen, SeenLevel

AREA_SHARE = 1e-6
"""How much of its parent's area zones may miss or have too much,"""

AREA_EDGE_M = 1e-4
"""and how wide a strip along its edge: the land may be small, or little but edge."""

BY_NAME = ("given", "unit")
"""Modes whose zones their households name."""

SAME_M = 1e-5
"""Corners of two outlines this near to each other are one; one this near to its edge is none."""

EDGE_M = 0.01
"""A household may stand this far outside its polygon: what rounding of degrees can do."""


LEAST_M2 = 0.01
"""A polygon below this is rounding of coordinates."""


def zones_are_whole(seen: Seen) -> Iterator[Finding]:
    """Every zone is connected over the links among the places of its households, and is one polygon
    in each part of its community.

    One that its households name may lie scattered, and what is made inside it: that is told.
    """
    rule_of = {level.name: level for level in seen.rules.levels}
    scattered: set[str] = set()
    for level in seen.levels:
        zones, zone_of, rule = level.zones, level.zone_of, rule_of.get(level.zones.level)
        piece_of = pieces(len(zone_of), level.inside)
        rows = np.bincount(piece_of)
        of_piece = np.empty(len(rows), np.int64)
        of_piece[piece_of] = zone_of  # links are inside zones, and so are pieces
        held = np.bincount(of_piece[of_piece >= 0], minlength=len(zones))
        polygons, parts = _polygons(level)
        for zone in np.flatnonzero((held > 1) | (polygons > parts)):
            code, who = zones.code[zone], level.class_or_kind[zone]
            if zones.parent[zone] in scattered:
                scattered.add(code)
            elif held[zone] > 1 and rule and rule.mode_of(who) in BY_NAME:
                scattered.add(code)
                yield _scattered(code, zones.name[zone], rows[of_piece == zone])
            elif zones.kind[zone] not in ASIDE:
                over_links = held[zone] > 1
                number, limit = (held[zone], 1) if over_links else (polygons[zone], parts[zone])
                yield finding("zone_in_pieces", Severity.ERROR, code, number=int(number),
                              limit=int(limit))  # fmt: skip


def _polygons(level: SeenLevel) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (z,) of how many polygons each zone is, and in how many parts of its community's land.

    Special grids are none of that land. Of grids that somebody else drew `drawing_is_sound` tells.
    """
    plan, zones = level.seen.plan, level.zones
    number, parts = np.ones(len(zones), np.int64), np.ones(len(zones), np.int64)
    if plan.made_by.version == "" and zones is plan.levels[0]:
        return number, parts
    land_of: dict[str, Shapes] = {}
    is_asked = level.is_sound & (shapely.get_num_geometries(zones.polygon) > 1)
    for z in np.flatnonzero(is_asked & ~np.isin(zones.kind.astype(str), ASIDE)):
        home = zones.community[z]
        whole = level.seen.shape_of.get(home)
        if whole is None:
            continue
        if home not in land_of:
            land_of[home] = _land(plan, home, whole)
        inside = shapely.area(shapely.intersection(land_of[home], zones.polygon[z]))
        own = shapely.area(shapely.get_parts(zones.polygon[z]))
        number[z] = (own >= LEAST_M2).sum()
        parts[z] = max(1, (inside >= LEAST_M2).sum())
    return number, parts


def _land(plan: Plan, community: str, whole: shapely.Geometry) -> Shapes:
    """Return the parts of a community's land, special grids taken out."""
    first = plan.levels[0]
    aside = (first.community == community) & (first.kind == "special")
    if not aside.any():
        return np.asarray(shapely.get_parts(whole))
    return np.asarray(
        shapely.get_parts(shapely.difference(whole, shapely.union_all(first.polygon[aside])))
    )


def groups_stand_together(seen: Seen) -> Iterator[Finding]:
    """A villager group that a level keeps whole stands in one piece; else each piece is a unit.

    Where groups are zones of their own, `zones_are_whole` tells it.
    """
    plan, households = seen.plan, seen.plan.township.households
    if "group" not in households.keys:
        return
    keeping = [level for level in seen.rules.levels if "group" in level.keep]
    kept_in = np.array(
        [
            bool({level.mode_of(who) for level in keeping} - {"", *BY_NAME})
            for who in plan.communities.class_or_kind
        ],
        bool,
    )
    piece_of = seen.pieces(seen.is_same("group"))
    names, group = np.unique(households.keys["group"].astype(str), return_inverse=True)
    mine = (plan.community_of >= 0) & (names[group] != "")
    mine[mine] = kept_in[plan.community_of[mine]]
    stands, rows = np.unique(
        [plan.community_of[mine], group[mine], piece_of[mine]], axis=1, return_counts=True
    )
    # Sorted by community, then group: a new one begins where either differs from the column before.
    begin = np.flatnonzero(np.append(True, (stands[:2, 1:] != stands[:2, :-1]).any(axis=0)))
    for first, parts in zip(begin, np.split(rows, begin[1:]), strict=True) if len(rows) else ():
        if len(parts) > 1:
            community, name = stands[:2, first]
            yield _scattered(plan.communities.code[community], str(names[name]), parts)


def _scattered(where: str, name: str, rows: NDArray[np.int64]) -> Finding:
    """Return the finding for a unit of which each piece has so many rows."""
    return finding("unit_scattered", Severity.WARNING, where, number=len(rows), limit=1, name=name,
                   most=int(rows.max()), rows=int(rows.sum()))  # fmt: skip


def parts_are_marked(seen: Seen) -> Iterator[Finding]:
    """A part of a community too small for the band, joined to its nearest part, is told."""
    plan, links, households = seen.plan, seen.links, seen.plan.township.households
    if not plan.levels or not links.joins.any():
        return
    whole_of = pieces(len(households), links.pairs)
    part_of = seen.pieces(~links.joins)
    load = np.bincount(part_of, weights=households.count).astype(int)
    first = np.unique(part_of, return_index=True)[1]
    # Others are joined to the largest part; of equals, to that whose first row comes first.
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


def zones_tile(seen: Seen) -> Iterator[Finding]:
    """The polygons of a parent's zones cover it: valid, no gap, no overlap.

    Where empty land belongs to nobody, those of the first level need not cover it.
    """
    shape_of = seen.shape_of
    for number, level in enumerate(seen.levels):
        may_miss = number == 0 and seen.rules.empty_land == "none"
        yield from _level_tiles(level, shape_of, may_miss=may_miss)
        shape_of = level.shape_of


def _level_tiles(
    level: SeenLevel, shape_of: Mapping[str, shapely.Geometry | None], *, may_miss: bool
) -> Iterator[Finding]:
    """Check one level inside the polygons of its parents by their codes, None for broken ones."""
    zones = level.zones
    children: defaultdict[str, list[int]] = defaultdict(list)
    for z in range(len(zones)):
        if zones.kind[z] == "virtual":  # has no polygon
            continue
        if not level.is_sound[z]:
            yield finding("polygon_broken", Severity.ERROR, zones.code[z])
        else:
            children[zones.parent[z]].append(z)
    for parent, rows in children.items():
        shapes = zones.polygon[rows]
        is_coverage = bool(shapely.coverage_is_valid(shapes))
        if not is_coverage:
            edges = shapely.length(shapely.coverage_invalid_edges(shapes))
            bad = ", ".join(zones.code[rows[i]] for i in np.flatnonzero(edges)[:4])
            yield finding("zones_overlap", Severity.ERROR, parent, codes=bad)
        if parent not in shape_of:
            yield finding("parent_unknown", Severity.ERROR, parent, level=zones.level)
            continue
        whole = shape_of[parent]
        if whole is None:
            continue
        missed = 0.0 if may_miss else abs(float(shapely.area(shapes).sum()) - whole.area)
        unite = shapely.coverage_union_all if is_coverage else shapely.union_all
        filled = is_coverage and _fills(shapes, whole)
        beyond = 0.0 if filled else _beyond_m2(shapes, whole, unite)
        # Twice what lies beyond: as much is missed inside where the sum of the areas is right.
        off = max(missed, 2 * beyond)
        limit = max(AREA_SHARE * whole.area, AREA_EDGE_M * whole.length)
        if off > limit:
            yield finding("area_differs", Severity.ERROR, parent, number=round(off, 3),
                          limit=round(limit, 3))  # fmt: skip


def _fills(shapes: Shapes, whole: shapely.Geometry) -> bool:
    """Say whether a coverage has the outline of another, but for corners that are straight on.

    Ours nearly always has: where a line meets the land of a community it has a corner more. An area
    of what lies beyond takes much longer, and is below the limit here, `AREA_EDGE_M`: each edge
    lies within three times `SAME_M` of the other outline.
    """
    outlines = shapely.normalize([shapely.coverage_union_all(shapes), whole])
    outlines = shapely.simplify(outlines, SAME_M, preserve_topology=False)
    return bool(shapely.equals_exact(*outlines, SAME_M))


def _beyond_m2(
    shapes: Shapes, whole: shapely.Geometry, unite: Callable[[Shapes], shapely.Geometry]
) -> float:
    """Return the area that shapes cover outside of another; only those that leave it are drawn.

    `unite` makes one of them: of a coverage, in a third of the time.
    """
    shapely.prepare(whole)
    leaving = shapes[~shapely.covers(whole, shapes)]
    if len(leaving) == 0:
        return 0.0
    return float(shapely.area(shapely.difference(unite(leaving), whole)))


def households_are_inside(seen: Seen) -> Iterator[Finding]:
    """Every household stands in the polygon of its zone; one joined from outside need not.

    Where a place is shared by zones, because it alone was above the band, it stands in one of them.
    """
    households, place_of = seen.plan.township.households, seen.place_of
    points = shapely.points(households.xy)
    inside_community = np.isin(seen.plan.presence, (Presence.PLACED, Presence.BY_UNIT))
    for level in seen.levels:
        zones, zone_of = level.zones, level.zone_of
        rows = np.flatnonzero((zone_of >= 0) & inside_community)
        rows = rows[level.is_sound[zone_of[rows]]]
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
