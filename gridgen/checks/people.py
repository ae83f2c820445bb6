"""Who serves: posts filled, every household with exactly one person, areas inside their band."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from gridgen.checks.centres import nearest_community
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.people import Post, Staff
from gridgen.model.plan import Plan
from gridgen.plans.seen import Seen
from gridgen.rules.levels import Role, Rules
from gridgen.words.say import LANGUAGES

_SHOWN = 5

_NEAR_M = 50
"""Who lives this near to a community is of it, as a household would be."""


def people_serve(seen: Seen) -> Iterator[Finding]:
    """Every post is filled, everybody given has something to do, every household has one person."""
    yield from posts_are_held(seen)
    yield from contacts_hold(seen)


def contacts_hold(seen: Seen) -> Iterator[Finding]:
    """Every household answers to one person of a role that has areas, whose area is in its band.

    What it finds in a community it finds in a plan of that community alone.
    """
    staff = seen.plan.staff
    for role in seen.rules.people if staff is not None else ():
        if staff is not None and role.name in staff.contact_of:
            yield from _contacts_hold(seen, staff, role)


def posts_are_held(seen: Seen) -> Iterator[Finding]:
    """Every post is filled, and everybody given has something to do."""
    plan, rules = seen.plan, seen.rules
    if plan.staff is None:
        # People may be kept apart from our own plan; somebody else's grids should say who serves.
        if plan.made_by.version == "" and rules.people:
            yield from _nobody(plan, rules)
        return
    known = set(plan.staff.people.ids)
    for person in sorted({post.person for post in plan.staff.posts} - known - {""}):
        yield finding("person_unknown", Severity.ERROR, person)
    yield from _homes_are_clear(plan, plan.staff, rules)
    posts_of: defaultdict[str, list[Post]] = defaultdict(list)
    for post in plan.staff.posts:
        posts_of[post.role].append(post)
    for role in rules.people:
        # Somebody else's file may say the role in words.
        words = dict.fromkeys([role.name, *role.label.values()])
        posts = [post for word in words for post in posts_of.get(word, ())]
        yield from _posts_are_filled(plan, plan.staff, role, posts)


def _nobody(plan: Plan, rules: Rules) -> Iterator[Finding]:
    levels = {zones.level: len(zones) for zones in plan.levels}
    for role in rules.people:
        if levels.get(role.level):
            yield finding("people_missing", Severity.WARNING, role.name,
                          number=levels[role.level], level=role.level, **_named(role))  # fmt: skip


def _named(role: Role) -> dict[str, Any]:
    return {"label": tuple(role.label[lang] for lang in LANGUAGES)}


def _posts_are_filled(plan: Plan, staff: Staff, role: Role, posts: list[Post]) -> Iterator[Finding]:
    words = {role.name, *role.label.values()}
    vacant = [post.zone for post in posts if not post.person]
    if plan.made_by.version == "":
        # A stranger's file lists who serves, not which posts are empty.
        vacant = _unserved(plan, posts, role)
    if vacant:
        filled = sum(bool(post.person) for post in posts)
        codes = ", ".join(list(dict.fromkeys(vacant))[:_SHOWN])
        yield finding("posts_vacant", Severity.WARNING, role.name, number=len(vacant), limit=0,
                      total=filled + len(vacant), codes=codes, level=role.level,
                      **_named(role))  # fmt: skip
    busy = {post.person for post in posts}
    people = staff.people
    spare = [p for p, r in zip(people.ids.tolist(), people.role.tolist(), strict=True)
             if r in words and p not in busy]  # fmt: skip
    if spare:
        yield finding("people_spare", Severity.WARNING, role.name, number=len(spare),
                      ids=", ".join(spare[:_SHOWN]), **_named(role))  # fmt: skip
    if spare and vacant and role.households is not None and plan.made_by.version:
        yield from _wanted_beside(plan, staff, role, spare, vacant)


def _wanted_beside(
    plan: Plan, staff: Staff, role: Role, spare: list[str], vacant: list[str]
) -> Iterator[Finding]:
    """Tell of each who serves nobody the nearest community that lacks somebody."""
    lacks = Counter(_community_of(plan, role.level, vacant))
    rows = np.flatnonzero(np.isin(plan.communities.code.astype(str), sorted(lacks)))
    place_of = dict(zip(staff.people.ids, staff.people.xy, strict=True))
    for person in spare if len(rows) else ():
        metres = shapely.distance(shapely.Point(place_of[person]), plan.communities.shape[rows])
        code = str(plan.communities.code[rows[int(np.argmin(metres))]])
        yield finding("person_wanted_beside", Severity.NOTE, person, community=code,
                      number=lacks[code], metres=round(float(metres.min())),
                      **_named(role))  # fmt: skip


def _community_of(plan: Plan, level: str, codes: list[str]) -> list[str]:
    if level == "communities":
        return codes
    zones = plan.level(level)
    of = dict(zip(zones.code, zones.community, strict=True))
    return [of[code] for code in codes if code in of]


def _homes_are_clear(plan: Plan, staff: Staff, rules: Rules) -> Iterator[Finding]:
    """Tell who gives a community that is not there, and who serves one though living in none."""
    people, known = staff.people, set(plan.communities.code)
    serving = {role.name for role in rules.people if role.households is not None}
    for row, code in enumerate(people.community.tolist()):
        if code in known:
            continue
        person = people.ids[row]
        if code:
            yield finding("serves_unknown", Severity.WARNING, person, community=code)
        if people.role[row] not in serving or np.isnan(people.xy[row]).any():
            continue
        near, metres = nearest_community(plan, people.xy[row])
        if metres > _NEAR_M:
            yield finding("person_outside", Severity.WARNING, person, number=round(metres),
                          limit=_NEAR_M, community=near)  # fmt: skip


def _unserved(plan: Plan, posts: list[Post], role: Role) -> list[str]:
    """Return the zone of each vacant post, where the file only lists posts that are filled."""
    number = Counter(post.zone for post in posts if post.person)
    codes = [code for zones in plan.levels if zones.level == role.level for code in zones.code]
    return [code for code in codes for _ in range(role.fewest - number[code])]


def _contacts_hold(seen: Seen, staff: Staff, role: Role) -> Iterator[Finding]:
    plan, households = seen.plan, seen.plan.township.households
    is_top = role.level == "communities"
    zone_of = plan.community_of if is_top else plan.zone_of.get(role.level)
    if zone_of is None or role.households is None:
        return
    codes = plan.communities.code if is_top else plan.level(role.level).code
    kind = plan.communities.kind if is_top else plan.level(role.level).kind
    is_nowhere = kind == "virtual"  # no places, no pieces
    contact_of, band = staff.contact_of[role.name], role.households
    a, b = seen.links.pairs.T
    same = (contact_of[a] == contact_of[b]) & (contact_of[a] >= 0) & (zone_of[a] == zone_of[b])
    piece_of = seen.pieces(same)
    for zone in np.unique(zone_of[zone_of >= 0]):
        rows = np.flatnonzero(zone_of == zone)
        who, total = np.unique(contact_of[rows]), int(households.count[rows].sum())
        some = who[who >= 0]
        if len(some) < len(who):
            lost = int(households.count[rows[contact_of[rows] < 0]].sum())
            severity = Severity.ERROR if len(some) else Severity.WARNING
            yield finding("contact_missing", severity, codes[zone], number=lost, **_named(role))
        # Rows of several households may not add up; of single ones they always can.
        is_single = bool((households.count[rows] <= 1).all())
        fits = is_single and band.fewest * len(some) <= total <= band.most * len(some)
        for person in some:
            mine = rows[contact_of[rows] == person]
            load, name = int(households.count[mine].sum()), staff.people.ids[person]
            if not band.fewest <= load <= band.most:
                severity = Severity.ERROR if fits else Severity.WARNING
                yield finding("contact_outside_band", severity, name, number=load,
                              limit=band.most if load > band.most else band.fewest,
                              fewest=band.fewest, most=band.most, zone=codes[zone], total=total,
                              people=len(some), **_named(role))  # fmt: skip
            parts = len(np.unique(piece_of[mine]))
            if parts > 1 and not is_nowhere[zone]:
                yield finding("contact_in_pieces", Severity.WARNING, name, number=parts, limit=1,
                              **_named(role))  # fmt: skip
