"""Who serves: vacant posts, idle people and households without a person are found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from served import (
    TWO_ROLES,
    VILLAGE,
    living_at,
    people_of,
    served_by,
    served_village,
    two_roles,
    village,
    villages_of,
)

import gridgen
from gridgen.model.plan import Plan


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> str:
    return two_roles(tmp_path_factory.mktemp("rules"))


@pytest.fixture(scope="module")
def served(rules: str) -> Plan:
    return served_village(rules)


def test_vacant_posts_and_idle_people_are_found(rules: str) -> None:
    homes, area = village()
    people = pd.concat([people_of(4), people_of(3, "head")], ignore_index=True)

    plan = gridgen.divide(homes, communities=area, people=people, rules=rules, effort="fast")

    grids = len(plan.grids)
    assert plan.report.of("people_spare")[0].number == 3 - grids
    assert (
        plan.report.of("posts_vacant")[0].number
        == sum(-(-n // 15) for n in plan.grids["households"]) - 4
    )
    assert all(f.number > 15 for f in plan.report.of("contact_outside_band"))
    assert (plan.households["contact"] != "").all()
    assert "contact person" in plan.report.of("posts_vacant")[0].en
    assert "联系人" in plan.report.of("posts_vacant")[0].zh


def test_a_household_without_a_person_is_found_by_the_check(served: Plan) -> None:
    assert served.staff is not None
    lost = served.staff.contact_of["contact"].copy()
    lost[0] = -1
    broken = replace(served, staff=replace(served.staff, contact_of={"contact": lost}))

    found = gridgen.check(broken)

    assert [(f.number, f.severity) for f in found.of("contact_missing")] == [(1, "error")]


@pytest.mark.slow  # where no division is in the band the solver tries long
def test_one_too_many_here_who_is_wanted_beside_is_told_who_where_and_what_to_do(
    rules: str,
) -> None:
    plan = served_by(rules, living_at(100, 2), living_at(310, 40))

    idle = plan.report.of("people_spare")[0].number
    told = plan.report.of("person_wanted_beside")
    assert idle == len(told) > 0
    assert {f.where for f in told} <= {f"at310-{k}" for k in range(40)}
    assert all(VILLAGE in f.en and "10 m away" in f.en for f in told)


@pytest.mark.parametrize(("metres", "is_told"), [(45, False), (55, True)])
def test_one_who_lives_in_no_village_serves_the_nearest_and_is_told(
    rules: str, metres: float, is_told: bool
) -> None:
    plan = served_by(rules, living_at(-20 - metres, 1), living_at(100, 11), living_at(400, 12))

    told = [(f.where, f.number) for f in plan.report.of("person_outside")]
    assert told == ([(f"at{-20 - metres:.0f}-0", metres)] if is_told else [])
    assert villages_of(plan, f"at{-20 - metres:.0f}-0") == {VILLAGE}


def test_households_without_a_place_are_in_no_pieces(tmp_path: Path) -> None:
    homes, area = village()
    gone = homes.iloc[:3].assign(id=["g1", "g2", "g3"], community=area["code"][0], geometry=None)
    every = pd.concat([homes, gone], ignore_index=True)
    path = tmp_path / "ours.toml"
    path.write_text("virtual = true\n" + TWO_ROLES, "utf-8")

    plan = gridgen.divide(
        every, communities=area, people=people_of(16), rules=str(path), effort="fast"
    )

    assert plan.staff is not None
    served = set(plan.staff.people.ids[plan.staff.contact_of["contact"][-3:]])
    assert len(served) == 1
    assert served.isdisjoint(f.where for f in plan.report.of("contact_in_pieces"))
