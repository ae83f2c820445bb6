"""One connected part of a problem: several starts, settled, repaired, polished; the best stays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.model.errors import ProblemError
from gridgen.model.graphs import neighbours, tidy
from gridgen.model.problem import Problem
from gridgen.solver.assignment import Assignment, divide_around
from gridgen.solver.counts import shortfall
from gridgen.solver.improve import Effort, Search, polish, travel
from gridgen.solver.kernels.centres import recentre_all, recentre_new
from gridgen.solver.kernels.exact import divide_all
from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.repair import reattach
from gridgen.solver.kernels.town import State, Town, new_state
from gridgen.solver.kernels.worth import worth
from gridgen.solver.start import around, curve_order, from_existing, halves, homes, settle

EXTRA_STARTS = 10
"""Further starts for a part that still has a grid outside the band."""

FEW_UNITS = 12
"""Units up to which the best of all divisions is found."""

NEAREST = 12
"""Units among which a unit may change grids where no links are asked."""

EXISTING_COUNTS = 3
"""Numbers of grids that are tried around the number that exist."""


def divide_part(
    part: Problem, counts: list[int], search: Search
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return (n,) the grid of each unit and (k,) the centre of each grid.

    Parts that have grids already begin from those, with the numbers of grids nearest to theirs.

    Parameters
    ----------
    part
        n units, n >= 1, that links hold together where there are any.
    counts
        The numbers of grids to try, the best first.
    search
        How much work, until when, and what seeds the random choices.
    """
    is_impossible = False
    if part.centres is not None and not part.border.any():
        with_centre, is_impossible = divide_around(_assignment(part, part.centres))
        if with_centre is not None:
            return with_centre, part.centres.astype(np.int32)
    # Units in an order that keeps neighbours near in memory; answers go back to their own.
    order = curve_order(part.xy)
    town, state = _best_start(part.part(order), counts, search, is_impossible=is_impossible)
    # Grids that exist, given centres and exact answers stay where they are.
    if part.is_new and part.centres is None and not _is_small(part):
        travel(town, state, search)
    recentre_all(town, state)
    return state.grid_of[np.argsort(order)], order[state.centre_of].astype(np.int32)


def _best_start(
    part: Problem, counts: list[int], search: Search, *, is_impossible: bool
) -> tuple[Town, State]:
    """Return the best of several divisions: the least breach, then the least score."""
    graph = _graph(part)
    sure, spare = _tried(part, counts, search.effort)
    if is_impossible:
        spare = []
    reachable = shortfall(part.band, int(part.load.sum()), counts[0])
    best: tuple[int, float] = (np.iinfo(np.int64).max, np.inf)
    found: tuple[Town, State] | None = None
    for turn, k in enumerate(sure + spare):
        if found is not None:
            is_enough = turn >= len(sure) and best[0] <= reachable
            if is_enough or search.is_over:
                break
        rng = np.random.default_rng([*search.words, turn])
        town = _town(part, graph, k)
        state = new_state(len(part), k, int(rng.integers(1, 2**31)))
        if _is_small(part):
            divide_all(town, state.grid_of, k)
            fill(town, state)
            recentre_new(town, state)
        else:
            _begin(part, town, state, rng, turned=turn > 0)
            polish(town, state, search.effort)
        value = worth(town, state)
        if value < best:
            best, found = value, (town, state)
        # One grid is one grid, however it began.
        if k == 1 and part.is_new and not _is_small(part):
            break
    if found is None:
        raise ProblemError("No start was made; this is a fault in gridgen.")
    return found


def _assignment(part: Problem, centres: NDArray[np.int64]) -> Assignment:
    way = np.linalg.norm(part.xy[:, None] - part.xy[centres][None], axis=2)
    # A unit in no grid yet moves for nothing; one whose grid has no centre moves in any case.
    label = part.existing[:, None]
    moves = (label != -1) & (label != part.existing[centres])
    cost = way * part.visits[:, None] + part.weights.moved_m * part.load[:, None] * moves
    return Assignment(
        cost=cost, load=part.load, links=part.links, centres=centres, fewest=part.fewest,
        most=part.most,
    )  # fmt: skip


