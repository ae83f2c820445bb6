"""Steps: each candidate looks at the units on its list alone, and counts whom it takes."""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from gridgen.solver.compiled import kernel
from gridgen.solver.kernels.market import MARKET, Market
from gridgen.solver.kernels.price import price_of, value_at
from gridgen.solver.kernels.signatures import REALS, WHOLES

Floats = NDArray[np.float64]


@kernel(types.void(MARKET, REALS))
def look(market: Market, multiplier: Floats) -> None:
    """Write each candidate's value and price, looking at its listed units only.

    The value is infinite where the candidate cannot be a centre: its own load is above `most`, or
    all listed units have fewer than `fewest`.
    """
    start, load = market.start, market.load
    n = len(load)
    ratio, cost, weight, heavy = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    for j in range(n):
        low, high = max(0.0, market.fewest - load[j]), market.most - load[j]
        market.values[j] = np.inf
        if high < 0.0 or market.is_closed[j]:
            continue
        m = 0
        own = -multiplier[j]
        for e in range(start[j], start[j + 1]):
            i = market.near[e]
            c = market.visits[i] * np.float64(market.metres[e]) - multiplier[i]
            if load[i] > 0.0:
                # The loads twice, since the search for the price changes the order of one.
                cost[m] = c
                weight[m] = load[i]
                heavy[m] = load[i]
                ratio[m] = c / load[i]
                m += 1
            elif c < 0.0:
                # No limit speaks about a unit without load: it is taken where it pays.
                own += c
        price = price_of(ratio, heavy, m, low, high)
        if price < np.inf:
            market.prices[j] = price
            market.values[j] = own + value_at(cost, weight, m, low, high, price)


@kernel(types.void(MARKET, REALS, WHOLES), borrows=True)
def count(market: Market, multiplier: Floats, chosen: NDArray[np.int64]) -> None:
    """Write how often the sets of the chosen candidates take each unit."""
    start, load, taken = market.start, market.load, market.taken
    taken[:] = 0.0
    for j in chosen:
        price = market.prices[j]
        room = (market.most if price < 0.0 else market.fewest) - load[j]
        taken[j] += 1.0
        for e in range(start[j], start[j + 1]):
            i = market.near[e]
            c = market.visits[i] * np.float64(market.metres[e]) - multiplier[i]
            if load[i] == 0.0:
                if c < 0.0:
                    taken[i] += 1.0
            elif c / load[i] < price:
                taken[i] += 1.0
                room -= load[i]
        # At price 0 no limit binds, and there is no room to fill.
        if price == 0.0:
            continue
        # Units at just the price fill what is left, the last in part. Equality of real numbers is
        # meant: the price is the ratio of a listed unit, found by the same arithmetic.
        for e in range(start[j], start[j + 1]):
            i = market.near[e]
            c = market.visits[i] * np.float64(market.metres[e]) - multiplier[i]
            if room > 0.0 and load[i] > 0.0 and c / load[i] == price:
                part = min(1.0, room / load[i])
                taken[i] += part
                room -= part * load[i]
