"""The best member of each grid, the centres near each unit, and prices that even out loads."""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from gridgen.solver.compiled import kernel
from gridgen.solver.kernels.moves import fill, listed
from gridgen.solver.kernels.signatures import REAL, REALS, SHORTS, WHOLE
from gridgen.solver.kernels.town import STATE, TOWN, State, Town
from gridgen.solver.kernels.worth import border_cost, distance, moving, uneven

MANY = 512
"""Members tried as the centre of a grid in the end."""


FEW = 8
"""Members tried as the centre of a grid while it changes: the best is nearly always among them."""

TURNS = 12
"""Times that prices rise and everybody chooses anew, each time by less."""


@kernel(REALS(TOWN, SHORTS))
def _middle(town: Town, members: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return nearly the point with the least metres to all members (Weiszfeld 1937)."""
    dims = town.xy.shape[1]
    middle, further = np.zeros(dims), np.zeros(dims)
    for turn in range(5):  # first the weighted mean, then steps from it
        further[:] = 0.0
        total = 0.0
        for u in members:
            weight = town.visits[u] + 1e-9  # units that nobody visits have a middle too
            if turn > 0:
                square = 1e-6  # a millimetre, for the unit at which the middle stands
                for d in range(dims):
                    step = town.xy[u, d] - middle[d]
                    square += step * step
                weight /= np.sqrt(square)
            total += weight
            for d in range(dims):
                further[d] += weight * town.xy[u, d]
        for d in range(dims):
            middle[d] = further[d] / total
    return middle


@kernel(WHOLE(SHORTS, REALS, WHOLE, WHOLE, WHOLE, WHOLE, REAL), borrows=True)
def _hold(
    near: NDArray[np.int32],
    apart: NDArray[np.float64],
    first: int,
    held: int,
    room: int,
    who: int,
    metres: float,
) -> int:
    """Put one among the nearest, sorted, if it is near enough; return how many are held.

    They stand in the `room` entries from `first` on. Of equals the one that came first stays.
    """
    if held == room and metres >= apart[first + room - 1]:
        return held
    at = first + min(held, room - 1)
    while at > first and apart[at - 1] > metres:
        apart[at] = apart[at - 1]
        near[at] = near[at - 1]
        at -= 1
    apart[at] = metres
    near[at] = who
    return min(held + 1, room)


@kernel(SHORTS(TOWN, SHORTS, WHOLE))
def _near_the_middle(town: Town, members: NDArray[np.int32], tried: int) -> NDArray[np.int32]:
    """Return the `tried` members nearest to the point best for all, the nearest first."""
    middle = _middle(town, members)
    candidates = np.empty(tried, np.int32)
    apart = np.empty(tried)
    held = 0
    for u in members:
        square = 0.0
        for d in range(town.xy.shape[1]):
            step = town.xy[u, d] - middle[d]
            square += step * step
        held = _hold(candidates, apart, 0, held, tried, u, square)
    return candidates


@kernel(REAL(TOWN, STATE, WHOLE, WHOLE))
def recentre(town: Town, state: State, g: int, tried: int) -> float:
    """Move the centre of grid g to its best member; return the grid's metres.

    The best of the `tried` members nearest to the point best for all, or the one that is its centre
    already. Given centres stay.
    """
    s = state.size_of[g]
    members = listed(state, g)
    candidates = members
    if town.is_given:
        candidates = state.centre_of[g : g + 1].copy()
    elif s > tried:
        candidates = _near_the_middle(town, members, tried)
    best, where = np.inf, candidates[0]
    if s > tried and not town.is_given:
        held = state.centre_of[g]  # none of them may be as good as the one that is there
        if state.grid_of[held] == g:
            best, where = 0.0, held
            for u in members:
                best += town.visits[u] * distance(town, u, held)
    for c in candidates:
        total = 0.0
        for u in members:
            total += town.visits[u] * distance(town, u, c)
            if total >= best:  # most candidates are given up after a part of their members
                break
        if total < best:
            best, where = total, c
    state.centre_of[g] = where
    return best


@kernel(types.void(TOWN, STATE), borrows=True)
def recentre_all(town: Town, state: State) -> None:
    """Move the centre of every grid that has members to its best one."""
    for g in range(len(state.size_of)):
        if state.size_of[g] > 0:
            recentre(town, state, g, MANY)


@kernel(types.void(TOWN, STATE), borrows=True)
def recentre_new(town: Town, state: State) -> None:
    """Move the centre of every new grid that has members to its best one."""
    for g in range(len(state.size_of)):
        if state.is_new[g] and state.size_of[g] > 0:
            recentre(town, state, g, FEW)


@kernel(types.void(TOWN, STATE, WHOLE), borrows=True)
def recount(town: Town, state: State, g: int) -> None:
    """Move the centre of grid g to its best member, and count its score."""
    score = uneven(town, g, state.load_of[g])
    if state.size_of[g] > 0:
        score += recentre(town, state, g, FEW)
    u = state.first[g]
    while u >= 0:
        score += moving(town, u, g) + 0.5 * border_cost(town, state, u)
        u = state.after[u]
    state.score_of[g] = score


@kernel(types.void(TOWN, SHORTS, SHORTS, REALS), borrows=True)
def nearest_centres(
    town: Town, centres: NDArray[np.int32], near: NDArray[np.int32], apart: NDArray[np.float64]
) -> None:
    """Fill `near` and `apart`, m for each unit, with its nearest centres and their metres."""
    n = len(town.load)
    m = len(near) // n
    for u in range(n):
        first = u * m
        held = 0
        for c in range(len(centres)):
            held = _hold(near, apart, first, held, m, c, distance(town, u, centres[c]))


@kernel(types.void(TOWN, SHORTS, SHORTS, REALS), borrows=True)
def measure_again(
    town: Town, centres: NDArray[np.int32], near: NDArray[np.int32], apart: NDArray[np.float64]
) -> None:
    """Bring the metres in `apart` up to date where the centres in `near` moved."""
    m = len(near) // len(town.load)
    for at in range(len(near)):
        apart[at] = distance(town, at // m, centres[near[at]])


@kernel(types.void(TOWN, STATE, SHORTS, REALS, REALS, REAL))
def balance(
    town: Town,
    state: State,
    near: NDArray[np.int32],
    apart: NDArray[np.float64],
    price: NDArray[np.float64],
    step: float,
) -> None:
    """Assign each unit to the centre cheapest by distance plus price; raise prices of the full.

    `near` and `apart` list for each unit its nearest centres and their metres, as many for each.
    `price` (k,) is brought up to date, by at most `step` metres at a time. A
    power diagram by prices: Cohen-Addad, Klein and Young, Balanced power diagrams for
    redistricting (2018), with distances in place of squares.
    """
    k = len(price)
    m = len(near) // len(town.load)
    share = max(1.0, town.load.sum() / k)
    wish = np.empty(k)
    for g in range(k):
        wish[g] = min(max(share, town.fewest[g]), town.most[g])
    # Member lists are out of date until the end: only labels and loads are told from turn to turn.
    for turn in range(TURNS):
        state.load_of[:] = 0
        for u in range(len(state.grid_of)):
            best, where = np.inf, 0
            for at in range(u * m, (u + 1) * m):
                cost = apart[at] + price[near[at]]
                if cost < best:
                    best, where = cost, near[at]
            state.grid_of[u] = where
            state.load_of[where] += town.load[u]
        # No new prices after the last choice, so that they are those by which everybody chose.
        if turn < TURNS - 1:
            push = step * (1.0 - turn / TURNS)
            for g in range(k):
                off = (state.load_of[g] - wish[g]) / wish[g]
                price[g] += push * min(1.0, max(-1.0, off))
    fill(town, state)
