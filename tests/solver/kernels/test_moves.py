"""Lists of members, moves, and the way back."""

from __future__ import annotations

import numpy as np
from examples import examples
from hypothesis import given
from kernel_towns import check_agrees, divided, make_town, random_town, towns

from gridgen.solver.kernels.moves import begin, fill, move, undo
from gridgen.solver.kernels.town import new_state


@examples(60)
@given(drawn=towns)
def test_lists_loads_and_sizes_agree_after_any_moves(drawn: tuple[int, int, int]) -> None:
    seed, n, k = drawn
    town, _ = random_town(seed, n)
    state = new_state(n, k, 1)
    rng = np.random.default_rng(seed)
    state.grid_of[:] = rng.integers(0, k, n)

    fill(town, state)
    for _ in range(40):
        move(town, state, int(rng.integers(n)), int(rng.integers(k)))

    check_agrees(town, state)


@examples(60)
@given(drawn=towns)
def test_undo_takes_everybody_back_to_where_they_were_at_begin(
    drawn: tuple[int, int, int],
) -> None:
    seed, n, k = drawn
    town, _ = random_town(seed, n)
    state = divided(town, min(k, n), seed)
    rng = np.random.default_rng(seed)
    before = state.grid_of.copy()

    begin(state)
    for _ in range(30):
        move(town, state, int(rng.integers(n)), int(rng.integers(len(state.size_of))))
    undo(town, state)

    assert state.grid_of.tolist() == before.tolist()
    check_agrees(town, state)


def test_undo_goes_back_to_the_last_begin_alone() -> None:
    town = make_town(np.zeros((3, 2)), np.ones(3, int), [])
    state = new_state(3, 3, 1)
    fill(town, state)
    move(town, state, 0, 1)

    begin(state)
    move(town, state, 0, 2)
    move(town, state, 1, 2)
    undo(town, state)

    assert state.grid_of.tolist() == [1, 0, 0]


def test_only_grids_that_somebody_left_or_entered_are_new() -> None:
    town = make_town(np.zeros((3, 2)), np.ones(3, int), [])
    state = new_state(3, 4, 1)
    state.grid_of[:] = [0, 1, 2]
    fill(town, state)
    state.is_new[:] = False

    move(town, state, 1, 3)

    assert state.is_new.tolist() == [False, True, False, True]
