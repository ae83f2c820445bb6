"""What a grid system asks besides sizes and shapes: radius, named units, whole chains."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from plans import EAST_GATE, VILLAGE, altered, town

from gridgen.checks.system import chain_is_whole, radius_is_kept, units_are_named, units_are_whole
from gridgen.model.findings import Severity
from gridgen.model.links import Links
from gridgen.model.plan import Plan
from gridgen.plans.seen import Seen
from gridgen.rules.levels import Above, Limits, Rules
from gridgen.rules.loader import load_rules

NOBODY = Links(np.zeros((0, 2), np.int32), np.zeros(0), np.zeros(0, bool))
FIRST, SECOND = f"{VILLAGE}001", f"{VILLAGE}002"


def grids_as(**said: Any) -> Rules:
    """The standard rules with a level of grids of which other things are said."""
    standard = load_rules("standard")
    return replace(standard, levels=(replace(standard.levels[0], **said),))


def with_keys(plan: Plan, **names: list[str]) -> Plan:
    """The plan whose first households have these names; all others have none."""
    n = len(plan.township.households)
    keys = {key: np.array(said + [""] * (n - len(said)), object) for key, said in names.items()}
    return altered(plan, households=replace(plan.township.households, keys=keys))


@pytest.mark.parametrize(
    ("radius_m", "told"), [(200.25, [FIRST, f"{VILLAGE}003"]), (200.26, [f"{VILLAGE}003"])]
)
def test_a_household_beyond_the_service_radius_is_told(radius_m: float, told: list[str]) -> None:
    rules = grids_as(limits={"village": Limits(radius_m=radius_m)})

    found = list(radius_is_kept(Seen(town(), NOBODY, rules)))

    assert [f.where for f in found] == told
    assert {f.severity for f in found} == {Severity.WARNING}


def test_a_radius_that_is_hard_is_an_error() -> None:
    rules = grids_as(limits={"village": Limits(radius_m=200)}, hard=("radius",))

    assert {f.severity for f in radius_is_kept(Seen(town(), NOBODY, rules))} == {Severity.ERROR}


BY_GROUP = {"mode": {"village": "unit", "community": "band"}, "by": ("group", "estate")}


def test_households_that_name_no_unit_are_counted_where_nobody_in_their_parent_does() -> None:
    rules = grids_as(**BY_GROUP)
    plan = town()

    (found,) = units_are_named(Seen(with_keys(plan, group=[]), NOBODY, rules))

    assert (found.rule, found.where, found.number) == ("units_unnamed", VILLAGE, 60)
    one = with_keys(plan, group=[], estate=["一村"])
    assert list(units_are_named(Seen(one, NOBODY, rules))) == []


def test_one_name_in_two_zones_is_cut_and_the_first_column_that_says_one_counts() -> None:
    plan = town()
    at = int(np.flatnonzero(plan.zone_of["grids"] == 1)[0])
    names = ["一组"] + [""] * (at - 1) + ["一组"]
    both = with_keys(plan, group=names)
    other = with_keys(plan, group=["二组"], estate=names)

    found = list(units_are_whole(Seen(both, NOBODY, grids_as(**BY_GROUP))))

    assert [(f.rule, f.where) for f in found] == [("unit_cut", "一组")]
    assert f"{FIRST}, {SECOND}" in found[0].en
    assert list(units_are_whole(Seen(other, NOBODY, grids_as(**BY_GROUP)))) == []


def test_one_name_in_two_communities_is_two_units() -> None:
    plan = town()
    names = ["一组"] + [""] * 59 + ["一组"]  # the last lives at East Gate
    rules = grids_as(mode={"village": "unit", "community": "unit"}, by=("group",))

    assert list(units_are_whole(Seen(with_keys(plan, group=names), NOBODY, rules))) == []


@pytest.mark.parametrize(("digits", "told"), [(11, []), (12, [VILLAGE, EAST_GATE])])
def test_a_community_whose_code_is_too_short_for_a_level_above_ends_its_chain(
    digits: int, told: list[str]
) -> None:
    rules = replace(load_rules("standard"), above=(Above("towns", digits),))

    found = list(chain_is_whole(Seen(town(), NOBODY, rules)))

    assert [f.where for f in found] == told
    assert {f.severity for f in found} <= {Severity.ERROR}
