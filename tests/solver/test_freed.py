"""A few areas divided anew at once: against every way to share out their units."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from area_towns import is_whole, town_around, value_of
from hypothesis import given, settings
from hypothesis import strategies as st

from gridgen.solver.freed import divide_anew, places
from gridgen.solver.kernels.worth import worth


@pytest.mark.parametrize(("linked", "priced"), [(True, False), (False, False), (True, True)])
@settings(max_examples=60, deadline=None)
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


@settings(max_examples=60, deadline=None)
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
