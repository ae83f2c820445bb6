"""Repair: pieces go to grids that they touch, and pressure brings loads into the band."""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from gridgen.solver.compiled import kernel
from gridgen.solver.kernels.moves import enter, leave, move
from gridgen.solver.kernels.pieces import may_leave, reach
from gridgen.solver.kernels.signatures import REAL, REALS, SHORTS, WHOLE
from gridgen.solver.kernels.town import STATE, TOWN, State, Town
from gridgen.solver.kernels.worth import breach, cost, distance, outside_band


@kernel(types.void(TOWN, STATE))
def keep_heaviest(town: Town, state: State) -> None:
    """Set `grid_of` to -1 for every unit outside the heaviest piece of its grid."""
    n, k = len(state.grid_of), len(state.size_of)
    heaviest = np.full(k, -1, np.int64)
    kept = np.zeros(k, np.int64)
    # Each piece is marked with a time of its own, which names it; all of them are after this one.
    clock = state.mark[-1]
    for seed in range(n):
        if state.mark[seed] > clock:
            continue
        g = state.grid_of[seed]
        load = 0
        for at in range(reach(town, state, seed)):
            load += town.load[state.queue[at]]
        if load > heaviest[g]:
            heaviest[g] = load
            kept[g] = state.mark[-1]
    if town.is_given:
        for g in range(k):
            kept[g] = state.mark[state.centre_of[g]]
    for u in range(n):
        if state.mark[u] != kept[state.grid_of[u]]:
            leave(town, state, u)
            state.grid_of[u] = -1


@kernel(types.void(TOWN, STATE, SHORTS), borrows=True)
def fill_gaps(town: Town, state: State, waiting: NDArray[np.int32]) -> None:
    """Give each waiting unit to a grid that touches it: the least breach, then the nearest."""
    # In rounds, since who touches no grid now may touch one once a neighbour has entered it.
    left = len(waiting)
    while left > 0:
        still = 0
        for row in range(left):
            u = waiting[row]
            best_over, best, where = 0, np.inf, -1
            for at in range(town.start[u], town.start[u + 1]):
                g = state.grid_of[town.near[at]]
                if g < 0:  # waits as well
                    continue
                over = max(0, state.load_of[g] + town.load[u] - town.most[g])
                apart = cost(town, state, u, g)
                if where < 0 or over < best_over or (over == best_over and apart < best):
                    best_over, best, where = over, apart, g
            if where >= 0:
                enter(town, state, u, where)
            else:
                waiting[still] = u
                still += 1
        if still == left:  # nobody near has a grid yet: begin with the first
            still -= 1
            enter(town, state, waiting[still], 0)
        left = still


@kernel(types.void(TOWN, STATE, WHOLE), borrows=True)
def seed_empty(town: Town, state: State, g: int) -> None:
    """Give the empty grid g one unit: of the grid with most units, the farthest that may leave."""
    donor = np.argmax(state.size_of)
    far, who = -1.0, -1
    u = state.first[donor]
    while u >= 0:
        apart = distance(town, u, state.centre_of[donor])
        if apart > far and may_leave(town, state, u):
            far, who = apart, u
        u = state.after[u]
    if who >= 0:
        move(town, state, who, g)
        state.centre_of[g] = who


@kernel(types.void(TOWN, STATE))
def reattach(town: Town, state: State) -> None:
    """Leave each grid its heaviest piece and give the other pieces to grids that touch them."""
    if town.linked:
        keep_heaviest(town, state)
        fill_gaps(town, state, np.flatnonzero(state.grid_of < 0).astype(np.int32))
    for g in range(len(state.size_of)):
        if state.size_of[g] == 0:
            seed_empty(town, state, g)


@kernel(WHOLE(TOWN, STATE), borrows=True)
def _line_up_pressed(town: Town, state: State) -> int:
    """List the units of grids that are too large, and those beside grids that are too small."""
    state.mark[-1] += 1
    now = state.mark[-1]
    count = 0
    for g in range(len(state.load_of)):
        is_large = state.load_of[g] > town.most[g]
        if not is_large and state.load_of[g] >= town.fewest[g]:
            continue
        u = state.first[g]
        while u >= 0:
            if is_large and state.mark[u] != now:
                state.mark[u] = now
                state.line[count] = u
                count += 1
            for at in range(town.start[u], town.start[u + 1]):
                v = town.near[at]
                if not is_large and state.grid_of[v] != g and state.mark[v] != now:
                    state.mark[v] = now
                    state.line[count] = v
                    count += 1
            u = state.after[u]
    # By number, not by grid: the lists of grids depend on the moves before.
    state.line[:count].sort()
    return count


@kernel(types.Tuple((REAL, WHOLE))(TOWN, STATE, WHOLE, REALS), borrows=True)
def _way_out(town: Town, state: State, u: int, price: NDArray[np.float64]) -> tuple[float, int]:
    """Return how much unit u gains by yielding to the pressure, and the grid to go to, or -1."""
    a = state.grid_of[u]
    w = town.load[u]
    gain, where = 0.0, -1
    for at in range(town.start[u], town.start[u + 1]):
        b = state.grid_of[town.near[at]]
        if price[b] >= price[a]:
            continue
        # A move counts as relief only if the band is broken less by it: a lump may go from too many
        # to too few.
        relieves = state.load_of[a] > town.most[a] and breach(
            town, a, state.load_of[a] - w
        ) < breach(town, a, state.load_of[a])
        feeds = state.load_of[b] < town.fewest[b] and breach(
            town, b, state.load_of[b] + w
        ) < breach(town, b, state.load_of[b])
        if not (relieves or feeds):
            continue
        dearer = cost(town, state, u, b) - cost(town, state, u, a)
        good = price[a] - price[b] - dearer / w
        if good > gain:
            gain, where = good, b
    return gain, where


@kernel(WHOLE(TOWN, STATE, WHOLE, REAL))
def press(town: Town, state: State, rounds: int, way: float) -> int:
    """Bring grids into the band by pressure; return the households still outside.

    A grid outside the band changes its price each round (dearer when too large, cheaper when too
    small) until units on its border move to a cheaper grid, which may push on in its turn, so that
    chains of any length form by themselves. `way` is the mean way to a centre, metres; prices
    change by a tenth of it. The best state seen is kept. The rising heights are those of
    push-relabel (Goldberg and Tarjan 1988).
    """
    best = outside_band(town, state)
    if best == 0:
        return 0
    k = len(state.load_of)
    price = np.zeros(k)
    step = 0.1 * way + 0.02 * town.moved_m + 1e-6
    kept = state.grid_of.copy()
    for turn in range(rounds):
        for g in range(k):
            if state.load_of[g] > town.most[g]:
                price[g] += step
            elif state.load_of[g] < town.fewest[g]:
                price[g] -= step
        count = _line_up_pressed(town, state)
        for row in range(count):
            # There and back in turn, so that no end of the community is always asked first.
            u = state.line[row if turn % 2 == 0 else count - 1 - row]
            # Who brings no household relieves nobody, and has no price for each.
            if town.load[u] == 0:
                continue
            where = _way_out(town, state, u, price)[1]
            if where >= 0 and may_leave(town, state, u):
                move(town, state, u, where)
        outside = outside_band(town, state)
        if outside < best:
            best = outside
            kept[:] = state.grid_of
            if best == 0:
                break
    for u in range(len(kept)):
        if state.grid_of[u] != kept[u]:
            move(town, state, u, kept[u])
    return best
