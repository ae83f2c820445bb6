"""The inner loops of the solver, compiled by numba, which only the files of kernels know.

One connected part of a community is a `Town` (what does not change: n units and their links) and a
`State` (who is in which of k grids). Grids keep their members in linked lists, so that a move costs
the same however large the grid. Every function leaves the state whole: lists, loads and labels
agree. Randomness is one 64-bit word in an array, so that the same seed gives the same moves.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

if not list((Path(__file__).parent / "__pycache__").glob("kernels.*.nbi")):
    print("gridgen: compiling the solver, once; this takes about a minute.", file=sys.stderr)


class Town(NamedTuple):
    """What a part is made of; nothing here changes while it is divided."""

    xy: NDArray[np.float64]
    """(n, d) positions, metres."""
    load: NDArray[np.int64]
    """(n,) households."""
    visits: NDArray[np.float64]
    """(n,) weight of the way to the centre."""
    start: NDArray[np.int32]
    """(n + 1,) where the neighbours of each unit begin in `near`."""
    near: NDArray[np.int32]
    """Neighbours: over links, or the nearest units where no links are asked."""
    linked: bool
    """Whether every grid must be in one piece."""
    fewest: NDArray[np.int64]
    """(k,) fewest households of each grid."""
    most: NDArray[np.int64]
    """(k,) most households of each grid."""
    home: NDArray[np.int32]
    """(n,) the grid in which each unit already is, -1 for none, -2 for one that is given up."""
    moved_m: float
    """Metres that it costs to move one household out of the grid in which it is."""
    is_given: bool
    """Whether the centres are given, and stay."""
    border: NDArray[np.float64]
    """Metres that it costs to part a unit from the neighbour at the same place in `near`; (0,) if
    no border costs anything."""


class State(NamedTuple):
    """A division in progress, with the scratch space that the loops share."""

    grid_of: NDArray[np.int32]
    """(n,) grid of each unit."""
    centre_of: NDArray[np.int32]
    """(k,) unit at the centre of each grid."""
    load_of: NDArray[np.int64]
    """(k,) households."""
    size_of: NDArray[np.int32]
    """(k,) units."""
    first: NDArray[np.int32]
    """(k,) first member, or -1."""
    after: NDArray[np.int32]
    """(n,) next member, or -1."""
    before: NDArray[np.int32]
    """(n,) member before, or -1."""
    mark: NDArray[np.int64]
    """(n + 1,) when each unit was last seen; the last entry is the clock."""
    queue: NDArray[np.int32]
    """(n,) scratch: units waiting."""
    line: NDArray[np.int32]
    """(n,) scratch: units to go through."""
    score_of: NDArray[np.float64]
    """(k,) score of each grid, metres, as `recount` found it."""
    is_new: NDArray[np.bool_]
    """(k,) grids that changed since somebody went through them."""
    was: NDArray[np.int32]
    """(n,) the grid that a unit left since `begin`, -1 if it has not."""
    left: NDArray[np.int32]
    """(n + 1,) the units that left their grids since `begin`; the last entry is how many."""
    word: NDArray[np.uint64]
    """(1,) the random generator."""


FAR_OUTSIDE = 2**60

MANY = 512
"""Members tried as the centre of a grid in the end."""

FEW = 8
"""Members tried as the centre of a grid while it changes: the best is nearly always among them."""

HOPEFUL = 1.04
"""A new split goes on only if its first centres cost at most so many times the best one."""

SIDES = 16
"""Neighbouring grids of one grid to which its units may go along a ring."""

RING = 12
"""Rounds of labelling, so about the moves in the longest ring that is found."""

NEARBY = 70
"""Relocations in a hundred that cut a grid within three grids of the one given up."""

PASSES = 60
"""Times that chains and rings of moves are looked for, at most."""

NO_CHAIN = 1e12
"""Label of a grid to which no chain of moves leads."""

PAIRS = 6
"""Random pairs of centres of which a new split begins with the best."""

TOURNAMENT = 3
"""Random grids of which relocation gives up the cheapest, and cuts the dearest."""

_f, _f1, _i, _i1 = types.float64, types.float64[::1], types.int64, types.int32[::1]
_l1, _b, _b1 = types.int64[::1], types.boolean, types.boolean[::1]
_TOWN = types.NamedTuple(
    (types.float64[:, ::1], _l1, _f1, _i1, _i1, _b, _l1, _l1, _i1, _f, _b, _f1), Town
)
_STATE = types.NamedTuple(
    (_i1, _i1, _l1, _i1, _i1, _i1, _i1, _l1, _i1, _i1, _f1, _b1, _i1, _i1, types.uint64[::1]),
    State,
)


def new_state(n: int, k: int, seed: int) -> State:
    """Return a state of n units and k grids with everybody in grid 0; `fill` comes next."""
    whole = np.int32
    return State(
        np.zeros(n, whole), np.zeros(k, whole), np.zeros(k, np.int64), np.zeros(k, whole),
        np.full(k, -1, whole), np.full(n, -1, whole), np.full(n, -1, whole),
        np.zeros(n + 1, np.int64), np.zeros(n, whole), np.zeros(n, whole), np.zeros(k),
        np.ones(k, np.bool_), np.full(n, -1, whole), np.zeros(n + 1, whole),
        np.array([seed * 2654435769 + 88172645463325252], np.uint64),
    )  # fmt: skip


# --- small steps -----------------------------------------------------------------------------


@njit(_f(_TOWN, _i, _i), cache=True, nogil=True)
def distance(town: Town, a: int, b: int) -> float:
    """Return the straight metres between two units."""
    total = 0.0
    for d in range(town.xy.shape[1]):
        step = town.xy[a, d] - town.xy[b, d]
        total += step * step
    return float(np.sqrt(total))


@njit(_i(_TOWN, _i, _i), cache=True, nogil=True)
def breach(town: Town, g: int, load: int) -> int:
    """Return by how many households a load is outside the band of grid g."""
    if load > town.most[g]:
        return int(load - town.most[g])
    if load < town.fewest[g]:
        return int(town.fewest[g] - load)
    return 0


@njit(_f(_TOWN, _i, _i), cache=True, nogil=True)
def moving(town: Town, u: int, g: int) -> float:
    """Return the metres that it costs to have unit u in grid g although it is in another."""
    if town.home[u] == -1 or town.home[u] == g:
        return 0.0
    return float(town.moved_m * town.load[u])


@njit(_f(_TOWN, _STATE, _i, _i), cache=True, nogil=True)
def cost(town: Town, state: State, u: int, g: int) -> float:
    """Return what unit u costs in grid g: the way to its centre, and the moving."""
    return float(town.visits[u] * distance(town, u, state.centre_of[g]) + moving(town, u, g))


@njit(_f(_TOWN, _STATE, _i), cache=True, nogil=True)
def parted(town: Town, state: State, u: int) -> float:
    """Return what the borders between unit u and neighbours in other grids cost, metres."""
    total = 0.0
    if len(town.border) > 0:
        for at in range(town.start[u], town.start[u + 1]):
            if state.grid_of[town.near[at]] != state.grid_of[u]:
                total += town.border[at]
    return total


@njit(_f(_TOWN, _STATE, _i, _i, _i), cache=True, nogil=True)
def parting(town: Town, state: State, u: int, a: int, b: int) -> float:
    """Return how much more borders cost if unit u goes from grid a to grid b, metres."""
    total = 0.0
    if len(town.border) > 0:
        for at in range(town.start[u], town.start[u + 1]):
            g = state.grid_of[town.near[at]]
            if g == a:
                total += town.border[at]
            elif g == b:
                total -= town.border[at]
    return total


@njit(types.Tuple((_i, _f))(_TOWN, _STATE), cache=True, nogil=True)
def worth(town: Town, state: State) -> tuple[int, float]:
    """Return the households outside the band and the score, metres."""
    outside, score = 0, 0.0
    for g in range(len(state.load_of)):
        outside += breach(town, g, state.load_of[g])
    for u in range(len(state.grid_of)):
        score += cost(town, state, u, state.grid_of[u]) + 0.5 * parted(town, state, u)
    return outside, score


@njit(_i(_TOWN, _STATE, _i, _i, _i), cache=True, nogil=True)
def outside_after(town: Town, state: State, a: int, b: int, load: int) -> int:
    """Return by how much the breach of grids a and b grows if a gives `load` to b."""
    return (
        breach(town, a, state.load_of[a] - load)
        + breach(town, b, state.load_of[b] + load)
        - breach(town, a, state.load_of[a])
        - breach(town, b, state.load_of[b])
    )


@njit(_i(_STATE, _i), cache=True, nogil=True)
def below(state: State, limit: int) -> int:
    """Return a random whole number from 0 to limit - 1 (Marsaglia 2003, xorshift64)."""
    x = state.word[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state.word[0] = x
    return int((x >> np.uint64(33)) % np.uint64(limit))


@njit(types.void(_TOWN, _STATE, _i, _i), cache=True, nogil=True)
def _enter(town: Town, state: State, u: int, g: int) -> None:
    state.grid_of[u] = g
    head = state.first[g]
    state.after[u] = head
    state.before[u] = -1
    if head >= 0:
        state.before[head] = u
    state.first[g] = u
    state.load_of[g] += town.load[u]
    state.size_of[g] += 1
    state.is_new[g] = True


@njit(types.void(_TOWN, _STATE, _i), cache=True, nogil=True)
def _leave(town: Town, state: State, u: int) -> None:
    g = state.grid_of[u]
    if state.before[u] >= 0:
        state.after[state.before[u]] = state.after[u]
    else:
        state.first[g] = state.after[u]
    if state.after[u] >= 0:
        state.before[state.after[u]] = state.before[u]
    state.load_of[g] -= town.load[u]
    state.size_of[g] -= 1
    state.is_new[g] = True
    if state.was[u] == -1:
        state.was[u] = g
        state.left[state.left[-1]] = u
        state.left[-1] += 1


@njit(types.void(_STATE), cache=True, nogil=True)
def begin(state: State) -> None:
    """Forget which units left their grids: `undo` goes back to here."""
    for at in range(state.left[-1]):
        state.was[state.left[at]] = -1
    state.left[-1] = 0


@njit(types.void(_TOWN, _STATE), cache=True, nogil=True)
def fill(town: Town, state: State) -> None:
    """Make loads, sizes and member lists agree with `grid_of`."""
    state.load_of[:] = 0
    state.size_of[:] = 0
    state.first[:] = -1
    for u in range(len(state.grid_of) - 1, -1, -1):
        _enter(town, state, u, state.grid_of[u])
    begin(state)


@njit(types.void(_TOWN, _STATE, _i, _i), cache=True, nogil=True)
def move(town: Town, state: State, u: int, g: int) -> None:
    """Take unit u out of its grid and put it into grid g."""
    _leave(town, state, u)
    _enter(town, state, u, g)


@njit(types.void(_TOWN, _STATE), cache=True, nogil=True)
def undo(town: Town, state: State) -> None:
    """Take every unit back to the grid in which it was at `begin`."""
    for at in range(state.left[-1]):
        u = state.left[at]
        if state.grid_of[u] != state.was[u]:
            move(town, state, u, state.was[u])
    begin(state)


@njit(_b(_TOWN, _STATE, _i), cache=True, nogil=True)
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
    now = state.mark[-1]  # now - 1: wanted; now: reached
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


@njit(_i1(_STATE, _i), cache=True, nogil=True)
def _members(state: State, g: int) -> NDArray[np.int32]:
    """Return the units of grid g, ascending."""
    members = np.empty(state.size_of[g], np.int32)
    u = state.first[g]
    for i in range(len(members)):
        members[i] = u
        u = state.after[u]
    members.sort()
    return members


@njit(_f1(_TOWN, _i1), cache=True, nogil=True)
def _middle(town: Town, members: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return nearly the point with the least metres to all members (Weiszfeld 1937)."""
    dims = town.xy.shape[1]
    middle, further = np.zeros(dims), np.zeros(dims)
    for turn in range(5):  # first the weighted mean, then steps from it
        further[:] = 0.0
        total = 0.0
        for u in members:
            weight = town.visits[u] + 1e-9
            if turn > 0:
                square = 1e-6
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


