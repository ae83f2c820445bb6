"""Zones, units and communities by what people call them."""

from __future__ import annotations

import numpy as np
import pytest
from edited import draft, grids_in
from villages import CITY, VILLAGE

from gridgen.model.errors import CommandError, NotInPlanError
from gridgen.versions.calls import community_called, units_called, zone_called, zones_called


def code_of(name: str, level: str = "") -> str:
    row, zone = zone_called(draft(), name, level)
    return str(draft().plan.levels[row].code[zone])


@pytest.mark.parametrize("name", [f"{VILLAGE}001", "东村第一网格", "东村第1网格", "东村 第一网格"])
def test_a_grid_is_called_by_its_code_or_by_its_name_with_its_village(name: str) -> None:
    assert code_of(name) == f"{VILLAGE}001"


def test_a_name_that_several_grids_bear_says_which_they_are() -> None:
    with pytest.raises(NotInPlanError, match="东村第一网格"):
        zone_called(draft(), "第一网格", "grids")


def test_a_level_that_the_plan_has_not_is_told_with_those_it_has() -> None:
    with pytest.raises(NotInPlanError, match="ten_household_groups"):
        zone_called(draft(), "东村第一网格", "wards")


def test_zones_are_named_once_each_and_all_at_one_level() -> None:
    first, second = grids_in(draft().plan, VILLAGE)

    level, zones = zones_called(draft(), [second, "东村第一网格", second])

    assert draft().plan.levels[level].code[zones].tolist() == [second, first]
    with pytest.raises(NotInPlanError, match=f"{VILLAGE}00101"):
        zones_called(draft(), [first, f"{VILLAGE}00101"])


@pytest.mark.parametrize("name", ["东村", VILLAGE])
def test_a_community_is_called_by_its_name_or_code(name: str) -> None:
    assert community_called(draft(), name) == VILLAGE


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("h7", range(7, 8)),
        ("东村第三村民小组", range(60, 90)),
        ("东村第3村民小组", range(60, 90)),
        ("12号楼", range(311, 312)),
    ],
)
def test_units_are_households_groups_and_buildings(name: str, rows: range) -> None:
    assert units_called(draft(), [name]).tolist() == list(rows)


def test_all_households_of_a_zone_are_called_by_the_name_of_the_zone() -> None:
    plan = draft().plan
    zone = plan.level("grids").code.tolist().index(f"{CITY}001")

    rows = units_called(draft(), [f"{CITY}001"])

    assert rows.tolist() == np.flatnonzero(plan.zone_of["grids"] == zone).tolist()


def test_units_that_overlap_are_taken_once() -> None:
    assert units_called(draft(), ["h61", "东村第三村民小组", "h61"]).tolist() == [*range(60, 90)]


def test_a_group_that_two_villages_have_must_be_said_with_its_village() -> None:
    with pytest.raises(NotInPlanError, match=r"东村第三村民小组.*西村第三村民小组"):
        units_called(draft(), ["第三村民小组"])


def test_what_nothing_is_called_is_told_with_names_that_are_near() -> None:
    with pytest.raises(NotInPlanError, match="东村第三村民小组"):
        units_called(draft(), ["东村第三村民小姐"])


@pytest.mark.parametrize("names", [[], [""], ["h1", " "]])
def test_an_edit_that_names_nothing_is_told(names: list[str]) -> None:
    with pytest.raises(CommandError, match="names no grid or household"):
        units_called(draft(), names)
