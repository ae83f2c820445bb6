"""From a first division to a good one: bounds, shifts, swaps, pairs split anew."""

from __future__ import annotations

import time
from typing import NamedTuple

import numpy as np

from gridgen.solver.kernels.centres import recentre_new, recount
from gridgen.solver.kernels.relocate import descend, relocate
from gridgen.solver.kernels.repair import press
from gridgen.solver.kernels.state import State, Town, fill, outside_band, worth


class Effort(NamedTuple):
    """How much work one answer may take, counted in steps so that it is the same everywhere."""

    starts: int
    """Divisions begun from scratch; the best is kept."""
    tries: int
    """Ways in which each pair of grids is split anew."""
    rounds: int
    """Times that all changed pairs are gone through, at most."""
    relocations: int
    """Times for each grid that one is given up and another cut in two, from the best start."""
    at_least: int
    """Grids for which relocations are made in a part that has fewer."""
    again: tuple[int, int]
    """Tries and rounds of splitting pairs anew after each relocation."""


EFFORTS = {
    "fast": Effort(1, tries=2, rounds=2, relocations=0, at_least=0, again=(0, 0)),
    "balanced": Effort(2, tries=4, rounds=8, relocations=1, at_least=0, again=(1, 1)),
    "best": Effort(8, tries=12, rounds=40, relocations=60, at_least=60, again=(3, 2)),
}

DRIFT = 0.05
"""How much dearer a relocation may leave a division at first, in mean scores of a grid; in the end
nothing."""

COOLED = 0.9
"""Share of all relocations after which none may leave it dearer."""


def polish(town: Town, state: State, effort: Effort) -> None:
    """Improve a whole division in place: first the breach, then the score.

    Pressure restores the bounds; then shifts and pairs split anew take turns until neither helps or
    the rounds of the effort are used up.
    """
    apart = np.linalg.norm(town.xy - town.xy[state.centre_of[state.grid_of]], axis=1)
    press(town, state, 400, float(apart.mean()))
    descend(town, state, effort.tries, effort.rounds)


def travel(town: Town, state: State, effort: Effort, until: float | None) -> None:
    """Improve a whole division by moving grids to where they are worth more.

    Again and again one grid is given up to those around it and another cut in two; what changed is
    improved. The search goes on from there unless that is dearer by more than a threshold, which
    sinks to nothing (threshold accepting, Dueck and Scheuer 1990); the best is kept. No step is
    begun after `until`, by the monotonic clock.
    """
    k = len(state.centre_of)
    turns = effort.relocations * max(k, effort.at_least)
    if k < 3 or turns == 0:
        return
    for g in range(k):
        recount(town, state, g)
    best, kept = worth(town, state), state.grid_of.copy()
    for turn in range(turns):
        if until is not None and time.monotonic() > until:
            break
        here = float(state.score_of.sum())
        limit = here * (1 + DRIFT / k * max(0.0, 1 - turn / (COOLED * turns)))
        if relocate(town, state, *effort.again, limit):
            value = outside_band(town, state), float(state.score_of.sum())
            if value < best:
                best, kept = value, state.grid_of.copy()
    state.grid_of[:] = kept
    fill(town, state)
    recentre_new(town, state)
