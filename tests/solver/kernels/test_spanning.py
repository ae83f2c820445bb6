"""Random trees of links."""

from __future__ import annotations

import numpy as np
import pytest
from answers import block
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from kernel_towns import make_town, random_town

from gridgen.solver.kernels.spanning import draw_tree
from gridgen.solver.kernels.town import State, Town, new_state


def drawn(
    town: Town, state: State, members: list[int], *, root: int, deep: int
) -> tuple[list[int], list[int]]:
    """Return the units as they are reached, and the place in that of the parent of each."""
    order, parent = np.full(len(members), -9, np.int32), np.full(len(members), -9, np.int32)
    count = draw_tree(town, state, np.array(members, np.int32), root, deep, order, parent)
    assert (order[count:] == -9).all()
    return order[:count].tolist(), parent[:count].tolist()


def reached(members: list[int], root: int, pairs: list[tuple[int, int]]) -> set[int]:
    """Return the members that links among them join to the root, adding until none is added."""
    here: set[int] = set()
    more = {root}
    while more:
        here |= more
        beside = {v for pair in pairs if here & set(pair) for v in pair}
        more = (beside & set(members)) - here
    return here


def depth_of(parent: list[int]) -> int:
    """Return how many links the farthest unit is from the root."""
    depth = [0] * len(parent)
    for at in range(1, len(parent)):
        depth[at] = depth[parent[at]] + 1
    return max(depth)


@examples(100)
@given(
    seed=st.integers(0, 10**6), n=st.integers(1, 25), share=st.floats(0, 1),
    deep=st.integers(0, 100),
)  # fmt: skip
def test_every_member_that_links_join_to_the_root_is_reached_once_over_a_link(
    seed: int, n: int, share: float, deep: int
) -> None:
    town, pairs = random_town(seed, n)
    rng = np.random.default_rng(seed)
    members = np.flatnonzero(rng.random(n) <= share).tolist() or [0]
    root = int(rng.choice(members))

    order, parent = drawn(town, new_state(n, 1, seed), members, root=root, deep=deep)

    assert (order[0], parent[0]) == (root, -1)
    assert sorted(order) == sorted(reached(members, root, pairs))
    for at in range(1, len(order)):
        assert 0 <= parent[at] < at
        assert tuple(sorted((order[at], order[parent[at]]))) in pairs


def test_the_tree_is_drawn_anew_over_others_in_the_same_state() -> None:
    xy, pairs = block(6, 6)
    town, state = make_town(xy, np.ones(36, int), pairs), new_state(36, 1, 5)
    left = [u for u in range(36) if u % 6 < 3]

    orders = [drawn(town, state, of, root=0, deep=50)[0] for of in (list(range(36)), left)]

    assert sorted(orders[0]) == list(range(36))
    assert sorted(orders[1]) == left


@pytest.mark.parametrize("seed", range(5))
def test_trees_that_go_on_from_the_latest_unit_are_long_ways(seed: int) -> None:
    xy, pairs = block(12, 12)
    town = make_town(xy, np.ones(144, int), pairs)

    depth = {
        deep: depth_of(drawn(town, new_state(144, 1, seed), list(range(144)), root=0, deep=deep)[1])
        for deep in (0, 100)
    }

    assert depth[100] > 70
    assert depth[0] < 50


def test_the_same_seed_draws_the_same_tree_and_another_seed_another() -> None:
    xy, pairs = block(8, 8)
    town = make_town(xy, np.ones(64, int), pairs)

    trees = [
        drawn(town, new_state(64, 1, seed), list(range(64)), root=9, deep=50) for seed in (4, 4, 5)
    ]

    assert trees[0] == trees[1]
    assert trees[0] != trees[2]
