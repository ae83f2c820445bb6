"""Who answers for the zones of a plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from plans import ORIGIN, VILLAGE, altered, lonlat, town, with_people

from gridgen.model.centres import Centres
from gridgen.plans.locate import Locator
from gridgen.plans.responsible import Responsible, contacts_of, responsible_of

FIRST = f"{VILLAGE}001"


def test_posts_answer_for_their_zone_vacant_ones_too() -> None:
    found = responsible_of(with_people(town()))

    assert found == {
        FIRST: (Responsible("head", "grids", FIRST, "P1", "0757-1"),),
        f"{VILLAGE}002": (Responsible("head", "grids", f"{VILLAGE}002", ""),),
        f"{FIRST}01": (
            Responsible("worker", "ten_household_groups", f"{FIRST}01", "P2"),
            Responsible("worker", "ten_household_groups", f"{FIRST}01", "P3"),
        ),
    }


def test_nobody_answers_in_a_plan_without_people() -> None:
    plan = town()

    assert (responsible_of(plan), contacts_of(plan, 0)) == ({}, ())


def test_at_a_point_those_of_the_lowest_level_come_first() -> None:
    place = Locator(with_people(town())).at(*lonlat(10, 310))

    assert place is not None
    assert [(who.role, who.person) for who in place.responsible] == [
        ("worker", "P2"),
        ("worker", "P3"),
        ("head", "P1"),
    ]


def test_the_own_contact_of_a_household_comes_before_those_of_its_zones() -> None:
    plan = with_people(town())
    assert plan.staff is not None
    contact = np.full(len(plan.township.households), -1, np.int32)
    contact[0] = 2
    plan = replace(plan, staff=replace(plan.staff, contact_of={"party": contact}))
    locator = Locator(plan)

    served, other = locator.household("h1"), locator.household("h2")

    assert [(who.role, who.level, who.person) for who in served.responsible] == [
        ("party", "", "P3"),
        ("head", "grids", "P1"),
    ]
    assert [who.role for who in other.responsible] == ["head"]


def test_whom_a_zone_is_drawn_around_answers_for_it_where_the_role_has_no_posts() -> None:
    around = Centres(["C1", "P9"], ["party", "head"], [ORIGIN] * 2, [-1] * 2, [-1] * 2, [""] * 2,
                     [f"{FIRST},nowhere", FIRST])  # fmt: skip

    found = responsible_of(altered(with_people(town()), centres=around))

    assert [(who.role, who.person) for who in found[FIRST]] == [("head", "P1"), ("party", "C1")]
    assert "nowhere" not in found
