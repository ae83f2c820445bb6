"""A plan of one community alone: what stands there, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from plans import EAST_GATE, VILLAGE, town

from gridgen.model.errors import NotInPlanError
from gridgen.model.findings import Finding, Report, Severity
from gridgen.plans.part import part_of


@pytest.mark.parametrize("community", [VILLAGE, EAST_GATE])
def test_a_part_has_each_household_of_its_community_in_the_zone_that_it_had(community: str) -> None:
    plan = town()
    home = np.flatnonzero(plan.communities.code[plan.community_of] == community)
    home = home[plan.community_of[home] >= 0]

    part = part_of(plan, community)

    assert part.communities.code.tolist() == [community]
    assert part.township.households.ids.tolist() == plan.township.households.ids[home].tolist()
    for level in plan.zone_of:
        codes = np.append(part.level(level).code, "")[part.zone_of[level]]
        whole = np.append(plan.level(level).code, "")[plan.zone_of[level][home]]
        assert codes.tolist() == whole.tolist()


def test_a_level_without_zones_there_stays_and_is_empty() -> None:
    part = part_of(town(), EAST_GATE)

    assert len(part.level("ten_household_groups")) == 0
    assert set(part.zone_of["ten_household_groups"].tolist()) == {-1}


def test_findings_are_those_that_name_the_community_or_a_zone_of_it() -> None:
    def said(where: str) -> Finding:
        return Finding("band_missed", Severity.ERROR, where, 1, 2, "", "")

    wheres = [VILLAGE, f"{VILLAGE}002", f"{VILLAGE}00201", EAST_GATE, f"{EAST_GATE}001", "h1"]
    plan = replace(town(), report=Report(tuple(said(where) for where in wheres)))

    assert [found.where for found in part_of(plan, VILLAGE).report] == wheres[:3]


def test_a_community_that_is_not_there_is_refused() -> None:
    with pytest.raises(NotInPlanError, match="no community '990101001999'"):
        part_of(town(), "990101001999")
