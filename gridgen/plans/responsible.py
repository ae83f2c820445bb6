"""Who answers for what in a plan: the roles of each zone and community, held or vacant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gridgen.model.plan import Plan


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers in one role for one zone, or for a household itself.

    Attributes
    ----------
    role
        Its name, as the rules have it.
    level, zone
        Of the zone, or "communities" and the code of one; "" for a household's own contact.
    person
        Opaque id; "" where the post is vacant.
    phone
        A work phone, "" where not given.
    """

    role: str
    level: str
    zone: str
    person: str
    phone: str = ""


def responsible_of(plan: Plan) -> Mapping[str, tuple[Responsible, ...]]:
    """Return who answers for each zone and community, by its code: as posts are, vacant ones too.

    A level that is drawn around people, of a role without posts, has those it is drawn around.
    """
    found: dict[str, tuple[Responsible, ...]] = {}
    phone_of = phones_of(plan)
    posts = () if plan.staff is None else plan.staff.posts
    for post in posts:
        who = Responsible(
            post.role, post.level, post.zone, post.person, phone_of.get(post.person, "")
        )
        found[post.zone] = (*found.get(post.zone, ()), who)
    roles, centres = {post.role for post in posts}, plan.township.centres
    if centres is None:
        return found
    level_of = {code: zones.level for zones in plan.levels for code in zones.code}
    for id_, role, held in zip(centres.ids, centres.role, centres.zones, strict=True):
        for code in held.split(","):
            if id_ and role not in roles and code in level_of:
                who = Responsible(role, level_of[code], code, id_)
                found[code] = (*found.get(code, ()), who)
    return found


def phones_of(plan: Plan) -> dict[str, str]:
    """Return the work phone of each person, by id."""
    people = None if plan.staff is None else plan.staff.people
    return {} if people is None else dict(zip(people.ids, people.phone, strict=True))


def contacts_of(plan: Plan, row: int) -> tuple[Responsible, ...]:
    """Return who serves a household itself, by the roles that do so.

    Parameters
    ----------
    plan
        With its staff, if it has any.
    row
        Of the household.
    """
    if plan.staff is None:
        return ()
    people = plan.staff.people
    held = ((role, int(rows[row])) for role, rows in plan.staff.contact_of.items())
    return tuple(
        Responsible(role, "", "", people.ids[who], people.phone[who])
        for role, who in held
        if who >= 0
    )
