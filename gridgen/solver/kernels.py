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
    word: NDArray[np.uint64]
    """(1,) the random generator."""


FAR_OUTSIDE = 2**60

_f, _f1, _i, _i1 = types.float64, types.float64[::1], types.int64, types.int32[::1]
_l1, _b = types.int64[::1], types.boolean
_TOWN = types.NamedTuple(
    (types.float64[:, ::1], _l1, _f1, _i1, _i1, _b, _l1, _l1, _i1, _f, _b), Town
)
_STATE = types.NamedTuple((_i1, _i1, _l1, _i1, _i1, _i1, _i1, _l1, _i1, types.uint64[::1]), State)


def new_state(n: int, k: int, seed: int) -> State:
    """Return a state of n units and k grids with everybody in grid 0; `fill` comes next."""
    whole = np.int32
    return State(
        np.zeros(n, whole), np.zeros(k, whole), np.zeros(k, np.int64), np.zeros(k, whole),
        np.full(k, -1, whole), np.full(n, -1, whole), np.full(n, -1, whole),
        np.zeros(n + 1, np.int64), np.zeros(n, whole),
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


@njit(types.Tuple((_i, _f))(_TOWN, _STATE), cache=True, nogil=True)
def worth(town: Town, state: State) -> tuple[int, float]:
    """Return the households outside the band and the score, metres."""
    outside, score = 0, 0.0
    for g in range(len(state.load_of)):
        outside += breach(town, g, state.load_of[g])
    for u in range(len(state.grid_of)):
        score += cost(town, state, u, state.grid_of[u])
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


@njit(types.void(_TOWN, _STATE), cache=True, nogil=True)
def fill(town: Town, state: State) -> None:
    """Make loads, sizes and member lists agree with `grid_of`."""
    state.load_of[:] = 0
    state.size_of[:] = 0
    state.first[:] = -1
    for u in range(len(state.grid_of) - 1, -1, -1):
        _enter(town, state, u, state.grid_of[u])


@njit(types.void(_TOWN, _STATE, _i, _i), cache=True, nogil=True)
def move(town: Town, state: State, u: int, g: int) -> None:
    """Take unit u out of its grid and put it into grid g."""
    _leave(town, state, u)
    _enter(town, state, u, g)


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


@njit(_f(_TOWN, _STATE, _i), cache=True, nogil=True)
def recentre(town: Town, state: State, g: int) -> float:
    """Move the centre of grid g to its best member; return the grid's metres.

    Exact up to 512 members; above, the best of the 128 members nearest to their weighted middle.
    Given centres stay.
    """
    s = state.size_of[g]
    members = np.empty(s, np.int32)
    u = state.first[g]
    for i in range(s):
        members[i] = u
        u = state.after[u]
    members.sort()
    candidates = members
    if town.is_given:
        candidates = state.centre_of[g : g + 1].copy()
    elif s > 512:
        dims = town.xy.shape[1]
        middle = np.zeros(dims)
        weight = 0.0
        for u in members:
            weight += town.visits[u] + 1e-9
            for d in range(dims):
                middle[d] += (town.visits[u] + 1e-9) * town.xy[u, d]
        apart = np.zeros(s)
        for i in range(s):
            for d in range(dims):
                step = town.xy[members[i], d] - middle[d] / weight
                apart[i] += step * step
        candidates = members[np.argsort(apart, kind="mergesort")[:128]]
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
            recentre(town, state, g)


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


@njit(types.void(_TOWN, _STATE), cache=True, nogil=True)
def fill_gaps(town: Town, state: State) -> None:
    """Give each unit without a grid to a touching one: the least breach, then the nearest."""
    n = len(state.grid_of)
    waiting = True
    while waiting:
        waiting = False
        moved = False
        for u in range(n):
            if state.grid_of[u] >= 0:
                continue
            waiting = True
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
                moved = True
        if waiting and not moved:  # nobody has a grid yet: begin with the first
            for u in range(n):
                if state.grid_of[u] < 0:
                    _enter(town, state, u, 0)
                    break


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
        fill_gaps(town, state)
    for g in range(len(state.size_of)):
        if state.size_of[g] == 0:
            seed_empty(town, state, g)


@njit(_i(_TOWN, _STATE, _i), cache=True, nogil=True)
def press(town: Town, state: State, rounds: int) -> int:
    """Bring grids into the band by pressure; return the households still outside.

    A grid outside the band changes its price each round (dearer when too large, cheaper when too
    small) until units on its border move to a cheaper grid, which may push on in its turn, so that
    chains of any length form by themselves. The best state seen is kept. The rising heights are
    those of push-relabel (Goldberg and Tarjan 1988).
    """
    n, k = len(state.grid_of), len(state.load_of)
    price = np.zeros(k)
    metres = 0.0
    for u in range(n):
        metres += distance(town, u, state.centre_of[state.grid_of[u]])
    step = 0.1 * metres / n + 0.02 * town.moved_m + 1e-6
    best = worth(town, state)[0]
    kept = state.grid_of.copy()
    for turn in range(rounds):
        if best == 0:
            break
        for g in range(k):
            if state.load_of[g] > town.most[g]:
                price[g] += step
            elif state.load_of[g] < town.fewest[g]:
                price[g] -= step
        for at_unit in range(n):
            u = at_unit if turn % 2 == 0 else n - 1 - at_unit
            a = state.grid_of[u]
            w = town.load[u]
            if w == 0:
                continue
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
            if where >= 0 and may_leave(town, state, u):
                move(town, state, u, where)
        outside = worth(town, state)[0]
        if outside < best:
            best = outside
            kept[:] = state.grid_of
    state.grid_of[:] = kept
    fill(town, state)
    recentre_all(town, state)
    return best


# --- improve: shifts, swaps, and pairs split anew --------------------------------------------


@njit(_b(_TOWN, _STATE, _i, _i, _i), cache=True, nogil=True)
def _touches(town: Town, state: State, u: int, g: int, but: int) -> bool:
    for at in range(town.start[u], town.start[u + 1]):
        v = town.near[at]
        if v != but and state.grid_of[v] == g:
            return True
    return False


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


@njit(_i(_TOWN, _STATE), cache=True, nogil=True)
def sweep(town: Town, state: State) -> int:
    """Shift single units, or swap two, wherever that lowers the breach or else the metres.

    Returns how many moves were made; centres stay where they are.
    """
    made = 0
    for u in range(len(state.grid_of)):
        a = state.grid_of[u]
        w = town.load[u]
        here = cost(town, state, u, a)
        best_outside, best, where = 0, -1e-9, -1
        wish, wished = -1e-9, -1
        for at in range(town.start[u], town.start[u + 1]):
            b = state.grid_of[town.near[at]]
            if b == a or b == where or b == wished:
                continue
            gain = cost(town, state, u, b) - here
            outside = outside_after(town, state, a, b, w)
            if outside < best_outside or (outside == best_outside and gain < best):
                best_outside, best, where = outside, gain, b
            elif outside > 0 and gain < wish:
                wish, wished = gain, b
        if where >= 0:
            if may_leave(town, state, u):
                move(town, state, u, where)
                made += 1
        elif wished >= 0 and swap(town, state, u, wished, wish):
            made += 1
    return made


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


@njit(types.void(_TOWN, _STATE, _i1, _i, _i, _i, _i), cache=True, nogil=True)
def cut_between(
    town: Town, state: State, members: NDArray[np.int32], a: int, b: int, one: int, two: int
) -> None:
    """Give grid a the members nearer to unit `one`, grid b the rest, as the band allows."""
    s = len(members)
    lean = np.empty(s)
    value = np.empty(s)
    total = 0
    for i in range(s):
        u = members[i]
        nearer = distance(town, u, one) - distance(town, u, two)
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
    for i in range(s - 1):
        load += town.load[members[order[i]]]
        metres += value[order[i]]
        outside = breach(town, a, load) + breach(town, b, total - load)
        if outside < best_outside or (outside == best_outside and metres < best):
            best_outside, best, cut = outside, metres, i + 1
    for i in range(s):
        u = members[order[i]]
        to = a if i < cut else b
        if state.grid_of[u] != to:
            move(town, state, u, to)
    if town.linked:
        _hand_over(town, state, a, b)
        _hand_over(town, state, b, a)


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
                one = members[below(state, s)]
                two = members[below(state, s)]
                if one == two:
                    continue
            cut_between(town, state, members, a, b, one, two)
        for again in range(3):
            if state.size_of[a] == 0 or state.size_of[b] == 0:
                break
            metres = recentre(town, state, a) + recentre(town, state, b)
            for i in range(s):
                metres += moving(town, members[i], state.grid_of[members[i]])
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
            cut_between(town, state, members, a, b, state.centre_of[a], state.centre_of[b])
    for i in range(s):
        if state.grid_of[members[i]] != kept[i]:
            move(town, state, members[i], kept[i])
    state.centre_of[a], state.centre_of[b] = kept_centres
    return better


@njit(_i(_TOWN, _STATE, _i1, types.boolean[::1], _i), cache=True, nogil=True)
def resplit_pairs(
    town: Town, state: State, flat: NDArray[np.int32], dirty: NDArray[np.bool_], tries: int
) -> int:
    """Split touching pairs anew where either grid changed since the last time; count successes.

    `flat` lists the pairs one after the other; `dirty` (k,) tells which grids changed, and is
    brought up to date.
    """
    was = dirty.copy()
    dirty[:] = False
    made = 0
    for p in range(len(flat) // 2):
        a, b = flat[2 * p], flat[2 * p + 1]
        if not (was[a] or was[b] or dirty[a] or dirty[b]):
            continue
        if resplit(town, state, a, b, tries):
            dirty[a] = True
            dirty[b] = True
            made += 1
    return made


@njit(_b(_TOWN, _STATE, _i, _i), cache=True, nogil=True)
def take_and_split(town: Town, state: State, given_up: int, split: int) -> bool:
    """Give the units of one grid to those that touch it, and cut another in two; say if that went.

    The cut is the best of a few random ones; one half takes the number of the grid given up.
    """
    if state.size_of[split] < 2:
        return False
    u = state.first[given_up]
    while u >= 0:
        then = state.after[u]
        _leave(town, state, u)
        state.grid_of[u] = -1
        u = then
    fill_gaps(town, state)
    s = state.size_of[split]
    members = np.empty(s, np.int32)
    u = state.first[split]
    for i in range(s):
        members[i] = u
        u = state.after[u]
    members.sort()
    best, one, two = np.inf, members[0], members[s - 1]
    for _ in range(8):
        a = members[below(state, s)]
        b = members[below(state, s)]
        if a == b:
            continue
        way = 0.0
        for u in members:
            way += town.visits[u] * min(distance(town, u, a), distance(town, u, b))
        if way < best:
            best, one, two = way, a, b
    state.centre_of[split] = one
    state.centre_of[given_up] = two
    cut_between(town, state, members, split, given_up, one, two)
    if state.size_of[split] == 0 or state.size_of[given_up] == 0:
        return False
    recentre(town, state, split)
    recentre(town, state, given_up)
    return _is_whole(town, state, split) and _is_whole(town, state, given_up)


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
    """Fill `grid_of` with the best of all divisions into k whole grids: least breach, then metres.

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
