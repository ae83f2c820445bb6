"""Communities that stay have the zones, codes and households that the plan has there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from villages import (
    AROUND,
    CITY,
    NEXT_VILLAGE,
    VILLAGE,
    divide,
    grid_of,
    ground,
    ours,
    points,
    township,
)

import gridgen
from gridgen.division.options import Options
from gridgen.division.pipeline import divide_township
from gridgen.division.stays import metres_in
from gridgen.model.errors import ProblemError
from gridgen.model.plan import Plan
from gridgen.plans.township import township_of
from gridgen.rules.loader import load_rules


@pytest.fixture(scope="module")
def plan() -> Plan:
    return divide(*township())


def again(plan: Plan, *stays: str, **asked: object) -> Plan:
    """Divide the same households anew, with another number of grids in the village."""
    rules = load_rules(plan.made_by.rules)
    options = Options(effort="fast", **({"seed": 5, "grids": {VILLAGE: 2}} | asked))
    return divide_township(
        township_of(plan, rules), rules, existing=plan, options=options, stays=stays
    )


def test_zones_stand_in_the_order_of_communities_and_each_household_in_its_own(plan: Plan) -> None:
    new = again(plan, NEXT_VILLAGE, CITY)

    for zones in new.levels:
        rank = [(VILLAGE, NEXT_VILLAGE, CITY).index(code) for code in zones.community]
        assert rank == sorted(rank)
        assert len(set(zones.code)) == len(zones)
        there = new.zone_of[zones.level] >= 0
        weights = new.township.households.count[there]
        counted = np.bincount(new.zone_of[zones.level][there], weights, minlength=len(zones))
        assert counted.tolist() == zones.households.tolist()
    before, after = grid_of(plan), grid_of(new)
    assert all(after[i] == c for i, c in before.items() if not c.startswith(VILLAGE))
    assert gridgen.check(new).errors == ()


def test_codes_of_communities_that_stay_are_not_retired(plan: Plan) -> None:
    new = again(plan, NEXT_VILLAGE, CITY, grids={})

    assert new.made_by.retired == plan.made_by.retired


def test_the_metres_of_a_plan_are_those_of_all_its_communities(plan: Plan) -> None:
    new = again(plan, NEXT_VILLAGE, CITY, grids={})

    assert new.made_by.metres == pytest.approx(plan.made_by.metres, rel=1e-3)
    assert metres_in(plan, {VILLAGE, NEXT_VILLAGE, CITY}) == pytest.approx(
        plan.made_by.metres, rel=1e-3
    )
    assert again(plan, CITY, certify=True, grids={}).made_by.lower_bound_m is None


def test_special_grids_of_communities_that_stay_stay() -> None:
    from shapely import box

    market = ground(box(340, 40, 400, 100), name=["东市场"], size=[50])
    old = divide(*township(), special=market)

    new = again(old, NEXT_VILLAGE, CITY)

    kept = [z for z in new.levels[0].name if z == "东市场"]
    assert len(kept) == 1
    assert grid_of(new).keys() == grid_of(old).keys()
    assert gridgen.check(new).errors == ()


def test_centres_of_communities_that_stay_keep_their_zones(tmp_path: Path) -> None:
    rules = ours(tmp_path, AROUND.replace("most = 9", "most = 140"))
    homes, land = township()
    near = [(60, 60), (200, 100), (360, 60), (500, 100)]
    centres = points(*near, id=["a", "b", "c", "d"])
    old = divide(homes.iloc[:280], land.iloc[:2], centres=centres, rules=rules)

    new = again(old, NEXT_VILLAGE, grids={})

    assert old.township.centres is not None
    assert new.township.centres is not None
    assert new.township.centres.zones.tolist() == old.township.centres.zones.tolist()
    assert all(new.township.centres.zones)


def test_where_the_plan_has_other_communities_nothing_can_stay(plan: Plan) -> None:
    land = plan.communities
    other = replace(land, code=[f"{code[:-1]}9" for code in land.code])
    known = load_rules("standard")
    strange = replace(township_of(plan, known), communities=other)

    with pytest.raises(ProblemError, match="The rules divide several villages as one"):
        divide_township(strange, known, existing=plan, options=Options(effort="fast"), stays={CITY})
