"""One connected part of a problem: several starts, settled, repaired, polished; the best stays."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.model.errors import ProblemError
from gridgen.model.graphs import neighbours, tidy
from gridgen.model.problem import Problem
from gridgen.solver.assignment import Assignment, divide_around
from gridgen.solver.counts import shortfall
from gridgen.solver.improve import Effort, polish, travel
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
    part: Problem, counts: list[int], effort: Effort, until: float | None, words: list[int]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return (n,) the grid of each unit and (k,) the centre of each grid.

    `counts` are the numbers of grids to try, the best first; `words` seed the random choices. Parts
    that have grids already begin from those, with the numbers of grids nearest to theirs.
    """
    is_impossible = False
    if part.centres is not None and not part.border.any():
        with_centre, is_impossible = divide_around(_assignment(part, part.centres))
        if with_centre is not None:
            return with_centre, part.centres.astype(np.int32)
    order = curve_order(part.xy)
    rank = np.argsort(order)
    graph = _graph(part, order)
    total = int(part.load.sum())
    sure, spare = _tried(part, counts, effort)
    if is_impossible:
        spare = []
    best: tuple[int, float] = (np.iinfo(np.int64).max, np.inf)
    kept: State | None = None
    best_town: Town | None = None
    for turn, k in enumerate(sure + spare):
        if kept is not None:
            fits = best[0] <= shortfall(part.band, total, counts[0])
            if (fits and turn >= len(sure)) or (until and time.monotonic() > until):
                break
        rng = np.random.default_rng([*words, turn])
        town = _town(part, order, graph, k)
        state = new_state(len(order), k, int(rng.integers(1, 2**31)))
        if _is_small(part):
            divide_all(town, state.grid_of, k)
            fill(town, state)
            recentre_new(town, state)
        else:
            _begin(part, town, state, order, rng, turn)
            polish(town, state, effort)
        value = worth(town, state)
        if value < best:
            best, kept, best_town = value, state, town
        if k == 1 and part.is_new and not _is_small(part):
            break
    if kept is None or best_town is None:
        raise ProblemError("No start was made; this is a fault in gridgen.")
    # Grids that exist, given centres and exact answers stay where they are.
    if part.is_new and part.centres is None and not _is_small(part):
        travel(best_town, kept, effort, until)
    recentre_all(best_town, kept)
    return kept.grid_of[rank], order[kept.centre_of].astype(np.int32)


def _assignment(part: Problem, centres: NDArray[np.int64]) -> Assignment:
    way = np.linalg.norm(part.xy[:, None] - part.xy[centres][None], axis=2)
    label = part.existing[:, None]
    moves = (label != -1) & (label != part.existing[centres])
    cost = way * part.visits[:, None] + part.weights.moved_m * part.load[:, None] * moves
    return Assignment(cost, part.load, part.links, centres, part.fewest, part.most)


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
    part: Problem,
    order: NDArray[np.int64],
    graph: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]],
    k: int,
) -> Town:
    start, near, border = graph
    if part.centres is None:
        home, area = homes(part.existing[order], part.load[order], k), np.arange(k, dtype=np.int32)
    else:
        home = part.existing[order].astype(np.int32)
        area = part.existing[part.centres].astype(np.int32)
    return Town(
        xy=part.xy[order],
        load=part.load[order],
        visits=part.visits[order],
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
    part: Problem, order: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Return where each unit's neighbours begin, the neighbours, and what it costs to part them."""
    n = len(order)
    if part.links is None:
        return *neighbours(n, _nearest(part.xy[order])), np.zeros(0)
    rank = np.empty(n, np.int64)
    rank[order] = np.arange(n)
    pairs = rank[part.links]
    start, near = neighbours(n, pairs)
    if len(part.border) == 0:
        return start, near, part.border
    both = np.concatenate([pairs, pairs[:, ::-1]])
    twice = np.concatenate([part.border, part.border])
    return start, near, twice[np.lexsort((both[:, 1], both[:, 0]))]


def _begin(
    part: Problem,
    town: Town,
    state: State,
    order: NDArray[np.int64],
    rng: np.random.Generator,
    turn: int,
) -> None:
    """Give every unit a first grid: around given centres, as it is, or anew."""
    if part.centres is not None:
        state.centre_of[:] = np.argsort(order)[part.centres]
        state.grid_of[:] = around(town, state.centre_of)
        fill(town, state)
        reattach(town, state)
    elif not part.is_new:
        state.grid_of[:] = from_existing(town, len(state.centre_of))
        fill(town, state)
        recentre_new(town, state)
        reattach(town, state)
    else:
        state.grid_of[:] = halves(town, len(state.centre_of), rng, turned=turn > 0)
        fill(town, state)
        settle(town, state)


def _nearest(xy: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return links from each unit to one unit at its own point and at each of the nearest points.

    By points, because many units may stand at one: towers would otherwise be islands.
    """
    points, first, point_of = np.unique(xy, axis=0, return_index=True, return_inverse=True)
    k = min(len(points), NEAREST + 1)
    near = first[cKDTree(points).query(points, k=k)[1].reshape(len(points), k)]
    own = np.repeat(np.arange(len(xy)), k)
    return tidy(np.stack([own, near[point_of.reshape(-1)].ravel()], axis=1))
