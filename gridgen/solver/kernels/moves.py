"""Who is in which grid: lists of members, moves, and the way back."""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from gridgen.solver.compiled import kernel
from gridgen.solver.kernels.signatures import SHORTS, WHOLE
from gridgen.solver.kernels.town import STATE, TOWN, State, Town


@kernel(types.void(TOWN, STATE, WHOLE, WHOLE), borrows=True)
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


@kernel(types.void(TOWN, STATE, WHOLE), borrows=True)
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
    # Only the first grid that a unit leaves is the one to go back to, and each unit is listed once:
    # so `left` never overflows, however often units move.
    if state.was[u] == -1:
        state.was[u] = g
        state.left[state.left[-1]] = u
        state.left[-1] += 1


@kernel(types.void(TOWN, STATE, WHOLE, WHOLE), borrows=True)
def move(town: Town, state: State, u: int, g: int) -> None:
    """Take unit u out of its grid and put it into grid g."""
    leave(town, state, u)
    enter(town, state, u, g)


@kernel(types.void(STATE), borrows=True)
def begin(state: State) -> None:
    """Forget which units left their grids: `undo` goes back to here."""
    for at in range(state.left[-1]):
        state.was[state.left[at]] = -1
    state.left[-1] = 0


@kernel(types.void(TOWN, STATE), borrows=True)
def fill(town: Town, state: State) -> None:
    """Make loads, sizes and member lists agree with `grid_of`."""
    state.load_of[:] = 0
    state.size_of[:] = 0
    state.first[:] = -1
    # Backwards, because each enters at the head: lists begin ascending, near in memory.
    for u in range(len(state.grid_of) - 1, -1, -1):
        enter(town, state, u, state.grid_of[u])
    begin(state)


@kernel(types.void(TOWN, STATE), borrows=True)
def undo(town: Town, state: State) -> None:
    """Take every unit back to the grid in which it was at `begin`."""
    for at in range(state.left[-1]):
        u = state.left[at]
        # Some are back already; moving them would only mark their grid as new.
        if state.grid_of[u] != state.was[u]:
            move(town, state, u, state.was[u])
    begin(state)


@kernel(SHORTS(STATE, WHOLE))
def listed(state: State, g: int) -> NDArray[np.int32]:
    """Return the units of grid g, ascending."""
    members = np.empty(state.size_of[g], np.int32)
    u = state.first[g]
    for i in range(len(members)):
        members[i] = u
        u = state.after[u]
    # The order of a list depends on the moves before; the same grid must give the same sums.
    members.sort()
    return members
