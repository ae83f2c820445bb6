"""Back into the band: grids around a breach are cut anew, along trees of links.

Pressure moves unit by unit, and is helpless where links are few: whatever hangs behind a choke
point moves as a whole or not at all. A tree of links can be cut into grids exactly, whole subtrees
at once. Where the links of a part are a tree, one cut settles it. Elsewhere a few grids around a
breach are taken together and cut along random trees, again and again (after the recombination of
DeFord, Duchin and Solomon 2021); a cut that breaks the band by no more stays, so that a breach
wanders until it meets its opposite.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gridgen.model.bands import Band
from gridgen.solver.kernels.centres import recentre_new
from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.pieces import touching
from gridgen.solver.kernels.spanning import draw_tree
from gridgen.solver.kernels.town import State, Town, new_state
from gridgen.solver.kernels.tree import Table, Tree, divide_tree, new_table

SHORTEST_TABLE = 300_000
LONGEST_TABLE = 6_000_000
"""Entries for the tree of a region, and of a whole part."""

WORK = 3e8
"""Pairs of entries that are weighed in all: some seconds."""

STEPS = 1_000
"""Regions that are cut anew at most."""

REGIONS = (2, 3, 4, 3, 5, 4, 6, 8)
"""Grids in a region, in turn; one more after each `WIDER` steps in vain."""

WIDER = 300

DEEP = (100, 50, 90, 0)
"""How often of a hundred trees go on from where they came last, in turn: ways and bushes."""


def is_tree(town: Town) -> bool:
    """Say whether the links, which hold all units together, are a tree."""
    return town.linked and len(town.near) == 2 * (len(town.load) - 1)


def cut_whole(
    town: Town, band: Band, counts: Sequence[int]
) -> tuple[NDArray[np.int32] | None, bool]:
    """Cut a part whose links are a tree; return (n,) the grid of each unit, and if none can be.

    The first of `counts` that can be is taken. None where there is no division inside the band,
    which is then proven, or where it would take too much work.
    """
    n = len(town.load)
    rank = {k: row for row, k in enumerate(counts)}
    low, high = min(counts), max(counts)
    cutter = _Cutter(town, new_state(n, 1, 1), band)
    table = new_table(min(LONGEST_TABLE, SHORTEST_TABLE + 2_000 * n))
    grid_of, found = cutter.cut(
        np.arange(n, dtype=np.int32), table, slack=0, low=low,
        # A better number of grids comes before any metres.
        price=[1e12 * rank.get(k, len(rank)) for k in range(low, high + 1)],
    )  # fmt: skip
    return (grid_of if found > 0 else None), found == 0


def restore(
    town: Town,
    state: State,
    band: Band,
    rng: np.random.Generator,
    *,
    least: int,
    steps: int = STEPS,
) -> int:
    """Cut grids around breaches anew until at most `least` households are outside the band.

    Parameters
    ----------
    town, state
        n units and k grids, each of them whole; the best division met in the end, with its centres.
    band
        Of every grid.
    rng
        Draws regions and trees.
    least
        Households that are outside the band in any case.
    steps
        Regions that are cut at most.

    Returns
    -------
    How many times a region was cut.
    """
    cutter = _Cutter(town, state, band)
    table = new_table(SHORTEST_TABLE)
    outside = best = int(cutter.over().sum())
    kept = state.grid_of.copy()
    step, since = 0, 0
    while best > least and step < steps and cutter.may_go_on:
        wide = REGIONS[step % len(REGIONS)] + since // WIDER
        change = cutter.cut_around(rng, table, wide=wide, deep=DEEP[step % len(DEEP)])
        step, since, outside = step + 1, since + 1, outside + change
        if outside < best:
            kept, best, since = state.grid_of.copy(), outside, 0
    state.grid_of[:] = kept
    fill(town, state)
    recentre_new(town, state)
    return step


def _one_of(rows: Sequence[int] | NDArray[np.int64], rng: np.random.Generator) -> int:
    """Return one of them: the very one that `rng.choice` draws, which takes ten times as long."""
    return int(rows[int(rng.integers(len(rows)))])


class _Cutter:
    """Cuts units of one part anew, along trees, within a limit of work."""

    def __init__(self, town: Town, state: State, band: Band) -> None:
        self.town, self.state, self.band = town, state, band
        self.work = np.array([WORK])

    @property
    def may_go_on(self) -> bool:
        """Whether there are two grids to cut, and work that may be done."""
        return len(self.state.load_of) > 1 and self.work[0] > 0

    def cut_around(self, rng: np.random.Generator, table: Table, *, wide: int, deep: int) -> int:
        """Cut a region around a breach anew unless that breaks the band by more.

        Returns by how many households more are outside the band: 0 or below.
        """
        town, state, over = self.town, self.state, self.over()
        region = self._region(_one_of(np.flatnonzero(over), rng), wide, rng)
        is_near = np.zeros(len(over), bool)
        is_near[region] = True
        members = np.flatnonzero(is_near[state.grid_of]).astype(np.int32)
        cut, found = self.cut(
            members, table, slack=int(over[region].max()), low=len(region), price=[0.0],
            deep=deep, root=int(rng.integers(len(members))),
        )  # fmt: skip
        if found <= 0:
            return 0
        load = np.bincount(cut, town.load[members], minlength=found).astype(np.int64)
        change = sum(self.band.breach(n) for n in load.tolist()) - int(over[region].sum())
        if change <= 0:
            state.grid_of[members] = np.array(region, np.int32)[cut]
            fill(town, state)
        return min(0, change)

    def over(self) -> NDArray[np.int64]:
        """Return (k,) by how many households each grid is outside the band."""
        load = self.state.load_of
        return np.maximum(0, np.maximum(load - self.band.most, self.band.fewest - load))

    def _region(self, grid: int, wide: int, rng: np.random.Generator) -> list[int]:
        """Return a grid and grids that touch it or each other, `wide` in all if there are."""
        region: list[int] = [grid]
        beside: set[int] = set()
        others = np.empty(len(self.state.load_of), np.int32)
        while len(region) < wide:
            count = touching(self.town, self.state, region[-1], others)
            beside = (beside | set(others[:count].tolist())).difference(region)
            if not beside:
                break
            region.append(_one_of(sorted(beside), rng))
        return region

    def cut(
        self,
        members: NDArray[np.int32],
        table: Table,
        *,
        slack: int,
        low: int,
        price: Sequence[float],
        deep: int = 100,
        root: int = 0,
    ) -> tuple[NDArray[np.int32], int]:
        """Return (m,) the grid of each of the units `members`, ascending, and how many grids.

        `root` is a row of `members`; the other parameters are those of `Tree` and `draw_tree`, and
        0 and `NO_ROOM` mean what they mean for `divide_tree`.
        """
        town, m = self.town, len(members)
        order, parent = np.empty(m, np.int32), np.empty(m, np.int32)
        draw_tree(town, self.state, members, int(members[root]), deep, order, parent)
        up = order[np.maximum(parent, 0)]
        way = np.sqrt(((town.xy[order] - town.xy[up]) ** 2).sum(axis=1))
        home, beside = town.home[order], town.home[up]
        is_known = (home >= 0) & (beside >= 0)
        tree = Tree(
            parent, town.load[order],
            way + town.moved_m * (is_known & (home != beside)),
            town.moved_m * (is_known & (home == beside)),
            self.band.fewest, self.band.most, self.band.target, slack, low, np.array(price),
        )  # fmt: skip
        cut, grid_of = np.empty(m, np.int32), np.empty(m, np.int32)
        found = int(divide_tree(tree, table, self.work, cut))
        if found > 0:
            grid_of[np.searchsorted(members, order)] = cut
        return grid_of, found
