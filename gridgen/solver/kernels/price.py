"""What a candidate pays for each household, which tells its set and proves its value.

Units may be taken in part (the linear relaxation), so what is found is never above the best whole
set. By duality a price for each household tells the whole set: a unit is in where its reduced cost
is below price times load, and *any* price gives a valid lower bound of the candidate's value. So
rounding in the search for the price cannot make the bound wrong, only weaker.

References
----------
Dantzig, Discrete-variable extremum problems (1957), for the relaxed knapsack; Balas and Zemel, An
algorithm for large zero-one knapsack problems (1980), for finding its price by selection.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridgen.solver.compiled import kernel
from gridgen.solver.kernels.signatures import REAL, REALS, WHOLE

Floats = NDArray[np.float64]


@kernel(REAL(REALS, REALS, WHOLE, WHOLE, REAL), borrows=True)
def _select(ratio: Floats, load: Floats, first: int, last: int, room: float) -> float:
    """Return the ratio at which items first to last - 1, smallest ratio first, fill `room`.

    Infinite if they are too few. By selection, in place: the items change their order.
    """
    pivot = np.inf
    while first < last:
        # The median of three: houses in a row have ratios that rise, where the first would be the
        # worst pivot there is.
        a, b, c = ratio[first], ratio[(first + last) // 2], ratio[last - 1]
        pivot = max(min(a, b), min(max(a, b), c))
        # Three parts, below and equal to and above the pivot (Dijkstra's flag): households at one
        # place have ratios alike, which two parts would split one at a time.
        lower, upper, i = first, last, first
        light, equal = 0.0, 0.0
        while i < upper:
            r, w = ratio[i], load[i]
            if r < pivot:
                light += w
                ratio[i], ratio[lower] = ratio[lower], r
                load[i], load[lower] = load[lower], w
                lower += 1
                i += 1
            elif r > pivot:
                upper -= 1
                ratio[i], ratio[upper] = ratio[upper], r
                load[i], load[upper] = load[upper], w
            else:
                equal += w
                i += 1
        if light >= room:
            last = lower
        elif light + equal >= room:
            return float(pivot)
        else:
            room -= light + equal
            first = upper
            if first == last:
                return np.inf
    return float(pivot)


@kernel(REAL(REALS, REALS, WHOLE, REAL, REAL), borrows=True)
def price_of(ratio: Floats, load: Floats, m: int, low: float, high: float) -> float:
    """Return the price for each household at which the first `m` items fit in [low, high].

    Items are taken from the smallest ratio of cost to load: all below zero, as far as `high`
    allows, and more until `low`. The price is the ratio where that stops; 0 if no limit does;
    infinite if `low` is out of reach. The items change their order.
    """
    below = 0
    total = 0.0
    for i in range(m):
        if ratio[i] < 0.0:
            total += load[i]
            ratio[i], ratio[below] = ratio[below], ratio[i]
            load[i], load[below] = load[below], load[i]
            below += 1
    # The items below zero stand in front now, so that selection has only one side to go through.
    if total > high:
        return float(_select(ratio, load, 0, below, high))
    if total < low:
        return float(_select(ratio, load, below, m, low - total))
    return 0.0


@kernel(REAL(REALS, REALS, WHOLE, REAL, REAL, REAL), borrows=True)
def value_at(cost: Floats, load: Floats, m: int, low: float, high: float, price: float) -> float:
    """Return the dual value of a price: a lower bound of what the best set of `m` items costs."""
    total = 0.0
    for i in range(m):
        total += min(0.0, cost[i] - price * load[i])
    # A price below zero keeps sets from growing above `high`, one above zero makes them reach
    # `low`: only the limit that a price speaks for enters the dual.
    return total + price * (high if price < 0.0 else low)
