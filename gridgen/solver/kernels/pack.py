"""Whole units: sets of a proof that may not cut a unit, packed by dynamic programming.

References
----------
Pisinger, A minimal algorithm for the 0-1 knapsack problem (1997): only units whose cost is near
their price are in doubt, and these few are packed.
"""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from gridgen.solver.compiled import kernel
from gridgen.solver.kernels.market import MARKET, Market
from gridgen.solver.kernels.signatures import REAL, REALS, WHOLE, WHOLES

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]


@kernel(REAL(WHOLE, WHOLES, REALS, WHOLES, WHOLE, WHOLE, WHOLES))
def choose(
    m: int, who: Wholes, cost: Floats, weight: Wholes, low: int, high: int, members: Wholes
) -> float:
    """Return the least cost of a choice among `m` items with its weight in [low, high].

    Adds the choice to `members`, which begins with how many there are. Infinite if there is none.
    """
    # Least cost by weight, with the items so far. Two rows in turn: in one row that is written
    # upwards an item could be taken twice.
    least, further = np.full(high + 1, np.inf), np.empty(high + 1)
    taken = np.zeros((m, high + 1), np.bool_)
    least[0] = 0.0
    for e in range(m):
        w, c = weight[e], cost[e]
        further[:] = least
        for at in range(w, high + 1):
            other = least[at - w] + c
            if other < further[at]:
                further[at] = other
                taken[e, at] = True
        least, further = further, least
    best, at = np.inf, low
    for total in range(low, high + 1):
        if least[total] < best:
            best, at = least[total], total
    if best < np.inf:
        # Back from the last item: the entry of each tells whether it is in the best of its weight.
        for e in range(m - 1, -1, -1):
            if taken[e, at]:
                at -= weight[e]
                members[0] += 1
                members[members[0]] = who[e]
    return float(best)


@kernel(REAL(MARKET, REALS, WHOLE, REAL, WHOLES))
def _whole(market: Market, multiplier: Floats, j: int, margin: float, members: Wholes) -> float:
    """Return a lower bound of candidate j's best set of whole units, and write that set.

    A unit whose cost is `margin` or more above or below its price is taken to be out or in: by
    duality any set where it is not costs at least the value with units in part, and `margin`. The
    others are packed by dynamic programming over their load. `members` begins with how many there
    are.
    """
    xy, load, price = market.xy, market.load, market.prices[j]
    low, high = int(market.fewest - load[j]), int(market.most - load[j])
    own = -multiplier[j]
    members[0] = 1
    members[1] = j
    size = market.start[j + 1] - market.start[j]
    who, cost, weight = np.empty(size, np.int64), np.empty(size), np.empty(size, np.int64)
    m = 0
    for e in range(market.start[j], market.start[j + 1]):
        i = market.near[e]
        # Measured anew: listed metres are rounded to four bytes, and this value is a proof.
        square = 0.0
        for axis in range(xy.shape[1]):
            step = xy[i, axis] - xy[j, axis]
            square += step * step
        c = market.visits[i] * np.sqrt(square) - multiplier[i]
        reduced = c - price * load[i]
        if load[i] > 0.0 and abs(reduced) < margin:
            who[m] = i
            cost[m] = c
            weight[m] = np.int64(load[i])
            m += 1
        elif reduced < 0.0:
            own += c
            low -= int(load[i])
            high -= int(load[i])
            members[0] += 1
            members[members[0]] = i
    own += choose(m, who, cost, weight, max(0, low), high, members) if high >= 0 else np.inf
    return float(min(own, market.values[j] + margin))


@kernel(types.boolean[:, ::1](MARKET, REALS, WHOLES, REAL))
def pack(market: Market, multiplier: Floats, who: Wholes, margin: float) -> NDArray[np.bool_]:
    """Raise the values of the candidates `who` to those of whole units; return their sets.

    Returns (w, n) whether the set of a candidate holds a unit. Proven if the values were, and if
    every unit that is not listed costs a candidate `margin` or more above its price.
    """
    values, prices = market.values, market.prices
    n = len(market.load)
    scale = np.abs(multiplier).sum() + n * margin
    total = market.load.sum()
    holds = np.zeros((len(who), n), np.bool_)
    members = np.zeros(n + 1, np.int64)
    for row, j in enumerate(who):
        value = _whole(market, multiplier, j, margin, members)
        # Lowered by more than rounding can have raised it, as in `survey`.
        value -= (n + 16) * 2.3e-16 * (scale + abs(prices[j]) * (total + market.most))
        values[j] = max(values[j], value)
        for at in range(1, members[0] + 1):
            holds[row, members[at]] = True
    return holds
