"""Areas around given centres: single units shift and swap at a heat that sinks, over full areas.

Where areas are nearly full, few divisions fit, and to get from one to another means to overfill
some area on the way. So being outside the band is not forbidden but has a price, and each area has
a price of its own, which rises while the area is outside and sinks while it is inside (adaptive
penalties: Yagiura, Ibaraki and Glover 2006; annealing: Kirkpatrick, Gelatt and Vecchi 1983).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import types
from numpy.typing import NDArray

from gridgen.solver.compiled import kernel
from gridgen.solver.kernels.moves import move
from gridgen.solver.kernels.pieces import may_leave
from gridgen.solver.kernels.shift import both_ways, touches
from gridgen.solver.kernels.signatures import FLAG, REAL, REALS, SHORTS, WHOLE, WHOLES
from gridgen.solver.kernels.town import STATE, TOWN, State, Town, below
from gridgen.solver.kernels.worth import (
    border_change,
    border_cost,
    breach,
    cost,
    outside_after,
    worth,
)

WINDOW = 1_000
"""Steps after which heat and prices change."""

SWAPS = 30
"""Steps in a hundred that try a swap and not a shift."""

DEARER = 1.03
"""Factor by which the price of an area rises after a window if it is outside the band."""

OUTSIDE = 0.05
"""Share of windows after which an area should be outside: prices sink by as much less as that."""

LEAST, MOST = 0.1, 1_000.0
"""Limits of the price of an area, in prices at the beginning."""

GATHERED_FROM = 0.3
"""Share of the steps after which areas are gathered: what is met in the heat is in nothing good."""

PROBES = 50
"""Places that are looked at for an area among those met."""


class Heat(NamedTuple):
    """How one annealing goes."""

    steps: int
    """Moves that are tried."""
    hot: float
    """Metres dearer that a move may be at first, about."""
    cold: float
    """The same in the end."""
    price: float
    """Metres that each household outside the band costs at first."""
    charge: float
    """Households that being outside counts for besides: else one or two would stay for ever."""


class Met(NamedTuple):
    """Areas inside the band that were met, each once, as the units of each one after the other."""

    code: NDArray[np.uint64]
    """(n + k,) random words of units and areas: an area is told by those of its own combined."""
    seen: NDArray[np.uint64]
    """(2**b,) words of the areas met, each at or after the place that its last b bits say."""
    row_of: NDArray[np.int32]
    """(2**b,) the row of the area whose word stands there."""
    units: NDArray[np.int32]
    """(r,) units of the areas; who comes when it is full is not gathered."""
    end: NDArray[np.int64]
    """(m + 2,) where each area begins, and the last ends; the last entry is how many there are."""
    score: NDArray[np.float64]
    """(m,) ways, moves and half of the borders of each area, metres."""


HEAT = types.NamedTuple((WHOLE, REAL, REAL, REAL, REAL), Heat)
WORDS = types.uint64[::1]
MET = types.NamedTuple((WORDS, WORDS, SHORTS, SHORTS, WHOLES, REALS), Met)


def new_met(rng: np.random.Generator, n: int, k: int, *, areas: int, room: int) -> Met:
    """Return room for so many areas of so many units in all, none met yet.

    Parameters
    ----------
    rng
        Gives the words by which areas are told.
    n, k
        Units and centres of the part.
    areas, room
        How many areas, and how many units all of them together.
    """
    bits = max(4, int(2 * areas).bit_length())
    return Met(
        rng.integers(1, 2**63, n + k).astype(np.uint64), np.zeros(2**bits, np.uint64),
        np.zeros(2**bits, np.int32), np.zeros(room, np.int32), np.zeros(areas + 2, np.int64),
        np.zeros(areas),
    )  # fmt: skip


@kernel(WHOLE(TOWN, STATE, MET, WHOLE), borrows=True)
def gather(town: Town, state: State, met: Met, g: int) -> int:
    """Add area g to those met, if it is new; return its row, -1 if there is no room."""
    word = met.code[len(state.grid_of) + g]
    u = state.first[g]
    while u >= 0:
        word ^= met.code[u]
        u = state.after[u]
    last = np.uint64(len(met.seen) - 1)
    at = word & last
    for _ in range(PROBES):
        if met.seen[at] == 0 or met.seen[at] == word:
            break
        at = (at + np.uint64(1)) & last
    if met.seen[at] == word:
        return int(met.row_of[at])
    row = met.end[-1]
    to = met.end[row]
    if met.seen[at] != 0 or row == len(met.score) or to + state.size_of[g] > len(met.units):
        return -1
    met.seen[at], met.row_of[at] = word, row
    u = state.first[g]
    while u >= 0:
        met.units[to] = u
        met.score[row] += cost(town, state, u, g) + 0.5 * border_cost(town, state, u)
        to += 1
        u = state.after[u]
    met.end[-1] = row + 1
    met.end[row + 1] = to
    return int(row)


@kernel(REAL(TOWN, WHOLE, WHOLE, REAL), borrows=True)
def dues(town: Town, g: int, load: int, charge: float) -> float:
    """Return for how many households a load outside the band of area g is charged."""
    outside = breach(town, g, load)
    return 0.0 if outside == 0 else outside + charge


@kernel(WHOLE(TOWN, STATE, WHOLE), borrows=True)
def _partner(town: Town, state: State, v: int) -> int:
    """Return v, or a neighbour of it in its area: who might change places with a unit beside v."""
    if below(state, 2) == 0:
        return v
    w = town.near[town.start[v] + below(state, town.start[v + 1] - town.start[v])]
    return int(w if state.grid_of[w] == state.grid_of[v] else v)


@kernel(FLAG(TOWN, STATE, WHOLE, WHOLE, WHOLE), borrows=True)
def _holds(town: Town, state: State, u: int, w: int, b: int) -> bool:
    """Return whether u may go to area b, and w, unless it is -1, from there to the area of u."""
    if not may_leave(town, state, u):
        return False
    if w < 0:
        return True
    a = state.grid_of[u]
    if town.linked and not (touches(town, state, u, b, w) and touches(town, state, w, a, u)):
        return False
    return may_leave(town, state, w)


@kernel(types.void(TOWN, STATE, REALS, REAL), borrows=True)
def reprice(town: Town, state: State, price: NDArray[np.float64], first: float) -> None:
    """Make areas outside the band dearer, and the others cheaper; `first` is what all cost once."""
    for g in range(len(price)):
        if breach(town, g, state.load_of[g]) > 0:
            price[g] = min(price[g] * DEARER, MOST * first)
        else:
            price[g] = max(price[g] * DEARER**-OUTSIDE, LEAST * first)


@kernel(types.void(TOWN, STATE, SHORTS), borrows=True)
def _return_to(town: Town, state: State, grid_of: NDArray[np.int32]) -> None:
    for u in range(len(grid_of)):
        if state.grid_of[u] != grid_of[u]:
            move(town, state, u, grid_of[u])


@kernel(types.void(TOWN, STATE, HEAT, MET))
def anneal(town: Town, state: State, heat: Heat, met: Met) -> None:
    """Improve a division by shifts and swaps that may also make it worse; end with the best met.

    The best has the least breach, then the least score: the end is never worse than the beginning.
    Areas stay in one piece, and centres, which are given, in theirs.
    """
    n = len(state.grid_of)
    outside, score = worth(town, state)
    best_outside, best = outside, score
    kept = state.grid_of.copy()
    is_best = False  # whether the division in hand is better than the one kept
    price = np.full(len(state.load_of), heat.price)
    gathered_from = GATHERED_FROM * heat.steps
    warm = heat.hot
    for step in range(heat.steps):
        if step % WINDOW == 0:
            warm = heat.hot * (heat.cold / heat.hot) ** (step / heat.steps)
            reprice(town, state, price, heat.price)
        u = below(state, n)
        if town.start[u] == town.start[u + 1]:
            continue
        v = town.near[town.start[u] + below(state, town.start[u + 1] - town.start[u])]
        a, b = state.grid_of[u], state.grid_of[v]
        if a == b or state.centre_of[a] == u:
            continue
        dearer = cost(town, state, u, b) - cost(town, state, u, a)
        dearer += border_change(town, state, u, a, b)
        load, w = town.load[u], -1
        if below(state, 100) < SWAPS:
            w = _partner(town, state, v)
            if state.centre_of[b] == w:
                continue
            load -= town.load[w]
            dearer += cost(town, state, w, a) - cost(town, state, w, b)
            dearer += border_change(town, state, w, b, a) + both_ways(town, u, w)
        to_a, to_b = state.load_of[a] - load, state.load_of[b] + load
        due = price[a] * (
            dues(town, a, to_a, heat.charge) - dues(town, a, state.load_of[a], heat.charge)
        ) + price[b] * (
            dues(town, b, to_b, heat.charge) - dues(town, b, state.load_of[b], heat.charge)
        )
        chance = (below(state, 2**30) + 0.5) / 2**30
        # Whether links allow it takes longest to see, so it is asked last.
        if chance >= np.exp(-(dearer + due) / warm) or not _holds(town, state, u, w, b):
            continue
        more = outside_after(town, state, a, b, load)
        if is_best and (outside + more, score + dearer) > (best_outside, best):
            kept[:] = state.grid_of
            is_best = False
        move(town, state, u, b)
        if w >= 0:
            move(town, state, w, a)
        outside, score = outside + more, score + dearer
        if outside < best_outside or (outside == best_outside and score < best - 1e-9):
            best_outside, best, is_best = outside, score, True
        if step >= gathered_from:
            if breach(town, a, state.load_of[a]) == 0:
                gather(town, state, met, a)
            if breach(town, b, state.load_of[b]) == 0:
                gather(town, state, met, b)
    if not is_best:
        _return_to(town, state, kept)
