"""Units move along chains and rings of grids, each to the next."""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from gridgen.solver.compiled import kernel
from gridgen.solver.kernels.moves import move
from gridgen.solver.kernels.pieces import is_whole
from gridgen.solver.kernels.signatures import FLAG, FLAGS, REALS, SHORTS, WHOLE
from gridgen.solver.kernels.town import STATE, TOWN, State, Town
from gridgen.solver.kernels.worth import border_change, breach, cost, uneven, uneven_change

SIDES = 16
"""Neighbouring grids of one grid to which its units may go along a ring."""


RING = 12
"""Rounds of labelling, so about the moves in the longest ring that is found."""


PASSES = 60
"""Times that chains and rings of moves are looked for, at most."""


NO_CHAIN = 1e12
"""Label of a grid to which no chain of moves leads."""


@kernel(types.void(TOWN, STATE, WHOLE, FLAGS, FLAGS, SHORTS, SHORTS, REALS), borrows=True)
def _ways_out(
    town: Town,
    state: State,
    a: int,
    is_among: NDArray[np.bool_],
    is_barred: NDArray[np.bool_],
    to: NDArray[np.int32],
    who: NDArray[np.int32],
    price: NDArray[np.float64],
) -> None:
    """Write the grids that touch grid a, for each the unit of a that goes there cheapest, and that.

    Of the grids that are looked at. In the `SIDES` entries that belong to a; -1 for none.
    """
    first = a * SIDES
    to[first : first + SIDES] = -1
    count = 0
    u = state.first[a]
    while u >= 0:
        here = -1.0
        for at in range(town.start[u], town.start[u + 1]):
            b = state.grid_of[town.near[at]]
            if b == a or is_barred[u] or not is_among[b]:
                continue
            if here < 0.0:
                here = cost(town, state, u, a)
            row = first
            while row < first + count and to[row] != b:
                row += 1
            if row == first + SIDES:  # touches more grids than there is room for
                continue
            more = cost(town, state, u, b) - here + border_change(town, state, u, a, b)
            # As if no other move followed: a grid on the way gives back what it gets.
            more += uneven_change(town, state, a, b, town.load[u])
            if row == first + count:
                count += 1
                to[row], who[row], price[row] = b, u, more
            elif more < price[row]:
                who[row], price[row] = u, more
        u = state.after[u]


@kernel(types.void(TOWN, STATE, SHORTS, SHORTS, REALS, REALS, SHORTS), borrows=True)
def _label(
    town: Town,
    state: State,
    among: NDArray[np.int32],
    to: NDArray[np.int32],
    price: NDArray[np.float64],
    label: NDArray[np.float64],
    parent: NDArray[np.int32],
) -> None:
    """Label each grid with the least cost of a chain of moves that ends in it (Bellman and Ford).

    A chain begins in a grid that may lose a unit. `parent` is the entry of the last move, or -1;
    where parents run in a ring, the moves of the ring cost less than nothing.
    """
    for a in among:
        label[a] = 0.0 if state.load_of[a] > town.fewest[a] else NO_CHAIN
        parent[a] = -1
    for _ in range(RING):
        changed = False
        for a in among:
            for row in range(a * SIDES, (a + 1) * SIDES):
                if to[row] < 0:
                    break
                # By more than rounding, lest a ring of moves that cost nothing runs for ever.
                if label[a] + price[row] < label[to[row]] - 1e-7:
                    label[to[row]] = label[a] + price[row]
                    parent[to[row]] = row
                    changed = True
        if not changed:
            return


@kernel(WHOLE(WHOLE, FLAGS, SHORTS, SHORTS), borrows=True)
def _follow(
    end: int, is_used: NDArray[np.bool_], parent: NDArray[np.int32], path: NDArray[np.int32]
) -> int:
    """Write the entries of the moves that lead to grid `end`, last first; return how many.

    0 where they meet a grid that is used or are too many. Where they run in a ring, minus the
    number of its moves, which are then the first of `path`.
    """
    count = 0
    at = end
    # Parents may run in a ring that `end` is not part of: found where an entry comes up again.
    while not is_used[at] and count < 2 * RING:
        if parent[at] < 0:
            return count
        for row in range(count):
            if path[row] == parent[at]:
                for step in range(row, count):
                    path[step - row] = path[step]
                return row - count
        path[count] = parent[at]
        count += 1
        at = parent[at] // SIDES
    return 0


