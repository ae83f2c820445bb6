"""On the ground: zones in one piece, nothing cut, polygons without gap or overlap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from gridgen.checks.pairs import is_same_key, is_same_place
from gridgen.model import Finding, Links, Plan, Presence, Severity, Zones
from gridgen.rules import Rules
from gridgen.words import finding

AREA_SHARE = 1e-6
"""How much of its parent's area zones may miss or have too much."""

EDGE_M = 0.01
"""A household may stand this far outside its polygon: what rounding of degrees can do."""


def zones_are_whole(plan: Plan, links: Links, _rules: Rules) -> Iterator[Finding]:
    """Every zone is connected over the links among its households."""
    a, b = links.pairs[:, 0], links.pairs[:, 1]
    for zones in plan.levels:
        zone_of = plan.zone_of[zones.level]
        piece_of = pieces_of(plan, links.pairs[zone_of[a] == zone_of[b]])
        found: defaultdict[int, set[int]] = defaultdict(set)
        for zone, piece in zip(zone_of.tolist(), piece_of.tolist(), strict=True):
            found[zone].add(piece)
        for zone in sorted(found):
            if zone >= 0 and len(found[zone]) > 1:
                number = len(found[zone])
                yield finding("zone_in_pieces", Severity.ERROR, zones.code[zone], number=number)


def parts_are_marked(plan: Plan, links: Links, _rules: Rules) -> Iterator[Finding]:
    """A part of a community too small for the band, joined to its nearest part, is told."""
    if not plan.levels or not links.joins.any():
        return
    whole_of = pieces_of(plan, links.pairs)
    part_of = pieces_of(plan, links.pairs[~links.joins])
    load = np.bincount(part_of, weights=plan.roll.count).astype(int)
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
        yield finding("part_joined", Severity.NOTE, plan.areas.code[plan.community_of[row]],
                      number=int(load[part]), grid=code, id=plan.roll.ids[row])  # fmt: skip


def nothing_is_cut(plan: Plan, links: Links, rules: Rules) -> Iterator[Finding]:
    """Households at one place, or linked in one building, are in one zone."""
    a, b = links.pairs[:, 0], links.pairs[:, 1]
    for level in rules.levels:
        if level.name not in plan.zone_of:
            continue
        zone_of = plan.zone_of[level.name]
        cut = (zone_of[a] != zone_of[b]) & (zone_of[a] >= 0) & (zone_of[b] >= 0)
        for key in level.keep:
            if key == "place":
                for pair in np.flatnonzero(cut & is_same_place(plan, links)):
                    yield finding("place_cut", Severity.ERROR, plan.roll.ids[a[pair]],
                                  other=plan.roll.ids[b[pair]], level=level.name)  # fmt: skip
                continue
            same = cut & is_same_key(plan, links, key)
            for name in sorted({str(plan.roll.keys[key][row]) for row in a[same]}):
                yield finding("unit_cut", Severity.ERROR, name, key=key, level=level.name)


def zones_tile(plan: Plan, _links: Links, rules: Rules) -> Iterator[Finding]:
    """The polygons of a parent's zones cover it: valid, no gap, no overlap.

    Where empty land belongs to nobody, those of the first level need not cover it.
    """
    shape_of = dict(zip(plan.areas.code, plan.areas.shape, strict=True))
    for number, zones in enumerate(plan.levels):
        may_miss = number == 0 and rules.empty_land == "none"
        yield from _level_tiles(zones, shape_of, may_miss=may_miss)
        shape_of = dict(zip(zones.code, zones.polygon, strict=True))


def _level_tiles(
    zones: Zones, shape_of: dict[str, shapely.Geometry], *, may_miss: bool
) -> Iterator[Finding]:
    children: defaultdict[str, list[int]] = defaultdict(list)
    for z in range(len(zones)):
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
        beyond = shapely.area(shapely.difference(shapely.union_all(shapes), whole))
        off = max(missed, 2 * float(beyond))
        if off > AREA_SHARE * whole.area:
            yield finding("area_differs", Severity.ERROR, parent, number=round(off, 3),
                          limit=round(AREA_SHARE * whole.area, 3))  # fmt: skip


def _is_sound(shape: shapely.Geometry | None) -> bool:
    return shape is not None and not shape.is_empty and bool(shape.is_valid)


def households_are_inside(plan: Plan, _links: Links, _rules: Rules) -> Iterator[Finding]:
    """Every household stands in the polygon of its zone; one joined from outside need not."""
    points = shapely.points(plan.roll.xy)
    inside_community = plan.presence == Presence.PLACED
    for zones in plan.levels:
        zone_of = plan.zone_of[zones.level]
        drawn = np.array([_is_sound(shape) for shape in zones.polygon], bool)
        rows = np.flatnonzero((zone_of >= 0) & inside_community)
        rows = rows[drawn[zone_of[rows]]]
        order = rows[np.argsort(zone_of[rows], kind="stable")]
        far = shapely.distance(points[order], zones.polygon[zone_of[order]])
        wrong = ~(far <= EDGE_M)
        for row, metres in zip(order[wrong], far[wrong], strict=True):
            code = zones.code[zone_of[row]]
            yield finding("household_outside_zone", Severity.ERROR, plan.roll.ids[row],
                          number=round(float(metres), 2), code=code)  # fmt: skip


def pieces_of(plan: Plan, pairs: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return (n,) the piece of each household over the links `pairs`."""
    n = len(plan.roll)
    graph = coo_matrix((np.ones(len(pairs), np.int8), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1])
