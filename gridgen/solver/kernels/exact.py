"""Few units: every division is gone through."""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from gridgen.solver.compiled import kernel
from gridgen.solver.kernels.signatures import FLAG, REALS, SHORTS, WHOLE, WHOLES
from gridgen.solver.kernels.town import TOWN, Town
from gridgen.solver.kernels.worth import FAR_OUTSIDE, breach, distance, uneven


@kernel(FLAG(TOWN, WHOLE), borrows=True)
def _hangs_together(town: Town, mask: int) -> bool:
    if not town.linked:
        return True
    # From the lowest unit on, until a round over all units reaches nobody new.
    reached = mask & -mask
    before = 0
    while reached != before:
        before = reached
        for u in range(len(town.load)):
            if reached >> u & 1:
                for at in range(town.start[u], town.start[u + 1]):
                    reached |= mask & (1 << town.near[at])
    return reached == mask


@kernel(types.void(TOWN, WHOLES, REALS), borrows=True)
def _measure_sets(town: Town, outside: NDArray[np.int64], metres: NDArray[np.float64]) -> None:
    """Write the breach and the score of every set of units as one grid, by bit mask.

    Sets in pieces stay as they are.
    """
    n = len(town.load)
    for mask in range(1, len(outside)):
        if not _hangs_together(town, mask):
            continue
        load = 0
        for u in range(n):
            if mask >> u & 1:
                load += town.load[u]
        outside[mask] = breach(town, 0, load)
        for c in range(n):
            if mask >> c & 1:
                way = 0.0
                for u in range(n):
                    if mask >> u & 1:
                        way += town.visits[u] * distance(town, u, c)
                metres[mask] = min(metres[mask], way)
        metres[mask] += uneven(town, 0, load)
        if len(town.border) > 0:
            for u in range(n):
                for at in range(town.start[u], town.start[u + 1]):
                    if mask >> u & 1 and not mask >> town.near[at] & 1:
                        # Half, because the grid on the other side counts it as well.
                        metres[mask] += 0.5 * town.border[at]


@kernel(types.void(TOWN, SHORTS, WHOLE))
def divide_all(town: Town, grid_of: NDArray[np.int32], k: int) -> None:
    """Fill `grid_of` with the best of all divisions into k whole grids: least breach, then score.

    Dynamic programming over sets of units as bit masks: for at most some 12 units. All grids have
    the band of the first. Where no division into k whole grids exists, `grid_of` is left as it is.
    """
    n = len(town.load)
    full = (1 << n) - 1
    outside = np.full(full + 1, FAR_OUTSIDE, np.int64)
    metres = np.full(full + 1, np.inf)
    _measure_sets(town, outside, metres)
    # By number of grids and set: the breach and the score of its best division, and one grid of it.
    best = np.full((k + 1, full + 1), FAR_OUTSIDE, np.int64)
    way_of = np.full((k + 1, full + 1), np.inf)
    last = np.zeros((k + 1, full + 1), np.int64)
    best[0, 0] = 0
    way_of[0, 0] = 0.0
    for j in range(1, k + 1):
        for mask in range(1, full + 1):
            # The grid of the lowest unit alone is chosen: else each division would be met once for
            # every order of its grids. `sub - 1 & rest` goes through all subsets of `rest`.
            low = mask & -mask
            rest = mask ^ low
            sub = rest
            while True:
                part = sub | low
                left = mask ^ part
                if outside[part] < FAR_OUTSIDE and best[j - 1, left] < FAR_OUTSIDE:
                    over = outside[part] + best[j - 1, left]
                    way = metres[part] + way_of[j - 1, left]
                    if over < best[j, mask] or (over == best[j, mask] and way < way_of[j, mask]):
                        best[j, mask] = over
                        way_of[j, mask] = way
                        last[j, mask] = part
                if sub == 0:
                    break
                sub = (sub - 1) & rest
    if best[k, full] >= FAR_OUTSIDE:
        return
    mask = full
    for j in range(k, 0, -1):
        for u in range(n):
            if last[j, mask] >> u & 1:
                grid_of[u] = j - 1
        mask ^= last[j, mask]
