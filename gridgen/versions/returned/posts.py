"""A table that comes back -> who it says has the posts, where that is not what the plan says."""

from __future__ import annotations

import re

import pandas as pd

from gridgen.files.values import text_column, to_codes
from gridgen.model.plan import Plan
from gridgen.people.roster import role_labels
from gridgen.versions.returned.said import Holders, in_each

_MARKS = ",，、;；"
"""What stands between several people or zones in one cell."""

_PHONE = re.compile(r"\s*[(（].*")
"""A work phone stands in brackets behind the id."""


def posts_in(plan: Plan, table: pd.DataFrame, code_header: str | None) -> Holders | None:
    """Return who has a post by a table, where it says it otherwise than the plan; None where the
    table says nothing of posts.

    Parameters
    ----------
    plan
        The one that was handed out.
    table
        Its layer of posts or of people, or a list with a row for each zone and a column for each
        role.
    code_header
        Of the column with the codes of zones, if it has one.
    """
    if plan.staff is None:
        return None
    columns = {str(header) for header in table.columns}
    if {"role", "zone", "person"} <= columns:
        said = _by_posts(table)
    elif {"id", "role", "zones"} <= columns:
        said = _by_people(plan, table)
    elif code_header is not None and columns & _labels(plan).keys():
        said = _by_zones(plan, table, code_header)
    else:
        return None
    now = holders(plan)
    return {post: who for post, who in said.items() if sorted(who) != sorted(now.get(post, ()))}


def holders(plan: Plan) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return who has the posts of a plan."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for post in () if plan.staff is None else plan.staff.posts:
        before = found.setdefault((post.role, post.zone), ())
        found[post.role, post.zone] = (*before, *([post.person] if post.person else []))
    return found


def _by_posts(table: pd.DataFrame) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    rows = zip(*(to_codes(table[name]) for name in ("role", "zone", "person")), strict=True)
    for role, zone, person in rows:
        if role and zone:
            before = found.setdefault((role, zone), ())
            found[role, zone] = (*before, *([person] if person else []))
    return found


def _by_people(plan: Plan, table: pd.DataFrame) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return who has the posts of zones that came to or left the row of a person."""
    now = holders(plan)
    zones_of: dict[str, set[str]] = {}
    for (_, zone), people in now.items():
        for person in people:
            zones_of.setdefault(person, set()).add(zone)
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    rows = zip(*(to_codes(table[name]) for name in ("id", "role", "zones")), strict=True)
    for person, role, listed in rows:
        said = set(_parted(listed))
        for zone in sorted(said ^ zones_of.get(person, set())):
            people = found.get((role, zone), now.get((role, zone), ()))
            kept = tuple(one for one in people if one != person)
            found[role, zone] = (*kept, person) if zone in said else kept
    return found


def _by_zones(
    plan: Plan, table: pd.DataFrame, code_header: str
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return who has the posts by the columns of roles."""
    staff = plan.staff
    role_of = _labels(plan)
    level_of = {post.role: post.level for post in (staff.posts if staff else ())}
    zones = {zones.level: set(zones.code.tolist()) for zones in plan.levels}
    zones["communities"] = set(plan.communities.code.tolist())
    codes = to_codes(table[code_header])
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for label in [str(one) for one in table.columns if str(one) in role_of]:
        role = role_of[label]
        for code, cell in zip(codes, text_column(table, label), strict=True):
            if code in zones.get(level_of.get(role, ""), ()):
                found[role, code] = tuple(_PHONE.sub("", one) for one in _parted(cell))
    return found


def _labels(plan: Plan) -> dict[str, str]:
    """Return the role by each name that it has."""
    return {name: role for role, said in role_labels(plan).items() for name in said.values()}


def _parted(cell: str) -> list[str]:
    marks = re.escape(_MARKS + "".join(in_each("list_between")).replace(" ", ""))
    return [one.strip() for one in re.split(f"[{marks}]", cell) if one.strip()]
