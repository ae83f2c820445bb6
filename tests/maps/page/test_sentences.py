"""The sentences of a page: how many households the list has, and where they are."""

from __future__ import annotations

from dataclasses import replace

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


def test_households_of_the_list_are_those_in_grids_and_those_outside() -> None:
    plan = left_out(town(), [0, 1], "unplaced")

    assert balance(plan, "zh") == "共 1,261 户：网格内 1,258 户，边界外 3 户"
    assert balance(plan, "en") == "1,261 households: 1,258 in grids, 3 outside every boundary"


def test_virtual_grids_are_told_where_there_are_any() -> None:
    plan = left_out(town(), [0, 1, 2], "virtual")

    assert balance(plan, "en") == (
        "1,261 households: 1,257 in grids, 3 without a place (virtual grids), "
        "1 outside every boundary"
    )


def test_nothing_is_told_of_where_nobody_is() -> None:
    plan = town()
    placed = replace(plan, presence=["placed"] * len(plan.presence))

    assert balance(placed, "en") == "1,261 households: 1,261 in grids"


def test_every_sentence_of_the_page_is_in_one_language() -> None:
    zh, en = words(town(), "zh"), words(town(), "en")

    assert zh.keys() == en.keys()
    assert (zh["zone_border"], en["zone_border"]) == ("网格界", "Border of grids")
