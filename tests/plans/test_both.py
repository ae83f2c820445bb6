"""The households of two plans side by side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import altered, town

from gridgen.model.plan import Plan
from gridgen.plans.both import both_of


def with_ids(ids: list[str]) -> Plan:
    """A plan of so many households, of the town."""
    plan = town()
    rows = np.arange(len(ids))
    households = plan.township.households
    few = {name: getattr(households, name)[rows] for name in
           ("given", "xy", "count", "community", "source", "part_of", "standing")}  # fmt: skip
    return altered(plan, households=replace(households, ids=np.array(ids, object), **few))


def slow(old: list[str], new: list[str]) -> set[tuple[str, int, int]]:
    """Pairs of rows, found the slow way: the nth of an id is the nth of it."""
    pairs = set()
    for name in {*old, *new}:
        was, now = ([row for row, one in enumerate(ids) if one == name] for ids in (old, new))
        for nth in range(max(len(was), len(now))):
            at = [side[nth] if nth < len(side) else -1 for side in (was, now)]
            pairs.add((name, *at))
    return pairs


@given(old=st.lists(st.sampled_from("abc"), max_size=6), new=st.lists(st.sampled_from("abc"),
                                                                      max_size=6))  # fmt: skip
def test_everybody_is_matched_by_id_and_equals_by_their_order(
    old: list[str], new: list[str]
) -> None:
    both = both_of(with_ids(old), with_ids(new))

    found = zip(both.ids.tolist(), both.at_old.tolist(), both.at_new.tolist(), strict=True)
    assert set(found) == slow(old, new)


@pytest.mark.parametrize("swap", [False, True])
def test_a_household_weighs_the_same_from_both_sides(swap: bool) -> None:
    sides = [with_ids(["a", "b"]), with_ids(["b", "c", "d"])]

    both = both_of(*(sides[::-1] if swap else sides))

    assert dict(zip(both.ids, both.weight, strict=True)) == {"a": 2, "b": 2, "c": 2, "d": 2}
