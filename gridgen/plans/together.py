"""Which linked households belong together: the checks' own reading of what is kept whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgen.model.graphs import pieces
from gridgen.model.households import Households
from gridgen.model.plan import Plan
from gridgen.plans.sizes import sizes_of
from gridgen.rules.levels import Level

SAME_PLACE_M = 0.001
"""Households as near as this stand at one place."""


def is_same_place(households: Households, pairs: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return (m,) whether the two households of each link (m, 2) stand at one place."""
    a, b = pairs[:, 0], pairs[:, 1]
    return np.asarray(np.hypot(*(households.xy[a] - households.xy[b]).T) <= SAME_PLACE_M)


def is_same_key(households: Households, pairs: NDArray[np.int32], key: str) -> NDArray[np.bool_]:
    """Return (m,) whether both have the same value of `key`; a building counts in its estate.

    Parameters
    ----------
    households
        n rows. Where they have no column `key`, nobody has the same.
    pairs
        (m, 2) rows of households.
    key
        A column to keep together by. Two without a value have not the same.
    """
    a, b = pairs[:, 0], pairs[:, 1]
    value = households.keys.get(key)
    if value is None:
        return np.zeros(len(pairs), bool)
    same = (value[a] == value[b]) & (value[a] != "")
    estate = households.keys.get("estate")
    if key == "building" and estate is not None:
        same &= estate[a] == estate[b]
    return np.asarray(same, bool)


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


def kept(plan: Plan, level: Level, pairs: NDArray[np.int32], together: NDArray[np.bool_]) -> Kept:
    """Return the units of a level, and which of them are above its band.

    Parameters
    ----------
    plan, level
        A plan of n households, and the rules of one of its levels.
    pairs, together
        (m, 2) the links among its households, and (m,) which of them the level keeps whole.
    """
    unit_of = pieces(len(plan.township.households), pairs[together])
    load = np.bincount(unit_of, weights=sizes_of(plan, level)).astype(np.int64)
    bands = [level.band_of(who) for who in plan.communities.class_or_kind]
    of_community = np.array([*(band.most if band else 0 for band in bands), 0], np.int64)
    most = of_community[plan.community_of]  # the last is for those in no community
    return Kept(unit_of, load, most, load[unit_of] > most, together)


def inside_zones(
    pairs: NDArray[np.int32], zone_of: NDArray[np.int32], place_of: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return (k, 2) the links inside zones, also at places that zones share; none repeated.

    Parameters
    ----------
    pairs
        (m, 2) rows of n households, smaller first, none repeated.
    zone_of, place_of
        (n,) the zone of each household, -1 for none, and a number for its place.
    """
    a, b = pairs[:, 0], pairs[:, 1]
    inner = pairs[(zone_of[a] == zone_of[b]) & (zone_of[a] >= 0)]
    shared = _over_shared(pairs, zone_of, place_of)
    if len(shared) == 0:
        return np.asarray(inner)
    every = np.unique(np.sort(np.concatenate([inner, shared]), axis=1), axis=0)
    is_inside = (every[:, 0] != every[:, 1]) & (zone_of[every[:, 0]] >= 0)
    return np.asarray(every[is_inside])


def _over_shared(
    pairs: NDArray[np.int32], zone_of: NDArray[np.int32], place_of: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return pairs that join the rows of one zone at and beside places that zones share.

    A link between two places is one between their first rows. Where a place is in several zones,
    each of them reaches over all links of the place.
    """
    n = int(zone_of.max(initial=-1)) + 2  # numbers of zones, -1 among them
    stand = place_of.astype(np.int64) * n + zone_of + 1
    key, first, stand_of = np.unique(stand, return_index=True, return_inverse=True)
    stands = np.stack([key // n, key % n - 1], axis=1)
    # How many zones stand at each place: one, but where a tower above the band was split.
    times = np.bincount(stands[:, 0], minlength=int(place_of.max(initial=-1)) + 1)
    shared = times > 1
    if not shared.any():
        return np.zeros((0, 2), np.int32)
    first_of = {(int(p), int(z)): int(row) for (p, z), row in zip(stands, first, strict=True)}
    rows = np.flatnonzero(shared[place_of])
    # All rows of one zone at such a place hang on the first of them.
    joined = [np.stack([rows, first[stand_of.reshape(-1)[rows]]], axis=1)]
    zones_at = np.split(stands[:, 1], np.cumsum(times)[:-1])  # stands are in the order of places
    zones_of = {p: zones_at[p].tolist() for p in np.flatnonzero(shared).tolist()}
    ends = place_of[pairs]
    # A link of two places holds for each zone that stands at both.
    for p, q in ends[shared[ends].any(axis=1) & (ends[:, 0] != ends[:, 1])].tolist():
        both = {*zones_of.get(p, []), *zones_of.get(q, [])}
        held = [(first_of.get((p, z), -1), first_of.get((q, z), -1)) for z in sorted(both)]
        joined.append(np.array([pair for pair in held if min(pair) >= 0]).reshape(-1, 2))
    return np.concatenate(joined).astype(np.int32)
