"""The posts of a role in the zones of its level: who has which, and what is vacant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from gridgen.model.arrays import Texts
from gridgen.model.bands import Band
from gridgen.model.people import Post
from gridgen.model.plan import Plan
from gridgen.people.match import Metres, Whole, match
from gridgen.people.serving import VACANT, Serving
from gridgen.rules.levels import Role

_BESIDE_M = 0.01
"""What the way to a zone counts besides for all but its own centre: two may live in one house."""


def posts_of(serving: Serving) -> list[Post]:
    """Return who has which zone of a role, and what is vacant; whole zones, shared evenly."""
    plan, people, role, mine = serving.plan, serving.people, serving.role, serving.mine
    code, zone_of = serving.code, serving.zone_of
    load = _loads(plan, zone_of, len(code))
    middle = _middles(plan, zone_of, len(code))
    there, first = np.unique(zone_of, return_index=True)
    absent = _absent(plan, people.ids[mine], role.level)
    gone = [zone for zone in there if zone >= 0 and code[zone] in absent]
    is_open = (there >= 0) & ~np.isin(there, gone)
    there, home = there[is_open], plan.communities.code[plan.community_of[first[is_open]]]
    cost = _ways(serving, code[there], home, middle[there])
    same = np.ones(len(there), np.int64)
    served = match(cost, fewest=role.fewest * same, most=role.most * same, zones=role.zones)
    posts: list[Post] = []
    for at, (zone, who) in enumerate(zip(there, served, strict=True)):
        for row, share in zip(who, _shares(int(load[zone]), len(who)), strict=False):
            posts.append(
                Post(role.name, role.level, str(code[zone]), person=str(people.ids[mine[row]]),
                     households=share, metres=round(float(cost[row, at]), 1))
            )  # fmt: skip
        posts += [_vacant(role, code[zone])] * (role.fewest - len(who))
    own = [Post(role.name, role.level, str(code[z]), person=absent[code[z]],
                households=int(load[z]), metres=0.0) for z in gone]  # fmt: skip
    return posts + own


def posts_at(plan: Plan, role: Role, zone: str, people: Sequence[str]) -> list[Post]:
    """Return the posts of a role in one zone, held by these people, shared evenly.

    Parameters
    ----------
    plan
        With its staff.
    role
        That has whole zones, or areas in them.
    zone
        Code of a zone of the role's level.
    people
        Ids; posts that are left are vacant.
    """
    if plan.staff is None:
        return []
    zones, zone_of = plan.level(role.level), plan.zone_of[role.level]
    row = int(np.flatnonzero(zones.code == zone)[0])
    rows = np.flatnonzero(zone_of == row)
    load = int(plan.township.households.count[rows].sum())
    middle = _middles(plan, np.where(zone_of == row, 0, -1).astype(np.int32), 1)[0]
    given = plan.staff.people
    place_of = {person: given.xy[np.flatnonzero(given.ids == person)[0]] for person in people}
    posts = [
        Post(role.name, role.level, zone, person=person, households=share,
             metres=round(float(np.hypot(*(place_of[person] - middle))), 1))
        for person, share in zip(people, _shares(load, len(people)), strict=False)
    ]  # fmt: skip
    return posts + [_vacant(role, zone)] * (role.fewest - len(people))


def _shares(load: int, people: int) -> list[int]:
    """Return how many households each of some people has; one share where there is nobody.

    As even as can be: the first get one household more where it does not come out.
    """
    return [len(part) for part in np.array_split(np.empty(load), max(1, people))]


def posts_again(plan: Plan, roles: Iterable[Role], zones: Collection[str]) -> tuple[Post, ...]:
    """Return the posts in some zones as they are now: whoever is on one stays there.

    Parameters
    ----------
    plan
        With its staff, whose posts there may be those of before.
    roles
        Those of the rules.
    zones
        Codes; posts in all others are not looked at.
    """
    staff, posts = plan.staff, list[Post]()
    if staff is None:
        return ()
    for role in roles:
        there = [code for made in plan.levels if made.level == role.level
                 for code in made.code if code in zones]  # fmt: skip
        held = [post for post in staff.posts if post.role == role.name]
        serving = Serving(plan, staff.people, role)
        for code in there if held else ():
            if role.name in staff.contact_of:
                row = int(np.flatnonzero(serving.code == code)[0])
                posts += _contacts_in(serving, staff.contact_of[role.name], row)
            else:
                people = [post.person for post in held if post.zone == code and post.person]
                posts += posts_at(plan, role, code, list(dict.fromkeys(people)))
    return tuple(posts)


def contact_posts(serving: Serving, contact_of: NDArray[np.int32]) -> list[Post]:
    """Return a post for each person with an area in a zone, and a vacant one where nobody has.

    `contact_of` (n,) is the row of the person to whom each household answers, -1 for none.
    """
    zone_of = serving.zone_of
    zones = np.unique(zone_of[zone_of >= 0])
    return [post for zone in zones for post in _contacts_in(serving, contact_of, int(zone))]


def _contacts_in(serving: Serving, contact_of: NDArray[np.int32], zone: int) -> list[Post]:
    """Return the posts of those to whom the households of one zone answer."""
    households, people, role = serving.plan.township.households, serving.people, serving.role
    code, posts = serving.code[zone], []
    rows = np.flatnonzero(serving.zone_of == zone)
    who = np.unique(contact_of[rows])
    for person in who[who >= 0]:
        mine = rows[contact_of[rows] == person]
        weight = households.count[mine] + VACANT
        way = np.hypot(*(households.xy[mine] - people.xy[person]).T)
        metres = round(float(np.average(way, weights=weight)), 1)
        share = int(households.count[mine].sum())
        posts.append(
            Post(role.name, role.level, str(code), person=str(people.ids[person]),
                 households=share, metres=metres)
        )  # fmt: skip
    most = (role.households or Band(1, 1)).most
    needed = max(1, -(-int(households.count[rows].sum()) // most))  # rounded up
    return posts + [_vacant(role, code)] * (needed - int((who >= 0).sum()))


def _vacant(role: Role, code: str) -> Post:
    return Post(role.name, role.level, str(code), person="", households=0, metres=0.0)


def _absent(plan: Plan, ids: Texts, level: str) -> dict[str, str]:
    """Return whom each zone of households without a place has, of those who stand at a centre."""
    if plan.township.centres is None or level not in plan.zone_of:
        return {}
    zones = plan.level(level)
    gone = set(zones.code[zones.kind == "virtual"])
    who = zip(plan.township.centres.ids, plan.township.centres.zones, strict=True)
    return {code: person for person, codes in who if person in ids
            for code in codes.split(",") if code in gone}  # fmt: skip


def _ways(serving: Serving, code: Texts, home: Texts, middle: Metres) -> Metres:
    """Return (p, z) metres from people to zones, infinite to communities that they do not serve.

    The way to a zone drawn around a centre is that to the centre, so that whoever stands there has
    the zone. `code` and `home` are the code of each zone and of its community.
    """
    plan, ids = serving.plan, serving.people.ids[serving.mine]
    place, centre = middle.copy(), np.full(len(code), "", object)
    at = plan.township.centres
    if at is not None:
        row_of = {c: row for row, codes in enumerate(at.zones) for c in codes.split(",")}
        drawn = np.array([c in row_of for c in code], bool)
        rows = [row_of[c] for c in code[drawn]]
        place[drawn], centre[drawn] = at.xy[rows], at.ids[rows]
    is_other = (centre != "") & (ids[:, None] != centre)
    cost = cdist(serving.people.xy[serving.mine], place) + _BESIDE_M * is_other
    serves = serving.people.community[serving.mine]
    is_bound = np.isin(serves.astype(str), plan.communities.code.astype(str))
    return np.where(is_bound[:, None] & (serves[:, None] != home), np.inf, cost)


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
    # A zone without households has no middle: 0 / 0 is meant to be NaN.
    with np.errstate(invalid="ignore"):
        return np.stack(
            [np.bincount(zone_of[there], weight * households.xy[there, d], zones) / total
             for d in (0, 1)], axis=1)  # fmt: skip
