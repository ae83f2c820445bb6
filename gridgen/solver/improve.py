"""From a first division to a good one: bounds, shifts, swaps, pairs split anew."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridgen.solver.kernels.centres import recount
from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.relocate import Before, descend, go_back, relocate
from gridgen.solver.kernels.repair import press, reattach
from gridgen.solver.kernels.town import State, Town
from gridgen.solver.kernels.worth import outside_band, worth
from gridgen.solver.partition import MOST_UNITS, Pool

if TYPE_CHECKING:
    from gridgen.solver.guided import Guide


class Effort(NamedTuple):
    """How much work one answer may take, counted in steps so that it is the same everywhere."""

    starts: int
    """Divisions begun from scratch; the best is kept."""
    tries: int
    """Ways in which each pair of grids is split anew."""
    rounds: int
    """Times that all changed pairs are gone through, at most."""
    relocations: int
    """Times for each grid that one is given up and another cut in two, in each journey."""
    at_least: int
    """Grids for which relocations are made in a part that has fewer."""
    drifts: tuple[float, ...]
    """For each journey how much dearer a relocation may leave a division at first, in mean scores
    of a grid; in the end nothing."""
    again: tuple[int, int]
    """Tries and rounds of splitting pairs anew after each relocation."""
    slack: float = math.inf
    """Mean scores of a grid that a relocation may be too dear by once units were shifted, for the
    search around it to go on. At 0.15 that is right for nine in ten, of those kept and of others.
    """
    counts: int = 3
    """Numbers of grids that are tried around the number that exist, the nearest first; more only
    while some grid is outside the band."""
    annealings: int = 0
    """Annealings of areas around given centres; the best is kept."""
    steps: int = 0
    """Moves tried in each of them, for each unit and centre."""
    area_rounds: int = 0
    """Rounds of putting areas together and of dividing a few that touch anew."""
    region_work: int = 0
    """Steps of the simplex for that in each round, for each unit and centre; also where an area is
    outside its band."""
    proof: int = 0
    """Units of all halves that a proof is divided into, counted in each."""


EFFORTS = {
    "fast": Effort(
        1, tries=2, rounds=2, relocations=0, at_least=0, drifts=(), again=(0, 0), annealings=1,
        steps=50,
    ),
    "balanced": Effort(
        2, tries=4, rounds=8, relocations=1, at_least=0, drifts=(0.05,), again=(1, 1), slack=0.15,
        annealings=3, steps=400, region_work=1, proof=20_000,
    ),
    "best": Effort(
        8, tries=12, rounds=40, relocations=40, at_least=45, drifts=(0.05, 0.3, 1.0), again=(3, 2),
        annealings=4, steps=800, area_rounds=12, region_work=4, proof=120_000,
    ),
    # For edits, while a planner waits: as few zones come and go as can.
    "edit": Effort(
        1, tries=2, rounds=2, relocations=0, at_least=0, drifts=(), again=(0, 0), counts=1
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Search:
    """How one part is searched.

    Attributes
    ----------
    effort
        How much work it may take.
    until
        When it should end, seconds of the monotonic clock; None for no limit.
    words
        Whole numbers, 0 or more, that seed its random choices: the seed and the number of the part.
    """

    effort: Effort
    until: float | None
    words: tuple[int, ...]

    @property
    def is_over(self) -> bool:
        """Whether no further step may begin."""
        return self.until is not None and time.monotonic() > self.until


COOLED = 0.9
"""Share of all relocations after which none may leave it dearer."""

FEW_UNITS = 25
"""Units of a mean grid up to which grids are gathered also where the search went back from them,
and put together in large parts as well: of a few units not so many grids could be better."""

LEG = 2
"""Relocations for each grid from one time that grids of a large part are put together to the next.
"""

ASKED = 20
"""Relocations after which it is asked anew whether anything better can be."""


def polish(town: Town, state: State, effort: Effort) -> None:
    """Improve a whole division in place: first the breach, then the score.

    Pressure restores the bounds; then shifts and pairs split anew take turns until neither helps or
    the rounds of the effort are used up.

    Parameters
    ----------
    town, state
        n units and k grids, each of them whole and with its centre.
    effort
        Its tries and rounds.
    """
    apart = np.linalg.norm(town.xy - town.xy[state.centre_of[state.grid_of]], axis=1)
    press(town, state, 400, float(apart.mean()))
    descend(town, state, effort.tries, effort.rounds, np.inf, np.inf)


def travel(
    town: Town,
    state: State,
    search: Search,
    guide: Guide | None = None,
) -> None:
    """Improve a whole division by moving grids to where they are worth more.

    Again and again one grid is given up to those around it and another cut in two; what changed is
    improved. The search goes on from there unless that is dearer by more than a threshold, which
    sinks to nothing (threshold accepting, Dueck and Scheuer 1990); the best is kept. Further
    journeys begin from the best and stray farther: less to find a better division than to meet
    grids of which one is put together.

    Parameters
    ----------
    town, state
        n units and k grids, each of them whole and with its centre.
    search
        Its effort says how many relocations and how far; none is begun once it is over.
    guide
        Says when nothing better can be, where the journeys end, and shows divisions on the way.
    """
    k, effort = len(state.centre_of), search.effort
    # Of two grids none can be given up: the other would be the only one to cut.
    if k < 3 or effort.relocations == 0:
        return
    _return_to(town, state, state.grid_of)
    n, has_few = len(town.load), _has_few(town, k)
    is_gathered = len(effort.drifts) > 1 and (n <= MOST_UNITS or has_few)
    pool = Pool() if is_gathered else None
    for leg in _legs(effort, n, k, pool):
        if _journey(town, state, search, leg, pool=pool, guide=guide):
            break
        # Of many units the first journey has met too few grids to put anything better together.
        is_due = leg.begin > 0.0 or has_few
        if pool and is_due and not search.is_over and outside_band(town, state) == 0:
            found = pool.best(town.xy, state.grid_of, lambda: search.is_over)
            _return_to(town, state, found)


def _has_few(town: Town, k: int) -> bool:
    """Return whether k grids have few units each."""
    return len(town.load) <= FEW_UNITS * k


class _Leg(NamedTuple):
    """One journey: when it begins and how long it is, as shares of all, its turns and its drift."""

    begin: float
    share: float
    turns: int
    drift: float


def _legs(effort: Effort, n: int, k: int, pool: Pool | None) -> list[_Leg]:
    """Return the journeys for n units in k grids: of many units one, in legs if there is a pool."""
    turns, drifts = effort.relocations * max(k, effort.at_least), effort.drifts
    if n > MOST_UNITS:
        number = effort.relocations // LEG if pool else 1
        turns, drifts = turns // number, (*drifts[:1], *drifts[1:2] * (number - 1))
    share = 1.0 / len(drifts)
    return [_Leg(number * share, share, turns, drift) for number, drift in enumerate(drifts)]


def _journey(
    town: Town, state: State, search: Search, leg: _Leg, *, pool: Pool | None, guide: Guide | None
) -> bool:
    """Make relocations and go back to the best division met; `pool` gathers the grids of all.

    Returns whether the best is proven to be the best of all.
    """
    k, is_proven = len(state.centre_of), False
    has_few = _has_few(town, k)
    before = Before(state.centre_of.copy(), state.score_of.copy())
    best, kept = worth(town, state), state.grid_of.copy()
    if pool:
        pool.gather(town, state)
    for turn in range(leg.turns):
        if guide and turn % ASKED == 0 and best[0] == 0:
            is_proven = guide.is_best(best[1], leg.begin + leg.share * turn / leg.turns)
            if not is_proven and _follow(town, state, search, guide.shown(), best):
                best, kept = worth(town, state), state.grid_of.copy()
                if pool:
                    pool.gather(town, state)
        if is_proven or search.is_over:
            break
        here = float(state.score_of.sum())
        limit = here * (1 + leg.drift / k * max(0.0, 1 - turn / (COOLED * leg.turns)))
        may_stay = relocate(
            town, state, before, *search.effort.again, limit, search.effort.slack * here / k
        )
        if pool and (may_stay or has_few):
            pool.gather(town, state)
        if not may_stay:
            go_back(town, state, before)
            continue
        value = outside_band(town, state), float(state.score_of.sum())
        if value < best:
            best, kept = value, state.grid_of.copy()
    _return_to(town, state, kept)
    return is_proven


def _follow(
    town: Town,
    state: State,
    search: Search,
    shown: NDArray[np.int32] | None,
    best: tuple[int, float],
) -> bool:
    """Go to the division that the proof shows, mended and improved, and say that, if it is best."""
    if shown is None:
        return False
    here = state.grid_of.copy()
    _return_to(town, state, shown)
    reattach(town, state)
    polish(town, state, search.effort)
    _return_to(town, state, state.grid_of.copy())
    if worth(town, state) < best:
        return True
    _return_to(town, state, here)
    return False


def _return_to(town: Town, state: State, grid_of: NDArray[np.int32]) -> None:
    """Take a whole division, with its centres and scores."""
    state.grid_of[:] = grid_of
    fill(town, state)
    for g in range(len(state.size_of)):
        recount(town, state, g)