def _is_small(part: Problem) -> bool:
    """Say whether every division of the part can be gone through."""
    return len(part.load) <= FEW_UNITS and part.is_new and part.centres is None


def _tried(part: Problem, counts: list[int], effort: Effort) -> tuple[list[int], list[int]]:
    """Return the numbers of grids of the starts that are made, and of those for a breach alone."""
    if _is_small(part):
        return counts[:1], counts[1:]
    if part.centres is not None:
        return counts, counts * EXTRA_STARTS
    sure = counts[:1] * effort.starts
    if not part.is_new:
        there = len(np.unique(part.existing[part.existing >= 0]))
        sure = sorted(counts, key=lambda k: (abs(k - there), k))[:EXISTING_COUNTS]
    spread = counts[: EXTRA_STARTS - 2]
    spread = spread + [k for k in (min(counts), max(counts)) if k not in spread]
    return sure, [spread[turn % len(spread)] for turn in range(EXTRA_STARTS)]


def _town(
    part: Problem, graph: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]], k: int
) -> Town:
    start, near, border = graph
    if part.centres is None:
        home, area = homes(part.existing, part.load, k), np.arange(k, dtype=np.int32)
    else:
        home = part.existing.astype(np.int32)
        area = part.existing[part.centres].astype(np.int32)
    return Town(
        xy=part.xy,
        load=part.load,
        visits=part.visits,
        start=start,
        near=near,
        linked=part.links is not None,
        fewest=np.array(np.broadcast_to(part.fewest, k), np.int64),
        most=np.array(np.broadcast_to(part.most, k), np.int64),
        home=home,
        area=area,
        moved_m=part.weights.moved_m,
        is_given=part.centres is not None,
        border=border,
    )


def _graph(
    part: Problem,
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Return where each unit's neighbours begin, the neighbours, and what it costs to part them."""
    n, pairs = len(part), part.links
    if pairs is None:
        return *neighbours(n, _nearest(part.xy)), np.zeros(0)
    start, near = neighbours(n, pairs)
    if len(part.border) == 0:
        return start, near, part.border
    # In the order of `near`: from each unit, to its neighbours ascending.
    both = np.concatenate([pairs, pairs[:, ::-1]])
    twice = np.concatenate([part.border, part.border])
    return start, near, twice[np.lexsort((both[:, 1], both[:, 0]))]


def _begin(
    part: Problem, town: Town, state: State, rng: np.random.Generator, *, turned: bool
) -> None:
    """Give every unit a first grid: around given centres, as it is, or anew."""
    if part.centres is not None:
        state.centre_of[:] = part.centres
        state.grid_of[:] = around(town, state.centre_of)
        fill(town, state)
        reattach(town, state)
    elif not part.is_new:
        state.grid_of[:] = from_existing(town, len(state.centre_of))
        fill(town, state)
        recentre_new(town, state)
        reattach(town, state)
    else:
        state.grid_of[:] = halves(town, len(state.centre_of), rng, turned=turned)
        fill(town, state)
        settle(town, state)


def _nearest(xy: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return links from each unit to one unit at its own point and at each of the nearest points.

    By points, because many units may stand at one: towers would otherwise be islands.
    """
    # `first` is the unit that stands for its point; all others there are linked to it.
    points, first, point_of = np.unique(xy, axis=0, return_index=True, return_inverse=True)
    k = min(len(points), NEAREST + 1)
    near = first[cKDTree(points).query(points, k=k)[1].reshape(len(points), k)]
    own = np.repeat(np.arange(len(xy)), k)
    return tidy(np.stack([own, near[point_of.reshape(-1)].ravel()], axis=1))
