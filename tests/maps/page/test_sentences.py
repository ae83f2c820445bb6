"""The sentences of a page: how many households the list has, and where they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from plans import town

from gridgen.model.plan import Plan
from maps.page.sentences import balance, words


def left_out(plan: Plan, rows: list[int], presence: str) -> Plan:
    """The plan whose households in `rows` have another presence, and no grid if unplaced."""
    how = plan.presence.copy()
    how[rows] = presence
    zone_of = {level: at.copy() for level, at in plan.zone_of.items()}
    if presence == "unplaced":
        for at in zone_of.values():
            at[rows] = -1
    return replace(plan, presence=how, zone_of=zone_of)


def test_households_of_the_list_are_those_placed_and_those_left_out() -> None:
    plan = left_out(town(), [0, 1], "unplaced")

    assert balance(plan, "zh") == "名册共 1,261 户：划入 1,258 户，未划入 3 户"
    assert balance(plan, "en") == "1,261 households in the list: 1,258 placed, 3 left out"


def test_virtual_grids_are_told_where_there_are_any() -> None:
    plan = left_out(town(), [0, 1, 2], "virtual")

    assert balance(plan, "en") == (
        "1,261 households in the list: 1,257 placed, 3 in virtual grids, 1 left out"
    )


def test_a_plan_without_levels_counts_those_that_have_a_community() -> None:
    plan = town()
    bare = replace(
        plan, levels=(), zone_of={}, community_of=np.where(plan.community_of == 0, -1, 0)
    )

    said = balance(bare, "en")

    assert said.startswith("1,261 households in the list: ")
    assert said.endswith(", 60 left out")


def test_every_sentence_of_the_page_is_in_one_language() -> None:
    zh, en = words(town(), "zh"), words(town(), "en")

    assert zh.keys() == en.keys()
    assert (zh["zone_border"], en["zone_border"]) == ("网格界", "Border of grids")
