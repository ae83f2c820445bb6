"""What a part is and who is in which grid: places, loads, moves and pieces."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit, types
from numpy.typing import NDArray


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
    """(n,) the existing grid in which each unit already is, -1 for none."""
    area: NDArray[np.int32]
    """(k,) the existing grid that each grid goes on from."""
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


REAL, REALS, WHOLE, SHORTS = types.float64, types.float64[::1], types.int64, types.int32[::1]
WHOLES, FLAG, FLAGS = types.int64[::1], types.boolean, types.boolean[::1]
TOWN = types.NamedTuple(
    (
        types.float64[:, ::1],
        WHOLES,
        REALS,
        SHORTS,
        SHORTS,
        FLAG,
        WHOLES,
        WHOLES,
        SHORTS,
        SHORTS,
        REAL,
        FLAG,
        REALS,
    ),
    Town,
)
STATE = types.NamedTuple(
    (
        SHORTS,
        SHORTS,
        WHOLES,
        SHORTS,
        SHORTS,
        SHORTS,
        SHORTS,
        WHOLES,
        SHORTS,
        SHORTS,
        REALS,
        FLAGS,
        SHORTS,
        SHORTS,
        types.uint64[::1],
    ),
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


@njit(REAL(TOWN, WHOLE, WHOLE), cache=True, nogil=True)
def distance(town: Town, a: int, b: int) -> float:
    """Return the straight metres between two units."""
    total = 0.0
    for d in range(town.xy.shape[1]):
        step = town.xy[a, d] - town.xy[b, d]
        total += step * step
    return float(np.sqrt(total))


@njit(WHOLE(TOWN, WHOLE, WHOLE), cache=True, nogil=True)
def breach(town: Town, g: int, load: int) -> int:
    """Return by how many households a load is outside the band of grid g."""
    if load > town.most[g]:
        return int(load - town.most[g])
    if load < town.fewest[g]:
        return int(town.fewest[g] - load)
    return 0


@njit(REAL(TOWN, WHOLE, WHOLE), cache=True, nogil=True)
def moving(town: Town, u: int, g: int) -> float:
    """Return the metres that it costs to have unit u in grid g although it is in another."""
    if town.home[u] == -1 or town.home[u] == town.area[g]:
        return 0.0
    return float(town.moved_m * town.load[u])


@njit(REAL(TOWN, STATE, WHOLE, WHOLE), cache=True, nogil=True)
def cost(town: Town, state: State, u: int, g: int) -> float:
    """Return what unit u costs in grid g: the way to its centre, and the moving."""
    return float(town.visits[u] * distance(town, u, state.centre_of[g]) + moving(town, u, g))


@njit(REAL(TOWN, STATE, WHOLE), cache=True, nogil=True)
def parted(town: Town, state: State, u: int) -> float:
    """Return what the borders between unit u and neighbours in other grids cost, metres."""
    total = 0.0
    if len(town.border) > 0:
        for at in range(town.start[u], town.start[u + 1]):
            if state.grid_of[town.near[at]] != state.grid_of[u]:
                total += town.border[at]
    return total


@njit(REAL(TOWN, STATE, WHOLE, WHOLE, WHOLE), cache=True, nogil=True)
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


@njit(types.Tuple((WHOLE, REAL))(TOWN, STATE), cache=True, nogil=True)
def worth(town: Town, state: State) -> tuple[int, float]:
    """Return the households outside the band and the score, metres."""
    outside, score = 0, 0.0
    for g in range(len(state.load_of)):
        outside += breach(town, g, state.load_of[g])
    for u in range(len(state.grid_of)):
        score += cost(town, state, u, state.grid_of[u]) + 0.5 * parted(town, state, u)
    return outside, score


@njit(WHOLE(TOWN, STATE, WHOLE, WHOLE, WHOLE), cache=True, nogil=True)
def outside_after(town: Town, state: State, a: int, b: int, load: int) -> int:
    """Return by how much the breach of grids a and b grows if a gives `load` to b."""
    return (
        breach(town, a, state.load_of[a] - load)
        + breach(town, b, state.load_of[b] + load)
        - breach(town, a, state.load_of[a])
        - breach(town, b, state.load_of[b])
    )


@njit(WHOLE(TOWN, STATE), cache=True, nogil=True)
def outside_band(town: Town, state: State) -> int:
    """Return the households outside the band, over all grids."""
    total = 0
    for g in range(len(state.load_of)):
        total += breach(town, g, state.load_of[g])
    return total


@njit(WHOLE(STATE, WHOLE), cache=True, nogil=True)
def below(state: State, limit: int) -> int:
    """Return a random whole number from 0 to limit - 1 (Marsaglia 2003, xorshift64)."""
    x = state.word[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state.word[0] = x
    return int((x >> np.uint64(33)) % np.uint64(limit))


@njit(types.void(TOWN, STATE, WHOLE, WHOLE), cache=True, nogil=True)
def enter(town: Town, state: State, u: int, g: int) -> None:
    """Put unit u, which is in no grid, into grid g."""
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


@njit(types.void(TOWN, STATE, WHOLE), cache=True, nogil=True)
def leave(town: Town, state: State, u: int) -> None:
    """Take unit u out of the list of its grid; its label stays until it enters another."""
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


@njit(types.void(STATE), cache=True, nogil=True)
def begin(state: State) -> None:
    """Forget which units left their grids: `undo` goes back to here."""
    for at in range(state.left[-1]):
        state.was[state.left[at]] = -1
    state.left[-1] = 0


@njit(types.void(TOWN, STATE), cache=True, nogil=True)
def fill(town: Town, state: State) -> None:
    """Make loads, sizes and member lists agree with `grid_of`."""
    state.load_of[:] = 0
    state.size_of[:] = 0
    state.first[:] = -1
    for u in range(len(state.grid_of) - 1, -1, -1):
        enter(town, state, u, state.grid_of[u])
    begin(state)


@njit(types.void(TOWN, STATE, WHOLE, WHOLE), cache=True, nogil=True)
def move(town: Town, state: State, u: int, g: int) -> None:
    """Take unit u out of its grid and put it into grid g."""
    leave(town, state, u)
    enter(town, state, u, g)


@njit(types.void(TOWN, STATE), cache=True, nogil=True)
def undo(town: Town, state: State) -> None:
    """Take every unit back to the grid in which it was at `begin`."""
    for at in range(state.left[-1]):
        u = state.left[at]
        if state.grid_of[u] != state.was[u]:
            move(town, state, u, state.was[u])
    begin(state)


@njit(FLAG(TOWN, STATE, WHOLE), cache=True, nogil=True)
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


@njit(SHORTS(STATE, WHOLE), cache=True, nogil=True)
def listed(state: State, g: int) -> NDArray[np.int32]:
    """Return the units of grid g, ascending."""
    members = np.empty(state.size_of[g], np.int32)
    u = state.first[g]
    for i in range(len(members)):
        members[i] = u
        u = state.after[u]
    members.sort()
    return members


@njit(WHOLE(TOWN, STATE, WHOLE), cache=True, nogil=True)
def reach(town: Town, state: State, seed: int) -> int:
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


@njit(FLAG(TOWN, STATE, WHOLE), cache=True, nogil=True)
def is_whole(town: Town, state: State, g: int) -> bool:
    """Return whether grid g is in one piece, or need not be."""
    return not town.linked or reach(town, state, state.first[g]) == state.size_of[g]


@njit(WHOLE(TOWN, STATE, WHOLE, SHORTS), cache=True, nogil=True)
def touching(town: Town, state: State, g: int, others: NDArray[np.int32]) -> int:
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
