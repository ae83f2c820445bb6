"""Two touching grids are split anew."""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from gridgen.solver.compiled import kernel
from gridgen.solver.kernels.centres import FEW, recentre
from gridgen.solver.kernels.moves import move
from gridgen.solver.kernels.pieces import is_whole, reach, touching
from gridgen.solver.kernels.signatures import (
    FLAG,
    FLAGS,
    REAL,
    REALS,
    SHORTS,
    WHOLE,
    WHOLES,
)
from gridgen.solver.kernels.town import STATE, TOWN, State, Town, below
from gridgen.solver.kernels.worth import FAR_OUTSIDE, breach, cost, distance, moving, uneven

HOPEFUL = 1.04
"""A new split goes on only if its first centres cost at most so many times the best one."""


PAIRS = 6
"""Random pairs of centres of which a new split begins with the best."""

PAIR = types.UniTuple(WHOLE, 2)
"""Two grids, or the two units at their centres."""


@kernel(types.void(TOWN, STATE, WHOLE, WHOLE), borrows=True)
def _hand_over(town: Town, state: State, a: int, b: int) -> None:
    """Keep the largest piece of grid a, or that of its given centre; give the others to grid b."""
    if state.size_of[a] < 2 or reach(town, state, state.first[a]) == state.size_of[a]:
        return
    # Each piece is marked with a time of its own, all of them after this one.
    clock = state.mark[-1]
    most, kept = 0, 0
    u = state.first[a]
    if town.is_given:  # the piece that holds the centre counts as the largest
        most, kept = reach(town, state, state.centre_of[a]), state.mark[-1]
        u = -1
    while u >= 0:  # units marked later belong to pieces already counted
        if state.mark[u] <= clock:
            size = reach(town, state, u)
            if size > most:
                most, kept = size, state.mark[-1]
        u = state.after[u]
    u = state.first[a]
    while u >= 0:
        then = state.after[u]  # asked before the move, which links u elsewhere
        if state.mark[u] != kept:
            move(town, state, u, b)
        u = then


@kernel(REAL(TOWN, SHORTS, PAIR, PAIR, REALS, REALS), borrows=True)
def _lean(
    town: Town,
    members: NDArray[np.int32],
    grids: tuple[int, int],
    ends: tuple[int, int],
    lean: NDArray[np.float64],
    value: NDArray[np.float64],
) -> float:
    """Write how much each member leans to the first of two ends: the less, the more it does.

    `value` is how many metres more it costs there than at the second. Returns what all members
    cost at the second.
    """
    a, b = grids
    one, two = ends
    all_two = 0.0
    for i in range(len(members)):
        u = members[i]
        apart = distance(town, u, two)
        nearer = distance(town, u, one) - apart
        all_two += town.visits[u] * apart + moving(town, u, b)
        staying = moving(town, u, a) - moving(town, u, b)
        # By metres for one household, not for the unit: a heavy unit leans as its neighbours do,
        # so that the cut runs straight between the ends.
        lean[i] = nearer + staying / max(1.0, town.visits[u], float(town.load[u]))
        value[i] = town.visits[u] * nearer + staying
        if town.is_given and u == one:
            lean[i] = -np.inf
        elif town.is_given and u == two:
            lean[i] = np.inf
    return all_two


@kernel(types.Tuple((WHOLE, REAL, WHOLE))(TOWN, STATE, SHORTS, PAIR, WHOLES, REALS), borrows=True)
def _cut(
    town: Town,
    state: State,
    members: NDArray[np.int32],
    grids: tuple[int, int],
    order: NDArray[np.int64],
    value: NDArray[np.float64],
) -> tuple[int, float, int]:
    """Return the least breach, then the least metres, of a cut along `order`, and where that is.

    As metres count those that members before the cut cost more with the first grid than with the
    second, the border between the two sides, and what it costs to be off the aim.
    """
    a, b = grids
    s = len(members)
    total = 0
    for u in members:
        total += town.load[u]
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
        score = metres
        if town.even_m > 0.0:
            score += uneven(town, a, load) + uneven(town, b, total - load)
        if outside < best_outside or (outside == best_outside and score < best):
            best_outside, best, cut = outside, score, i + 1
    return best_outside, best, cut


@kernel(FLAG(TOWN, STATE, SHORTS, WHOLE, WHOLE, WHOLE, WHOLE, WHOLE, REAL))
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
    lean, value = np.empty(s), np.empty(s)
    all_two = _lean(town, members, (a, b), (one, two), lean, value)
    # A sort that keeps the order of equals, so that every machine cuts the same.
    order = np.argsort(lean, kind="mergesort")
    best_outside, best, cut = _cut(town, state, members, (a, b), order, value)
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


@kernel(WHOLE(TOWN, STATE, SHORTS, WHOLE, SHORTS, SHORTS))
def _grow(
    town: Town,
    state: State,
    members: NDArray[np.int32],
    a: int,
    parent: NDArray[np.int32],
    order: NDArray[np.int32],
) -> int:
    """Grow a random spanning tree over the members, all in grid a; return how many it reaches.

    Writes the rows in the order in which they were reached, and the row of each one's parent.
    """
    s = len(members)
    frontier = np.empty(s, np.int32)
    state.mark[-1] += 1
    now = state.mark[-1]
    seed = members[below(state, s)]
    state.mark[seed] = now
    order[0] = np.searchsorted(members, seed)
    frontier[0] = order[0]
    seen, waiting = 1, 1
    # From a random unit of the frontier: bushy, irregular trees, unlike those of a search in depth.
    while waiting > 0:
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
    return seen


