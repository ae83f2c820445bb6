"""Single units shift to another grid, or two swap."""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from gridgen.solver.compiled import kernel
from gridgen.solver.kernels.centres import recentre_new
from gridgen.solver.kernels.moves import move
from gridgen.solver.kernels.pieces import may_leave
from gridgen.solver.kernels.signatures import FLAG, FLAGS, REAL, WHOLE
from gridgen.solver.kernels.town import STATE, TOWN, State, Town
from gridgen.solver.kernels.worth import border_change, cost, outside_after, uneven_change


@kernel(FLAG(TOWN, STATE, WHOLE, WHOLE, WHOLE), borrows=True)
def touches(town: Town, state: State, u: int, g: int, but: int) -> bool:
    """Return whether unit u has a neighbour in grid g, other than `but`."""
    for at in range(town.start[u], town.start[u + 1]):
        v = town.near[at]
        if v != but and state.grid_of[v] == g:
            return True
    return False


@kernel(REAL(TOWN, WHOLE, WHOLE), borrows=True)
def both_ways(town: Town, u: int, v: int) -> float:
    """Return what two units that change places would count as saved although a border stays."""
    if len(town.border) > 0:
        for at in range(town.start[u], town.start[u + 1]):
            if town.near[at] == v:
                return float(2.0 * town.border[at])
    return 0.0


@kernel(FLAG(TOWN, STATE, WHOLE), borrows=True)
def _is_middle(town: Town, state: State, u: int) -> bool:
    """Return whether unit u is the centre of its grid, which would need another if it left.

    What that costs is known only once the other is sought, so that no price speaks for it.
    """
    return not town.is_given and state.centre_of[state.grid_of[u]] == u


@kernel(FLAG(TOWN, STATE, WHOLE, WHOLE, REAL), borrows=True)
def swap(town: Town, state: State, u: int, b: int, gain: float) -> bool:
    """Move u to grid b and a unit of b near by to the grid of u, if that helps; say whether.

    `gain` is how much dearer ways, moving and borders become by the move alone.
    """
    a = state.grid_of[u]
    best, who = -1e-9, -1
    state.mark[-1] += 1
    now = state.mark[-1]
    for at in range(town.start[u], town.start[u + 1]):
        for to in range(town.start[town.near[at]], town.start[town.near[at] + 1]):
            v = town.near[to]
            if state.grid_of[v] != b or state.mark[v] == now:
                continue
            state.mark[v] = now
            if _is_middle(town, state, v):
                continue
            # u is still in `a` here, so that border between the two, which stays, is counted as
            # saved from both sides.
            other = cost(town, state, v, a) - cost(town, state, v, b)
            other += border_change(town, state, v, b, a) + both_ways(town, u, v)
            other += uneven_change(town, state, a, b, town.load[u] - town.load[v])
            outside = outside_after(town, state, a, b, town.load[u] - town.load[v])
            if outside <= 0 and gain + other < best:
                best, who = gain + other, v
    if who < 0 or not may_leave(town, state, u):
        return False
    # Each needs a neighbour in its new grid that is not the one leaving it.
    if town.linked and not (touches(town, state, u, b, who) and touches(town, state, who, a, u)):
        return False
    if not may_leave(town, state, who):
        return False
    # Both may leave and both are held where they enter, so that both grids stay whole.
    move(town, state, u, b)
    move(town, state, who, a)
    return True


@kernel(FLAG(TOWN, STATE, WHOLE), borrows=True)
def shift(town: Town, state: State, u: int) -> bool:
    """Move unit u, or swap it with another, if that lowers the breach or else the score."""
    a = state.grid_of[u]
    w = town.load[u]
    here = -1.0
    stays = _is_middle(town, state, u)
    best_outside, best, where = 0, -1e-9, -1
    wish, wished = -1e-9, -1
    for at in range(town.start[u], town.start[u + 1]):
        b = state.grid_of[town.near[at]]
        if b == a or b == where or b == wished:  # mostly the grid of the neighbour before
            continue
        if here < 0.0:
            here = cost(town, state, u, a)
        way = cost(town, state, u, b) - here + border_change(town, state, u, a, b)
        gain = way + uneven_change(town, state, a, b, w)
        outside = outside_after(town, state, a, b, w)
        if outside < best_outside or (outside == best_outside and gain < best and not stays):
            best_outside, best, where = outside, gain, b
        # Would pay but for the loads: a swap may give back what the move takes.
        elif way < wish and not stays:
            wish, wished = way, b
    if where >= 0:
        if may_leave(town, state, u):
            move(town, state, u, where)
            return True
        return False
    return wished >= 0 and swap(town, state, u, wished, wish)


@kernel(WHOLE(TOWN, STATE), borrows=True)
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
    # By number, not by grid: the lists of grids depend on the moves before.
    state.line[:count].sort()
    return count


@kernel(types.void(TOWN, STATE, FLAGS), borrows=True)
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
