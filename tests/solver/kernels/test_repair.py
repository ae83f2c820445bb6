"""Pieces go to grids that they touch; pressure brings loads into the band."""

from __future__ import annotations

import numpy as np
from examples import examples
from hypothesis import given
from kernel_towns import (
    check_agrees,
    check_whole,
    divided,
    listed,
    make_town,
    random_town,
    slow_worth,
    towns,
)

from gridgen.solver.kernels.centres import recentre_all
from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.repair import keep_heaviest, press
from gridgen.solver.kernels.town import new_state


@examples(60)
@given(drawn=towns)
def test_reattached_grids_are_whole_and_none_is_empty(drawn: tuple[int, int, int]) -> None:
    seed, n, k = drawn
    town, _ = random_town(seed, n)

    state = divided(town, min(k, n), seed)

    check_whole(town, state)


def test_each_grid_keeps_its_heaviest_piece() -> None:
    # One lane; grid 0 has the first two units, lighter, and the last two.
    town = make_town(np.zeros((6, 2)), np.array([1, 1, 1, 1, 2, 2]), [(u, u + 1) for u in range(5)])
    state = new_state(6, 2, 1)
    state.grid_of[:] = [0, 0, 1, 1, 0, 0]
    fill(town, state)

    keep_heaviest(town, state)

    assert state.grid_of.tolist() == [-1, -1, 1, 1, 0, 0]
    assert (listed(state, 0), state.load_of[0]) == ([4, 5], 4)


def test_a_grid_around_a_given_centre_keeps_the_piece_of_its_centre() -> None:
    town = make_town(np.zeros((6, 2)), np.array([1, 1, 1, 1, 2, 2]), [(u, u + 1) for u in range(5)])
    town = town._replace(is_given=True)
    state = new_state(6, 2, 1)
    state.grid_of[:] = [0, 0, 1, 1, 0, 0]
    state.centre_of[:] = [1, 2]
    fill(town, state)

    keep_heaviest(town, state)

    assert state.grid_of.tolist() == [0, 0, 1, 1, -1, -1]


@examples(60)
@given(drawn=towns)
def test_pressure_never_leaves_more_households_outside_the_band(
    drawn: tuple[int, int, int],
) -> None:
    seed, n, k = drawn
    town, _ = random_town(seed, n)
    state = divided(town, min(k, n), seed)
    before = slow_worth(town, state)[0]

    outside = press(town, state, 50, 30.0)

    assert outside == slow_worth(town, state)[0] <= before
    check_agrees(town, state)


def test_pressure_passes_households_on_along_a_row_of_grids() -> None:
    # A lane of four grids: the first has two too many, the last two too few.
    sizes = [6, 4, 4, 2]
    n = sum(sizes)
    lane = np.stack([np.arange(n) * 10.0, np.zeros(n)], axis=1)
    town = make_town(lane, np.ones(n, int), [(u, u + 1) for u in range(n - 1)], band=(4, 4))
    state = new_state(n, 4, 1)
    state.grid_of[:] = np.repeat(range(4), sizes)
    fill(town, state)
    recentre_all(town, state)

    outside = press(town, state, 200, 10.0)

    assert outside == 0
    assert state.grid_of.tolist() == np.repeat(range(4), 4).tolist()
