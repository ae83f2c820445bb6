"""What a part is, who is in which of its grids, and chance: the values that all loops share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import types
from numpy.typing import NDArray

from gridgen.solver.compiled import kernel
from gridgen.solver.kernels.signatures import (
    FLAG,
    FLAGS,
    POINTS,
    REAL,
    REALS,
    SHORTS,
    WHOLE,
    WHOLES,
)


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
    """Neighbours: over links, or the nearest units where no links are asked. Each pair is there
    twice, once from either side."""
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
    aim: NDArray[np.float64]
    """(k,) households at which each grid is aimed, above 0."""
    even_m: float
    """Metres that it costs to be off the aim, for each household of its square over the aim."""


class State(NamedTuple):
    """A division in progress, with the scratch space that the loops share.

    The members of a grid are a list linked both ways: a unit leaves or enters in the same few
    steps however large the grid is. The order in a list tells nothing; where order matters,
    members are sorted.

    Units are marked with the time at which they were seen, by a clock that only goes forward: so
    the next search need not wipe the marks of the one before.
    """

    grid_of: NDArray[np.int32]
    """(n,) grid of each unit; -1 while it is between grids, in no list."""
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


TOWN = types.NamedTuple(
    (
        POINTS, WHOLES, REALS, SHORTS, SHORTS, FLAG, WHOLES, WHOLES, SHORTS, SHORTS, REAL, FLAG,
        REALS, REALS, REAL,
    ),
    Town,
)  # fmt: skip
STATE = types.NamedTuple(
    (
        SHORTS, SHORTS, WHOLES, SHORTS, SHORTS, SHORTS, SHORTS, WHOLES, SHORTS, SHORTS, REALS,
        FLAGS, SHORTS, SHORTS, types.uint64[::1],
    ),
    State,
)  # fmt: skip


def new_state(n: int, k: int, seed: int) -> State:
    """Return a state of n units and k grids with everybody in grid 0; `fill` comes next."""
    whole = np.int32
    return State(
        np.zeros(n, whole), np.zeros(k, whole), np.zeros(k, np.int64), np.zeros(k, whole),
        np.full(k, -1, whole), np.full(n, -1, whole), np.full(n, -1, whole),
        np.zeros(n + 1, np.int64), np.zeros(n, whole), np.zeros(n, whole), np.zeros(k),
        np.ones(k, np.bool_), np.full(n, -1, whole), np.zeros(n + 1, whole),
        # Seeds that follow each other must not give words that do; xorshift must not begin at 0.
        np.array([seed * 2654435769 + 88172645463325252], np.uint64),
    )  # fmt: skip


@kernel(WHOLE(STATE, WHOLE), borrows=True)
def below(state: State, limit: int) -> int:
    """Return a random whole number from 0 to limit - 1 (Marsaglia 2003, xorshift64)."""
    x = state.word[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state.word[0] = x
    # Of 31 bits the modulo favours small numbers by less than limit / 2**31.
    return int((x >> np.uint64(33)) % np.uint64(limit))
