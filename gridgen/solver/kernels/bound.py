"""The inner loops of the proven bound, compiled by numba.

A candidate centre takes the set of units that is best by reduced cost: visits times metres less the
unit's multiplier, with the set's load inside the band. Units may be taken in part (the linear
relaxation), so what is found is never above the best whole set. By duality a price for each
household tells the whole set: a unit is in where its reduced cost is below price times load, and
*any* price gives a valid lower bound of the candidate's value. So rounding in the search for the
price cannot make the bound wrong, only weaker.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

BLOCK = 32
"""Units that are looked at, or passed over, together."""


@njit("float64(float64[::1], float64[::1], int64, int64, float64)", cache=True, nogil=True)
def _select(ratio: Floats, load: Floats, first: int, last: int, room: float) -> float:
    """Return the ratio at which items first to last - 1, smallest ratio first, fill `room`.

    Infinite if they are too few. By selection, in place: the items change their order.
    """
    pivot = np.inf
    while first < last:
        a, b, c = ratio[first], ratio[(first + last) // 2], ratio[last - 1]
        pivot = max(min(a, b), min(max(a, b), c))
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


@njit("float64(float64[::1], float64[::1], int64, float64, float64)", cache=True, nogil=True)
def _price(ratio: Floats, load: Floats, m: int, low: float, high: float) -> float:
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
    if total > high:
        return float(_select(ratio, load, 0, below, high))
    if total < low:
        return float(_select(ratio, load, below, m, low - total))
    return 0.0


@njit(
    "float64(float64[::1], float64[::1], int64, float64, float64, float64)", cache=True, nogil=True
)
def _value(cost: Floats, load: Floats, m: int, low: float, high: float, price: float) -> float:
    """Return the dual value of a price: a lower bound of what the best set of `m` items costs."""
    total = 0.0
    for i in range(m):
        total += min(0.0, cost[i] - price * load[i])
    return total + price * (high if price < 0.0 else low)


@njit(
    "void(int64[::1], uint32[::1], float32[::1], float64[::1], float64[::1], float64[::1],"
    "float64, float64, float64[::1], float64[::1])",
    cache=True,
    nogil=True,
)
def look(
    start: Wholes,
    near: NDArray[np.uint32],
    metres: NDArray[np.float32],
    load: Floats,
    visits: Floats,
    multiplier: Floats,
    fewest: float,
    most: float,
    values: Floats,
    prices: Floats,
) -> None:
    """Write each candidate's value and price, looking at its listed units only.

    The value is infinite where the candidate cannot be a centre: its own load is above `most`, or
    all listed units have fewer than `fewest`.
    """
    n = len(load)
    ratio, cost, weight, heavy = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    for j in range(n):
        low, high = max(0.0, fewest - load[j]), most - load[j]
        values[j] = np.inf
        if high < 0.0:
            continue
        m = 0
        own = -multiplier[j]
        for e in range(start[j], start[j + 1]):
            i = near[e]
            c = visits[i] * np.float64(metres[e]) - multiplier[i]
            if load[i] > 0.0:
                cost[m] = c
                weight[m] = load[i]
                heavy[m] = load[i]
                ratio[m] = c / load[i]
                m += 1
            elif c < 0.0:
                own += c
        price = _price(ratio, heavy, m, low, high)
        if price < np.inf:
            prices[j] = price
            values[j] = own + _value(cost, weight, m, low, high, price)


@njit(
    "void(int64[::1], int64[::1], uint32[::1], float32[::1], float64[::1], float64[::1],"
    "float64[::1], float64, float64, float64[::1], float64[::1])",
    cache=True,
    nogil=True,
)
def count(
    chosen: Wholes,
    start: Wholes,
    near: NDArray[np.uint32],
    metres: NDArray[np.float32],
    load: Floats,
    visits: Floats,
    multiplier: Floats,
    fewest: float,
    most: float,
    prices: Floats,
    taken: Floats,
) -> None:
    """Write how often the sets of the chosen candidates take each unit."""
    taken[:] = 0.0
    for j in chosen:
        price = prices[j]
        room = (most if price < 0.0 else fewest) - load[j]
        taken[j] += 1.0
        for e in range(start[j], start[j + 1]):
            i = near[e]
            c = visits[i] * np.float64(metres[e]) - multiplier[i]
            if load[i] == 0.0:
                if c < 0.0:
                    taken[i] += 1.0
            elif c / load[i] < price:
                taken[i] += 1.0
                room -= load[i]
        if price == 0.0:
            continue
        for e in range(start[j], start[j + 1]):
            i = near[e]
            c = visits[i] * np.float64(metres[e]) - multiplier[i]
            if room > 0.0 and load[i] > 0.0 and c / load[i] == price:
                part = min(1.0, room / load[i])
                taken[i] += part
                room -= part * load[i]


# --- all units, and who counts -------------------------------------------------------------------


@njit(
    "void(float64[:, ::1], float64[::1], float64[::1], float64[::1], float64, float64,"
    "float64[:, ::1], float64[:, ::1], float64[::1], float64[::1])",
    cache=True,
    nogil=True,
)
def _fence(
    xy: Floats,
    load: Floats,
    visits: Floats,
    multiplier: Floats,
    slack: float,
    margin: float,
    least: Floats,
    most: Floats,
    reach: Floats,
    dear: Floats,
) -> None:
    """Write the box of every `BLOCK` units in a row, and how far off a unit in it may be taken.

    That is `reach` metres at price 0, and `dear` more for each metre of a price above 0.
    """
    for b in range(len(reach)):
        least[b, :] = np.inf
        most[b, :] = -np.inf
        reach[b] = -1.0
        dear[b] = 0.0
        for i in range(b * BLOCK, min(len(load), (b + 1) * BLOCK)):
            for axis in range(xy.shape[1]):
                least[b, axis] = min(least[b, axis], xy[i, axis])
                most[b, axis] = max(most[b, axis], xy[i, axis])
            worth = max(multiplier[i], (1.0 + slack) * multiplier[i]) + margin
            if visits[i] > 0.0:
                reach[b] = max(reach[b], worth / visits[i])
                dear[b] = max(dear[b], load[i] / visits[i])
                continue
            if worth > 0.0:
                reach[b] = np.inf
            if load[i] > 0.0:
                dear[b] = np.inf


@njit(
    "int64(float64[:, ::1], int64, float64, float64[:, ::1], float64[:, ::1], float64[::1],"
    "float64[::1], int64[::1], float64[::1])",
    cache=True,
    nogil=True,
)
def _around(
    xy: Floats,
    j: int,
    price: float,
    least: Floats,
    most: Floats,
    reach: Floats,
    dear: Floats,
    who: Wholes,
    apart: Floats,
) -> int:
    """Write all units that candidate j may take at prices up to `price`, but j, and their metres.

    Returns how many. Others may be among them.
    """
    n, axes = xy.shape
    m = 0
    for b in range(len(reach)):
        square = 0.0
        for axis in range(axes):
            step = max(0.0, least[b, axis] - xy[j, axis], xy[j, axis] - most[b, axis])
            square += step * step
        far = reach[b]
        if price > 0.0 and dear[b] > 0.0:
            far += price * dear[b]
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
            who[m] = i
            apart[m] = np.sqrt(square)
            m += 1
    return m


@njit(
    "int64(int64, int64, float64, float64, float64, int64[::1], float64[::1], float64[::1],"
    "float64[::1], float64[::1], int64, uint32[::1], float32[::1])",
    cache=True,
    nogil=True,
)
def _list(
    end: int,
    limit: int,
    slack: float,
    margin: float,
    price: float,
    who: Wholes,
    apart: Floats,
    cost: Floats,
    weight: Floats,
    multiplier: Floats,
    m: int,
    near: NDArray[np.uint32],
    metres: NDArray[np.float32],
) -> int:
    """Append the units that count for a candidate to its list; return where the list ends."""
    while True:
        e = end
        for at in range(m):
            i = who[at]
            if cost[at] - price * weight[at] < margin + slack * max(0.0, multiplier[i]):
                if e < end + limit:
                    near[e] = i
                    metres[e] = apart[at]
                e += 1
        if e <= end + limit or slack == 0.0:
            return min(e, end + limit)
        slack = slack / 2.0 if slack > 0.01 else 0.0


@njit(
    "int64(float64[:, ::1], float64[::1], float64[::1], float64[::1], float64, float64, float64,"
    "float64, int64, float64[::1], float64[::1], int64[::1], uint32[::1], float32[::1])",
    cache=True,
    nogil=True,
)
def survey(
    xy: Floats,
    load: Floats,
    visits: Floats,
    multiplier: Floats,
    fewest: float,
    most: float,
    slack: float,
    margin: float,
    limit: int,
    values: Floats,
    prices: Floats,
    start: Wholes,
    near: NDArray[np.uint32],
    metres: NDArray[np.float32],
) -> int:
    """Write a proven lower bound of each candidate's value, over all units, and who counts for it.

    Listed are the units that the candidate takes, and those it would take if they were worth up to
    `slack` times their multiplier and `margin` metres more. Where these are more than `limit`,
    `slack` gives way, and at last units are left out: a list may be full, but values hold.
    `prices` are brought up to date. Units need an order in which neighbours in space are near.

    Each value is lowered by more than rounding can have raised it: the relative error of a sum of
    n terms is below n times 1.2e-16 of their absolute sum, and `min(0, .)` adds to no error.
    """
    n, axes = xy.shape
    blocks = (n + BLOCK - 1) // BLOCK
    box_least, box_most = np.empty((blocks, axes)), np.empty((blocks, axes))
    reach, dear = np.empty(blocks), np.empty(blocks)
    _fence(xy, load, visits, multiplier, slack, margin, box_least, box_most, reach, dear)
    scale = np.abs(multiplier).sum()
    total = load.sum()
    who, apart, cost = np.empty(n, np.int64), np.empty(n), np.empty(n)
    ratio, weight, heavy = np.empty(n), np.empty(n), np.empty(n)
    end = 0
    for j in range(n):
        start[j] = end
        values[j] = np.inf
        low, high = max(0.0, fewest - load[j]), most - load[j]
        if high < 0.0:
            continue
        # Who is left out is right for prices up to `top`; a dearer one asks for a wider look.
        top = max(0.0, 1.2 * prices[j])
        while True:
            m = _around(xy, j, top, box_least, box_most, reach, dear, who, apart)
            counted = 0
            for e in range(m):
                i = who[e]
                cost[e] = visits[i] * apart[e] - multiplier[i]
                weight[e] = load[i]
                if load[i] > 0.0:
                    ratio[counted] = cost[e] / load[i]
                    heavy[counted] = load[i]
                    counted += 1
            price = _price(ratio, heavy, counted, low, high)
            if price <= top or top == np.inf:
                break
            top = 1.2 * price
        if price == np.inf:
            continue
        prices[j] = price
        value = _value(cost, weight, m, low, high, price) - multiplier[j]
        values[j] = value - (n + 16) * 2.3e-16 * (scale + abs(price) * (total + most))
        end = _list(
            end, limit, slack, margin, price, who, apart, cost, weight, multiplier, m, near, metres
        )
    start[n] = end
    return end


# --- whole units ---------------------------------------------------------------------------------


@njit(
    "float64(int64, int64[::1], float64[::1], int64[::1], int64, int64, int64[::1])",
    cache=True,
    nogil=True,
)
def _fill(
    m: int, who: Wholes, cost: Floats, weight: Wholes, low: int, high: int, members: Wholes
) -> float:
    """Return the least cost of a choice among `m` items with its weight in [low, high].

    Adds the choice to `members`, which begins with how many there are. Infinite if there is none.
    """
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
        for e in range(m - 1, -1, -1):
            if taken[e, at]:
                at -= weight[e]
                members[0] += 1
                members[members[0]] = who[e]
    return float(best)


@njit(
    "float64(int64, float64[:, ::1], int64[::1], uint32[::1], float64[::1], float64[::1],"
    "float64[::1], float64, float64, float64, float64, float64, int64[::1])",
    cache=True,
    nogil=True,
)
def _whole(
    j: int,
    xy: Floats,
    start: Wholes,
    near: NDArray[np.uint32],
    load: Floats,
    visits: Floats,
    multiplier: Floats,
    fewest: float,
    most: float,
    price: float,
    relaxed: float,
    margin: float,
    members: Wholes,
) -> float:
    """Return a lower bound of candidate j's best set of whole units, and write that set.

    `relaxed` is the bound with units in part. A unit whose cost is `margin` or more above or below
    its price is taken to be out or in: by duality any set where it is not costs at least `relaxed`
    and `margin`. The others are packed by dynamic programming over their load. `members` begins
    with how many there are.
    """
    low, high = int(fewest - load[j]), int(most - load[j])
    own = -multiplier[j]
    members[0] = 1
    members[1] = j
    size = start[j + 1] - start[j]
    who, cost, weight = np.empty(size, np.int64), np.empty(size), np.empty(size, np.int64)
    m = 0
    for e in range(start[j], start[j + 1]):
        i = near[e]
        square = 0.0
        for axis in range(xy.shape[1]):
            step = xy[i, axis] - xy[j, axis]
            square += step * step
        c = visits[i] * np.sqrt(square) - multiplier[i]
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
    own += _fill(m, who, cost, weight, max(0, low), high, members) if high >= 0 else np.inf
    return float(min(own, relaxed + margin))


@njit(
    "float64(int64[::1], int64, float64[:, ::1], int64[::1], uint32[::1], float64[::1],"
    "float64[::1], float64[::1], float64, float64, float64, float64[::1], float64[::1],"
    "float64[::1])",
    cache=True,
    nogil=True,
)
def pack(
    order: Wholes,
    grids: int,
    xy: Floats,
    start: Wholes,
    near: NDArray[np.uint32],
    load: Floats,
    visits: Floats,
    multiplier: Floats,
    fewest: float,
    most: float,
    margin: float,
    prices: Floats,
    values: Floats,
    taken: Floats,
) -> float:
    """Raise values to those of whole units, as far as the `grids` smallest need it.

    Returns the sum of these. `order` sorts `values`, smallest first. `taken` is how often the sets
    chosen take each unit. Proven if the values were, and if every unit that is not listed costs a
    candidate `margin` or more above its price.
    """
    n = len(load)
    scale = np.abs(multiplier).sum() + n * margin
    total = load.sum()
    best = np.full(grids, np.inf)
    sets = np.zeros((grids, n + 1), np.int64)
    members = np.zeros(n + 1, np.int64)
    worst = 0
    for j in order:
        if values[j] >= best[worst]:
            break
        value = _whole(
            j, xy, start, near, load, visits, multiplier, fewest, most, prices[j], values[j],
            margin, members,
        )  # fmt: skip
        value -= (n + 16) * 2.3e-16 * (scale + abs(prices[j]) * (total + most))
        values[j] = max(values[j], value)
        if values[j] < best[worst]:
            best[worst] = values[j]
            for at in range(members[0] + 1):
                sets[worst, at] = members[at]
            worst = int(np.argmax(best))
    taken[:] = 0.0
    for g in range(grids):
        for at in range(1, sets[g, 0] + 1):
            taken[sets[g, at]] += 1.0
    return float(best.sum())
