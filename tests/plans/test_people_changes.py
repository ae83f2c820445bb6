"""Who serves other zones or households than before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from plans import VILLAGE, town, with_people

from gridgen.model.people import Post
from gridgen.model.plan import Plan
from gridgen.plans.diff import diff
from gridgen.plans.people_changes import PersonChange, PersonState

FIRST, SECOND = f"{VILLAGE}001", f"{VILLAGE}002"


def served(plan: Plan, **parts: Any) -> Plan:
    return replace(plan, staff=replace(plan.staff, **parts))


def test_whoever_serves_the_same_as_before_is_not_told() -> None:
    plan = with_people(town())

    assert diff(plan, plan).people == ()


def test_nobody_is_told_where_nobody_served_before() -> None:
    assert diff(town(), with_people(town())).people == ()


def test_a_person_whose_zone_gave_households_away_is_told() -> None:
    old = with_people(town())
    grid_of = old.zone_of["grids"].copy()
    grid_of[:3] = 1
    new = replace(old, zone_of={**old.zone_of, "grids": grid_of})

    assert diff(old, new).people == (
        PersonChange("P1", "head", PersonState.CHANGED, (FIRST,), (FIRST,), 0, 3),
    )


def test_a_person_with_another_zone_is_told_with_both() -> None:
    old = with_people(town())
    posts = (Post("head", "grids", SECOND, "P1", 20, 1.0), *old.staff.posts[2:])

    assert diff(old, served(old, posts=posts)).people == (
        PersonChange("P1", "head", PersonState.CHANGED, (FIRST,), (SECOND,), 20, 20),
    )


def test_who_came_and_who_left_are_told() -> None:
    old = with_people(town())
    posts = (Post("head", "grids", FIRST, "P9", 20, 1.0), *old.staff.posts[1:])

    found = diff(old, served(old, posts=posts)).people

    assert [(one.id, one.state, one.joined, one.left) for one in found] == [
        ("P1", "gone", 0, 20), ("P9", "new", 20, 0),
    ]  # fmt: skip


def test_contact_persons_are_told_by_the_households_they_serve() -> None:
    n = len(town().township.households)
    old = served(with_people(town()), contact_of={"worker": np.where(np.arange(n) < 10, 1, -1)})
    new = served(old, contact_of={"worker": np.where(np.arange(n) < 8, 1, -1)})

    (change,) = diff(old, new).people

    assert (change.id, change.role, change.joined, change.left) == ("P2", "worker", 0, 2)
