"""Single units shift to another grid, or two swap."""

from __future__ import annotations

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from kernel_towns import divided_town, make_town, no_worse, towns

from gridgen.solver.kernels.centres import recentre_all
from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.shift import sweep
from gridgen.solver.kernels.town import new_state


@pytest.mark.parametrize(("linked", "priced"), [(True, False), (False, False), (True, True)])
@examples(60)
@given(drawn=towns)
def test_a_sweep_never_makes_a_division_worse_or_breaks_it(
    linked: bool, priced: bool, drawn: tuple[int, int, int]
) -> None:
    town, state = divided_town(drawn, linked=linked, priced=priced)

    with no_worse(town, state):
        sweep(town, state, np.ones(len(state.size_of), np.bool_))


def test_a_house_goes_to_the_centre_that_it_stands_beside() -> None:
    xy = np.array([[0.0], [10], [20], [100], [110], [21]])
    town = make_town(xy, np.ones(6, int), [(0, 1), (1, 2), (2, 5), (5, 3), (3, 4)], band=(2, 4))
    state = new_state(6, 2, 1)
    state.grid_of[:] = [0, 0, 0, 1, 1, 1]
    fill(town, state)
    recentre_all(town, state)
    dirty = np.zeros(2, np.bool_)

    sweep(town, state, dirty)

    assert state.grid_of.tolist() == [0, 0, 0, 1, 1, 0]
    assert dirty.all()


def test_two_houses_change_places_where_both_grids_are_full() -> None:
    xy = np.array([[0.0], [10], [20], [100], [110], [120], [30], [90]])
    pairs = [(a, b) for a in range(8) for b in range(a + 1, 8)]
    town = make_town(xy, np.ones(8, int), pairs, band=(4, 4))
    state = new_state(8, 2, 1)
    state.grid_of[:] = [0, 0, 0, 1, 1, 1, 1, 0]
    fill(town, state)
    recentre_all(town, state)

    sweep(town, state, np.zeros(2, np.bool_))

    assert state.grid_of.tolist() == [0, 0, 0, 1, 1, 1, 0, 1]
