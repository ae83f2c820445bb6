"""Which linked households belong together: the checks' own reading of what is kept whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from gridgen.model.links import Links
from gridgen.model.plan import Plan
from gridgen.rules.levels import Level

SAME_PLACE_M = 0.001


def is_same_place(plan: Plan, links: Links) -> NDArray[np.bool_]:
    """Return (m,) whether the two households of each link stand at one place."""
    households = plan.township.households
    a, b = links.pairs[:, 0], links.pairs[:, 1]
    return np.asarray(np.hypot(*(households.xy[a] - households.xy[b]).T) <= SAME_PLACE_M)


def is_same_key(plan: Plan, links: Links, key: str) -> NDArray[np.bool_]:
    """Return (m,) whether both have the same value of `key`; a building counts in its estate."""
    households = plan.township.households
    a, b = links.pairs[:, 0], links.pairs[:, 1]
    value = households.keys.get(key)
    if value is None:
        return np.zeros(len(links), bool)
    same = (value[a] == value[b]) & (value[a] != "")
    estate = households.keys.get("estate")
    if key == "building" and estate is not None:
        same &= estate[a] == estate[b]
    return np.asarray(same, bool)


def sizes_of(plan: Plan, level: Level) -> NDArray[np.int64]:
    """Return (n,) what the band of a level counts for each household; 0 where only zones count."""
    households = plan.township.households
    if level.counts == "households":
        return households.count
    if level.counts in households.counts:
        return households.counts[level.counts]
    return np.zeros(len(households), np.int64)


def sizes_of_zones(plan: Plan, level: Level) -> NDArray[np.int64]:
    """Return (z,) what the band of a level counts in each of its zones."""
    zones = plan.level(level.name)
    if level.counts == "area":
        return np.asarray(shapely.area(zones.polygon)).round().astype(np.int64)
    zone_of = plan.zone_of[level.name]
    there = zone_of >= 0
    weights = sizes_of(plan, level)[there]
    return np.bincount(zone_of[there], weights=weights, minlength=len(zones)).astype(np.int64)


def label(n: int, pairs: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return (n,) a number for the rows that pairs hold together."""
    graph = coo_matrix((np.ones(len(pairs), np.int8), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1])


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What a level keeps together, for n households.

    `unit_of` (n,); `load` (u,) households of each unit; `most` (n,) of the band; `is_large` (n,)
    whether its unit alone is above the band; `together` (m,) whether a link is inside a unit.
    """

    unit_of: NDArray[np.int32]
    load: NDArray[np.int64]
    most: NDArray[np.int64]
    is_large: NDArray[np.bool_]
    together: NDArray[np.bool_]


def kept(plan: Plan, links: Links, level: Level, among: NDArray[np.bool_]) -> Kept:
    """Return the units of a level over the links of `among` (m,), and which are above its band."""
    together = np.zeros(len(links), bool)
    for key in level.keep:
        is_place = key == "place"
        together |= is_same_place(plan, links) if is_place else is_same_key(plan, links, key)
    together &= among
    unit_of = label(len(plan.township.households), links.pairs[together])
    load = np.bincount(unit_of, weights=sizes_of(plan, level)).astype(np.int64)
    bands = [level.band_of(who) for who in plan.communities.class_or_kind]
    of_area = np.array([*(band.most if band else 0 for band in bands), 0], np.int64)
    most = of_area[plan.community_of]  # the last is for those in no community
    return Kept(unit_of, load, most, load[unit_of] > most, together)


def inside_zones(plan: Plan, links: Links, zone_of: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return (m, 2) the links inside zones, also at places that zones share; none repeated."""
    place_of = label(len(plan.township.households), links.pairs[is_same_place(plan, links)])
    a, b = links.pairs[:, 0], links.pairs[:, 1]
    inner = links.pairs[(zone_of[a] == zone_of[b]) & (zone_of[a] >= 0)]
    shared = _over_shared(links, zone_of, place_of)
    if len(shared) == 0:
        return np.asarray(inner)
    every = np.unique(np.sort(np.concatenate([inner, shared]), axis=1), axis=0)
    return np.asarray(every[every[:, 0] != every[:, 1]])


def _over_shared(
    links: Links, zone_of: NDArray[np.int32], place_of: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return pairs that join the rows of one zone at and beside places that zones share.

    A link between two places is one between their first rows. Where a place is in several zones,
    each of them reaches over all links of the place.
    """
    there = np.stack([place_of, zone_of], axis=1)
    stands, first, stand_of = np.unique(there, axis=0, return_index=True, return_inverse=True)
    times = np.bincount(stands[:, 0], minlength=int(place_of.max(initial=-1)) + 1)
    shared = times > 1
    if not shared.any():
        return np.zeros((0, 2), np.int32)
    first_of = {(int(p), int(z)): int(row) for (p, z), row in zip(stands, first, strict=True)}
    rows = np.flatnonzero(shared[place_of])
    joined = [np.stack([rows, first[stand_of.reshape(-1)[rows]]], axis=1)]
    zones_at = np.split(stands[:, 1], np.cumsum(times)[:-1])  # stands are in the order of places
    zones_of = {p: zones_at[p].tolist() for p in np.flatnonzero(shared).tolist()}
    ends = place_of[links.pairs]
    for p, q in ends[shared[ends].any(axis=1) & (ends[:, 0] != ends[:, 1])].tolist():
        both = {*zones_of.get(p, []), *zones_of.get(q, [])}
        pairs = [(first_of.get((p, z), -1), first_of.get((q, z), -1)) for z in sorted(both)]
        joined.append(np.array([pair for pair in pairs if min(pair) >= 0]).reshape(-1, 2))
    return np.concatenate(joined).astype(np.int32)
