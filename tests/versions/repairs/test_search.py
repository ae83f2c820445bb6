"""The search: what is amiss is mended, over a chain of zones if need be, and nothing gets worse."""

from __future__ import annotations

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from sketched import before, drawn, picture_of

from gridgen.model.bands import Band
from gridgen.versions.repairs.search import CUT_M, Wanted, cost_of, is_no_worse, mended
from gridgen.versions.repairs.trial import Trial, shifted


def found(trial: Trial, *zones: int, lies_badly: bool = False) -> list[Trial]:
    return mended(trial.sketch, [trial], Wanted(frozenset(zones), lies_badly, moved_m=1.0))


def test_the_cheapest_way_comes_first() -> None:
    trial = before("aaaaaabb", band=Band(2, 5))

    costs = [cost_of(one, trial, 1.0) for one in found(trial, 0)]

    assert costs == sorted(costs)
    assert len(costs) > 1


def test_what_is_short_is_taken_over_a_chain_of_zones() -> None:
    trial = before("aabbbcccc", band=Band(3, 3))

    assert picture_of(found(trial, 0)[0]) == "aaabbbccc"


def test_a_zone_in_pieces_becomes_one() -> None:
    picture = drawn("""
        aaabb
        aaabb
        bbbba
    """)

    first = found(before(picture, band=Band(2, 13)), 0)[0]

    assert len(first.zones[0].parts) == 1
    assert first.moved == 1


def test_groups_stay_whole_where_they_can() -> None:
    trial = before("aaaaaabb", groups="xxxyyyzz", band=Band(2, 5))

    first = found(trial, 0)[0]

    assert picture_of(first) == "aaabbbbb"
    assert first.cuts == 0


def test_locked_zones_stay() -> None:
    trial = before("aaaaaabbcc", band=Band(2, 4), locked="b")

    assert found(trial, 0) == []


def test_a_cut_group_weighs_more_than_any_walk() -> None:
    trial = before("aabb", groups="xxyy")

    assert cost_of(shifted(trial, [1], 1), trial, 0.0) > CUT_M / 2


@pytest.mark.parametrize(("to", "is_good"), [([2], True), ([0, 2], False)])
def test_a_trial_is_no_worse_only_where_no_other_zone_is(to: list[int], is_good: bool) -> None:
    trial = before("aaabb", band=Band(2, 3))

    assert is_no_worse(shifted(trial, to, 1), trial, [0]) is is_good


@examples(30)
@given(st.lists(st.integers(1, 6), min_size=2, max_size=4))
def test_whatever_is_found_mends_what_was_asked_and_makes_nothing_worse(sizes: list[int]) -> None:
    line = "".join(letter * size for letter, size in zip("abcd", sizes, strict=False))
    trial = before("\n".join([line] * 2), band=Band(3, 9))
    amiss = [label for label in trial.zones if trial.badness(label)]

    for one in found(trial, *amiss[:1]):
        assert all(one.badness(label) == 0 for label in amiss[:1])
        assert all(one.badness(label) <= trial.badness(label) for label in one.zones)