@njit(_f(_TOWN, _STATE, _i, _i), cache=True, nogil=True)
def recentre(town: Town, state: State, g: int, tried: int) -> float:
    """Move the centre of grid g to its best member; return the grid's metres.

    The best of the `tried` members nearest to the point best for all. Given centres stay.
    """
    s = state.size_of[g]
    members = _members(state, g)
    candidates = members
    if town.is_given:
        candidates = state.centre_of[g : g + 1].copy()
    elif s > tried:
        middle = _middle(town, members)
        candidates = np.empty(tried, np.int32)
        apart = np.empty(tried)
        held = 0
        for u in members:
            square = 0.0
            for d in range(town.xy.shape[1]):
                step = town.xy[u, d] - middle[d]
                square += step * step
            if held == tried and square >= apart[tried - 1]:
                continue
            at = min(held, tried - 1)
            while at > 0 and apart[at - 1] > square:
                apart[at] = apart[at - 1]
                candidates[at] = candidates[at - 1]
                at -= 1
            apart[at] = square
            candidates[at] = u
            held = min(held + 1, tried)
    best, where = np.inf, candidates[0]
    for c in candidates:
        total = 0.0
        for u in members:
            total += town.visits[u] * distance(town, u, c)
            if total >= best:
                break
        if total < best:
            best, where = total, c
    state.centre_of[g] = where
    return best


