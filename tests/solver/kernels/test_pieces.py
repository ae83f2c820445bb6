"""Which units reach each other inside a grid, which grids touch, and which changed."""

from __future__ import annotations

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from kernel_towns import divided, is_one_piece, listed, make_town, random_town, towns

from gridgen.solver.kernels.moves import fill, move
from gridgen.solver.kernels.pieces import changed, is_whole, may_leave, reach, touching
from gridgen.solver.kernels.town import new_state


@examples(60)
@given(drawn=towns)
def test_a_unit_may_leave_exactly_where_the_rest_stays_in_one_piece(
    drawn: tuple[int, int, int],
) -> None:
    seed, n, k = drawn
    town, _ = random_town(seed, n)
    state = divided(town, min(k, n), seed)

    for u in range(n):
        rest = [v for v in listed(state, int(state.grid_of[u])) if v != u]
        assert may_leave(town, state, u) == (bool(rest) and is_one_piece(town, rest))


def test_without_links_any_unit_but_the_last_may_leave() -> None:
    town = make_town(np.zeros((3, 2)), np.ones(3, int), [], linked=False)
    state = new_state(3, 2, 1)
    state.grid_of[:] = [0, 0, 1]
    fill(town, state)

    assert [may_leave(town, state, u) for u in range(3)] == [True, True, False]


def test_the_given_centre_of_a_grid_may_not_leave_it() -> None:
    town = make_town(np.zeros((3, 2)), np.ones(3, int), [(0, 1), (1, 2), (0, 2)])
    town = town._replace(is_given=True)
    state = new_state(3, 1, 1)
    state.centre_of[0] = 1
    fill(town, state)

    assert [may_leave(town, state, u) for u in range(3)] == [True, False, True]


@examples(60)
@given(drawn=towns)
def test_a_unit_reaches_the_whole_grid_exactly_where_links_join_it(
    drawn: tuple[int, int, int],
) -> None:
    seed, n, k = drawn
    town, _ = random_town(seed, n)
    state = new_state(n, k, 1)
    state.grid_of[:] = np.random.default_rng(seed).integers(0, k, n)
    fill(town, state)

    for g in set(state.grid_of.tolist()):
        members = listed(state, g)
        met = reach(town, state, members[0])

        assert is_one_piece(town, sorted(state.queue[:met].tolist()))
        assert is_whole(town, state, g) == is_one_piece(town, members)
        assert (met == len(members)) == is_one_piece(town, members)


@examples(60)
@given(drawn=towns)
def test_grids_touch_where_any_link_joins_them(drawn: tuple[int, int, int]) -> None:
    seed, n, k = drawn
    town, pairs = random_town(seed, n)
    state = divided(town, min(k, n), seed)
    others = np.empty(len(state.size_of), np.int32)

    for g in range(len(state.size_of)):
        count = touching(town, state, g, others)

        of = state.grid_of
        beside = {int(of[b]) for a, b in [*pairs, *((b, a) for a, b in pairs)] if of[a] == g}
        assert others[:count].tolist() == sorted(beside - {g})


@pytest.mark.parametrize(
    ("steps", "near"), [(0, [2, 3]), (1, [1, 2, 3, 4]), (2, [0, 1, 2, 3, 4, 5])]
)
def test_grids_near_those_that_changed_are_found_step_by_step(steps: int, near: list[int]) -> None:
    # Six grids of two houses along one lane; a house of the third goes over to the fourth.
    lane = np.array([[10.0 * n, 0.0] for n in range(12)])
    town = make_town(lane, np.ones(12, int), [(n, n + 1) for n in range(11)], band=(1, 3))
    state = new_state(12, 6, 1)
    state.grid_of[:] = np.arange(12) // 2
    fill(town, state)
    move(town, state, 5, 3)

    assert changed(town, state, steps).tolist() == near
