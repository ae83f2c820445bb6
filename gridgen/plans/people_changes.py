"""Two plans -> who serves other zones or households than before, as opaque ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from gridgen.model.plan import Plan
from gridgen.plans.both import Both

Who = tuple[str, str]
"""The id and the role of a person."""


class PersonState(StrEnum):
    """What became of a person: of the new plan alone, of the old one alone, or with other zones or
    households.
    """

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class PersonChange:
    """One person before and after.

    Attributes
    ----------
    id, role
        As in the plan.
    state
        What became of the person.
    old_zones, new_zones
        Codes of the zones of the level that the person serves; none where it serves households.
    joined, left
        Households that the person serves now and did not, and those that it served and does not:
        of its zones, or its own. Counted as they are now, those that are gone as they were.
    """

    id: str
    role: str
    state: PersonState
    old_zones: tuple[str, ...]
    new_zones: tuple[str, ...]
    joined: int
    left: int


def people_changes(
    old: Plan, new: Plan, level: str, *, both: Both, now_of: Mapping[str, str]
) -> tuple[PersonChange, ...]:
    """Return who of the people of two plans serves other zones or households, by role and id.

    Parameters
    ----------
    old, new
        Plans with people or without.
    level
        Whose zones are looked at; roles that serve households are looked at whatever the level.
    both
        Their k households side by side.
    now_of
        By the old code of a zone that goes on under another one, that code.
    """
    if old.staff is None or new.staff is None:
        return ()  # where nobody served before nobody serves otherwise now
    posts = [_posts(plan, level) for plan in (old, new)]
    served = [_served(plan, level, at) for plan, at in ((old, both.at_old), (new, both.at_new))]
    counted = np.where(both.in_new, both.new_count, both.old_count)
    nobody = np.zeros(0, np.int64)
    changes = []
    for who in sorted(set().union(*posts, *served), key=lambda one: (one[1], one[0])):
        before, now = (tuple(sorted(side.get(who, ()))) for side in posts)
        rows = [side.get(who, nobody) for side in served]
        there = [who in posts[side] or who in served[side] for side in (0, 1)]
        is_same = sorted(now_of.get(code, code) for code in before) == list(now)
        if is_same and all(there) and np.array_equal(rows[0], rows[1]):
            continue
        joined, left = np.setdiff1d(rows[1], rows[0]), np.setdiff1d(rows[0], rows[1])
        if is_same and all(there) and not len(joined) and not len(left):
            continue  # the same in another order
        state = PersonState.CHANGED
        if not all(there):
            state = PersonState.NEW if there[1] else PersonState.GONE
        number = [int(counted[homes].sum()) for homes in (joined, left)]
        changes.append(PersonChange(*who, state, before, now, joined=number[0], left=number[1]))
    return tuple(changes)


def _posts(plan: Plan, level: str) -> dict[Who, set[str]]:
    """Return the zones of a level that each person serves."""
    zones_of: dict[Who, set[str]] = {}
    for post in plan.staff.posts if plan.staff else ():
        if post.person and post.level == level and post.zone:
            zones_of.setdefault((post.person, post.role), set()).add(post.zone)
    return zones_of


def _served(plan: Plan, level: str, at: NDArray[np.int64]) -> dict[Who, NDArray[np.int64]]:
    """Return the households that each person serves: rows of the k whose rows in the plan are `at`,
    -1 for none.
    """
    if plan.staff is None:
        return {}
    people, found = plan.staff.people, dict[Who, NDArray[np.int64]]()
    here = np.flatnonzero(at >= 0)
    for role, person in plan.staff.contact_of.items():
        for row, homes in _grouped(person[at[here]]).items():
            found[str(people.ids[row]), role] = here[homes]
    zones = plan.level(level)
    rows_of = _grouped(plan.zone_of[level][at[here]])
    row_of = {code: row for row, code in enumerate(zones.code)}
    for who, codes in _posts(plan, level).items():
        mine = [rows_of[row_of[code]] for code in codes if row_of.get(code, -1) in rows_of]
        if who not in found:
            found[who] = here[np.concatenate([np.zeros(0, np.int64), *mine])]
    return found


def _grouped(label: NDArray[np.integer]) -> dict[int, NDArray[np.int64]]:
    """Return the rows of each label, ascending; -1 is none."""
    order = np.argsort(label, kind="stable")
    labels, begin = np.unique(label[order], return_index=True)
    parts = np.split(order, begin[1:])
    return {int(one): rows for one, rows in zip(labels, parts, strict=True) if one >= 0}
