"""The posts of a role in the zones of its level."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from gridgen.model.arrays import Texts
from gridgen.model.people import People, Post
from gridgen.model.plan import Plan
from gridgen.people.match import Metres, Whole, match
from gridgen.rules.levels import Role

VACANT = 1e-3
"""What the way to a house without households counts, so that it too goes to somebody near."""


_BESIDE_M = 0.01
"""What the way to a zone counts besides for all but its own centre: two may live in one house."""


def posts_of(plan: Plan, people: People, mine: Whole, role: Role) -> list[Post]:
    """Return who of `mine`, rows of people, has which zone of a role, and what is vacant."""
    code, zone_of = zones_served(plan, role.level)
    load = _loads(plan, zone_of, len(code))
    middle = _middles(plan, zone_of, len(code))
    there, first = np.unique(zone_of, return_index=True)
    absent = _absent(plan, people.ids[mine], role.level)
    gone = [zone for zone in there if zone >= 0 and code[zone] in absent]
    is_open = (there >= 0) & ~np.isin(there, gone)
    there, home = there[is_open], plan.communities.code[plan.community_of[first[is_open]]]
    cost = _ways(plan, people, mine, (code[there], home), middle[there])
    same = np.ones(len(there), np.int64)
    served = match(cost, fewest=role.fewest * same, most=role.most * same, zones=role.zones)
    posts: list[Post] = []
    for at, (zone, who) in enumerate(zip(there, served, strict=True)):
        shares = [len(part) for part in np.array_split(np.empty(load[zone]), max(1, len(who)))]
        for row, share in zip(who, shares, strict=False):
            person, metres = str(people.ids[mine[row]]), round(float(cost[row, at]), 1)
            posts.append(Post(role.name, role.level, str(code[zone]), person, share, metres))
        vacant = Post(role.name, role.level, str(code[zone]), "", 0, 0.0)
        posts += [vacant] * (role.fewest - len(who))
    own = [Post(role.name, role.level, str(code[z]), absent[code[z]], int(load[z]), 0.0)
           for z in gone]  # fmt: skip
    return posts + own


def _absent(plan: Plan, ids: Texts, level: str) -> dict[str, str]:
    """Return whom each zone of households without a place has, of those who stand at a centre."""
    if plan.township.centres is None or level not in plan.zone_of:
        return {}
    zones = plan.level(level)
    gone = set(zones.code[zones.kind == "virtual"])
    who = zip(plan.township.centres.ids, plan.township.centres.zones, strict=True)
    return {code: person for person, codes in who if person in ids
            for code in codes.split(",") if code in gone}  # fmt: skip


def _ways(
    plan: Plan, people: People, mine: Whole, zones: tuple[Texts, Texts], middle: Metres
) -> Metres:
    """Return (p, z) metres from people to zones, infinite to communities that they do not serve.

    The way to a zone drawn around a centre is that to the centre, so that whoever stands there has
    the zone. `zones` are the code of each and of its community.
    """
    code, home = zones
    place, centre = middle.copy(), np.full(len(code), "", object)
    if plan.township.centres is not None:
        row_of = {
            c: row
            for row, codes in enumerate(plan.township.centres.zones)
            for c in codes.split(",")
        }
        drawn = np.array([c in row_of for c in code], bool)
        rows = [row_of[c] for c in code[drawn]]
        place[drawn], centre[drawn] = (
            plan.township.centres.xy[rows],
            plan.township.centres.ids[rows],
        )
    is_other = (centre != "") & (people.ids[mine][:, None] != centre)
    cost = cdist(people.xy[mine], place) + _BESIDE_M * is_other
    serves = people.community[mine]
    is_bound = np.isin(serves.astype(str), plan.communities.code.astype(str))
    return np.where(is_bound[:, None] & (serves[:, None] != home), np.inf, cost)


def zones_served(plan: Plan, level: str) -> tuple[Texts, NDArray[np.int32]]:
    """Return the codes of the zones of a level, and (n,) the zone of each household or -1."""
    if level == "communities":
        return plan.communities.code, plan.community_of
    if level not in plan.zone_of:
        return plan.communities.code[:0], np.full(len(plan.township.households), -1, np.int32)
    return plan.level(level).code, plan.zone_of[level]


def _loads(plan: Plan, zone_of: NDArray[np.int32], zones: int) -> Whole:
    there = zone_of >= 0
    load = np.bincount(zone_of[there], plan.township.households.count[there], zones)
    return load.astype(np.int64)


def _middles(plan: Plan, zone_of: NDArray[np.int32], zones: int) -> Metres:
    """Return (z, 2) the mean place of the households of each zone; NaN where it has none."""
    households = plan.township.households
    there = zone_of >= 0
    weight = households.count[there] + VACANT
    total = np.bincount(zone_of[there], weight, zones)
    with np.errstate(invalid="ignore"):
        return np.stack(
            [np.bincount(zone_of[there], weight * households.xy[there, d], zones) / total
             for d in (0, 1)], axis=1)  # fmt: skip
