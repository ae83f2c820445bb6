"""A few areas divided anew at once: against every way to share out their units."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from area_towns import is_whole, town_around, value_of
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from kernel_towns import make_town

from gridgen.solver.freed import Care, divide_anew, places
from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.town import Town, new_state
from gridgen.solver.kernels.worth import worth


def street(n: int, centres: list[int], *, most: int) -> Town:
    """Return a street of n houses ten metres apart, one household in each."""
    town = make_town(
        np.arange(n)[:, None] * 10.0, np.ones(n, int), [(u, u + 1) for u in range(n - 1)],
        band=(1, most), grids=len(centres),
    )  # fmt: skip
    return town._replace(is_given=True)


@pytest.mark.parametrize(("linked", "priced"), [(True, False), (False, False), (True, True)])
@examples(60)
@given(seed=st.integers(0, 10**6), n=st.integers(4, 8), k=st.integers(2, 3))
def test_all_areas_of_a_small_place_get_the_least_of_all_divisions(
    linked: bool, priced: bool, seed: int, n: int, k: int
) -> None:
    town, state = town_around(seed, n, k, linked=linked, priced=priced)
    before = worth(town, state)
    every = (np.array(labels) for labels in product(range(k), repeat=n))
    least = min(value_of(town, state, of) for of in every if is_whole(town, state, of))

    anew = divide_anew(places(town, state.centre_of), state.grid_of, list(range(k)))

    after = np.array(anew.grid_of) if anew.grid_of else state.grid_of.astype(np.int64)
    value = value_of(town, state, after)
    assert anew.units == list(range(n))
    assert is_whole(town, state, after)
    if before[0] == 0:
        assert value == (0, pytest.approx(least[1], abs=1e-6))
    else:
        assert value[0] <= before[0]


@examples(60)
@given(seed=st.integers(0, 10**6), n=st.integers(10, 30))
def test_units_of_other_areas_stay_where_they_are(seed: int, n: int) -> None:
    town, state = town_around(seed, n, 4, linked=True, priced=True)
    before = worth(town, state)

    anew = divide_anew(places(town, state.centre_of), state.grid_of, [0, 2])

    free = np.flatnonzero(np.isin(state.grid_of, [0, 2]))
    assert anew.units == free.tolist()
    if anew.grid_of:
        assert set(anew.grid_of) <= {0, 2}
        after = state.grid_of.astype(np.int64)
        after[free] = anew.grid_of
        assert is_whole(town, state, after)
        if before[0] == 0:
            assert value_of(town, state, after) < before


def test_who_lives_too_many_links_away_from_an_area_does_not_go_there() -> None:
    # A street with a centre at either end: all live in the first area, and the second has room.
    town = street(7, [0, 6], most=4)
    state = new_state(7, 2, 1)
    state.centre_of[:] = [0, 6]
    state.grid_of[:] = [0, 0, 0, 0, 0, 0, 1]
    fill(town, state)

    one, two = (
        divide_anew(places(town, state.centre_of), state.grid_of, [0, 1], Care(depth, 0.0))
        for depth in (1, 2)
    )

    assert one.grid_of == [0, 0, 0, 0, 0, 1, 1]
    assert two.grid_of == [0, 0, 0, 0, 1, 1, 1]
