"""Which units reach each other inside a grid, which grids touch, and which changed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridgen.solver.compiled import kernel
from gridgen.solver.kernels.signatures import FLAG, SHORTS, WHOLE
from gridgen.solver.kernels.town import STATE, TOWN, State, Town


@kernel(WHOLE(TOWN, STATE, WHOLE), borrows=True)
def reach(town: Town, state: State, seed: int) -> int:
    """Mark every unit that `seed` reaches inside its grid; return how many, listed in the queue."""
    g = state.grid_of[seed]
    state.mark[-1] += 1
    now = state.mark[-1]
    state.mark[seed] = now
    state.queue[0] = seed
    head, tail = 0, 1
    while head < tail:
        u = state.queue[head]
        head += 1
        for at in range(town.start[u], town.start[u + 1]):
            v = town.near[at]
            if state.grid_of[v] == g and state.mark[v] != now:
                state.mark[v] = now
                state.queue[tail] = v
                tail += 1
    return tail


@kernel(FLAG(TOWN, STATE, WHOLE), borrows=True)
def is_whole(town: Town, state: State, g: int) -> bool:
    """Return whether grid g is in one piece, or need not be."""
    return not town.linked or reach(town, state, state.first[g]) == state.size_of[g]


@kernel(FLAG(TOWN, STATE, WHOLE), borrows=True)
def may_leave(town: Town, state: State, u: int) -> bool:
    """Return whether the grid of u stays in one piece, and not empty, without u.

    Its neighbours are enough to test: every other unit still reaches one of them.
    """
    g = state.grid_of[u]
    if state.size_of[g] == 1 or (town.is_given and state.centre_of[g] == u):
        return False
    if not town.linked:
        return True
    state.mark[-1] += 2
    # The neighbours of u are wanted (now - 1), one of them reaches (now). Breadth first, because
    # around a unit links mostly close within two steps: the search ends there, not at the far end.
    now = state.mark[-1]
    wanted = 0
    for at in range(town.start[u], town.start[u + 1]):
        v = town.near[at]
        if state.grid_of[v] == g:
            state.mark[v] = now - 1
            state.queue[0] = v
            wanted += 1
    if wanted <= 1:
        return wanted == 1
    state.mark[u] = now
    state.mark[state.queue[0]] = now
    wanted -= 1
    head, tail = 0, 1
    while head < tail:
        w = state.queue[head]
        head += 1
        for at in range(town.start[w], town.start[w + 1]):
            v = town.near[at]
            if state.grid_of[v] != g or state.mark[v] == now:
                continue
            if state.mark[v] == now - 1:
                wanted -= 1
                if wanted == 0:
                    return True
            state.mark[v] = now
            state.queue[tail] = v
            tail += 1
    return False


@kernel(WHOLE(TOWN, STATE, WHOLE, SHORTS), borrows=True)
def touching(town: Town, state: State, g: int, others: NDArray[np.int32]) -> int:
    """Write the grids that touch grid g, ascending; return how many."""
    count = 0
    u = state.first[g]
    while u >= 0:
        for at in range(town.start[u], town.start[u + 1]):
            h = state.grid_of[town.near[at]]
            if h == g:
                continue
            # Few grids touch one grid, so going through them is faster than a table of all.
            known = False
            for row in range(count):
                known = known or others[row] == h
            if not known:
                others[count] = h
                count += 1
        u = state.after[u]
    others[:count].sort()
    return count


@kernel(SHORTS(TOWN, STATE, WHOLE))
def changed(town: Town, state: State, steps: int) -> NDArray[np.int32]:
    """Return the grids that changed since `begin`, and those within so many grids of them.

    Ascending.
    """
    k = len(state.load_of)
    is_among = np.zeros(k, np.bool_)
    found, others = np.empty(k, np.int32), np.empty(k, np.int32)
    count = 0
    for row in range(state.left[-1]):
        u = state.left[row]
        for g in (state.was[u], state.grid_of[u]):
            if not is_among[g]:
                is_among[g] = True
                found[count] = g
                count += 1
    begin = 0
    for _ in range(steps):
        end = count
        for at in range(begin, end):
            for row in range(touching(town, state, found[at], others)):
                if not is_among[others[row]]:
                    is_among[others[row]] = True
                    found[count] = others[row]
                    count += 1
        begin = end
    return np.sort(found[:count])
