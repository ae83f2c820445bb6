"""What pressure leaves outside the band is cut anew, along trees of links."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from answers import block, chain
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from kernel_towns import (
    check_whole,
    divided,
    is_one_piece,
    make_town,
    random_town,
    slow_worth,
    towns,
)
from numpy.typing import NDArray
from planted_kinds import of_kind

from gridgen.model.bands import Band
from gridgen.solver.kernels.centres import recentre_all
from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.repair import press
from gridgen.solver.kernels.town import State, Town, new_state
from gridgen.solver.restore import STEPS, cut_whole, is_tree, restore

BAND = Band(4, 8)
"""As `random_town` has it."""


def begun(town: Town, grid_of: list[int]) -> State:
    """Return a whole division with its centres."""
    state = new_state(len(town.load), max(grid_of) + 1, 1)
    state.grid_of[:] = grid_of
    fill(town, state)
    recentre_all(town, state)
    return state


def check_fits(town: Town, band: Band, grid_of: NDArray[np.int32]) -> None:
    """Every grid is inside the band and in one piece."""
    for g in range(int(grid_of.max()) + 1):
        members = np.flatnonzero(grid_of == g).tolist()
        assert band.breach(int(town.load[members].sum())) == 0
        assert is_one_piece(town, members)


def stalk() -> tuple[Town, list[int]]:
    """Return grids of 2 and 10 where only a whole branch of 4, the units 1, 2 and 3, evens them.

    Whoever of it leaves alone takes the way from the rest of its own grid.
    """
    pairs = [(0, 1), (1, 2), (2, 3), (1, 4), (4, 5), (5, 6)]
    load = np.array([2, 1, 1, 2, 2, 2, 2])
    xy = np.array([(0, 0), (10, 0), (10, 10), (10, 20), (20, 0), (30, 0), (40, 0)], float)
    return make_town(xy, load, pairs, band=(6, 6)), [0, 1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("pairs", "n", "linked", "is_one"),
    [
        (chain(5), 5, True, True),
        ([(0, 1), (0, 2), (0, 3), (3, 4)], 5, True, True),
        ([], 1, True, True),
        ([*chain(5), (0, 4)], 5, True, False),
        (chain(5), 5, False, False),
    ],
)
def test_a_tree_has_one_link_less_than_units(
    pairs: list[tuple[int, int]], n: int, *, linked: bool, is_one: bool
) -> None:
    town = make_town(np.zeros((n, 2)), np.ones(n, int), pairs, linked=linked)

    assert is_tree(town) == is_one


@pytest.mark.parametrize("kind", ["trees", "paths"])
@pytest.mark.parametrize("seed", range(8))
def test_a_tree_is_cut_into_the_grids_that_were_planted_in_it(seed: int, kind: str) -> None:
    planted = of_kind(kind, seed)
    town, band = (
        make_town(planted.xy, planted.load, planted.links.tolist()),
        Band(planted.fewest, planted.most),
    )

    grid_of, is_impossible = cut_whole(town, band, [planted.grids])

    assert not is_impossible
    assert grid_of is not None
    assert grid_of.max() + 1 == planted.grids
    check_fits(town, band, grid_of)


@examples(60)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 9), counts=st.permutations([1, 2, 3, 4]))
def test_a_tree_is_not_cut_only_where_none_of_its_links_can_be_cut_so(
    seed: int, n: int, counts: list[int]
) -> None:
    rng = np.random.default_rng(seed)
    pairs = [(int(rng.integers(0, u)), u) for u in range(1, n)]
    town = make_town(rng.uniform(0, 50, (n, 2)), rng.integers(0, 5, n), pairs)
    asked = counts[: int(rng.integers(1, 4))]

    grid_of, is_impossible = cut_whole(town, BAND, asked)

    can_be = set()
    for is_cut in product([False, True], repeat=n - 1):
        of = [0] * n
        for (above, u), cut in zip(pairs, is_cut, strict=True):
            of[u] = u if cut else of[above]
        loads = [sum(int(town.load[u]) for u in range(n) if of[u] == g) for g in set(of)]
        if all(4 <= load <= 8 for load in loads):
            can_be.add(len(loads))
    first = next((k for k in asked if k in can_be), None)
    # Between the least and the most that are asked, others are taken rather than none.
    between = any(min(asked) <= k <= max(asked) for k in can_be)
    assert is_impossible == (not between)
    assert (grid_of is None) == (not between)
    if grid_of is not None:
        check_fits(town, BAND, grid_of)
        assert first in (None, grid_of.max() + 1)


@pytest.mark.parametrize(("counts", "grids"), [([3, 2], 3), ([2, 3], 2), ([5, 2], 2), ([4], 0)])
def test_a_lane_of_twelve_is_cut_into_the_first_number_of_grids_that_can_be(
    counts: list[int], grids: int
) -> None:
    town = make_town(np.zeros((12, 2)), np.ones(12, int), chain(12))

    grid_of, is_impossible = cut_whole(town, Band(4, 6), counts)

    assert (0 if grid_of is None else len(np.unique(grid_of))) == grids
    assert is_impossible == (grids == 0)


def test_that_a_star_cannot_be_cut_is_proven() -> None:
    # Ten households fill two grids of 4 to 6, but two of three arms stay alone.
    town = make_town(np.zeros((4, 2)), np.array([1, 3, 3, 3]), [(0, 1), (0, 2), (0, 3)])

    assert cut_whole(town, Band(4, 6), [2]) == (None, True)


def test_a_branch_that_pressure_cannot_move_goes_over_as_a_whole() -> None:
    town, grid_of = stalk()
    state = begun(town, grid_of)
    assert press(town, state, 400, 10.0) > 0

    steps = restore(town, state, Band(6, 6), np.random.default_rng(1), least=0)

    assert steps > 0
    assert sorted(np.bincount(state.grid_of, town.load)) == [6, 6]
    check_whole(town, state)


def test_a_breach_wanders_until_it_meets_its_opposite() -> None:
    # Blocks of two by two, a grid each, in a band of 4; the first has one more, the last one less.
    xy, pairs = block(20, 4)
    town = make_town(xy, np.ones(80, int), pairs, band=(4, 4))
    row, column = np.divmod(np.arange(80), 20)
    grid_of = row // 2 * 10 + column // 2
    for c in range(2, 20, 2):
        grid_of[c] -= 1
    assert np.bincount(grid_of).tolist() == [5] + [4] * 8 + [3] + [4] * 10
    state = begun(town, grid_of.tolist())

    restore(town, state, Band(4, 4), np.random.default_rng(3), least=0)

    assert np.bincount(state.grid_of).tolist() == [4] * 20
    check_whole(town, state)


@examples(40)
@given(drawn=towns, least=st.integers(0, 6))
def test_never_are_more_households_outside_and_every_grid_is_whole(
    drawn: tuple[int, int, int], least: int
) -> None:
    seed, n, k = drawn
    town, _ = random_town(seed, n)
    state = divided(town, min(k, n), seed)
    before = slow_worth(town, state)[0]

    steps = restore(town, state, BAND, np.random.default_rng(seed), least=least)

    after = slow_worth(town, state)[0]
    assert after <= before
    assert len(np.unique(state.grid_of)) == min(k, n)
    check_whole(town, state)
    # It goes on until few enough are outside, or all that is allowed was tried.
    assert (steps == 0) == (before <= least or min(k, n) == 1)
    assert after <= least or steps in (0, STEPS)


def test_what_is_outside_in_any_case_is_not_gone_after() -> None:
    town, grid_of = stalk()
    state = begun(town, grid_of)

    assert restore(town, state, Band(6, 6), np.random.default_rng(1), least=8) == 0
    assert state.grid_of.tolist() == grid_of


def test_the_same_seed_gives_the_same_answer() -> None:
    planted = of_kind("hamlets", 3)
    town = make_town(
        planted.xy, planted.load, planted.links.tolist(), band=(planted.fewest, planted.most)
    )
    answers = []
    for seed in (5, 5, 6):
        state = divided(town, planted.grids, 1)
        steps = restore(
            town, state, Band(planted.fewest, planted.most), np.random.default_rng(seed), least=0
        )
        answers.append((steps, state.grid_of.tolist()))

    assert answers[0] == answers[1]
    assert answers[0] != answers[2]
