"""Who has which post is read from layers of posts and people, and from lists of grids."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import shapely
from edited import town
from returning import NORTH, SOUTH, rules_of
from villages import ORIGIN

from gridgen.model.people import People, Post, Staff
from gridgen.model.plan import Plan
from gridgen.rules.loader import load_rules
from gridgen.versions.draft import open_draft
from gridgen.versions.edits import Assign
from gridgen.versions.returned.edits import edits_from
from gridgen.versions.returned.posts import holders, posts_in
from gridgen.versions.returned.tables import handed_back


@cache
def staffed() -> Plan:
    """The town with p1 as the head of the north, p2 of the south, and p3 who has nothing to do."""
    ids = ["p1", "p2", "p3"]
    people = People(ids, ["head"] * 3, ORIGIN + np.zeros((3, 2)), [""] * 3, [""] * 3)
    posts = (Post("head", "grids", NORTH, "p1", 90, 0.0), Post("head", "grids", SOUTH, "p2", 60, 0))
    nobody = np.full(len(town().township.households), -1, np.int32)
    nowhere = np.array([shapely.Polygon()] * 3, object)
    return replace(town(), staff=Staff(people, posts, {"head": nobody}, nowhere))


def listed(north: str, south: str) -> pd.DataFrame:
    return pd.DataFrame({"编码": [NORTH, SOUTH], "网格长": [north, south]})


def test_a_list_as_it_was_handed_out_says_nothing_new() -> None:
    assert posts_in(staffed(), listed("p1（0712-8801）", "p2"), "编码") == {}


def test_a_table_without_roles_says_nothing_at_all() -> None:
    assert posts_in(staffed(), listed("p1", "p2")[["编码"]], "编码") is None
    assert posts_in(town(), listed("p1", "p2"), "编码") is None


def test_people_stand_in_the_columns_of_their_roles_with_marks_between_them() -> None:
    said = posts_in(staffed(), listed("p1、p3 (1)", ""), "编码")

    assert said == {("head", NORTH): ("p1", "p3"), ("head", SOUTH): ()}


def test_the_layer_of_posts_and_that_of_people_say_the_same() -> None:
    posts = pd.DataFrame({"role": ["head"] * 2, "zone": [NORTH, SOUTH], "person": ["p3", "p2"]})
    people = pd.DataFrame({"id": ["p1", "p2", "p3"], "role": ["head"] * 3,
                           "zones": ["", SOUTH, NORTH]})  # fmt: skip

    assert posts_in(staffed(), posts, None) == {("head", NORTH): ("p3",)}
    assert posts_in(staffed(), people, None) == {("head", NORTH): ("p3",)}


def test_the_holders_of_a_plan_are_by_role_and_zone() -> None:
    assert holders(staffed()) == {("head", NORTH): ("p1",), ("head", SOUTH): ("p2",)}


def test_whoever_the_plan_does_not_know_is_told_and_not_named() -> None:
    begin = open_draft(staffed(), load_rules("standard"))

    back = edits_from(begin, handed_back(begin.plan, {"汇总": listed("张三", "p3")}, "a.xlsx"))

    assert back.edits == (Assign(SOUTH, "head", ("p3",)),)
    assert rules_of(back.findings) == ["returned_person"]
    assert "东村第一网格的网格长填了方案人员里没有的 1 人" in back.findings[0].zh
    assert "张三" not in back.findings[0].zh


def test_single_households_cannot_be_given_a_contact_and_that_is_told() -> None:
    begin = open_draft(staffed(), load_rules("standard"))
    ids = begin.plan.township.households.ids
    homes = pd.DataFrame({"id": ids, "head": np.where(ids == "h5", "p1", "")})

    back = edits_from(begin, handed_back(begin.plan, {"households": homes}, "a.csv"))

    assert back.edits == ()
    assert rules_of(back.findings) == ["returned_contact"]
    assert "1 行住户的网格长改了（如 h5）" in back.findings[0].zh
