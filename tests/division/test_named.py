"""Zones that households name: one for each name, wherever its households lie."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from villages import (
    BY_GROUP,
    GRIDS,
    VILLAGE,
    divide,
    drawn_homes,
    ours,
    said,
    size_of,
    strip,
)

from gridgen.division.named import named_zones
from gridgen.model.findings import Severity

THREE = """
    aaa  bbb
    aaa  bbb
    aaa  ccc
"""


def test_in_unit_mode_every_group_is_one_grid_whatever_its_size(tmp_path: Path) -> None:
    plan = divide(drawn_homes(THREE), strip(), rules=ours(tmp_path, BY_GROUP))

    assert size_of(plan) == {"a": 9, "b": 6, "c": 3}
    assert said(plan.report) == set()


def test_who_names_no_group_goes_with_the_nearest_who_does(tmp_path: Path) -> None:
    plan = divide(drawn_homes("aaax    bbb"), strip(), rules=ours(tmp_path, BY_GROUP))

    assert size_of(plan) == {"a": 4, "b": 3}


def test_a_scattered_group_is_one_grid_and_told_with_the_choices(tmp_path: Path) -> None:
    plan = divide(drawn_homes("aa bbb aa"), strip(), rules=ours(tmp_path, BY_GROUP))

    assert size_of(plan) == {"a": 4, "b": 3}
    (found,) = plan.report.of("unit_scattered")
    assert (found.severity, found.number) == (Severity.WARNING, 2)
    assert "a)" in found.en
    assert "Choose" in found.en


def test_a_scattered_group_that_grids_keep_whole_is_told_the_same(tmp_path: Path) -> None:
    rules = GRIDS.replace("{name}", "{n}") + 'keep = ["place", "group"]\n'
    rules += "band.village = { fewest = 2, most = 9 }"

    plan = divide(drawn_homes("aaa bbb aa"), strip(), rules=ours(tmp_path, rules))

    (found,) = plan.report.of("unit_scattered")
    assert (found.severity, found.number, found.where) == (Severity.WARNING, 2, VILLAGE)
    assert "a): its households lie in 2 places that do not touch (5 rows, 3 in" in found.en


def test_a_group_that_is_a_grid_and_is_kept_whole_below_is_told_once(tmp_path: Path) -> None:
    rules = (
        BY_GROUP.replace("keep = []", 'keep = ["place", "group"]')
        + """
        [[level]]
        name = "teams"
        parent = "grids"
        keep = ["place"]
        label = { zh = "{n}", en = "{n}" }
        band.village = { fewest = 1, most = 3 }
    """
    )

    plan = divide(drawn_homes("aa bbb aa"), strip(), rules=ours(tmp_path, rules))

    assert [f.where for f in plan.report.of("unit_scattered")] == [f"{VILLAGE}001"]


def test_a_village_that_names_no_group_is_one_grid_and_told(tmp_path: Path) -> None:
    plan = divide(drawn_homes("xxxx"), strip(), rules=ours(tmp_path, BY_GROUP))

    assert plan.level("grids").households.tolist() == [4]
    assert said(plan.report) == {"units_unnamed"}


def test_any_column_may_name_the_zones(tmp_path: Path) -> None:
    rules = BY_GROUP.replace('"group"', '"party branch", "group"')

    plan = divide(drawn_homes("aabb", "party branch"), strip(), rules=ours(tmp_path, rules))

    assert size_of(plan) == {"a": 2, "b": 2}


def test_units_off_their_band_are_warnings_alone(tmp_path: Path) -> None:
    rules = BY_GROUP + "band.village = { fewest = 4, most = 8 }"

    plan = divide(drawn_homes(THREE), strip(), rules=ours(tmp_path, rules))

    assert [f.number for f in plan.report.of("unit_off_size")] == [9, 3]
    assert plan.report.errors == ()


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(-1, 2)), min_size=1, max_size=9))
def test_along_a_road_the_nameless_go_with_whoever_is_nearest_on_foot(
    houses: list[tuple[int, int]],
) -> None:
    x, name = np.array(houses).T
    step = np.array([[k, k + 1] for k in range(len(x) - 1)], np.int32).reshape(-1, 2)
    walked = np.concatenate([[0], np.cumsum(np.abs(np.diff(x)) + 1e-9)])
    named = np.flatnonzero(name >= 0)

    zone_of = named_zones(np.column_stack([x, np.zeros(len(x))]).astype(float), step, name)

    assert sorted(set(zone_of)) == list(range(len(set(name[named])) or 1))
    for house in range(len(x)) if len(named) else ():
        away = np.abs(walked[named] - walked[house])
        nearest = named[away <= away.min() + 1e-6]
        assert zone_of[house] in zone_of[nearest]
    for house in named:
        assert (zone_of[named] == zone_of[house]).tolist() == (name[named] == name[house]).tolist()


def test_who_cannot_reach_anybody_with_a_name_goes_by_the_straight_line() -> None:
    xy = np.array([[0.0, 0], [10, 0], [30, 0], [35, 0]])

    zone_of = named_zones(xy, np.array([[0, 1]], np.int32), np.array([4, 6, -1, -1]))

    assert zone_of.tolist() == [0, 1, 1, 1]
