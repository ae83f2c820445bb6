"""Regions divided anew one after the other: never worse, the same each time, larger when idle."""

from __future__ import annotations

import numpy as np
import pytest
from area_towns import is_whole, town_around, value_of
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from gridgen.solver.freed import places
from gridgen.solver.regions import LEAST, MOST, Regions


def never() -> bool:
    return False


@examples(30)
@given(seed=st.integers(0, 10**6), n=st.integers(10, 30), priced=st.booleans())
def test_regions_never_make_a_division_worse_or_break_it(seed: int, n: int, priced: bool) -> None:
    town, state = town_around(seed, n, 5, linked=True, priced=priced)
    regions = Regions(places(town, state.centre_of), np.random.default_rng(0))

    found = regions.improve(state.grid_of, work=1_000, is_over=never)

    of = found.astype(np.int64)
    before = value_of(town, state, state.grid_of.astype(np.int64))
    outside, score = value_of(town, state, of)
    assert (outside, score - 1e-6) <= before
    assert is_whole(town, state, of)


def test_no_region_is_begun_once_the_search_is_over() -> None:
    town, state = town_around(3, 20, 4, linked=True, priced=False)
    regions = Regions(places(town, state.centre_of), np.random.default_rng(0))

    found = regions.improve(state.grid_of, work=3_000, is_over=lambda: True)

    assert found.tolist() == state.grid_of.tolist()


def test_the_same_random_words_give_the_same_division() -> None:
    town, state = town_around(8, 60, 6, linked=True, priced=False)
    one, two = (
        Regions(places(town, state.centre_of), np.random.default_rng(5)).improve(
            state.grid_of, work=1_500, is_over=never
        )
        for _ in range(2)
    )

    assert one.tolist() == two.tolist()


@pytest.mark.parametrize(("long", "times", "size"), [(False, 13, 4), (False, 12, 3), (True, 1, 2)])
def test_regions_grow_when_nothing_helps_and_shrink_when_they_take_long(
    long: bool, times: int, size: int
) -> None:
    town, state = town_around(8, 60, 6, linked=True, priced=False)
    regions = Regions(places(town, state.centre_of), np.random.default_rng(5))

    for _ in range(times):
        regions.count(long=long, better=False)

    assert LEAST <= regions.size <= MOST
    assert regions.size == size
