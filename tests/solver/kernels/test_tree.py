"""A tree is cut into grids, against every way to cut its links."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gridgen.solver.kernels.tree import NO_ROOM, Tree, divide_tree, new_table

ROOM = 100_000


def make_tree(
    parent: list[int],
    load: list[int],
    *,
    band: tuple[int, int] = (4, 8),
    slack: int = 0,
    low: int = 1,
    price: list[float] | None = None,
) -> Tree:
    """Return a tree whose links cost nothing; any number of grids is as good, if none is priced."""
    n = len(load)
    return Tree(
        np.array(parent, np.int32), np.array(load, np.int64), np.zeros(n), np.zeros(n), *band,
        sum(band) // 2, slack, low, np.zeros(n) if price is None else np.array(price, float),
    )  # fmt: skip


def random_tree(seed: int, n: int, *, slack: int, low: int, counts: int) -> Tree:
    """Return a tree of 0 to 4 households a unit, on which links and numbers of grids cost."""
    rng = np.random.default_rng(seed)
    parent = [-1, *(int(rng.integers(0, u)) for u in range(1, n))]
    tree = make_tree(
        parent, rng.integers(0, 5, n).tolist(), slack=slack, low=low,
        price=rng.integers(0, 30, counts).astype(float).tolist(),
    )  # fmt: skip
    way, tear = rng.integers(0, 9, (2, n)).astype(float)
    return tree._replace(way=way, tear=tear)


def lane_of(n: int, *, low: int, price: list[float]) -> Tree:
    return make_tree(list(range(-1, n - 1)), [1] * n, low=low, price=price)


def cut(tree: Tree, *, room: int = ROOM, work: float = 1e9) -> tuple[int, list[int]]:
    """Return what is found, and the grid of each unit: 9 where none was written."""
    grid_of = np.full(len(tree.load), 9, np.int32)
    found = divide_tree(tree, new_table(room), np.array([work]), grid_of)
    return int(found), grid_of.tolist()


def cuts_of(tree: Tree, grid_of: list[int]) -> list[bool]:
    """Return whether the link above each unit but the first lies between two grids."""
    return [grid_of[u] != grid_of[tree.parent[u]] for u in range(1, len(grid_of))]


def slow_worth(tree: Tree, is_cut: list[bool]) -> tuple[int, float] | None:
    """Return the households outside the band and the cost of some cuts; None if not allowed."""
    n = len(tree.load)
    row = sum(is_cut) + 1 - tree.low
    if not 0 <= row < len(tree.price):
        return None
    top = [0] * n
    # What of the grid of each unit lies at it or below it.
    held: NDArray[np.int64] = np.zeros(n, np.int64)
    for u in range(n):
        top[u] = u if u == 0 or is_cut[u - 1] else top[tree.parent[u]]
        at = u
        held[at] += tree.load[u]
        while at != top[u]:
            at = tree.parent[at]
            held[at] += tree.load[u]
    over = [max(0, int(held[u]) - tree.most, tree.fewest - int(held[u])) for u in set(top)]
    if max(over) > tree.slack:
        return None
    cost = float(tree.price[row])
    for u in range(1, n):
        side = min(int(held[u]), max(0, tree.target - int(held[u])))
        cost += side * float(tree.tear[u] if is_cut[u - 1] else tree.way[u])
    return sum(over), cost


def least(tree: Tree) -> tuple[int, float] | None:
    """Return the least of all ways to cut links."""
    ways = product([False, True], repeat=len(tree.load) - 1)
    return min((worth for way in ways if (worth := slow_worth(tree, list(way)))), default=None)


@examples(200)
@given(
    seed=st.integers(0, 10**6), n=st.integers(1, 9), slack=st.integers(0, 5),
    low=st.integers(1, 4), counts=st.integers(1, 3),
)  # fmt: skip
def test_no_other_cuts_leave_less_outside_or_cost_less(
    seed: int, n: int, slack: int, low: int, counts: int
) -> None:
    tree = random_tree(seed, n, slack=slack, low=low, counts=counts)

    found, grid_of = cut(tree)

    best = least(tree)
    if best is None:
        assert (found, grid_of) == (0, [9] * n)
        return
    # As many grids as cuts and one: each of them is in one piece.
    is_cut = cuts_of(tree, grid_of)
    assert sorted(set(grid_of)) == list(range(found))
    assert found == sum(is_cut) + 1
    assert slow_worth(tree, is_cut) == pytest.approx(best)


@pytest.mark.parametrize(
    ("load", "slack", "found"),
    [(3, 0, 0), (3, 1, 1), (4, 0, 1), (8, 0, 1), (9, 0, 0), (9, 1, 1), (10, 1, 0), (0, 4, 1)],
)
def test_one_unit_is_a_grid_where_the_band_and_its_slack_hold_it(
    load: int, slack: int, found: int
) -> None:
    assert cut(make_tree([-1], [load], slack=slack)) == (found, [0] if found else [9])


@pytest.mark.parametrize(
    ("low", "price", "found"),
    [(1, [0, 0, 5], 2), (1, [0, 5, 0], 3), (2, [5, 0], 3), (2, [5], 2), (1, [0], 0), (4, [0], 0)],
)
def test_a_lane_of_twelve_is_cut_into_the_cheapest_number_of_grids(
    low: int, price: list[float], found: int
) -> None:
    assert cut(lane_of(12, low=low, price=price))[0] == found


def test_what_hangs_behind_a_unit_goes_with_it() -> None:
    # A star of three arms of two, and one more on the last arm; only whole arms make four.
    tree = make_tree([-1, 0, 1, 0, 3, 0, 5, 6], [1, 1, 1, 1, 1, 1, 1, 2], band=(4, 5))

    assert cut(tree) == (2, [0, 0, 0, 0, 0, 1, 1, 1])


def test_units_of_nobody_are_in_the_grids_around_them() -> None:
    tree = make_tree([-1, 0, 1, 2, 3], [0, 4, 0, 4, 0], band=(4, 4))

    found, grid_of = cut(tree)

    assert found == 2
    assert (grid_of[0], grid_of[4]) == (grid_of[1], grid_of[3])
    assert grid_of[2] in (grid_of[1], grid_of[3])


def test_a_grid_of_nobody_is_one_where_the_slack_allows_it() -> None:
    tree = make_tree([-1, 0], [0, 0], band=(1, 2), slack=1, low=2, price=[0])

    assert cut(tree) == (2, [0, 1])


@pytest.mark.parametrize(
    ("room", "work", "found"),
    # In a lane of five no unit but the last four together may be cut off: each of the four links
    # weighs one pair, and adds one entry to those of the units alone.
    [(9, 4.0, 1), (8, 4.0, NO_ROOM), (9, 3.0, NO_ROOM), (4, 4.0, NO_ROOM), (0, 0.0, NO_ROOM)],
)
def test_a_table_or_work_that_does_not_do_is_said_and_leaves_the_grids_as_they_were(
    room: int, work: float, found: int
) -> None:
    tree = lane_of(5, low=1, price=[0])

    assert cut(tree, room=room, work=work) == (found, [0 if found > 0 else 9] * 5)


def test_each_pair_of_entries_is_taken_from_the_work() -> None:
    work = np.array([100.0])

    divide_tree(lane_of(5, low=1, price=[0]), new_table(ROOM), work, np.zeros(5, np.int32))

    assert work.tolist() == [96.0]