@kernel(types.void(TOWN, STATE, SHORTS, WHOLE, WHOLE))
def cut_tree(town: Town, state: State, members: NDArray[np.int32], a: int, b: int) -> None:
    """Divide members in two whole pieces by the best edge of a random spanning tree."""
    s = len(members)
    for i in range(s):
        if state.grid_of[members[i]] != a:
            move(town, state, members[i], a)
    parent = np.full(s, -1, np.int32)
    order = np.empty(s, np.int32)
    seen = _grow(town, state, members, a, parent, order)
    weight = np.empty(s, np.int64)
    total = 0
    for i in range(s):
        weight[i] = town.load[members[i]]
        total += weight[i]
    # From the last unit to the first each weighs what hangs on it once its turn comes, because
    # parents were reached before their children.
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


@kernel(types.Tuple((WHOLE, WHOLE))(TOWN, STATE, SHORTS, REAL), borrows=True)
def far_apart(
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


@kernel(REAL(TOWN, STATE, SHORTS, WHOLE, WHOLE), borrows=True)
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


@kernel(SHORTS(STATE, WHOLE, WHOLE))
def _members(state: State, a: int, b: int) -> NDArray[np.int32]:
    """Return the units of both grids, ascending."""
    members = np.empty(state.size_of[a] + state.size_of[b], np.int32)
    at = 0
    for g in (a, b):
        u = state.first[g]
        while u >= 0:
            members[at] = u
            at += 1
            u = state.after[u]
    members.sort()
    return members


@kernel(FLAG(TOWN, STATE, SHORTS, PAIR, PAIR, WHOLE, WHOLE, REAL), borrows=True)
def _cut_first(
    town: Town,
    state: State,
    members: NDArray[np.int32],
    grids: tuple[int, int],
    centres: tuple[int, int],
    turn: int,
    most_outside: int,
    best: float,
) -> bool:
    """Cut between the centres that stand, in later turns between two at random; say if that went.

    A cut between those that stand must pay as it is: most do not, and are left at once.
    """
    one, two = centres
    limit = best - 1e-9
    if turn > 0:
        limit = best * HOPEFUL
        one, two = far_apart(town, state, members, limit)
        if one == two:
            return False
    return cut_between(town, state, members, grids[0], grids[1], one, two, most_outside, limit)


@kernel(types.Tuple((FLAG, WHOLE, REAL))(TOWN, STATE, SHORTS, WHOLE, WHOLE), borrows=True)
def _recentred(
    town: Town, state: State, members: NDArray[np.int32], a: int, b: int
) -> tuple[bool, int, float]:
    """Recentre both grids; return whether they are whole, their breach and their metres."""
    metres = recentre(town, state, a, FEW) + recentre(town, state, b, FEW)
    for u in members:
        metres += moving(town, u, state.grid_of[u])
    metres += _between(town, state, members, a, b)
    metres += uneven(town, a, state.load_of[a]) + uneven(town, b, state.load_of[b])
    outside = breach(town, a, state.load_of[a]) + breach(town, b, state.load_of[b])
    return is_whole(town, state, a) and is_whole(town, state, b), outside, metres


@kernel(FLAG(TOWN, STATE, WHOLE, WHOLE, WHOLE))
def resplit(town: Town, state: State, a: int, b: int, tries: int) -> bool:
    """Divide two grids anew, in the best of some ways; say whether that helped.

    Each try takes two centres, orders the units by how much nearer they are to one than to the
    other, cuts where the band allows, hands pieces cut off to the other side, and recentres; the
    last tries cut a random spanning tree instead, which always gives two whole pieces (DeFord,
    Duchin and Solomon, Recombination, 2021).
    """
    members = _members(state, a, b)
    kept = state.grid_of[members]
    kept_centres = (state.centre_of[a], state.centre_of[b])
    best_outside = breach(town, a, state.load_of[a]) + breach(town, b, state.load_of[b])
    best = 0.0
    for u in members:
        best += cost(town, state, u, state.grid_of[u])
    best += _between(town, state, members, a, b)
    best += uneven(town, a, state.load_of[a]) + uneven(town, b, state.load_of[b])
    better = False
    # Given centres stay, so that a second try would cut just as the first.
    for turn in range(min(tries, 1) if town.is_given else tries):
        # A tree pays no heed to metres: it is for pairs that are still outside the band.
        by_tree = turn >= tries - tries // 3 and best_outside > 0 and not town.is_given
        if by_tree:
            cut_tree(town, state, members, a, b)
        elif not _cut_first(town, state, members, (a, b), kept_centres, turn, best_outside, best):
            continue
        for again in range(3):
            if state.size_of[a] == 0 or state.size_of[b] == 0:
                break
            whole, outside, metres = _recentred(town, state, members, a, b)
            if whole and (
                outside < best_outside or (outside == best_outside and metres < best - 1e-9)
            ):
                best_outside, best, better = outside, metres, True
                kept_centres = (state.centre_of[a], state.centre_of[b])
                kept[:] = state.grid_of[members]
            elif again > 0:
                break
            if by_tree:
                break
            one, two = state.centre_of[a], state.centre_of[b]
            if not cut_between(town, state, members, a, b, one, two, best_outside, best * HOPEFUL):
                break
    for i in range(len(members)):
        if state.grid_of[members[i]] != kept[i]:
            move(town, state, members[i], kept[i])
    state.centre_of[a], state.centre_of[b] = kept_centres
    return better


@kernel(WHOLE(TOWN, STATE, FLAGS, WHOLE))
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
        for row in range(touching(town, state, g, others)):
            h = others[row]
            # Done with h before, and neither of the two has changed since.
            if is_done[h] and not (dirty[g] or dirty[h]):
                continue
            if resplit(town, state, min(g, h), max(g, h), tries):
                dirty[g] = True
                dirty[h] = True
                made += 1
    return made
