"""Proofs: each candidate looks at all units that it may take, and lists those that count."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import types
from numpy.typing import NDArray

from gridgen.solver.compiled import kernel
from gridgen.solver.kernels.market import MARKET, Market
from gridgen.solver.kernels.price import price_of, value_at
from gridgen.solver.kernels.signatures import POINTS, REAL, REALS, WHOLE, WHOLES

Floats = NDArray[np.float64]

BLOCK = 32
"""Units that are looked at, or passed over, together."""


class Fence(NamedTuple):
    """How far off any unit of a block, `BLOCK` units in a row, may be taken: b blocks."""

    least: Floats
    """(b, d) where the box around the units begins, metres."""
    most: Floats
    """(b, d) where it ends."""
    reach: Floats
    """(b,) metres from which no unit is taken at price 0; below 0 where none is at all."""
    dear: Floats
    """(b,) metres more for each metre of a price above 0."""


FENCE = types.NamedTuple((POINTS, POINTS, REALS, REALS), Fence)


class Around(NamedTuple):
    """The units around one candidate; the first m entries are in use."""

    who: NDArray[np.int64]
    """(n,) the units."""
    apart: Floats
    """(n,) metres to the candidate."""
    cost: Floats
    """(n,) reduced cost, metres."""
    weight: Floats
    """(n,) load."""


AROUND = types.NamedTuple((WHOLES, REALS, REALS, REALS), Around)


@kernel(types.void(MARKET, REALS, REAL, REAL, FENCE), borrows=True)
def _enclose(market: Market, multiplier: Floats, slack: float, margin: float, fence: Fence) -> None:
    """Write the box of every block, and how far off a unit in it may be taken.

    A unit is taken at most where visits times metres is below its worth and price times load.
    """
    xy, load, visits = market.xy, market.load, market.visits
    for b in range(len(fence.reach)):
        fence.least[b, :] = np.inf
        fence.most[b, :] = -np.inf
        fence.reach[b] = -1.0
        fence.dear[b] = 0.0
        for i in range(b * BLOCK, min(len(load), (b + 1) * BLOCK)):
            for axis in range(xy.shape[1]):
                fence.least[b, axis] = min(fence.least[b, axis], xy[i, axis])
                fence.most[b, axis] = max(fence.most[b, axis], xy[i, axis])
            # Multipliers may be below 0, where a share more would be less.
            worth = max(multiplier[i], (1.0 + slack) * multiplier[i]) + margin
            if visits[i] > 0.0:
                fence.reach[b] = max(fence.reach[b], worth / visits[i])
                fence.dear[b] = max(fence.dear[b], load[i] / visits[i])
                continue
            # Without visits the way costs nothing, so that metres keep nobody out.
            if worth > 0.0:
                fence.reach[b] = np.inf
            if load[i] > 0.0:
                fence.dear[b] = np.inf


@kernel(WHOLE(POINTS, WHOLE, REAL, FENCE, AROUND), borrows=True)
def _write_around(xy: Floats, j: int, price: float, fence: Fence, around: Around) -> int:
    """Write all units that candidate j may take at prices up to `price`, but j, and their metres.

    Returns how many. Others may be among them.
    """
    n, axes = xy.shape
    m = 0
    for b in range(len(fence.reach)):
        square = 0.0
        for axis in range(axes):
            step = max(0.0, fence.least[b, axis] - xy[j, axis], xy[j, axis] - fence.most[b, axis])
            square += step * step
        far = fence.reach[b]
        # Asked before, because 0 times infinity is no number: both may be either.
        if price > 0.0 and fence.dear[b] > 0.0:
            far += price * fence.dear[b]
        # A hair farther, so that rounding leaves nobody out.
        if np.sqrt(square) > far + abs(far) * 1e-9 + 1e-9:
            continue
        for i in range(b * BLOCK, min(n, (b + 1) * BLOCK)):
            if i == j:
                continue
            square = 0.0
            for axis in range(axes):
                step = xy[i, axis] - xy[j, axis]
                square += step * step
            around.who[m] = i
            around.apart[m] = np.sqrt(square)
            m += 1
    return m


@kernel(WHOLE(MARKET, REALS, AROUND, WHOLE, WHOLE, REAL, REAL, REAL), borrows=True)
def _list(
    market: Market,
    multiplier: Floats,
    around: Around,
    m: int,
    end: int,
    slack: float,
    margin: float,
    price: float,
) -> int:
    """Append the units that count for a candidate to its list; return where the list ends."""
    limit = len(market.near) // len(market.load)
    # A list that is too long is written anew with half the slack: entries behind the limit are
    # counted and not written.
    while True:
        e = end
        for at in range(m):
            i = around.who[at]
            over = margin + slack * max(0.0, multiplier[i])
            if around.cost[at] - price * around.weight[at] < over:
                if e < end + limit:
                    market.near[e] = i
                    market.metres[e] = around.apart[at]
                e += 1
        if e <= end + limit or slack == 0.0:
            return min(e, end + limit)
        slack = slack / 2.0 if slack > 0.01 else 0.0


@kernel(WHOLE(MARKET, REALS, AROUND, WHOLE, REALS, REALS), borrows=True)
def _weigh(
    market: Market, multiplier: Floats, around: Around, m: int, ratio: Floats, heavy: Floats
) -> int:
    """Write what the units around a candidate cost; return how many have a load.

    Of those `ratio` is the cost for each household, and `heavy` the load: two arrays of their own,
    since the search for the price changes their order.
    """
    counted = 0
    for e in range(m):
        i = around.who[e]
        around.cost[e] = market.visits[i] * around.apart[e] - multiplier[i]
        around.weight[e] = market.load[i]
        if market.load[i] > 0.0:
            ratio[counted] = around.cost[e] / market.load[i]
            heavy[counted] = market.load[i]
            counted += 1
    return counted


@kernel(WHOLE(MARKET, REALS, REAL, REAL))
def survey(market: Market, multiplier: Floats, slack: float, margin: float) -> int:
    """Write a proven lower bound of each candidate's value, over all units, and who counts for it.

    Listed are the units that the candidate takes, and those it would take if they were worth up to
    `slack` times their multiplier and `margin` metres more. Where these are more than there is room
    for, `slack` gives way, and at last units are left out: a list may be full, but values hold.
    Prices are brought up to date.

    Each value is lowered by more than rounding can have raised it: the relative error of a sum of
    n terms is below n times 1.2e-16 of their absolute sum, and `min(0, .)` adds to no error.
    """
    load = market.load
    n, axes = market.xy.shape
    blocks = (n + BLOCK - 1) // BLOCK
    fence = Fence(
        np.empty((blocks, axes)), np.empty((blocks, axes)), np.empty(blocks), np.empty(blocks)
    )
    _enclose(market, multiplier, slack, margin, fence)
    scale = np.abs(multiplier).sum()
    total = load.sum()
    around = Around(np.empty(n, np.int64), np.empty(n), np.empty(n), np.empty(n))
    ratio, heavy = np.empty(n), np.empty(n)
    end = 0
    for j in range(n):
        market.start[j] = end
        market.values[j] = np.inf
        low, high = max(0.0, market.fewest - load[j]), market.most - load[j]
        if high < 0.0 or market.is_closed[j]:
            continue
        # Who is left out is right for prices up to `top`; a dearer one asks for a wider look.
        top = max(0.0, 1.2 * market.prices[j])
        while True:
            m = _write_around(market.xy, j, top, fence, around)
            counted = _weigh(market, multiplier, around, m, ratio, heavy)
            price = price_of(ratio, heavy, counted, low, high)
            if price <= top or top == np.inf:
                break
            top = 1.2 * price
        if price == np.inf:
            continue
        market.prices[j] = price
        value = value_at(around.cost, around.weight, m, low, high, price) - multiplier[j]
        market.values[j] = value - (n + 16) * 2.3e-16 * (scale + abs(price) * (total + market.most))
        end = _list(market, multiplier, around, m, end, slack, margin, price)
    market.start[n] = end
    return end
