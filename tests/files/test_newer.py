"""A newer list beside a plan: its households, under which ids, and which villages stay."""

from __future__ import annotations

import pandas as pd
import pytest
from villages import divide, field, homes, square

from gridgen.files.newer import Newer, with_newer
from gridgen.model.errors import ProblemError
from gridgen.model.plan import Plan
from gridgen.plans.township import township_of
from gridgen.rules.loader import load_rules


@pytest.fixture(scope="module")
def plan() -> Plan:
    ties = pd.DataFrame(
        {"tie": ["apart"] * 2, "of": ["", "building"], "first": ["h0", "A"], "second": ["h9", "B"]}
    )
    table = homes(field(12, 10), households=5, building=["A", *["B"] * 119])
    return divide(table, square(), ties=ties)


def newer(plan: Plan, ids: list[str], **asked: str | bool) -> Newer:
    rules = load_rules("standard")
    table = homes(field(12, 10), building=["A", *["B"] * 119]).assign(id=ids)
    return with_newer(township_of(plan, rules), table, rules, **asked)


def test_a_list_with_the_ids_of_the_plan_changes_no_id(plan: Plan) -> None:
    found = newer(plan, [f"h{k}" for k in range(120)])

    assert (found.id_of, found.stays) == ({}, frozenset())
    assert [f.rule for f in found.township.findings] == []


def test_ties_name_households_by_their_new_ids_and_buildings_as_before(plan: Plan) -> None:
    found = newer(plan, [f"n{k}" for k in range(120)], new_ids="match-by-place")

    assert found.id_of["h9"] == "n9"
    ties = [(tie.key, tie.first, tie.second) for tie in found.township.ties]
    assert ties == [("id", "n0", "n9"), ("building", "A", "B")]


def test_ties_of_households_that_are_gone_are_told(plan: Plan) -> None:
    found = newer(plan, [f"n{k}" for k in range(120)], new_ids="accept")

    assert {f.rule for f in found.township.findings} == {"ids_unknown", "tie_unknown"}


def test_another_word_is_refused_with_those_there_are(plan: Plan) -> None:
    with pytest.raises(ProblemError, match="'yes'; expected one of: match-by-place, accept"):
        newer(plan, ["a"] * 120, new_ids="yes")
