"""One role in a plan: who has it, and what they serve."""

from __future__ import annotations

import pytest
from plans import EAST_GATE, VILLAGE, town, with_people

from gridgen.people.serving import Serving
from gridgen.rules.levels import Role


def serving(role: str, level: str) -> Serving:
    plan = with_people(town())
    assert plan.staff is not None
    return Serving(plan, plan.staff.people, Role(name=role, level=level, label={}))


@pytest.mark.parametrize(("role", "rows"), [("head", [0]), ("worker", [1, 2]), ("liaison", [])])
def test_those_who_serve_are_those_who_have_the_role(role: str, rows: list[int]) -> None:
    assert serving(role, "grids").mine.tolist() == rows


def test_a_role_serves_the_zones_of_its_level() -> None:
    head = serving("head", "grids")

    assert len(head.code) == len(head.polygon) == 6
    assert head.zone_of.tolist() == town().zone_of["grids"].tolist()


def test_a_role_of_communities_serves_communities() -> None:
    liaison = serving("liaison", "communities")

    assert liaison.code.tolist() == [VILLAGE, EAST_GATE]
    assert liaison.zone_of.tolist() == town().community_of.tolist()


def test_a_level_that_the_plan_lacks_has_nobody_to_serve() -> None:
    nobody = serving("head", "teams")

    assert len(nobody.code) == 0
    assert set(nobody.zone_of.tolist()) == {-1}