@kernel(FLAG(TOWN, STATE, SHORTS, WHOLE, SHORTS, SHORTS, FLAGS), borrows=True)
def _pass_on(
    town: Town,
    state: State,
    path: NDArray[np.int32],
    count: int,
    to: NDArray[np.int32],
    who: NDArray[np.int32],
    is_barred: NDArray[np.bool_],
) -> bool:
    """Make the moves of a path if they pay and grids stay whole and in band; else bar units."""
    # Each grid counts once, though it may gain by one move and lose by the next. Moves stand last
    # first: the one that leads to where move `row` begins is at `row + 1`, round the end in a ring.
    outside, dearer = 0, 0.0
    for row in range(count):
        a, b = path[row] // SIDES, to[path[row]]
        outside -= breach(town, b, state.load_of[b])
        dearer -= uneven(town, b, state.load_of[b])
        if a != to[path[(row + 1) % count]]:
            outside -= breach(town, a, state.load_of[a])
            dearer -= uneven(town, a, state.load_of[a])
    for row in range(count):  # one by one, since units that move may border on each other
        u, a, b = who[path[row]], path[row] // SIDES, to[path[row]]
        dearer += cost(town, state, u, b) - cost(town, state, u, a)
        dearer += border_change(town, state, u, a, b)
        move(town, state, u, b)
    is_good = True
    for row in range(count):
        a, b = path[row] // SIDES, to[path[row]]
        outside += breach(town, b, state.load_of[b])
        dearer += uneven(town, b, state.load_of[b])
        if a != to[path[(row + 1) % count]]:
            outside += breach(town, a, state.load_of[a])
            dearer += uneven(town, a, state.load_of[a])
        if state.size_of[a] == 0 or not (is_whole(town, state, a) and is_whole(town, state, b)):
            is_barred[who[path[row]]] = True
            is_good = False
    if outside > 0 or dearer > -1e-9:
        for row in range(count):
            is_barred[who[path[row]]] = True
        is_good = False
    if not is_good:
        for row in range(count):
            move(town, state, who[path[row]], path[row] // SIDES)
    return is_good


@kernel(WHOLE(TOWN, STATE, SHORTS))
def chain(town: Town, state: State, among: NDArray[np.int32]) -> int:
    """Move units along chains and rings of grids, each to the next, while that pays; count them.

    Chains go through the grids `among` alone, ascending. A chain leads from a grid that may lose a
    unit to one that may gain one. Such cyclic transfers find what no single shift or swap finds
    where grids are full (Thompson and Orlin 1989).
    """
    n, k = len(state.grid_of), len(state.load_of)
    is_barred = np.zeros(n, np.bool_)
    is_among = np.zeros(k, np.bool_)
    is_among[among] = True
    # By number of the grid, and only written for those that are looked at.
    to, who = np.empty(k * SIDES, np.int32), np.empty(k * SIDES, np.int32)
    price, label = np.empty(k * SIDES), np.empty(k)
    parent, path = np.empty(k, np.int32), np.empty(2 * RING, np.int32)
    if town.is_given:
        is_barred[state.centre_of] = True
    for a in among:
        _ways_out(town, state, a, is_among, is_barred, to, who, price)
    made = 0
    for _ in range(PASSES):
        _label(town, state, among, to, price, label, parent)
        is_used = np.zeros(k, np.bool_)
        tried = 0
        # A sort that keeps the order of equals, so that every machine finds the same.
        for end in among[np.argsort(label[among], kind="mergesort")]:
            if label[end] >= -1e-7 and parent[end] < 0:
                continue
            count = _follow(end, is_used, parent, path)
            is_chain = label[end] < -1e-7 and state.load_of[end] < town.most[end]
            if count == 0 or (count > 0 and not is_chain):
                continue
            count = abs(count)
            tried += 1
            if _pass_on(town, state, path, count, to, who, is_barred):
                made += 1
            # Moves out of grids that changed, or were tried in vain, must be weighed anew first.
            for row in range(count):
                is_used[path[row] // SIDES] = True
                is_used[to[path[row]]] = True
        if tried == 0:
            break
        for g in among:
            if is_used[g]:
                _ways_out(town, state, g, is_among, is_barred, to, who, price)
    return made
