"""Which finding asks for what to be mended, and which outweighs which."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from edited import draft, grid_of, grids_in
from villages import VILLAGE

from gridgen.model.findings import Finding, Severity
from gridgen.versions.apply import apply
from gridgen.versions.edits import Move
from gridgen.versions.repairs.aims import (
    LIGHTEST_FIRST,
    TOLD,
    aim_of,
    is_told,
    subject_of,
    weight_of,
)
from gridgen.words.say import sentences


def found(rule: str, where: str, severity: Severity = Severity.WARNING, zh: str = "") -> Finding:
    return Finding(rule, severity, where, None, None, zh=zh, en="")


@pytest.mark.parametrize("rule", TOLD)
def test_every_kind_of_finding_that_is_told_is_one_of_a_check(rule: str) -> None:
    assert rule in sentences()


@pytest.mark.parametrize("rule", ["band_missed", "zone_in_pieces", "zone_thin"])
def test_a_zone_that_is_amiss_is_the_aim(rule: str) -> None:
    grid = grids_in(draft().plan, VILLAGE)[1]

    aim = aim_of(draft(), VILLAGE, found(rule, grid))

    assert aim is not None
    assert draft().plan.level("grids").code[list(aim.amiss)].tolist() == [grid]
    assert aim.lies_badly is (rule == "zone_thin")


def test_a_group_that_is_cut_is_to_be_in_one_of_the_zones_in_which_it_is() -> None:
    first, second = grids_in(draft().plan, VILLAGE)
    to = second if grid_of(draft().plan)["h75"] == first else first
    cut = apply(draft(), Move(tuple(f"h{row}" for row in range(75, 90)), to)).draft
    [told] = cut.plan.report.of("preferred_cut")

    aim = aim_of(cut, VILLAGE, told)

    assert aim is not None
    assert aim.whole.tolist() == list(range(60, 90))  # 东村第三村民小组
    assert cut.plan.level("grids").code[list(aim.goals)].tolist() == [first, second]
    assert aim.amiss == aim.goals


def test_a_group_that_is_whole_is_no_aim() -> None:
    told = found("preferred_cut", VILLAGE, zh="东村的村民小组“第三村民小组”分在 2 个网格")

    assert aim_of(draft(), VILLAGE, told) is None


@pytest.mark.parametrize("rule", ["band_impossible", "household_twice", "posts_vacant"])
def test_what_no_edit_of_zones_mends_is_no_aim(rule: str) -> None:
    grid = grids_in(draft().plan, VILLAGE)[0]

    assert aim_of(draft(), VILLAGE, found(rule, grid)) is None


def test_a_household_where_it_belongs_is_no_aim() -> None:
    assert aim_of(draft(), VILLAGE, found("household_outside_zone", "h0")) is None
    assert aim_of(draft(), VILLAGE, found("household_outside_zone", "nobody")) is None


def test_errors_of_any_kind_are_told_and_notes_are_not() -> None:
    assert is_told(found("anything", "", Severity.ERROR))
    assert is_told(found("band_missed", ""))
    assert not is_told(found("anything", "", Severity.NOTE))


def test_errors_weigh_the_most_then_warnings_in_their_order() -> None:
    weights = [weight_of(found(rule, "")) for rule in LIGHTEST_FIRST]
    weights += [weight_of(found("band_missed", "")), weight_of(found("x", "", Severity.ERROR))]

    assert all(one < other for one, other in pairwise(weights))


def test_two_sizes_of_a_zone_are_one_subject_and_two_groups_are_two() -> None:
    sizes = {subject_of(found(rule, "1")) for rule in ("band_missed", "band_impossible")}
    groups = {subject_of(found("preferred_cut", "1", zh=f"“{name}”分在")) for name in "甲乙"}

    assert (len(sizes), len(groups)) == (1, 2)
    assert np.unique([len(subject) for subject in groups]).tolist() == [3]
