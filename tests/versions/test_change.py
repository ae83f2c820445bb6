"""A change swaps zones of a plan for others, in their order, and its inverse swaps them back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from edited import draft, grid_of, grids_in, print_of, town
from hypothesis import given
from hypothesis import strategies as st
from villages import CITY, VILLAGE

from gridgen.model.arrays import texts
from gridgen.model.errors import NotInPlanError
from gridgen.versions.apply import apply
from gridgen.versions.change import Change, State, block_of, changed, order_key, rows_of_codes
from gridgen.versions.edits import Merge, Split


def test_a_block_holds_zones_and_the_rows_of_who_is_in_each() -> None:
    block = block_of(town(), "grids", np.array([1, 0]))

    assert block.zones.code.tolist() == town().level("grids").code[[1, 0]].tolist()
    assert [len(rows) for rows in block.members] == [
        int((town().zone_of["grids"] == zone).sum()) for zone in (1, 0)
    ]


def test_zones_stand_by_community_then_what_is_set_aside_then_by_code() -> None:
    rank = {"B": 0, "A": 1}
    zones = [("A", "village", "A001"), ("B", "special", "B801"), ("B", "village", "B002"),
             ("B", "village", "B001"), ("B", "virtual", "B901")]  # fmt: skip

    found = sorted(zones, key=lambda zone: order_key(*zone, rank))

    assert [code for _, _, code in found] == ["B001", "B002", "B801", "B901", "A001"]


@given(st.lists(st.integers(2, 4), min_size=1, max_size=3))
def test_new_zones_are_put_where_their_codes_stand_whatever_came_before(parts: list[int]) -> None:
    made = draft()
    for number in parts:
        made = apply(made, Split(grids_in(made.plan, CITY)[0], number)).draft

    for zones in made.plan.levels:
        rank = {code: row for row, code in enumerate(made.plan.communities.code)}
        keys = [
            order_key(*each, rank)
            for each in zip(zones.community, zones.kind, zones.code, strict=True)
        ]
        assert keys == sorted(keys)


def test_a_change_of_another_plan_is_refused_and_names_the_code() -> None:
    merged = apply(draft(), Merge(tuple(grids_in(town(), VILLAGE))))
    gone = ({*grids_in(town(), VILLAGE)} - {*grids_in(merged.draft.plan, VILLAGE)}).pop()

    with pytest.raises(NotInPlanError, match=gone):
        changed(merged.draft.plan, merged.change)


def test_rows_of_codes_are_in_the_order_in_which_they_are_asked_for() -> None:
    zones = town().level("grids")

    assert rows_of_codes(zones, zones.code[[3, 0, 2]]).tolist() == [3, 0, 2]


def test_locks_and_retired_codes_with_their_days_come_and_go_with_a_change() -> None:
    code = f"{VILLAGE}009"
    change = Change(
        State(), State(locks=(f"{VILLAGE}001",), retired={"grids": (code,)},
                       retired_on={code: "2026-11-29"})
    )  # fmt: skip

    after = changed(town(), change)
    back = changed(after, change.inverse)

    assert after.made_by.locks == (f"{VILLAGE}001",)
    assert (after.made_by.retired["grids"], after.made_by.retired_on) == (
        (code,), {code: "2026-11-29"}
    )  # fmt: skip
    assert print_of(back) == print_of(town())


def test_households_go_where_the_blocks_say_and_no_others_move() -> None:
    codes = grids_in(town(), VILLAGE)
    before = block_of(town(), "grids", rows_of_codes(town().level("grids"), codes))
    everybody = np.sort(np.concatenate(before.members)).astype(np.int32)
    nobody = np.zeros(0, np.int32)
    after = replace(
        before,
        zones=replace(before.zones, name=texts(["全村", "空"])),
        members=(everybody, nobody),
    )

    new = changed(town(), Change(State({"grids": before}), State({"grids": after})))

    was, now = grid_of(town()), grid_of(new)
    assert {id_ for id_ in was if was[id_] != now[id_]} == {
        id_ for id_ in was if was[id_] == codes[1]
    }
    assert {now[id_] for id_ in was if was[id_] == codes[1]} == {codes[0]}
