"""Random trees of links over some units."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridgen.solver.compiled import kernel
from gridgen.solver.kernels.signatures import SHORTS, WHOLE
from gridgen.solver.kernels.town import STATE, TOWN, State, Town, below


@kernel(WHOLE(TOWN, STATE, SHORTS, WHOLE, WHOLE, SHORTS, SHORTS))
def draw_tree(
    town: Town,
    state: State,
    members: NDArray[np.int32],
    root: int,
    deep: int,
    order: NDArray[np.int32],
    parent: NDArray[np.int32],
) -> int:
    """Draw a random tree of links over units, from the unit `root` on; return how many it reaches.

    Of the links at hand the latest is taken `deep` times in a hundred, else any: so that trees are
    long ways, bushes, or between. `order` becomes the units as they are reached, and `parent` the
    place in it of the unit above each, -1 for the first.
    """
    state.mark[-1] += 2
    now = state.mark[-1]  # of who is reached; who waits for it is marked with the time before
    room = 1
    for u in members:
        state.mark[u] = now - 1
        room += town.start[u + 1] - town.start[u]
    ends, begins = np.empty(room, np.int32), np.empty(room, np.int32)
    ends[0], begins[0] = root, -1
    count, waiting = 0, 1
    while waiting > 0:
        at = waiting - 1
        if below(state, 100) >= deep:
            at = below(state, waiting)
        u, above = ends[at], begins[at]
        waiting -= 1
        ends[at], begins[at] = ends[waiting], begins[waiting]
        if state.mark[u] == now:
            continue
        state.mark[u] = now
        order[count], parent[count] = u, above
        first = waiting
        for near in range(town.start[u], town.start[u + 1]):
            v = town.near[near]
            if state.mark[v] == now - 1:
                ends[waiting], begins[waiting] = v, count
                waiting += 1
        # Shuffled, lest a long way always turns to the same side (Fisher and Yates 1938).
        for row in range(waiting - 1, first, -1):
            other = first + below(state, row - first + 1)
            ends[row], ends[other] = ends[other], ends[row]
        count += 1
    return count
