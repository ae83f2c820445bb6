"""A plan says what it is, and refuses to name what it does not have."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from plans import EAST_GATE, VILLAGE, altered, town

from gridgen.model.errors import NotInPlanError
from gridgen.model.findings import Finding, Report, Severity
from gridgen.model.zones import Zones


def say(severity: Severity) -> Finding:
    return Finding("rule", severity, "here", None, None, zh="中", en="en")


NOTE, WARNING = Severity.NOTE, Severity.WARNING


def test_a_plan_says_in_three_lines_what_it_is() -> None:
    plan = replace(town(), report=Report(tuple(map(say, (NOTE, WARNING, WARNING)))))

    lines = repr(plan).splitlines()

    assert lines == [
        "Plan: households 1261, communities 2, grids 6, ten_household_groups 6",
        "findings: error 0, warning 2, note 1",
        "made by rules='standard', seed=0",
    ]


def test_a_level_is_found_by_its_name_or_the_levels_are_listed() -> None:
    assert len(town().level("grids")) == 6
    with pytest.raises(NotInPlanError, match="no level 'teams'; it has: grids, ten_household_gr"):
        town().level("teams")


def test_a_plan_without_communities_is_refused() -> None:
    with pytest.raises(NotInPlanError, match="needs the communities that were divided"):
        altered(town(), communities=None)


def kinds(zones: Zones, *kind: str) -> Zones:
    return replace(zones, kind=[*kind, *zones.kind[len(kind) :]])


def test_rules_go_by_the_class_of_a_community_and_by_the_kind_of_what_is_set_aside() -> None:
    communities = replace(town().communities, urban_class=["210", ""])
    plan = altered(town(), communities=communities)

    known = plan.class_or_kind(kinds(plan.level("grids"), "special", "virtual"))

    assert plan.communities.code.tolist() == [VILLAGE, EAST_GATE]
    assert known.tolist() == ["special", "virtual", "210", "community", "community", "community"]


def test_whoever_has_no_place_is_virtual() -> None:
    plan = town()
    presence = np.where(np.arange(len(plan.presence)) == 2, "virtual", plan.presence)

    found = replace(plan, presence=presence)

    assert np.flatnonzero(found.is_virtual).tolist() == [2]
    assert not plan.is_virtual.any()
