"""Everybody is in one zone of each level, nested, coded, counted: what breaks that is found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
from broken import (
    CITY,
    CRS,
    GROUPS,
    ORIGIN,
    WEST,
    box,
    code,
    moved,
    places,
    row,
    with_first,
    with_zone_of,
    with_zones,
    zone_of,
    zones_in,
)
from plans import altered

import gridgen
from gridgen.model.findings import Report, Severity
from gridgen.model.households import Presence
from gridgen.model.plan import Plan
from gridgen.words.say import todo


def test_a_household_in_a_grid_of_another_community_is_found(good: Plan) -> None:
    far = zones_in(good, CITY)[0]

    report = gridgen.check(moved(good, "grids", row(good, "first"), far))

    assert code(good, far) in places(report, "zone_not_nested")
    assert places(report, "household_outside_zone") == ["first"]


@pytest.mark.parametrize("level", ["grids", GROUPS])
def test_a_household_dropped_from_all_zones_is_found(good: Plan, level: str) -> None:
    zone = int(good.zone_of[level][row(good, "first")])

    report = gridgen.check(moved(good, level, row(good, "first"), -1))

    assert places(report, "household_without_zone") == ["first"]
    assert code(good, zone, level) in places(report, "count_differs")


def test_an_unplaced_household_in_a_grid_is_found(good: Plan) -> None:
    report = gridgen.check(moved(good, "grids", row(good, "lost"), 0))

    assert places(report, "unplaced_in_zone") == ["lost"]
    assert code(good, 0) in places(report, "zone_in_pieces")


def test_households_that_stand_where_their_unit_does_are_told_together(good: Plan) -> None:
    presence = good.presence.copy()
    presence[:2] = Presence.BY_UNIT

    (found,) = gridgen.check(replace(good, presence=presence)).of("by_unit_in_all")

    assert (found.severity, found.number) == (
        Severity.NOTE,
        good.township.households.count[:2].sum(),
    )


def test_a_household_near_a_community_left_unplaced_is_found(good: Plan) -> None:
    home = row(good, "joined")
    communities, presence = good.community_of.copy(), good.presence.copy()
    communities[home], presence[home] = -1, Presence.UNPLACED
    plan = moved(moved(good, "grids", home, -1), GROUPS, home, -1)

    report = gridgen.check(replace(plan, community_of=communities, presence=presence))

    assert places(report, "unplaced_needlessly") == ["joined"]


def test_a_group_whose_households_are_in_two_grids_is_found(good: Plan) -> None:
    home = row(good, "first")
    grid, group = good.zone_of["grids"], good.zone_of[GROUPS]
    neighbours = [z for z in zones_in(good, WEST) if z != grid[home]]
    other = int(group[grid == neighbours[0]][0])

    report = gridgen.check(moved(good, GROUPS, home, other))

    assert places(report, "zone_not_nested") == [code(good, other, GROUPS)]


def test_a_level_that_is_missing_is_found(good: Plan) -> None:
    plan = replace(good, levels=good.levels[:1], zone_of={"grids": good.zone_of["grids"]})

    report = gridgen.check(plan)

    (found,) = report.of("level_missing")
    assert (found.severity, found.where) == (Severity.ERROR, GROUPS)
    assert found.number == 282  # all of both villages


def test_a_zone_without_households_is_found(good: Plan) -> None:
    rows = zone_of(good, GROUPS)
    rows[rows == 0] = 1

    report = gridgen.check(with_zone_of(good, GROUPS, rows))

    assert places(report, "zone_empty") == [code(good, 0, GROUPS)]


def test_a_count_that_is_not_that_of_the_households_is_found(good: Plan) -> None:
    counted = good.level("grids").households.copy()
    counted[0] += 1

    report = gridgen.check(with_zones(good, "grids", households=counted))

    assert places(report, "count_differs") == [code(good, 0)]
    found = report.of("count_differs")[0]
    assert (found.number, found.limit) == (counted[0], counted[0] - 1)


def test_a_code_that_stands_twice_is_found(good: Plan) -> None:
    second = code(good, 1, GROUPS)

    report = gridgen.check(with_first(good, GROUPS, "code", second))

    assert places(report, "code_doubled") == [second]


@pytest.mark.parametrize(
    "tail",
    ["", "0", "00", "1", "0A", "A1", "-1", "1.5", " 1", "٠١", "²", "99999x", "9" * 5000 + "x"],
)
def test_a_code_that_is_not_its_parents_and_two_digits_is_found(good: Plan, tail: str) -> None:
    odd = code(good, 0) + tail

    report = gridgen.check(with_first(good, GROUPS, "code", odd))

    assert places(report, "code_odd") == [odd]


def test_a_code_of_five_thousand_digits_does_not_stop_the_check(good: Plan) -> None:
    report = gridgen.check(with_first(good, GROUPS, "code", code(good, 0) + "9" * 5000))

    assert isinstance(report, Report)


def test_a_code_with_the_wrong_parent_is_found(good: Plan) -> None:
    wrong = good.level(GROUPS).parent[-1]
    mine = code(good, 0, GROUPS)

    report = gridgen.check(with_first(good, GROUPS, "parent", wrong))

    assert places(report, "code_odd") == [mine]
    assert places(report, "zone_not_nested") == [mine]


@pytest.mark.parametrize("column", ["kind", "status", "community"])
def test_a_zone_that_says_something_untrue_of_itself_is_found(good: Plan, column: str) -> None:
    untrue = {"kind": "community", "status": "too large", "community": CITY}[column]

    report = gridgen.check(with_first(good, "grids", column, untrue))

    assert code(good, 0) in {f.where for f in report.errors}


def test_a_household_id_that_stands_twice_is_found(good: Plan) -> None:
    ids = good.township.households.ids.copy()
    ids[row(good, "twin")] = "first"

    report = gridgen.check(altered(good, households=replace(good.township.households, ids=ids)))

    assert "first" in {f.where for f in report.errors}


DIGITS = """
name = "digits"
title = { zh = "位数", en = "digits" }
[[level]]
name = "grids"
parent = "communities"
mode = "unit"
by = ["group"]
keep = []
code_digits = %d
label = { zh = "{n}", en = "{n}" }
[[level]]
name = "teams"
parent = "grids"
mode = "unit"
by = ["estate"]
keep = []
code_digits = %d
label = { zh = "{n}", en = "{n}" }
"""


def in_rows(folder: Path, digits: tuple[int, int], grids: int, teams: int) -> Plan:
    """Divide a village into so many grids, the first of them into so many teams."""
    rules = folder / "digits.toml"
    rules.write_text(DIGITS % digits, "utf-8")
    at = ORIGIN + [(20.0 * g, 20.0 * t) for g in range(grids) for t in range(teams)]
    named = [(f"{g}组", f"{t}队" if g == 0 else "队") for g in range(grids) for t in range(teams)]
    homes = gpd.GeoDataFrame(
        named, columns=["group", "estate"], geometry=gpd.points_from_xy(*at.T), crs=CRS
    )
    areas = gpd.GeoDataFrame(
        {"code": [WEST], "kind": ["village"]}, geometry=[box(-20, -20, 400, 400)], crs=CRS
    )
    return gridgen.divide(homes, communities=areas, rules=str(rules), effort="fast")


@pytest.mark.parametrize(
    ("digits", "grids", "teams", "told"),
    [
        ((1, 1), 7, 1, []),
        ((1, 1), 8, 1, [(17, 7)]),  # from 8 on are special grids, from 10 two digits
        ((2, 1), 8, 9, []),
        ((2, 1), 8, 10, [(10, 9)]),
        ((2, 2), 8, 10, []),
    ],
)
def test_numbers_that_outgrow_their_digits_are_told_for_the_community(
    tmp_path: Path, digits: tuple[int, int], grids: int, teams: int, told: list[tuple[int, int]]
) -> None:
    plan = in_rows(tmp_path, digits, grids, teams)

    found = plan.report.of("digits_used_up")
    assert [(f.where, f.number, f.limit) for f in found] == [(WEST, *n) for n in told]
    assert gridgen.check(plan).of("digits_used_up") == found


def test_outgrown_digits_say_how_many_codes_are_longer_and_what_to_do(tmp_path: Path) -> None:
    plan = in_rows(tmp_path, (1, 1), 8, 1)

    (found,) = plan.report.of("digits_used_up")
    assert (
        "the numbers of its grids reach 17, and 1 digits suffice up to 7; 8 codes have more digits"
        in found.en
    )
    assert "有 8 个编码多出位数" in found.zh
    assert "code_digits" in todo("digits_used_up", "zh")
