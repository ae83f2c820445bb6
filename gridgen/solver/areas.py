"""Areas around given centres: each connected part is divided exactly, or annealed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gridgen.model.problem import Problem
from gridgen.solver.assignment import MOST_PAIRS, Assignment, divide_around, least_cost
from gridgen.solver.freed import Places, divide_anew, places
from gridgen.solver.improve import Search, polish
from gridgen.solver.kernels.anneal import Heat, anneal, gather, new_met
from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.repair import reattach
from gridgen.solver.kernels.town import State, new_state
from gridgen.solver.kernels.worth import worth
from gridgen.solver.regions import Regions
from gridgen.solver.start import around, curve_order
from gridgen.solver.together import put_together
from gridgen.solver.towns import graph_of, town_of

HOT, HOT_IF_LARGE, COLD = (1.0, 0.3), (0.3, 0.1), 0.01
"""Heats at first, which annealings take in turn, and heat in the end, in mean metres of a unit.

Areas of many units need less heat: who lives deep inside one does not move in any case.
"""

CHARGE = 0.3
"""What being outside the band counts for besides, in mean households of a unit."""

SMALL_PAIRS = 1_000
"""Units times centres that smaller places are taken to have."""

LARGE_PAIRS = 15_000
"""And those that larger ones are taken to have, so that no annealing takes much over a second."""

EXTRA = 6
"""Further annealings while an area is outside its band."""

ANNEALINGS = 2
"""Annealings in each further round."""

MOST_SIZE = 20
"""Units of an area, on average, above which it is large: of those few fit together."""

AMONG = (5_000, 6_000, 8_000)
"""Areas among which is chosen in the first rounds, and in all after them."""

IDLE = 3
"""Rounds that bring nothing, after which no further one is begun."""

_TINY = 1e-9
"""Share of the score that counts as nothing."""

MOST_AREAS, MOST_MEMBERS = 100_000, 2_000_000
"""Areas that are gathered at most, and units in all of them together."""


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """(n,) the centre of each unit, by its place among the centres; who is outside the bands."""

    grid_of: NDArray[np.int32]
    outside: int = 0
    is_impossible: bool = False


def divide_areas(part: Problem, centres: NDArray[np.int64], search: Search) -> Areas:
    """Return the best areas that are found around the centres of one part.

    Parameters
    ----------
    part
        n units that links hold together where there are any.
    centres
        (c,) its given centres.
    search
        How much work, until when, and what seeds the random choices.
    """
    is_impossible = False
    if not part.border.any():
        with_centre, is_impossible = divide_around(_assignment(part, centres))
        if with_centre is not None:
            return Areas(with_centre)
    # Units in an order that keeps neighbours near in memory; answers go back to their own.
    order = curve_order(part.xy)
    work = _Work(part.part(order), search, is_impossible=is_impossible)
    work.run()
    place = np.argsort(order)
    # `part` keeps centres in the order in which they are given.
    return Areas(work.grid_of[place], work.value[0], is_impossible)


class _Work:
    """One part in work: the best areas so far, and all areas inside their bands that were met."""

    def __init__(self, part: Problem, search: Search, *, is_impossible: bool) -> None:
        self.part, self.search, self.is_impossible = part, search, is_impossible
        self.rng = np.random.default_rng(search.words)
        centres = np.zeros(0, np.int64) if part.centres is None else part.centres
        n, k = len(part), len(centres)
        self.town = town_of(part, graph_of(part), k)
        # Where nothing is put together nothing is gathered.
        room = MOST_MEMBERS if search.effort.area_rounds else 1
        self.met = new_met(self.rng, n, k, areas=min(MOST_AREAS, room), room=room)
        self.pairs = min(max(n * k, SMALL_PAIRS), LARGE_PAIRS)
        total = int(part.load.sum())
        # Households outside their bands that no division can do without: arithmetic says so.
        self.least = max(0, total - int(part.most.sum()), int(part.fewest.sum()) - total)
        self.start = self._begun(centres)
        self.grid_of, self.value = self.start.grid_of.copy(), worth(self.town, self.start)
        self.annealings = 0

    def run(self) -> None:
        """Anneal as often as the effort says, more while an area is outside its band; go on then.

        In rounds: areas that were met are put together, and regions divided anew.
        """
        effort = self.search.effort
        if self.start.grid_of.size * len(self.start.centre_of) <= MOST_PAIRS:
            self._divide_all()
            return
        if effort.annealings and self._is_proven():
            return
        for turn in range(effort.annealings + EXTRA * bool(effort.annealings)):
            if turn < effort.annealings or not self._is_enough:
                self._anneal()
        if not self._is_enough:
            self._divide_regions(effort.region_work * self.pairs)
        idle = 0
        for turn in range(effort.area_rounds):
            before = self.value
            for _ in range(ANNEALINGS if turn else 0):
                self._anneal()
            self._put_together(turn)
            self._divide_regions(effort.region_work * self.pairs)
            idle = 0 if self.value < before else idle + 1
            if self.search.is_over or idle == IDLE:
                return

    @cached_property
    def places(self) -> Places:
        """The part as regions of it are asked about; large parts take a moment."""
        return places(self.town, self.start.centre_of)

    @cached_property
    def regions(self) -> Regions:
        """Which regions are divided anew next."""
        return Regions(self.places, self.rng)

    @property
    def _is_enough(self) -> bool:
        return self.value[0] <= self.least or self.is_impossible

    def _is_proven(self) -> bool:
        """Return whether the first division is the best already: often, of single households."""
        load = self.part.load
        if self.value[0] > 0 or self.part.centres is None or (load != load[0]).any():
            return False
        least = least_cost(_assignment(self.part, self.part.centres))
        return self.value[1] <= least + _TINY * abs(least)

    def _put_together(self, turn: int) -> None:
        """Take the cheapest division that can be put together of the areas met."""
        k = len(self.start.centre_of)
        if self.search.is_over or self.value[0] > 0 or len(self.part) > MOST_SIZE * k:
            return
        if self.met.end[-1] > 0.8 * len(self.met.score):
            self.met = new_met(self.rng, len(self.part), k, areas=MOST_AREAS, room=MOST_MEMBERS)
        state = self._state(self.grid_of)
        own = np.array([gather(self.town, state, self.met, g) for g in range(k)])
        if (own < 0).any():
            return
        found = put_together(
            self.met, self.start.centre_of, own, most=AMONG[min(turn, len(AMONG) - 1)]
        )
        if found is not None:
            self._keep(self._state(found))

    def _divide_regions(self, work: int) -> None:
        """Divide regions anew; `work` is in steps of the simplex."""
        found = self.regions.improve(self.grid_of, work=work, is_over=lambda: self.search.is_over)
        self._keep(self._state(found))

    def _divide_all(self) -> None:
        """Divide a small place at once; a second time, since the first looks at breaches."""
        for _ in range(2):
            anew = divide_anew(self.places, self.grid_of, list(range(len(self.start.centre_of))))
            if anew.grid_of and not self.search.is_over:
                self._keep(self._state(np.array(anew.grid_of, np.int32)))

    def _state(self, grid_of: NDArray[np.int32]) -> State:
        """Return a division as the kernels take it."""
        n, k = len(self.part), len(self.start.centre_of)
        state = new_state(n, k, int(self.rng.integers(1, 2**31)))
        state.grid_of[:], state.centre_of[:] = grid_of, self.start.centre_of
        fill(self.town, state)
        return state

    def _begun(self, centres: NDArray[np.int64]) -> State:
        """Give every unit to the nearest centre, mend the pieces, and improve that."""
        state = new_state(len(self.part), len(centres), int(self.rng.integers(1, 2**31)))
        state.centre_of[:] = centres
        state.grid_of[:] = around(self.town, state.centre_of)
        fill(self.town, state)
        reattach(self.town, state)
        polish(self.town, state, self.search.effort)
        return state

    def _anneal(self) -> None:
        """Anneal the first division with other random words, and keep what comes of it if best."""
        mean_m = worth(self.town, self.start)[1] / len(self.part)
        if mean_m == 0.0 or self.search.is_over:
            return
        state = self._state(self.start.grid_of)
        anneal(self.town, state, self._heat(mean_m), self.met)
        polish(self.town, state, self.search.effort)
        self._keep(state)

    def _heat(self, mean_m: float) -> Heat:
        steps = self.search.effort.steps * self.pairs
        k = len(self.start.centre_of)
        heats = HOT_IF_LARGE if len(self.part) > MOST_SIZE * k else HOT
        hot = heats[self.annealings % len(heats)]
        self.annealings += 1
        mean_load = max(float(self.part.load.mean()), 1e-9)
        return Heat(steps, hot * mean_m, COLD * mean_m, mean_m / mean_load, CHARGE * mean_load)

    def _keep(self, state: State) -> None:
        value = worth(self.town, state)
        if value < self.value:
            self.grid_of, self.value = state.grid_of.copy(), value


def _assignment(part: Problem, centres: NDArray[np.int64]) -> Assignment:
    way = np.linalg.norm(part.xy[:, None] - part.xy[centres][None], axis=2)
    # A unit in no grid yet moves for nothing; one whose grid has no centre moves in any case.
    label = part.existing[:, None]
    moves = (label != -1) & (label != part.existing[centres])
    cost = way * part.visits[:, None] + part.weights.moved_m * part.load[:, None] * moves
    return Assignment(
        cost=cost, load=part.load, links=part.links, centres=centres, fewest=part.fewest,
        most=part.most,
    )  # fmt: skip
