"""Zones that households name: one for each name, wherever its households lie."""

from __future__ import annotations

from pathlib import Path

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
