"""A border drawn by hand does not cut what the rules keep together; a villager group it may."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from edited import draft, town
from returning import rules_of
from villages import CITY

from gridgen.model.arrays import texts
from gridgen.model.plan import Plan
from gridgen.versions.returned.whole import kept_whole


def with_building(*rows: int) -> Plan:
    """The town with some rows of the community as one building."""
    households = town().township.households
    building = households.keys["building"].copy()
    building[[*rows]] = "大楼"
    keys = {**households.keys, "building": texts(building)}
    township = replace(town().township, households=replace(households, keys=keys))
    return replace(town(), township=township)


def labels(plan: Plan) -> np.ndarray:
    return plan.level("grids").code[plan.zone_of["grids"]].astype(object)


def test_a_building_goes_to_the_side_with_most_of_its_households() -> None:
    rows = [row for row in range(300, 390) if labels(town())[row] == f"{CITY}002"][:3]
    plan = with_building(*rows)
    drawn = labels(plan)
    drawn[rows[0]] = "west"

    told = kept_whole(plan, draft().rules, "grids", drawn, "a.shp")

    assert set(drawn[rows]) == {f"{CITY}002"}
    assert rules_of(told) == ["returned_cut"]
    assert "“大楼”；按规则不拆，30 户都归其中 20 户所在的一边" in told[0].zh


def test_a_building_that_was_cut_before_may_be_cut() -> None:
    rows = np.flatnonzero(labels(town()) == f"{CITY}001")[-1:]
    other = np.flatnonzero(labels(town()) == f"{CITY}002")[:1]
    plan = with_building(rows[0], other[0])
    drawn = labels(plan)

    assert kept_whole(plan, draft().rules, "grids", drawn, "a.shp") == ()
    assert drawn.tolist() == labels(town()).tolist()


def test_a_villager_group_may_be_cut() -> None:
    drawn = labels(town())
    drawn[:3] = "west"

    assert kept_whole(town(), draft().rules, "grids", drawn, "a.shp") == ()
    assert set(drawn[:3]) == {"west"}