@njit(types.void(_TOWN, _STATE), cache=True, nogil=True)
def recentre_all(town: Town, state: State) -> None:
    """Move the centre of every grid that has members to its best one."""
    for g in range(len(state.size_of)):
        if state.size_of[g] > 0:
            recentre(town, state, g, MANY)


@njit(types.void(_TOWN, _STATE), cache=True, nogil=True)
def recentre_new(town: Town, state: State) -> None:
    """Move the centre of every new grid that has members to its best one."""
    for g in range(len(state.size_of)):
        if state.is_new[g] and state.size_of[g] > 0:
            recentre(town, state, g, FEW)


@njit(types.void(_TOWN, _STATE, _i), cache=True, nogil=True)
def recount(town: Town, state: State, g: int) -> None:
    """Move the centre of grid g to its best member, and count its score."""
    score = 0.0
    if state.size_of[g] > 0:
        score = recentre(town, state, g, FEW)
    u = state.first[g]
    while u >= 0:
        score += moving(town, u, g) + 0.5 * parted(town, state, u)
        u = state.after[u]
    state.score_of[g] = score


@njit(types.void(_TOWN, _i1, _i1, _f1), cache=True, nogil=True)
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
            metres = distance(town, u, centres[c])
            if held == m and metres >= apart[first + m - 1]:
                continue
            at = first + min(held, m - 1)
            while at > first and apart[at - 1] > metres:
                apart[at] = apart[at - 1]
                near[at] = near[at - 1]
                at -= 1
            apart[at] = metres
            near[at] = c
            held = min(held + 1, m)


