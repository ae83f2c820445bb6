"""Towns for the solver's kernels, and what holds of any division, told the slow obvious way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from gridgen.solver.kernels.centres import recentre_all
from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.repair import reattach
from gridgen.solver.kernels.town import State, Town, new_state

Pairs = list[tuple[int, int]]
MOST_GRIDS = 1000


def make_town(
    xy: NDArray[np.float64],
    load: NDArray[np.int64],
    pairs: Pairs,
    *,
    band: tuple[int, int] = (4, 8),
    linked: bool = True,
    grids: int = MOST_GRIDS,
) -> Town:
    """Return a town without prices, homes or given centres; grids are aimed at the middle."""
    near: list[list[int]] = [[] for _ in load]
    for a, b in pairs:
        near[a].append(b)
        near[b].append(a)
    start = np.cumsum([0, *(len(of) for of in near)]).astype(np.int32)
    flat = np.array([v for of in near for v in sorted(of)], np.int32)
    fewest, most = (np.full(grids, limit, np.int64) for limit in band)
    nobody = np.full(len(xy), -1, np.int32)
    return Town(
        xy, load, load.astype(float), start, flat, linked, fewest, most, nobody,
        np.arange(grids, dtype=np.int32), 0.0, False, np.zeros(0),
        np.full(grids, sum(band) / 2), 0.0,
    )  # fmt: skip


def with_prices(town: Town, seed: int) -> Town:
    """Return the town with a price on each link, the same from both sides, and on being off the aim
    in three of four seeds.
    """
    price = np.random.default_rng(seed).integers(0, 30, (len(town.load), len(town.load)))
    border = [
        float(price[min(u, v), max(u, v)])
        for u in range(len(town.load))
        for v in town.near[town.start[u] : town.start[u + 1]]
    ]
    return town._replace(border=np.array(border), even_m=2.5 * (seed % 4))


def random_town(seed: int, n: int, *, grids: int = MOST_GRIDS) -> tuple[Town, Pairs]:
    """Return n units on a connected graph, of 0 to 3 households each, and its pairs."""
    rng = np.random.default_rng(seed)
    pairs = {(int(rng.integers(0, u)), u) for u in range(1, n)}
    pairs |= {(int(a), int(b)) for a, b in np.sort(rng.integers(0, n, (n, 2)), axis=1) if a != b}
    load = rng.integers(0, 4, n)
    xy = rng.integers(0, 20, (n, 2)) * 5.0
    return make_town(xy, load, sorted(pairs), grids=grids), sorted(pairs)


def divided(town: Town, k: int, seed: int) -> State:
    """Return a first division at random, whole, with centres."""
    state = new_state(len(town.load), k, seed + 1)
    state.grid_of[:] = np.random.default_rng(seed).integers(0, k, len(town.load))
    fill(town, state)
    reattach(town, state)
    recentre_all(town, state)
    return state


def divided_town(drawn: tuple[int, int, int], *, linked: bool, priced: bool) -> tuple[Town, State]:
    """Return a town of (seed, units, grids) and a first division of it."""
    seed, n, k = drawn
    town, _ = random_town(seed, n)
    town = (with_prices(town, seed) if priced else town)._replace(linked=linked)
    return town, divided(town, min(k, n), seed)


def listed(state: State, g: int) -> list[int]:
    """Return the members of a grid in the order of its list."""
    members, u = [], int(state.first[g])
    while u >= 0:
        members.append(u)
        u = int(state.after[u])
    return members


def is_one_piece(town: Town, members: list[int]) -> bool:
    """Say whether links join all members, by walking them."""
    waiting, front = set(members[1:]), members[:1]
    while front:
        u = front.pop()
        beside = waiting.intersection(town.near[town.start[u] : town.start[u + 1]].tolist())
        waiting -= beside
        front += beside
    return not waiting


def check_agrees(town: Town, state: State) -> None:
    """Lists forwards and backwards, loads and sizes all tell what the labels tell."""
    for g in range(len(state.size_of)):
        members = listed(state, g)
        assert sorted(members) == np.flatnonzero(state.grid_of == g).tolist()
        assert state.size_of[g] == len(members)
        assert state.load_of[g] == sum(town.load[u] for u in members)
        assert [state.before[u] for u in members] == [-1, *members[:-1]][: len(members)]


def check_whole(town: Town, state: State) -> None:
    """Every grid has members, its centre among them, and is in one piece."""
    check_agrees(town, state)
    for g in range(len(state.size_of)):
        members = listed(state, g)
        assert members
        assert is_one_piece(town, members)
        assert state.centre_of[g] in members


def slow_worth(town: Town, state: State) -> tuple[int, float]:
    """Return the households outside the band and the score, each border counted once.

    All grids are taken to have the band and the aim of the first.
    """
    grids = range(len(state.centre_of))
    sizes = [int(town.load[state.grid_of == g].sum()) for g in grids]
    outside = sum(max(0, n - int(town.most[0]), int(town.fewest[0]) - n) for n in sizes)
    ways = np.hypot(*(town.xy - town.xy[state.centre_of[state.grid_of]]).T)
    score = float((town.visits * ways).sum())
    score += sum(town.even_m * (n - town.aim[0]) ** 2 / town.aim[0] for n in sizes)
    if len(town.border):
        for u in range(len(town.load)):
            for at in range(town.start[u], town.start[u + 1]):
                if u < town.near[at] and state.grid_of[u] != state.grid_of[town.near[at]]:
                    score += town.border[at]
    return outside, score


towns = st.tuples(st.integers(0, 10**6), st.integers(2, 30), st.integers(1, 6))
"""Seed, units and grids."""


@contextmanager
def no_worse(town: Town, state: State) -> Iterator[None]:
    """Check that what is done to a division makes it no worse, and breaks no grid of it."""
    before = slow_worth(town, state)
    yield
    assert slow_worth(town, state) <= (before[0], before[1] + 1e-6)
    check_agrees(town, state)
    if town.linked:
        for g in range(len(state.size_of)):
            assert is_one_piece(town, listed(state, g))
