"""Units move between grids until ties that keep apart hold: against trying every division."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gridgen.model.graphs import pieces
from gridgen.model.problem import Problem
from gridgen.solver.parting import Sides, broken, least_broken, parted
from gridgen.solver.pose import pose

Division = tuple[int, ...]


def lattice(wide: int, high: int) -> NDArray[np.int32]:
    along = [(r * wide + c, r * wide + c + 1) for r in range(high) for c in range(wide - 1)]
    across = [(r * wide + c, (r + 1) * wide + c) for r in range(high - 1) for c in range(wide)]
    return np.array(along + across, np.int32)


def room(
    wide: int, high: int, load: list[int], band: tuple[int, int], centres: list[int] | None = None
) -> Problem:
    n = wide * high
    xy = 10.0 * np.array([(u % wide, u // wide) for u in range(n)])
    loads = np.array(load, np.int64)
    return pose(xy, loads, fewest=band[0], most=band[1], links=lattice(wide, high), centres=centres)


def links_of(here: Problem) -> NDArray[np.int32]:
    assert here.links is not None
    return here.links


@cache
def is_whole(mine: tuple[int, ...], pairs: tuple[tuple[int, int], ...]) -> bool:
    seen = {mine[0]}
    for _ in mine:
        met = [pair for pair in pairs if set(pair) <= set(mine) and set(pair) & seen]
        seen.update(*met)
    return len(seen) == len(mine)


def divisions(here: Problem, grids: int) -> Iterator[Division]:
    """Give every division in the band with each grid in one piece, by trying all of them."""
    pairs = tuple((a, b) for a, b in links_of(here).tolist())
    every = np.indices((1, *[grids] * (len(here.load) - 1))).reshape(len(here.load), -1).T
    is_in = every[:, :, None] == np.arange(grids)
    sizes = np.einsum("dug,u->dg", is_in, here.load)
    fits = ((sizes >= here.band.fewest) & (sizes <= here.band.most)).all(axis=1)
    # Each division once: grids are numbered as their first units come.
    fits &= (np.diff(is_in.argmax(axis=1), axis=1) > 0).all(axis=1)
    for of in every[fits].tolist():
        members = [tuple(u for u, own in enumerate(of) if own == g) for g in range(grids)]
        if all(is_whole(mine, pairs) for mine in members):
            yield tuple(of)


def is_apart(of: Division, ties: list[Sides]) -> bool:
    return not any(of[a] == of[b] for one, two in ties for a in one for b in two)


def case(seed: int) -> tuple[Problem, int, list[Sides], list[Division]]:
    """Return a small town with ties, and every division of it."""
    rng = np.random.default_rng(seed)
    wide, high = [(3, 3), (5, 2), (4, 3), (6, 2)][seed % 4]
    load = rng.integers(1, 4, wide * high)
    grids = int(rng.integers(2, 4))
    mean, slack = load.sum() / grids, int(rng.integers(0, 3))
    band = max(1, int(np.floor(mean)) - slack), int(np.ceil(mean)) + slack
    here = room(wide, high, load.tolist(), band)
    ties = []
    for _ in range(rng.integers(1, 4)):
        who, (a, b) = rng.permutation(wide * high), rng.integers(1, 3, 2)
        ties.append((np.sort(who[:a]), np.sort(who[a : a + b])))
    return here, grids, ties, list(divisions(here, grids))


@pytest.mark.slow
def test_nearly_all_who_can_be_kept_apart_are() -> None:
    could, missed = 0, 0
    for seed in range(60):
        here, _, ties, every = case(seed)
        if any(is_apart(of, ties) for of in every):
            for start in (every[0], every[-1]):
                found = parted(np.array(start, np.int32), here, ties)
                could, missed = could + 1, missed + (not is_apart(tuple(found), ties))

    assert could > 60
    assert missed <= could / 50  # the search is no proof: some of the tightest are missed


@examples(25)
@given(seed=st.integers(0, 100_000), pick=st.integers(0, 10_000))
def test_grids_stay_in_band_and_in_one_piece_and_no_tie_breaks(seed: int, pick: int) -> None:
    here, grids, ties, every = case(seed)
    if not every:
        return
    start = np.array(every[pick % len(every)], np.int32)

    found = parted(start, here, ties)

    order = {g: k for k, g in enumerate(dict.fromkeys(found.tolist()))}
    assert tuple(order[g] for g in found.tolist()) in set(every)
    assert len(order) == grids
    assert broken(found, ties) <= broken(start, ties)


def test_nothing_changes_where_all_are_apart() -> None:
    here = room(4, 1, [1, 1, 1, 1], (1, 3))
    grid_of = np.array([0, 0, 1, 1], np.int32)

    found = parted(grid_of, here, [(np.array([0]), np.array([3]))])

    assert found.tolist() == grid_of.tolist()


def test_a_row_of_full_grids_shifts_where_the_band_allows_it() -> None:
    here = room(12, 1, [1] * 12, (2, 3))
    grid_of = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3], np.int32)
    tie = (np.array([0]), np.array([1]))

    found = parted(grid_of, here, [tie])

    assert found.tolist() == grid_of.tolist()  # 12 in grids of 2 or 3, the first alone: none fits
    loose = room(12, 1, [1] * 12, (1, 4))
    found = parted(grid_of, loose, [tie])
    assert found[0] != found[1]
    assert (
        len(
            set(
                pieces(
                    12, links_of(here)[found[links_of(here)[:, 0]] == found[links_of(here)[:, 1]]]
                )
            )
        )
        == 4
    )


@pytest.mark.parametrize("centres", [[0, 4], [0, 5]])
def test_who_is_a_centre_stays(centres: list[int]) -> None:
    here = room(3, 2, [1] * 6, (2, 4), centres)
    grid_of = np.array([0, 0, 0, 1, 1, 1], np.int32)

    found = parted(grid_of, here, [(np.array([0]), np.array([1, 2]))])

    assert found[0] not in found[[1, 2]]
    assert found[centres].tolist() == grid_of[centres].tolist()


@given(data=st.data())
def test_no_division_breaks_fewer_ties_than_the_bound_says(data: st.DataObject) -> None:
    side = st.sets(st.integers(0, 5), min_size=1, max_size=2).map(lambda s: np.array(sorted(s)))
    pairs = st.tuples(side, side).filter(lambda pair: not len(np.intersect1d(*pair)))
    apart = data.draw(st.lists(pairs, max_size=10, unique_by=lambda p: tuple(map(str, p))))
    grids = data.draw(st.integers(1, 3))

    bound = least_broken(apart, grids)

    every = itertools.product(range(grids), repeat=6)
    assert bound <= min(broken(np.array(of, np.int32), apart) for of in every)


@pytest.mark.parametrize(("grids", "least"), [(1, 15), (2, 6), (3, 3), (4, 2), (5, 1), (6, 0)])
def test_six_who_are_all_apart_leave_so_many_pairs_in_so_many_grids(grids: int, least: int) -> None:
    sides = [np.array([k]) for k in range(6)]

    bound = least_broken(list(itertools.combinations(sides, 2)), grids)

    assert bound == least