@njit(types.void(_TOWN, _i1, _i1, _f1), cache=True, nogil=True)
def measure_again(
    town: Town, centres: NDArray[np.int32], near: NDArray[np.int32], apart: NDArray[np.float64]
) -> None:
    """Bring the metres in `apart` up to date where the centres in `near` moved."""
    m = len(near) // len(town.load)
    for at in range(len(near)):
        apart[at] = distance(town, at // m, centres[near[at]])


# --- start: centres and prices ---------------------------------------------------------------


@njit(types.void(_TOWN, _STATE, _i1, _f1, _i1, _f1, _f, _i), cache=True, nogil=True)
def balance(
    town: Town,
    state: State,
    near: NDArray[np.int32],
    apart: NDArray[np.float64],
    begin: NDArray[np.int32],
    price: NDArray[np.float64],
    step: float,
    rounds: int,
) -> None:
    """Assign each unit to the centre cheapest by distance plus price; raise prices of the full.

    `near` and `apart` list for each unit (from `begin`) its nearest centres and their metres. A
    power diagram by prices: Cohen-Addad, Klein and Young, Balanced power diagrams for
    redistricting (2018), with distances in place of squares.
    """
    k = len(price)
    share = max(1.0, town.load.sum() / k)
    wish = np.empty(k)
    for g in range(k):
        wish[g] = min(max(share, town.fewest[g]), town.most[g])
    for turn in range(rounds):
        state.load_of[:] = 0
        for u in range(len(state.grid_of)):
            best, where = np.inf, 0
            for at in range(begin[u], begin[u + 1]):
                cost = apart[at] + price[near[at]]
                if cost < best:
                    best, where = cost, near[at]
            state.grid_of[u] = where
            state.load_of[where] += town.load[u]
        if turn < rounds - 1:
            push = step * (1.0 - turn / rounds)
            for g in range(k):
                off = (state.load_of[g] - wish[g]) / wish[g]
                price[g] += push * min(1.0, max(-1.0, off))
    fill(town, state)


# --- repair: pieces and bounds ---------------------------------------------------------------


@njit(types.void(_TOWN, _STATE), cache=True, nogil=True)
def keep_heaviest(town: Town, state: State) -> None:
    """Set `grid_of` to -1 for every unit outside the heaviest piece of its grid."""
    n, k = len(state.grid_of), len(state.size_of)
    piece = np.full(n, -1, np.int32)
    heaviest = np.full(k, -1, np.int64)
    kept = np.full(k, -1, np.int32)
    count = 0
    for seed in range(n):
        if piece[seed] >= 0:
            continue
        g = state.grid_of[seed]
        piece[seed] = count
        state.queue[0] = seed
        head, tail = 0, 1
        load = 0
        while head < tail:
            u = state.queue[head]
            head += 1
            load += town.load[u]
            for at in range(town.start[u], town.start[u + 1]):
                v = town.near[at]
                if piece[v] < 0 and state.grid_of[v] == g:
                    piece[v] = count
                    state.queue[tail] = v
                    tail += 1
        if load > heaviest[g]:
            heaviest[g] = load
            kept[g] = count
        count += 1
    if town.is_given:
        for g in range(k):
            kept[g] = piece[state.centre_of[g]]
    for u in range(n):
        if piece[u] != kept[state.grid_of[u]]:
            _leave(town, state, u)
            state.grid_of[u] = -1


@njit(types.void(_TOWN, _STATE, _i1), cache=True, nogil=True)
def fill_gaps(town: Town, state: State, waiting: NDArray[np.int32]) -> None:
    """Give each waiting unit to a grid that touches it: the least breach, then the nearest."""
    left = len(waiting)
    while left > 0:
        still = 0
        for row in range(left):
            u = waiting[row]
            best_over, best, where = 0, np.inf, -1
            for at in range(town.start[u], town.start[u + 1]):
                g = state.grid_of[town.near[at]]
                if g < 0:
                    continue
                over = max(0, state.load_of[g] + town.load[u] - town.most[g])
                apart = cost(town, state, u, g)
                if where < 0 or over < best_over or (over == best_over and apart < best):
                    best_over, best, where = over, apart, g
            if where >= 0:
                _enter(town, state, u, where)
            else:
                waiting[still] = u
                still += 1
        if still == left:  # nobody near has a grid yet: begin with the first
            still -= 1
            _enter(town, state, waiting[still], 0)
        left = still


@njit(types.void(_TOWN, _STATE, _i), cache=True, nogil=True)
def seed_empty(town: Town, state: State, g: int) -> None:
    """Give the empty grid g one unit: of the grid with most units, the farthest that may leave."""
    donor = np.argmax(state.size_of)
    far, who = -1.0, -1
    u = state.first[donor]
    while u >= 0:
        apart = distance(town, u, state.centre_of[donor])
        if apart > far and may_leave(town, state, u):
            far, who = apart, u
        u = state.after[u]
    if who >= 0:
        move(town, state, who, g)
        state.centre_of[g] = who


@njit(types.void(_TOWN, _STATE), cache=True, nogil=True)
def reattach(town: Town, state: State) -> None:
    """Leave each grid its heaviest piece and give the other pieces to grids that touch them."""
    if town.linked:
        keep_heaviest(town, state)
        fill_gaps(town, state, np.flatnonzero(state.grid_of < 0).astype(np.int32))
    for g in range(len(state.size_of)):
        if state.size_of[g] == 0:
            seed_empty(town, state, g)


@njit(_i(_TOWN, _STATE), cache=True, nogil=True)
def outside_band(town: Town, state: State) -> int:
    """Return the households outside the band, over all grids."""
    total = 0
    for g in range(len(state.load_of)):
        total += breach(town, g, state.load_of[g])
    return total


@njit(_i(_TOWN, _STATE), cache=True, nogil=True)
def _line_up_pressed(town: Town, state: State) -> int:
    """List the units of grids that are too large, and those beside grids that are too small."""
    state.mark[-1] += 1
    now = state.mark[-1]
    count = 0
    for g in range(len(state.load_of)):
        is_large = state.load_of[g] > town.most[g]
        if not is_large and state.load_of[g] >= town.fewest[g]:
            continue
        u = state.first[g]
        while u >= 0:
            if is_large and state.mark[u] != now:
                state.mark[u] = now
                state.line[count] = u
                count += 1
            for at in range(town.start[u], town.start[u + 1]):
                v = town.near[at]
                if not is_large and state.grid_of[v] != g and state.mark[v] != now:
                    state.mark[v] = now
                    state.line[count] = v
                    count += 1
            u = state.after[u]
    state.line[:count].sort()
    return count


@njit(types.Tuple((_f, _i))(_TOWN, _STATE, _i, _f1), cache=True, nogil=True)
def _way_out(town: Town, state: State, u: int, price: NDArray[np.float64]) -> tuple[float, int]:
    """Return how much unit u gains by yielding to the pressure, and the grid to go to, or -1."""
    a = state.grid_of[u]
    w = town.load[u]
    gain, where = 0.0, -1
    for at in range(town.start[u], town.start[u + 1]):
        b = state.grid_of[town.near[at]]
        if price[b] >= price[a]:
            continue
        relieves = state.load_of[a] > town.most[a] and breach(
            town, a, state.load_of[a] - w
        ) < breach(town, a, state.load_of[a])
        feeds = state.load_of[b] < town.fewest[b] and breach(
            town, b, state.load_of[b] + w
        ) < breach(town, b, state.load_of[b])
        if not (relieves or feeds):
            continue
        dearer = cost(town, state, u, b) - cost(town, state, u, a)
        good = price[a] - price[b] - dearer / w
        if good > gain:
            gain, where = good, b
    return gain, where


@njit(_i(_TOWN, _STATE, _i, _f), cache=True, nogil=True)
def press(town: Town, state: State, rounds: int, way: float) -> int:
    """Bring grids into the band by pressure; return the households still outside.

    A grid outside the band changes its price each round (dearer when too large, cheaper when too
    small) until units on its border move to a cheaper grid, which may push on in its turn, so that
    chains of any length form by themselves. `way` is the mean way to a centre, metres; prices
    change by a tenth of it. The best state seen is kept. The rising heights are those of
    push-relabel (Goldberg and Tarjan 1988).
    """
    best = outside_band(town, state)
    if best == 0:
        return 0
    k = len(state.load_of)
    price = np.zeros(k)
    step = 0.1 * way + 0.02 * town.moved_m + 1e-6
    kept = state.grid_of.copy()
    for turn in range(rounds):
        for g in range(k):
            if state.load_of[g] > town.most[g]:
                price[g] += step
            elif state.load_of[g] < town.fewest[g]:
                price[g] -= step
        count = _line_up_pressed(town, state)
        for row in range(count):
            u = state.line[row if turn % 2 == 0 else count - 1 - row]
            if town.load[u] == 0:
                continue
            where = _way_out(town, state, u, price)[1]
            if where >= 0 and may_leave(town, state, u):
                move(town, state, u, where)
        outside = outside_band(town, state)
        if outside < best:
            best = outside
            kept[:] = state.grid_of
            if best == 0:
                break
    for u in range(len(kept)):
        if state.grid_of[u] != kept[u]:
            move(town, state, u, kept[u])
    return best


# --- improve: shifts, swaps, and pairs split anew --------------------------------------------


@njit(_b(_TOWN, _STATE, _i, _i, _i), cache=True, nogil=True)
def _touches(town: Town, state: State, u: int, g: int, but: int) -> bool:
    for at in range(town.start[u], town.start[u + 1]):
        v = town.near[at]
        if v != but and state.grid_of[v] == g:
            return True
    return False


@njit(_f(_TOWN, _i, _i), cache=True, nogil=True)
def _both_ways(town: Town, u: int, v: int) -> float:
    """Return what two units that change places would count as saved although a border stays."""
    if len(town.border) > 0:
        for at in range(town.start[u], town.start[u + 1]):
            if town.near[at] == v:
                return float(2.0 * town.border[at])
    return 0.0


@njit(_b(_TOWN, _STATE, _i, _i, _f), cache=True, nogil=True)
def swap(town: Town, state: State, u: int, b: int, gain: float) -> bool:
    """Move u to grid b and a unit of b near by to the grid of u, if that helps; say whether."""
    a = state.grid_of[u]
    if not may_leave(town, state, u):
        return False
    best, who = -1e-9, -1
    for at in range(town.start[u], town.start[u + 1]):
        for to in range(town.start[town.near[at]], town.start[town.near[at] + 1]):
            v = town.near[to]
            if state.grid_of[v] != b:
                continue
            other = cost(town, state, v, a) - cost(town, state, v, b)
            other += parting(town, state, v, b, a) + _both_ways(town, u, v)
            outside = outside_after(town, state, a, b, town.load[u] - town.load[v])
            if outside <= 0 and gain + other < best:
                best, who = gain + other, v
    if who < 0:
        return False
    if town.linked and not (_touches(town, state, u, b, who) and _touches(town, state, who, a, u)):
        return False
    if not may_leave(town, state, who):
        return False
    move(town, state, u, b)
    move(town, state, who, a)
    return True


@njit(_b(_TOWN, _STATE, _i), cache=True, nogil=True)
def shift(town: Town, state: State, u: int) -> bool:
    """Move unit u, or swap it with another, if that lowers the breach or else the score."""
    a = state.grid_of[u]
    w = town.load[u]
    here = -1.0
    best_outside, best, where = 0, -1e-9, -1
    wish, wished = -1e-9, -1
    for at in range(town.start[u], town.start[u + 1]):
        b = state.grid_of[town.near[at]]
        if b == a or b == where or b == wished:
            continue
        if here < 0.0:
            here = cost(town, state, u, a)
        gain = cost(town, state, u, b) - here + parting(town, state, u, a, b)
        outside = outside_after(town, state, a, b, w)
        if outside < best_outside or (outside == best_outside and gain < best):
            best_outside, best, where = outside, gain, b
        elif outside > 0 and gain < wish:
            wish, wished = gain, b
    if where >= 0:
        if may_leave(town, state, u):
            move(town, state, u, where)
            return True
        return False
    return wished >= 0 and swap(town, state, u, wished, wish)


@njit(_i(_TOWN, _STATE), cache=True, nogil=True)
def _line_up_new(town: Town, state: State) -> int:
    """List the units of new grids, and those beside them; `is_new` begins again."""
    state.mark[-1] += 1
    now = state.mark[-1]
    count = 0
    for g in range(len(state.is_new)):
        if not state.is_new[g]:
            continue
        state.is_new[g] = False
        u = state.first[g]
        while u >= 0:
            if state.mark[u] != now:
                state.mark[u] = now
                state.line[count] = u
                count += 1
            for at in range(town.start[u], town.start[u + 1]):
                v = town.near[at]
                if state.mark[v] != now:
                    state.mark[v] = now
                    state.line[count] = v
                    count += 1
            u = state.after[u]
    state.line[:count].sort()
    return count


@njit(types.void(_TOWN, _STATE, _b1), cache=True, nogil=True)
def sweep(town: Town, state: State, dirty: NDArray[np.bool_]) -> None:
    """Shift and swap around new grids, and recentre those that change, until nothing helps.

    `dirty` (k,) becomes true for every grid that was new or becomes so.
    """
    for _ in range(20):
        for g in range(len(dirty)):
            dirty[g] = dirty[g] or state.is_new[g]
        made = 0
        for row in range(_line_up_new(town, state)):
            if shift(town, state, state.line[row]):
                made += 1
        recentre_new(town, state)
        if made == 0:
            return


@njit(_i(_TOWN, _STATE, _i), cache=True, nogil=True)
def _reach(town: Town, state: State, seed: int) -> int:
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


@njit(_b(_TOWN, _STATE, _i), cache=True, nogil=True)
def _is_whole(town: Town, state: State, g: int) -> bool:
    return not town.linked or _reach(town, state, state.first[g]) == state.size_of[g]


@njit(types.void(_TOWN, _STATE, _i, _i), cache=True, nogil=True)
def _hand_over(town: Town, state: State, a: int, b: int) -> None:
    """Keep the largest piece of grid a, or that of its given centre; give the others to grid b."""
    if state.size_of[a] < 2 or _reach(town, state, state.first[a]) == state.size_of[a]:
        return
    clock = state.mark[-1]
    most, kept = 0, 0
    u = state.first[a]
    if town.is_given:  # the piece that holds the centre counts as the largest
        most, kept = _reach(town, state, state.centre_of[a]), state.mark[-1]
        u = -1
    while u >= 0:  # units marked later belong to pieces already counted
        if state.mark[u] <= clock:
            size = _reach(town, state, u)
            if size > most:
                most, kept = size, state.mark[-1]
        u = state.after[u]
    u = state.first[a]
    while u >= 0:
        then = state.after[u]
        if state.mark[u] != kept:
            move(town, state, u, b)
        u = then


@njit(_b(_TOWN, _STATE, _i1, _i, _i, _i, _i, _i, _f), cache=True, nogil=True)
def cut_between(
    town: Town,
    state: State,
    members: NDArray[np.int32],
    a: int,
    b: int,
    one: int,
    two: int,
    most_outside: int,
    limit: float,
) -> bool:
    """Give grid a the members nearer to unit `one`, grid b the rest, as the band allows.

    Nothing is done, and false returned, where that would leave more than `most_outside` households
    outside the band, or as many at more than `limit` metres, ways to the two units and border.
    """
    s = len(members)
    lean = np.empty(s)
    value = np.empty(s)
    total, all_two = 0, 0.0
    for i in range(s):
        u = members[i]
        apart = distance(town, u, two)
        nearer = distance(town, u, one) - apart
        all_two += town.visits[u] * apart + moving(town, u, b)
        staying = moving(town, u, a) - moving(town, u, b)
        lean[i] = nearer + staying / max(1.0, town.visits[u], float(town.load[u]))
        value[i] = town.visits[u] * nearer + staying
        if town.is_given and u == one:
            lean[i] = -np.inf
        elif town.is_given and u == two:
            lean[i] = np.inf
        total += town.load[u]
    order = np.argsort(lean, kind="mergesort")
    best_outside, best, cut = FAR_OUTSIDE, np.inf, 1
    load, metres = 0, 0.0
    state.mark[-1] += 2
    now = state.mark[-1]  # now: still with grid b; now - 1: with grid a
    if len(town.border) > 0:
        for u in members:
            state.mark[u] = now
    for i in range(s - 1):
        load += town.load[members[order[i]]]
        metres += value[order[i]]
        if len(town.border) > 0:
            u = members[order[i]]
            state.mark[u] = now - 1
            for at in range(town.start[u], town.start[u + 1]):
                if state.mark[town.near[at]] == now:
                    metres += town.border[at]
                elif state.mark[town.near[at]] == now - 1:
                    metres -= town.border[at]
        outside = breach(town, a, load) + breach(town, b, total - load)
        if outside < best_outside or (outside == best_outside and metres < best):
            best_outside, best, cut = outside, metres, i + 1
    if best_outside > most_outside or (best_outside == most_outside and all_two + best > limit):
        return False
    for i in range(s):
        u = members[order[i]]
        to = a if i < cut else b
        if state.grid_of[u] != to:
            move(town, state, u, to)
    if town.linked:
        _hand_over(town, state, a, b)
        _hand_over(town, state, b, a)
    return True


@njit(types.void(_TOWN, _STATE, _i1, _i, _i), cache=True, nogil=True)
def cut_tree(town: Town, state: State, members: NDArray[np.int32], a: int, b: int) -> None:
    """Divide members in two whole pieces by the best edge of a random spanning tree."""
    s = len(members)
    for i in range(s):
        if state.grid_of[members[i]] != a:
            move(town, state, members[i], a)
    parent = np.full(s, -1, np.int32)
    order = np.empty(s, np.int32)
    frontier = np.empty(s, np.int32)
    state.mark[-1] += 1
    now = state.mark[-1]
    seed = members[below(state, s)]
    state.mark[seed] = now
    order[0] = np.searchsorted(members, seed)
    frontier[0] = order[0]
    seen, waiting = 1, 1
    while waiting > 0:  # grow from a random unit of the frontier: bushy, irregular trees
        pick = below(state, waiting)
        i = frontier[pick]
        u = members[i]
        grown = False
        turn = town.start[u + 1] - town.start[u]
        shift = below(state, turn) if turn > 0 else 0
        for step in range(turn):
            v = town.near[town.start[u] + (step + shift) % turn]
            if state.mark[v] != now and state.grid_of[v] == a:
                state.mark[v] = now
                j = np.searchsorted(members, v)
                parent[j] = i
                order[seen] = j
                seen += 1
                frontier[waiting] = j
                waiting += 1
                grown = True
                break
        if not grown:
            waiting -= 1
            frontier[pick] = frontier[waiting]
    weight = np.empty(s, np.int64)
    total = 0
    for i in range(s):
        weight[i] = town.load[members[i]]
        total += weight[i]
    best, cut = FAR_OUTSIDE, -1
    for step in range(seen - 1, 0, -1):
        i = order[step]
        outside = breach(town, b, weight[i]) + breach(town, a, total - weight[i])
        if outside < best:
            best, cut = outside, i
        weight[parent[i]] += weight[i]
    side = np.zeros(s, np.int8)
    for step in range(1, seen):
        i = order[step]
        if i == cut or side[parent[i]] == 1:
            side[i] = 1
            move(town, state, members[i], b)


@njit(types.Tuple((_i, _i))(_TOWN, _STATE, _i1, _f), cache=True, nogil=True)
def _far_apart(
    town: Town, state: State, members: NDArray[np.int32], limit: float
) -> tuple[int, int]:
    """Return the best of a few random pairs of centres for the members, the band aside.

    Twice the same where no pair costs less than `limit` metres.
    """
    s = len(members)
    best, one, two = limit, members[0], members[0]
    for _ in range(PAIRS):
        a = members[below(state, s)]
        b = members[below(state, s)]
        way = 0.0
        for u in members:
            way += town.visits[u] * min(distance(town, u, a), distance(town, u, b))
            if way >= best:
                break
        if a != b and way < best:
            best, one, two = way, a, b
    return one, two


@njit(_f(_TOWN, _STATE, _i1, _i, _i), cache=True, nogil=True)
def _between(town: Town, state: State, members: NDArray[np.int32], a: int, b: int) -> float:
    """Return what the border between grids a and b costs, whose members are listed, metres."""
    total = 0.0
    if len(town.border) > 0:
        for u in members:
            if state.grid_of[u] == a:
                for at in range(town.start[u], town.start[u + 1]):
                    if state.grid_of[town.near[at]] == b:
                        total += town.border[at]
    return total


@njit(_b(_TOWN, _STATE, _i, _i, _i), cache=True, nogil=True)
def resplit(town: Town, state: State, a: int, b: int, tries: int) -> bool:
    """Divide two grids anew, in the best of some ways; say whether that helped.

    Each try takes two centres, orders the units by how much nearer they are to one than to the
    other, cuts where the band allows, hands pieces cut off to the other side, and recentres; the
    last tries cut a random spanning tree instead, which always gives two whole pieces (DeFord,
    Duchin and Solomon, Recombination, 2021).
    """
    s = state.size_of[a] + state.size_of[b]
    members = np.empty(s, np.int32)
    at = 0
    for g in (a, b):
        u = state.first[g]
        while u >= 0:
            members[at] = u
            at += 1
            u = state.after[u]
    members.sort()
    kept = np.empty(s, np.int32)
    kept_centres = (state.centre_of[a], state.centre_of[b])
    best_outside = breach(town, a, state.load_of[a]) + breach(town, b, state.load_of[b])
    best = 0.0
    for i in range(s):
        u = members[i]
        kept[i] = state.grid_of[u]
        best += cost(town, state, u, kept[i])
    best += _between(town, state, members, a, b)
    better = False
    for turn in range(tries):
        by_tree = turn >= tries - tries // 3 and best_outside > 0 and not town.is_given
        if town.is_given and turn > 0:
            break
        if by_tree:
            cut_tree(town, state, members, a, b)
        else:
            one, two = kept_centres
            if turn > 0:
                one, two = _far_apart(town, state, members, best * HOPEFUL)
                if one == two:
                    continue
            limit = best * HOPEFUL if turn > 0 else best - 1e-9
            if not cut_between(town, state, members, a, b, one, two, best_outside, limit):
                continue
        for again in range(3):
            if state.size_of[a] == 0 or state.size_of[b] == 0:
                break
            metres = recentre(town, state, a, FEW) + recentre(town, state, b, FEW)
            for i in range(s):
                metres += moving(town, members[i], state.grid_of[members[i]])
            metres += _between(town, state, members, a, b)
            outside = breach(town, a, state.load_of[a]) + breach(town, b, state.load_of[b])
            whole = _is_whole(town, state, a) and _is_whole(town, state, b)
            if whole and (
                outside < best_outside or (outside == best_outside and metres < best - 1e-9)
            ):
                best_outside, best, better = outside, metres, True
                kept_centres = (state.centre_of[a], state.centre_of[b])
                for i in range(s):
                    kept[i] = state.grid_of[members[i]]
            elif again > 0:
                break
            if by_tree:
                break
            one, two = state.centre_of[a], state.centre_of[b]
            if not cut_between(town, state, members, a, b, one, two, best_outside, best * HOPEFUL):
                break
    for i in range(s):
        if state.grid_of[members[i]] != kept[i]:
            move(town, state, members[i], kept[i])
    state.centre_of[a], state.centre_of[b] = kept_centres
    return better


@njit(_i(_TOWN, _STATE, _i, _i1), cache=True, nogil=True)
def _touching(town: Town, state: State, g: int, others: NDArray[np.int32]) -> int:
    """Write the grids that touch grid g, ascending; return how many."""
    count = 0
    u = state.first[g]
    while u >= 0:
        for at in range(town.start[u], town.start[u + 1]):
            h = state.grid_of[town.near[at]]
            if h == g:
                continue
            known = False
            for row in range(count):
                known = known or others[row] == h
            if not known:
                others[count] = h
                count += 1
        u = state.after[u]
    others[:count].sort()
    return count


@njit(_i(_TOWN, _STATE, _b1, _i), cache=True, nogil=True)
def resplit_pairs(town: Town, state: State, dirty: NDArray[np.bool_], tries: int) -> int:
    """Split touching pairs anew where a grid of them is dirty; count successes.

    `dirty` (k,) tells which grids changed since the last time, and is brought up to date.
    """
    was = dirty.copy()
    is_done = np.zeros(len(dirty), np.bool_)
    dirty[:] = False
    others = np.empty(len(dirty), np.int32)
    made = 0
    for g in range(len(was)):
        if not was[g]:
            continue
        is_done[g] = True
        for row in range(_touching(town, state, g, others)):
            h = others[row]
            if is_done[h] and not (dirty[g] or dirty[h]):
                continue
            if resplit(town, state, min(g, h), max(g, h), tries):
                dirty[g] = True
                dirty[h] = True
                made += 1
    return made


@njit(types.void(_TOWN, _STATE, _i, _b1, _i1, _i1, _f1), cache=True, nogil=True)
def _ways_out(
    town: Town,
    state: State,
    a: int,
    is_barred: NDArray[np.bool_],
    to: NDArray[np.int32],
    who: NDArray[np.int32],
    price: NDArray[np.float64],
) -> None:
    """Write the grids that touch grid a, for each the unit of a that goes there cheapest, and that.

    In the `SIDES` entries that belong to a; -1 for none.
    """
    first = a * SIDES
    to[first : first + SIDES] = -1
    count = 0
    u = state.first[a]
    while u >= 0:
        here = -1.0
        for at in range(town.start[u], town.start[u + 1]):
            b = state.grid_of[town.near[at]]
            if b == a or is_barred[u]:
                continue
            if here < 0.0:
                here = cost(town, state, u, a)
            row = first
            while row < first + count and to[row] != b:
                row += 1
            if row == first + SIDES:
                continue
            more = cost(town, state, u, b) - here + parting(town, state, u, a, b)
            if row == first + count:
                count += 1
                to[row], who[row], price[row] = b, u, more
            elif more < price[row]:
                who[row], price[row] = u, more
        u = state.after[u]


@njit(types.void(_TOWN, _STATE, _i1, _f1, _f1, _i1), cache=True, nogil=True)
def _label(
    town: Town,
    state: State,
    to: NDArray[np.int32],
    price: NDArray[np.float64],
    label: NDArray[np.float64],
    parent: NDArray[np.int32],
) -> None:
    """Label each grid with the least cost of a chain of moves that ends in it (Bellman and Ford).

    A chain begins in a grid that may lose a unit. `parent` is the entry of the last move, or -1;
    where parents run in a ring, the moves of the ring cost less than nothing.
    """
    k = len(state.load_of)
    for a in range(k):
        label[a] = 0.0 if state.load_of[a] > town.fewest[a] else NO_CHAIN
    parent[:] = -1
    for _ in range(RING):
        changed = False
        for a in range(k):
            for row in range(a * SIDES, (a + 1) * SIDES):
                if to[row] < 0:
                    break
                if label[a] + price[row] < label[to[row]] - 1e-7:
                    label[to[row]] = label[a] + price[row]
                    parent[to[row]] = row
                    changed = True
        if not changed:
            return


@njit(_i(_i, _b1, _i1, _i1), cache=True, nogil=True)
def _follow(
    end: int, is_used: NDArray[np.bool_], parent: NDArray[np.int32], path: NDArray[np.int32]
) -> int:
    """Write the entries of the moves that lead to grid `end`, last first; return how many.

    0 where they meet a grid that is used or are too many. Where they run in a ring, minus the
    number of its moves, which are then the first of `path`.
    """
    count = 0
    at = end
    while not is_used[at] and count < 2 * RING:
        if parent[at] < 0:
            return count
        for row in range(count):
            if path[row] == parent[at]:
                for step in range(row, count):
                    path[step - row] = path[step]
                return row - count
        path[count] = parent[at]
        count += 1
        at = parent[at] // SIDES
    return 0


@njit(_b(_TOWN, _STATE, _i1, _i, _i1, _i1, _b1), cache=True, nogil=True)
def _pass_on(
    town: Town,
    state: State,
    path: NDArray[np.int32],
    count: int,
    to: NDArray[np.int32],
    who: NDArray[np.int32],
    is_barred: NDArray[np.bool_],
) -> bool:
    """Make the moves of a path if grids stay whole and in their band; else bar those in the way."""
    outside = 0
    for row in range(count):
        outside -= breach(town, to[path[row]], state.load_of[to[path[row]]])
        if path[row] // SIDES != to[path[(row + 1) % count]]:
            outside -= breach(town, path[row] // SIDES, state.load_of[path[row] // SIDES])
    for row in range(count):
        move(town, state, who[path[row]], to[path[row]])
    is_good = True
    for row in range(count):
        a, b = path[row] // SIDES, to[path[row]]
        outside += breach(town, b, state.load_of[b])
        if a != to[path[(row + 1) % count]]:
            outside += breach(town, a, state.load_of[a])
        if state.size_of[a] == 0 or not (_is_whole(town, state, a) and _is_whole(town, state, b)):
            is_barred[who[path[row]]] = True
            is_good = False
    if outside > 0:
        for row in range(count):
            is_barred[who[path[row]]] = True
        is_good = False
    if not is_good:
        for row in range(count):
            move(town, state, who[path[row]], path[row] // SIDES)
    return is_good


@njit(_i(_TOWN, _STATE), cache=True, nogil=True)
def chain(town: Town, state: State) -> int:
    """Move units along chains and rings of grids, each to the next, while that pays; count them.

    A chain leads from a grid that may lose a unit to one that may gain one. Such cyclic transfers
    find what no single shift or swap finds where grids are full (Thompson and Orlin 1989).
    """
    n, k = len(state.grid_of), len(state.load_of)
    is_barred = np.zeros(n, np.bool_)
    to, who = np.full(k * SIDES, -1, np.int32), np.zeros(k * SIDES, np.int32)
    price, label = np.zeros(k * SIDES), np.empty(k)
    parent, path = np.empty(k, np.int32), np.empty(2 * RING, np.int32)
    if town.is_given:
        is_barred[state.centre_of] = True
    for a in range(k):
        _ways_out(town, state, a, is_barred, to, who, price)
    made = 0
    for _ in range(PASSES):
        _label(town, state, to, price, label, parent)
        is_used = np.zeros(k, np.bool_)
        tried = 0
        for end in np.argsort(label, kind="mergesort"):
            if label[end] >= -1e-7 and parent[end] < 0:
                continue
            count = _follow(end, is_used, parent, path)
            is_chain = label[end] < -1e-7 and state.load_of[end] < town.most[end]
            if count == 0 or (count > 0 and not is_chain):
                continue
            count = abs(count)
            tried += 1
            if _pass_on(town, state, path, count, to, who, is_barred):
                made += 1
            for row in range(count):
                is_used[path[row] // SIDES] = True
                is_used[to[path[row]]] = True
        if tried == 0:
            break
        for g in range(k):
            if is_used[g]:
                _ways_out(town, state, g, is_barred, to, who, price)
    return made


@njit(types.void(_TOWN, _STATE, _i, _i), cache=True, nogil=True)
def descend(town: Town, state: State, tries: int, rounds: int) -> None:
    """Shift around new grids and split their pairs anew, in turn, while that helps."""
    dirty = np.zeros(len(state.is_new), np.bool_)
    recentre_new(town, state)
    sweep(town, state, dirty)
    for _ in range(rounds):
        made = resplit_pairs(town, state, dirty, tries)
        sweep(town, state, dirty)
        if chain(town, state) > 0:
            made += 1
            sweep(town, state, dirty)
        if made == 0:
            return


@njit(_b(_TOWN, _STATE, _i, _i), cache=True, nogil=True)
def take_and_split(town: Town, state: State, given_up: int, split: int) -> bool:
    """Give the units of one grid to those that touch it, and cut another in two; say if that went.

    The cut is the best of a few random ones; one half takes the number of the grid given up.
    """
    if state.size_of[split] < 2:
        return False
    waiting = np.empty(state.size_of[given_up], np.int32)
    for row in range(len(waiting)):
        u = state.first[given_up]
        _leave(town, state, u)
        state.grid_of[u] = -1
        waiting[row] = u
    fill_gaps(town, state, waiting)
    members = _members(state, split)
    one, two = _far_apart(town, state, members, np.inf)
    if one == two:
        return False
    state.centre_of[split] = one
    state.centre_of[given_up] = two
    cut_between(town, state, members, split, given_up, one, two, FAR_OUTSIDE, np.inf)
    if state.size_of[split] == 0 or state.size_of[given_up] == 0:
        return False
    recentre(town, state, split, FEW)
    recentre(town, state, given_up, FEW)
    return _is_whole(town, state, split) and _is_whole(town, state, given_up)


@njit(types.Tuple((_i, _i))(_TOWN, _STATE), cache=True, nogil=True)
def _choose(town: Town, state: State) -> tuple[int, int]:
    """Return a grid to give up, cheap, and one to cut in two, dear, mostly near by."""
    k = len(state.load_of)
    others = np.empty(k, np.int32)
    given_up = -1
    for _ in range(TOURNAMENT):
        g = below(state, k)
        if given_up < 0 or state.score_of[g] < state.score_of[given_up]:
            given_up = g
    split = -1
    near = below(state, 100) < NEARBY
    for _ in range(TOURNAMENT):
        g = below(state, k)
        if near:
            g = given_up
            for _ in range(1 + below(state, 3)):
                count = _touching(town, state, g, others)
                if count > 0:
                    g = others[below(state, count)]
        if g != given_up and (split < 0 or state.score_of[g] > state.score_of[split]):
            split = g
    return given_up, split if split >= 0 else (given_up + 1) % k


@njit(_b(_TOWN, _STATE, _i, _i, _f), cache=True, nogil=True)
def relocate(town: Town, state: State, tries: int, rounds: int, limit: float) -> bool:
    """Give up a cheap grid, cut a dear one in two, and improve around; go back if that is too dear.

    `score_of` must be up to date, and stays so. The new division stays if no more households than
    before are outside the band and all its scores together are at most `limit`; say whether.
    """
    begin(state)
    outside = outside_band(town, state)
    scores = state.score_of.copy()
    centres = state.centre_of.copy()
    state.is_new[:] = False
    given_up, split = _choose(town, state)
    went = take_and_split(town, state, given_up, split)
    if went:
        recentre_new(town, state)
        press(town, state, 60, scores.sum() / town.visits.sum())
        descend(town, state, tries, rounds)
        is_touched = np.zeros(len(scores), np.bool_)
        for row in range(state.left[-1]):
            u = state.left[row]
            is_touched[state.was[u]] = True
            is_touched[state.grid_of[u]] = True
        for g in range(len(scores)):
            if is_touched[g]:
                recount(town, state, g)
        if outside_band(town, state) <= outside and state.score_of.sum() <= limit:
            return True
    undo(town, state)
    state.centre_of[:] = centres
    state.score_of[:] = scores
    return False


# --- exact: few units, every division -----------------------------------------------------------


@njit(_b(_TOWN, _i), cache=True, nogil=True)
def _hangs_together(town: Town, mask: int) -> bool:
    if not town.linked:
        return True
    reached = mask & -mask
    before = 0
    while reached != before:
        before = reached
        for u in range(len(town.load)):
            if reached >> u & 1:
                for at in range(town.start[u], town.start[u + 1]):
                    reached |= mask & (1 << town.near[at])
    return reached == mask


@njit(types.void(_TOWN, _i1, _i), cache=True, nogil=True)
def divide_all(town: Town, grid_of: NDArray[np.int32], k: int) -> None:
    """Fill `grid_of` with the best of all divisions into k whole grids: least breach, then score.

    Dynamic programming over sets of units as bit masks: for at most some 12 units. All grids have
    the band of the first. Where no division into k whole grids exists, `grid_of` is left as it is.
    """
    n = len(town.load)
    full = (1 << n) - 1
    outside = np.full(full + 1, FAR_OUTSIDE, np.int64)
    metres = np.full(full + 1, np.inf)
    for mask in range(1, full + 1):
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
        if len(town.border) > 0:
            for u in range(n):
                for at in range(town.start[u], town.start[u + 1]):
                    if mask >> u & 1 and not mask >> town.near[at] & 1:
                        metres[mask] += 0.5 * town.border[at]
    best = np.full((k + 1, full + 1), FAR_OUTSIDE, np.int64)
    way_of = np.full((k + 1, full + 1), np.inf)
    last = np.zeros((k + 1, full + 1), np.int64)
    best[0, 0] = 0
    way_of[0, 0] = 0.0
    for j in range(1, k + 1):
        for mask in range(1, full + 1):
            low = mask & -mask
            rest = mask ^ low
            sub = rest
            while True:  # every set of `mask` that holds its lowest unit
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


def kernels() -> list[Any]:
    """Return every compiled function; having imported this file, they are compiled."""
    return [value for value in globals().values() if hasattr(value, "signatures")]
