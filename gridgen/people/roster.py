"""Plan -> Roster: which posts are filled, who serves how many households, over which ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gridgen.model.errors import NotInPlanError, RulesError
from gridgen.model.people import Post, Staff
from gridgen.model.plan import Plan
from gridgen.rules.loader import load_rules
from gridgen.words.say import LANGUAGES


@dataclass(frozen=True, slots=True)
class RoleCount:
    """One role in the whole plan.

    `people` who have it, and how many of them `serve`; `posts` and how many are `vacant`; `zones`
    with a post and how many of them have nobody; households of the person with the `fewest` and the
    `most`; the mean straight way in metres; how many have an area of responsibility (`areas`), and
    the size of the smallest and the largest.
    """

    role: str
    level: str
    people: int
    serve: int
    posts: int
    vacant: int
    zones: int
    zones_without: int
    fewest: int
    most: int
    mean_m: float
    areas: int
    smallest_m2: int
    largest_m2: int


@dataclass(frozen=True, slots=True)
class ZoneCount:
    """One role in one zone: who serves there, and the households of each, the nearest first."""

    level: str
    code: str
    name: str
    community: str
    role: str
    households: int
    posts: int
    vacant: int
    people: tuple[str, ...]
    each: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """What one person looks after; `area_m2` of their area of responsibility, 0 without one."""

    person: str
    role: str
    phone: str
    zones: tuple[str, ...]
    households: int
    mean_m: float
    area_m2: int


@dataclass(frozen=True, slots=True)
class Roster:
    """Who serves in a plan: by role, by zone, and by person."""

    roles: tuple[RoleCount, ...]
    zones: tuple[ZoneCount, ...]
    people: tuple[Duty, ...]


def roster(plan: Plan) -> Roster:
    """Return who serves in a plan.

    Roles and zones in the order of the posts, people as they were given.

    Raises
    ------
    NotInPlanError
        The plan has no people.
    """
    staff = plan.staff
    if staff is None:
        raise NotInPlanError("plan_without_people")
    roles = tuple(_role(staff, role) for role in dict.fromkeys(post.role for post in staff.posts))
    return Roster(roles, _zones(plan, staff), _duties(staff))


def role_labels(plan: Plan) -> dict[str, Mapping[str, str]]:
    """Return what each role of a plan is called in each language: its own name where no rules say.

    Roles of its people, and of the centres around whom a level is drawn.

    The plan keeps the name of its rules, and the file of that name may be gone.
    """
    staff, centres = plan.staff, plan.township.centres
    names = [] if staff is None else [*(post.role for post in staff.posts), *staff.people.role]
    names += [] if centres is None else centres.role.tolist()
    if not names:
        return {}
    label_of: dict[str, Mapping[str, str]] = {
        name: dict.fromkeys(LANGUAGES, name) for name in names
    }
    try:
        rules = load_rules(plan.made_by.rules)
    except RulesError:
        return label_of
    return label_of | {role.name: role.label for role in rules.people}


def _role(staff: Staff, role: str) -> RoleCount:
    posts = [post for post in staff.posts if post.role == role]
    filled = [post for post in posts if post.person]
    load = Counter[str]()
    for post in filled:
        load[post.person] += post.households
    zones = {post.zone for post in posts}
    areas = [_area_m2(staff, row) for row in np.flatnonzero(staff.people.role == role).tolist()]
    drawn = [area for area in areas if area]
    return RoleCount(
        role=role,
        level=posts[0].level,
        people=int((staff.people.role == role).sum()),
        serve=len(load),
        posts=len(posts),
        vacant=len(posts) - len(filled),
        zones=len(zones),
        zones_without=len(zones - {post.zone for post in filled}),
        fewest=min(load.values(), default=0),
        most=max(load.values(), default=0),
        mean_m=_mean_m(filled),
        areas=len(drawn),
        smallest_m2=min(drawn, default=0),
        largest_m2=max(drawn, default=0),
    )


def _mean_m(posts: list[Post]) -> float:
    """The mean way over the households served; of posts without any, the mean of the posts."""
    served = sum(post.households for post in posts)
    if served:
        return round(sum(post.metres * post.households for post in posts) / served, 1)
    return round(sum(post.metres for post in posts) / max(1, len(posts)), 1)


def _zones(plan: Plan, staff: Staff) -> tuple[ZoneCount, ...]:
    known = _known_zones(plan)
    posts_of: dict[tuple[str, str, str], list[Post]] = {}
    for post in staff.posts:
        posts_of.setdefault((post.role, post.level, post.zone), []).append(post)
    counts = []
    for (role, level, code), posts in posts_of.items():
        name, community, households = known.get((level, code), ("", "", 0))
        filled = [post for post in posts if post.person]
        counts.append(
            ZoneCount(
                level=level,
                code=code,
                name=name,
                community=community,
                role=role,
                households=households,
                posts=len(posts),
                vacant=len(posts) - len(filled),
                people=tuple(post.person for post in filled),
                each=tuple(post.households for post in filled),
            )
        )
    return tuple(counts)


def _known_zones(plan: Plan) -> dict[tuple[str, str], tuple[str, str, int]]:
    """Name, community and households of each zone and community, by level and code."""
    found = {
        (zones.level, code): (name, community, int(households))
        for zones in plan.levels
        for code, name, community, households in zip(
            zones.code, zones.name, zones.community, zones.households, strict=True
        )
    }
    total = Counter[int]()
    for row, count in zip(
        plan.community_of.tolist(), plan.township.households.count.tolist(), strict=True
    ):
        total[row] += count
    return found | {
        ("communities", code): (name, code, total[row])
        for row, (code, name) in enumerate(
            zip(plan.communities.code, plan.communities.name, strict=True)
        )
    }


def _duties(staff: Staff) -> tuple[Duty, ...]:
    posts_of: dict[str, list[Post]] = {}
    for post in staff.posts:
        posts_of.setdefault(post.person, []).append(post)
    people, duties = staff.people, []
    for row, person in enumerate(people.ids):
        posts = posts_of.get(person, [])
        duties.append(
            Duty(
                person=person,
                role=people.role[row],
                phone=people.phone[row],
                zones=tuple(dict.fromkeys(post.zone for post in posts)),
                households=sum(post.households for post in posts),
                mean_m=_mean_m(posts),
                area_m2=_area_m2(staff, row),
            )
        )
    return tuple(duties)


def _area_m2(staff: Staff, row: int) -> int:
    area = staff.area[row]
    return 0 if area is None else round(area.area)
