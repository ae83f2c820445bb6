"""Descent to where nothing helps, and relocation: one grid is given up, another cut in two."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import types
from numpy.typing import NDArray

from gridgen.solver.compiled import kernel
from gridgen.solver.kernels.centres import FEW, recentre, recentre_new, recount
from gridgen.solver.kernels.chain import chain
from gridgen.solver.kernels.moves import begin, leave, listed, undo
from gridgen.solver.kernels.pieces import changed, is_whole, touching
from gridgen.solver.kernels.repair import fill_gaps, press
from gridgen.solver.kernels.shift import sweep
from gridgen.solver.kernels.signatures import FLAG, REAL, REALS, SHORTS, WHOLE
from gridgen.solver.kernels.split import cut_between, far_apart, resplit_pairs
from gridgen.solver.kernels.town import STATE, TOWN, State, Town, below
from gridgen.solver.kernels.worth import FAR_OUTSIDE, outside_band

NEARBY = 70
"""Relocations in a hundred that cut a grid within three grids of the one given up."""


NEAR = 4
"""Grids beyond those that a relocation changed through which chains of moves lead: farther off all
is as the search left it before."""


AFTER_PAIRS = 1 / 3
"""Of the slack, what is left once pairs were split anew."""


TOURNAMENT = 3
"""Random grids of which relocation gives up the cheapest, and cuts the dearest."""


@kernel(types.void(TOWN, STATE))
def _rescore(town: Town, state: State) -> None:
    """Bring `score_of` up to date where grids changed since `begin`.

    Scores of grids that nobody left or entered are as they were: it costs as much as what changed,
    however large the community.
    """
    for g in changed(town, state, 0):
        recount(town, state, g)


@kernel(FLAG(TOWN, STATE, REAL))
def _is_dearer(town: Town, state: State, limit: float) -> bool:
    """Return whether all scores together are above a limit; `score_of` stays as it is.

    What is passed on later leaves a grid as it was before, which then no longer counts as changed.
    """
    kept = state.score_of.copy()
    _rescore(town, state)
    total = state.score_of.sum()
    state.score_of[:] = kept
    return bool(total > limit)


@kernel(types.void(TOWN, STATE, WHOLE, WHOLE, REAL, REAL))
def descend(town: Town, state: State, tries: int, rounds: int, limit: float, slack: float) -> None:
    """Shift around new grids and split their pairs anew, in turn, while that helps.

    `limit`: the score that a change since `begin` has to come down to; chains are looked for near
    it alone, and all is left as it is where shifts end above the limit by more than `slack`, or
    pairs split anew by more than `AFTER_PAIRS` of it. Infinite where everything is improved.
    """
    dirty = np.zeros(len(state.is_new), np.bool_)
    recentre_new(town, state)
    sweep(town, state, dirty)
    is_near = limit < np.inf
    is_weighed = slack < np.inf
    if is_weighed and _is_dearer(town, state, limit + slack):
        return
    for _ in range(rounds):
        made = resplit_pairs(town, state, dirty, tries)
        sweep(town, state, dirty)
        if is_weighed and _is_dearer(town, state, limit + AFTER_PAIRS * slack):
            return
        among = changed(town, state, NEAR) if is_near else np.arange(len(dirty), dtype=np.int32)
        if chain(town, state, among) > 0:
            made += 1
            sweep(town, state, dirty)
        if made == 0:
            return


@kernel(FLAG(TOWN, STATE, WHOLE, WHOLE))
def take_and_split(town: Town, state: State, given_up: int, split: int) -> bool:
    """Give the units of one grid to those that touch it, and cut another in two; say if that went.

    The cut is the best of a few random ones; one half takes the number of the grid given up.
    """
    if state.size_of[split] < 2:
        return False
    waiting = np.empty(state.size_of[given_up], np.int32)
    for row in range(len(waiting)):
        u = state.first[given_up]
        leave(town, state, u)
        state.grid_of[u] = -1  # so that those who wait do not count as grids to go to
        waiting[row] = u
    fill_gaps(town, state, waiting)
    members = listed(state, split)
    one, two = far_apart(town, state, members, np.inf)
    if one == two:
        return False
    # The centres must be where the halves will be, since what a unit costs is asked by grid.
    state.centre_of[split] = one
    state.centre_of[given_up] = two
    cut_between(town, state, members, split, given_up, one, two, FAR_OUTSIDE, np.inf)
    if state.size_of[split] == 0 or state.size_of[given_up] == 0:
        return False
    recentre(town, state, split, FEW)
    recentre(town, state, given_up, FEW)
    return is_whole(town, state, split) and is_whole(town, state, given_up)


@kernel(types.Tuple((WHOLE, WHOLE))(TOWN, STATE))
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
                count = touching(town, state, g, others)
                if count > 0:
                    g = others[below(state, count)]
        if g != given_up and (split < 0 or state.score_of[g] > state.score_of[split]):
            split = g
    return given_up, split if split >= 0 else (given_up + 1) % k


class Before(NamedTuple):
    """What a relocation began from: k grids."""

    centre_of: NDArray[np.int32]
    """(k,) their centres."""
    score_of: NDArray[np.float64]
    """(k,) their scores."""


BEFORE = types.NamedTuple((SHORTS, REALS), Before)


@kernel(types.void(TOWN, STATE, BEFORE))
def go_back(town: Town, state: State, before: Before) -> None:
    """Take back what was moved since a relocation began."""
    undo(town, state)
    state.centre_of[:] = before.centre_of
    state.score_of[:] = before.score_of


@kernel(FLAG(TOWN, STATE, BEFORE, WHOLE, WHOLE, REAL, REAL))
def relocate(
    town: Town, state: State, before: Before, tries: int, rounds: int, limit: float, slack: float
) -> bool:
    """Give up a cheap grid, cut a dear one in two, and improve around; say whether it may stay.

    `score_of` must be up to date, and stays so. The new division may stay if no more households
    than before are outside the band and all its scores together are at most `limit`; else
    `go_back` is to be called. `slack` is how far above it what is improved may still be, for the
    search to go on.
    """
    begin(state)
    outside = outside_band(town, state)
    before.score_of[:] = state.score_of
    before.centre_of[:] = state.centre_of
    state.is_new[:] = False
    given_up, split = _choose(town, state)
    if not take_and_split(town, state, given_up, split):
        go_back(town, state, before)
        return True
    recentre_new(town, state)
    # Those around took in a whole grid: first the band, then metres.
    press(town, state, 60, before.score_of.sum() / max(town.visits.sum(), 1e-9))
    descend(town, state, tries, rounds, limit, slack)
    _rescore(town, state)
    return bool(outside_band(town, state) <= outside and state.score_of.sum() <= limit)
