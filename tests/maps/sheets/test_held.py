"""What a board says lies in a grid: groups and buildings, as a whole or in part."""

from __future__ import annotations

import dataclasses

import pytest
from plans import altered, town

from gridgen.model.arrays import texts
from gridgen.model.plan import Plan
from maps.sheets.held import held_in, in_runs


def named(key: str, names: dict[int, str]) -> Plan:
    """The town in which these rows name something."""
    plan = town()
    column = texts([names.get(row, "") for row in range(64)])
    roll = dataclasses.replace(plan.township.households, keys={key: column})
    return altered(plan, households=roll)


def test_names_stand_by_grid_in_the_order_in_which_people_count() -> None:
    plan = named("group", {0: "第十组", 1: "第二组", 2: "第二组", 20: "第三组"})

    first, second, *rest = held_in(plan)

    assert first == {"group": (("第二组", True), ("第十组", True))}
    assert second == {"group": (("第三组", True),)}
    assert rest == [{}] * 4


def test_what_two_grids_share_lies_in_each_in_part() -> None:
    first, second, *_ = held_in(named("building", {0: "1栋", 20: "1栋", 21: "2栋"}))

    assert first["building"] == (("1栋", False),)
    assert second["building"] == (("1栋", False), ("2栋", True))


def test_groups_of_one_name_in_two_communities_are_two() -> None:
    held = held_in(named("group", {0: "第一组", 60: "第一组"}))

    assert held[0]["group"] == held[3]["group"] == (("第一组", True),)


def test_a_plan_without_levels_holds_nothing() -> None:
    assert held_in(dataclasses.replace(town(), levels=(), zone_of={})) == ()


@pytest.mark.parametrize(
    ("names", "runs"),
    [
        ([], []),
        (["1栋", "2栋"], ["1栋", "2栋"]),
        (["1栋", "2栋", "3栋"], ["1–3栋"]),
        (["甲1栋", "甲2栋", "甲3栋", "乙4栋"], ["甲1–3栋", "乙4栋"]),
        (["1栋", "3栋", "4栋", "5栋"], ["1栋", "3–5栋"]),
        (["A1", "A2", "A3"], ["A1–3"]),
        (["第一村民小组", "第二村民小组"], ["第一村民小组", "第二村民小组"]),
    ],
)
def test_names_that_count_on_are_joined_from_three_on(names: list[str], runs: list[str]) -> None:
    assert in_runs(names) == runs
