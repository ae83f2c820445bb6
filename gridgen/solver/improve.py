"""From a first division to a good one: bounds, shifts, swaps, pairs split anew."""

from __future__ import annotations

import time
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridgen.graphs import touching
from gridgen.solver.kernels import (
    State,
    Town,
    fill,
    press,
    recentre_all,
    resplit_pairs,
    sweep,
    take_and_split,
    worth,
)


class Effort(NamedTuple):
    """How much work one answer may take, counted in steps so that it is the same everywhere."""

    starts: int
    """Divisions begun from scratch; the best is kept."""
    tries: int
    """Ways in which each pair of grids is split anew."""
    rounds: int
    """Times that all changed pairs are gone through, at most."""
    relocations: int
    """Times that one grid is given up and another cut in two, from the best of the starts, in a
    part of `USUAL` units; in larger parts fewer, in smaller ones up to three times as many."""


EFFORTS = {
    "fast": Effort(starts=1, tries=2, rounds=2, relocations=0),
    "balanced": Effort(starts=2, tries=4, rounds=8, relocations=0),
    "best": Effort(starts=8, tries=12, rounds=40, relocations=2000),
}

USUAL = 700
"""Units for which `Effort.relocations` stands."""

DRIFT = 0.004
"""How much worse than the best a division may be from which relocation goes on."""


def polish(town: Town, state: State, pairs: NDArray[np.int32], effort: Effort) -> None:
    """Improve a whole division in place: first the breach, then the metres.

    `pairs` are the links (m, 2); grids that touch over them are split anew two by two. Shifts and
    pairs take turns until neither helps or the rounds of the effort are used up.
    """
    press(town, state, 400)
    _shift(town, state)
    _settle_pairs(town, state, pairs, effort, np.ones(len(state.centre_of), np.bool_))


def relocate(
    town: Town,
    state: State,
    pairs: NDArray[np.int32],
    effort: Effort,
    rng: np.random.Generator,
    until: float | None,
) -> None:
    """Improve a whole division by moving grids to where they are worth more.

    Again and again one grid is given up to those around it, the cheaper the likelier, and one is
    cut in two, the dearer the likelier; what changed is polished. The search goes on from there if
    it is hardly worse than the best (record-to-record travel, Dueck 1993); the best is kept. No
    step is begun after `until`, by the monotonic clock.
    """
    k = len(state.centre_of)
    if k < 3 or effort.relocations == 0:
        return
    best, kept = worth(town, state), state.grid_of.copy()
    for _ in range(int(effort.relocations * min(3.0, USUAL / len(state.grid_of)))):
        if until is not None and time.monotonic() > until:
            break
        before = state.grid_of.copy()
        dear = _dearness(town, state)
        given_up = int(rng.choice(k, p=_odds(-dear)))
        split = int(rng.choice(k, p=_odds(np.where(np.arange(k) == given_up, -np.inf, dear))))
        if not take_and_split(town, state, given_up, split):
            _back_to(town, state, before)
            continue
        press(town, state, 60)
        _shift(town, state)
        changed = state.grid_of != before
        dirty = np.zeros(k, np.bool_)
        dirty[state.grid_of[changed]] = True
        _settle_pairs(town, state, pairs, effort._replace(tries=4, rounds=3), dirty)
        value = worth(town, state)
        if value < best:
            best, kept = value, state.grid_of.copy()
        elif value[0] > best[0] or value[1] > best[1] * (1 + DRIFT):
            _back_to(town, state, kept)
    _back_to(town, state, kept)


def _dearness(town: Town, state: State) -> NDArray[np.float64]:
    apart = np.linalg.norm(town.xy - town.xy[state.centre_of[state.grid_of]], axis=1)
    k = len(state.centre_of)
    return np.bincount(state.grid_of, weights=town.visits * apart, minlength=k).astype(np.float64)


def _odds(dear: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return odds by rank: the first is about four times as likely as the middle one."""
    rank = np.empty(len(dear))
    rank[np.argsort(-dear, kind="stable")] = np.arange(len(dear))
    odds = np.exp(-3.0 * rank / len(dear)) * np.isfinite(dear)
    return np.asarray(odds / odds.sum())


def _back_to(town: Town, state: State, grid_of: NDArray[np.int32]) -> None:
    state.grid_of[:] = grid_of
    fill(town, state)
    recentre_all(town, state)


def _settle_pairs(
    town: Town,
    state: State,
    pairs: NDArray[np.int32],
    effort: Effort,
    dirty: NDArray[np.bool_],
) -> None:
    """Split touching pairs anew and shift, in turn, while that helps; `dirty` (k,) grids first."""
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
