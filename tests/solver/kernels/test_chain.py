"""Units move along chains and rings of grids."""

from __future__ import annotations

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from kernel_towns import divided_town, make_town, no_worse, towns
from numpy.typing import NDArray

from gridgen.solver.kernels.centres import recentre_all
from gridgen.solver.kernels.chain import chain
from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.town import State, Town, new_state


def round_a_well() -> tuple[Town, State]:
    # Three full grids of four around a well; in each, one house stands with the next grid.
    corner = np.array([[0.0, 0.0], [100.0, 0.0], [50.0, 87.0]])
    spread = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, -1.0]])
    xy = np.concatenate([c + spread for c in corner] + [corner + [[0.0, 0.2]] * 3])
    pairs = [(a, b) for a in range(12) for b in range(a + 1, 12)]
    town = make_town(xy, np.ones(12, int), pairs, band=(4, 4))
    state = new_state(12, 3, 1)
    state.grid_of[:] = [0, 0, 0, 1, 1, 1, 2, 2, 2, 1, 2, 0]
    fill(town, state)
    recentre_all(town, state)
    return town, state


def every_grid(state: State) -> NDArray[np.int32]:
    return np.arange(len(state.size_of), dtype=np.int32)


def test_houses_that_stand_with_the_next_full_grid_go_round_to_their_own() -> None:
    town, state = round_a_well()

    rings = chain(town, state, every_grid(state))

    assert rings >= 1
    assert state.grid_of.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 1, 2]


def test_no_chain_leads_through_a_grid_that_is_not_among_those_asked_for() -> None:
    town, state = round_a_well()

    chain(town, state, np.array([0, 2], np.int32))

    assert np.flatnonzero(state.grid_of == 1).tolist() == [3, 4, 5, 9]


@pytest.mark.parametrize(("linked", "priced"), [(True, False), (False, False), (True, True)])
@examples(60)
@given(drawn=towns)
def test_a_chain_never_makes_a_division_worse_or_breaks_it(
    linked: bool, priced: bool, drawn: tuple[int, int, int]
) -> None:
    town, state = divided_town(drawn, linked=linked, priced=priced)

    with no_worse(town, state):
        chain(town, state, every_grid(state))
