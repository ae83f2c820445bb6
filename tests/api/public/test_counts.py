"""Small counts are withheld, and so is what would give them away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import altered, town

from api.public.counts import shown_counts
from gridgen.model.plan import Plan

GROUPS = "ten_household_groups"


def counted(grids: list[int], communities: tuple[int, int] | None = None) -> Plan:
    """The town with these households in its six grids, three in each community; `communities` tells
    how many each has, where some live in no grid.
    """
    plan = town()
    top = replace(plan.levels[0], households=grids)
    sums = communities or (sum(grids[:3]), sum(grids[3:]))
    count = np.zeros(len(plan.township.households), int)
    for row, number in enumerate(sums):
        count[np.flatnonzero(plan.community_of == row)[0]] = number
    roll = replace(plan.township.households, count=count)
    return replace(altered(plan, households=roll), levels=(top, *plan.levels[1:]))


@pytest.mark.parametrize(("few", "shown"), [(0, 0), (1, None), (9, None), (10, 10), (11, 11)])
def test_a_count_below_the_least_is_withheld(few: int, shown: int | None) -> None:
    found = shown_counts(counted([few, 50, 60, 70, 80, 90]), ["grids"], 10)

    assert found["grids"].tolist() == [shown, 50, 60, 70, 80, 90]


def test_so_is_the_total_that_would_give_it_away() -> None:
    found = shown_counts(counted([3, 50, 60, 70, 80, 90]), ["grids"], 10)

    assert found["communities"].tolist() == [None, 240]


def test_so_is_a_total_with_a_few_who_live_in_no_grid() -> None:
    found = shown_counts(counted([20, 50, 60, 70, 80, 90], (133, 240)), ["grids"], 10)

    assert found["communities"].tolist() == [None, 240]
    assert found["grids"].tolist() == [20, 50, 60, 70, 80, 90]


def test_a_total_with_many_who_live_in_no_grid_is_shown() -> None:
    found = shown_counts(counted([20, 50, 60, 70, 80, 90], (140, 240)), ["grids"], 10)

    assert found["communities"].tolist() == [140, 240]


def test_a_level_that_is_not_published_gives_nothing_away() -> None:
    plan = counted([20, 20, 20, 70, 80, 90])
    assert set(plan.level(GROUPS).households.tolist()) == {10}

    one = shown_counts(plan, ["grids"], 11)
    both = shown_counts(plan, ["grids", GROUPS], 11)

    assert one["grids"].tolist() == [20, 20, 20, 70, 80, 90]
    assert GROUPS not in one
    assert both[GROUPS].tolist() == [None] * 6
    assert both["grids"].tolist() == [None, None, None, 70, 80, 90]
    assert both["communities"].tolist() == [None, 240]


@given(
    grids=st.lists(st.integers(0, 30), min_size=6, max_size=6),
    beside=st.tuples(st.integers(0, 15), st.integers(0, 15)),
    least=st.integers(0, 20),
)
def test_no_withheld_count_follows_from_those_that_are_shown(
    grids: list[int], beside: tuple[int, int], least: int
) -> None:
    totals = (sum(grids[:3]) + beside[0], sum(grids[3:]) + beside[1])

    found = shown_counts(counted(grids, totals), ["grids"], least)

    for row, total in enumerate(found["communities"].tolist()):
        parts = found["grids"].tolist()[3 * row : 3 * row + 3]
        told = [number for number in [total, *parts] if number is not None]
        assert all(number == 0 or number >= least for number in told)
        if total is not None:
            assert None not in parts
            rest = total - sum(parts)
            assert rest == 0 or rest >= least


def test_a_few_who_belong_nowhere_hide_all_totals() -> None:
    plan = counted([3, 50, 60, 70, 80, 90])
    top = plan.levels[0]
    lost = replace(top, community=["?"] * 6)

    found = shown_counts(replace(plan, levels=(lost, *plan.levels[1:])), ["grids"], 10)

    assert found["communities"].tolist() == [None, None]
    assert found["grids"].tolist() == [None, 50, 60, 70, 80, 90]
