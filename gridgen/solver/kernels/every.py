"""Every grid that a part could have, where units are so large that these are few."""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from gridgen.solver.compiled import kernel
from gridgen.solver.kernels.signatures import REAL, SHORTS, WHOLE, WHOLES
from gridgen.solver.kernels.town import TOWN, Town
from gridgen.solver.kernels.worth import distance, uneven

TOO_MANY = -1
"""Says that there are more grids than there is room for, or sets than may be looked at."""


@kernel(WHOLE(TOWN, SHORTS, WHOLE, WHOLE, SHORTS, WHOLE), borrows=True)
def _enter(
    town: Town,
    since: NDArray[np.int32],
    unit: int,
    depth: int,
    waiting: NDArray[np.int32],
    end: int,
) -> int:
    """Add the neighbours of a unit that no unit before it has to `waiting`; return its new end."""
    for at in range(town.start[unit], town.start[unit + 1]):
        v = town.near[at]
        if since[v] < 0:
            since[v] = depth
            waiting[end] = v
            end += 1
    return end


@kernel(types.void(TOWN, SHORTS, WHOLE, WHOLE), borrows=True)
def _leave(town: Town, since: NDArray[np.int32], unit: int, depth: int) -> None:
    for at in range(town.start[unit], town.start[unit + 1]):
        if since[town.near[at]] == depth:
            since[town.near[at]] = -1


@kernel(WHOLE(TOWN, WHOLE, WHOLE, WHOLE, SHORTS, WHOLES))
def list_grids(
    town: Town,
    fewest: int,
    most: int,
    looked_at: int,
    units: NDArray[np.int32],
    ends: NDArray[np.int64],
) -> int:
    """List every set of linked units whose households are inside a band; return how many.

    Parameters
    ----------
    town
        n units.
    fewest, most
        The band.
    looked_at
        Sets at most that are looked at.
    units, ends
        Become the units of all grids, one grid after another, and where each ends.

    Returns
    -------
    `TOO_MANY` where `units`, `ends` or `looked_at` do not suffice.

    References
    ----------
    Wernicke, Efficient detection of network motifs, IEEE/ACM Transactions on Computational Biology
    and Bioinformatics 3 (2006): each connected set once, from its lowest unit on.
    """
    n = len(town.load)
    # The depth at which each unit came beside the set, -1 for none; those below the root never do.
    since = np.full(n, -1, np.int32)
    chosen = np.empty(n + 1, np.int32)
    # Where the units that wait at each depth begin and end: those of one depth are copied to the
    # next, without those tried before, since sets with these are listed already.
    room = np.empty(n * 16 + 64, np.int32)
    begin, end = np.zeros(n + 2, np.int64), np.zeros(n + 2, np.int64)
    count, fill = 0, 0
    for root in range(n):
        since[root] = 0
        chosen[0] = root
        load = town.load[root]
        depth = 1
        begin[1] = 0
        end[1] = _enter(town, since, root, 1, room, 0)
        is_new = True
        while depth > 0:
            if is_new:
                looked_at -= 1
                if looked_at < 0:
                    return TOO_MANY
                if fewest <= load <= most:
                    if count == len(ends) or fill + depth > len(units):
                        return TOO_MANY
                    for row in range(depth):
                        units[fill + row] = chosen[row]
                    fill += depth
                    ends[count] = fill
                    count += 1
            is_new = False
            if begin[depth] == end[depth] or load > most:
                depth -= 1
                load -= town.load[chosen[depth]]
                _leave(town, since, chosen[depth], depth + 1)
                continue
            end[depth] -= 1
            unit = room[end[depth]]
            size = end[depth] - begin[depth]
            if end[depth] + 1 + size + town.start[unit + 1] - town.start[unit] > len(room):
                return TOO_MANY
            chosen[depth] = unit
            load += town.load[unit]
            depth += 1
            begin[depth] = end[depth - 1] + 1
            for row in range(size):
                room[begin[depth] + row] = room[begin[depth - 1] + row]
            end[depth] = _enter(town, since, unit, depth, room, begin[depth] + size)
            is_new = True
        since[root] = n + 1  # lowest of no further set
    return count


@kernel(REAL(TOWN, SHORTS), borrows=True)
def score_of(town: Town, members: NDArray[np.int32]) -> float:
    """Return what units cost as one new grid, metres: ways to its best centre, being off the aim of
    the first grid, and borders.
    """
    best = np.inf
    for c in members:
        way = 0.0
        for u in members:
            way += town.visits[u] * distance(town, u, c)
        best = min(best, way)
    load = 0
    for u in members:
        load += town.load[u]
    best += uneven(town, 0, load)
    if len(town.border) > 0:
        for u in members:
            for at in range(town.start[u], town.start[u + 1]):
                is_inside = False
                for v in members:
                    is_inside = is_inside or v == town.near[at]
                if not is_inside:
                    # Half, because the grid on the other side counts it as well.
                    best += 0.5 * town.border[at]
    return float(best)
