"""From a first division to a good one: bounds, shifts, swaps, pairs split anew."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridgen.graphs import touching
from gridgen.solver.kernels import State, Town, press, recentre_all, resplit_pairs, sweep


class Effort(NamedTuple):
    """How much work one answer may take, counted in steps so that it is the same everywhere."""

    starts: int
    """Divisions begun from scratch; the best is kept."""
    tries: int
    """Ways in which each pair of grids is split anew."""
    rounds: int
    """Times that all changed pairs are gone through, at most."""


EFFORTS = {
    "fast": Effort(starts=1, tries=2, rounds=2),
    "balanced": Effort(starts=2, tries=4, rounds=8),
    "best": Effort(starts=16, tries=16, rounds=40),
}


def polish(town: Town, state: State, pairs: NDArray[np.int32], effort: Effort) -> None:
    """Improve a whole division in place: first the breach, then the metres.

    `pairs` are the links (m, 2); grids that touch over them are split anew two by two. Shifts and
    pairs take turns until neither helps or the rounds of the effort are used up.
    """
    k = len(state.centre_of)
    press(town, state, 400)
    _shift(town, state)
    dirty = np.ones(k, np.bool_)
    for _ in range(effort.rounds):
        flat = touching(state.grid_of, pairs).ravel()
        if resplit_pairs(town, state, flat, dirty, effort.tries) == 0:
            break
        before = state.grid_of.copy()
        _shift(town, state)
        changed = state.grid_of != before
        dirty[state.grid_of[changed]] = True
        dirty[before[changed]] = True


def _shift(town: Town, state: State) -> None:
    for _ in range(20):
        moved = sweep(town, state)
        recentre_all(town, state)
        if moved == 0:
            return
