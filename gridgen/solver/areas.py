"""Areas around given centres: each connected part is divided exactly, or annealed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgen.model.problem import Problem
from gridgen.solver.assignment import Assignment, divide_around
from gridgen.solver.improve import Search, polish
from gridgen.solver.kernels.anneal import Heat, anneal, new_met
from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.repair import reattach
from gridgen.solver.kernels.town import State, new_state
from gridgen.solver.kernels.worth import worth
from gridgen.solver.start import around, curve_order
from gridgen.solver.towns import graph_of, town_of

HOT, COLD = 1.0, 0.01
"""Heat at first and in the end, in mean metres of a unit."""

CHARGE = 0.3
"""What being outside the band counts for besides, in mean households of a unit."""

LEAST_PAIRS = 1_000
"""Units times centres that smaller places are taken to have."""

MOST_STEPS = 18_000_000
"""Steps of one annealing at most: eight million take a second."""

EXTRA = 6
"""Further annealings while an area is outside its band."""

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
        self.met = new_met(self.rng, n, k, areas=MOST_AREAS, room=MOST_MEMBERS)
        total = int(part.load.sum())
        # Households outside their bands that no division can do without: arithmetic says so.
        self.least = max(0, total - int(part.most.sum()), int(part.fewest.sum()) - total)
        self.start = self._begun(centres)
        self.grid_of, self.value = self.start.grid_of.copy(), worth(self.town, self.start)

    def run(self) -> None:
        """Anneal as often as the effort says, and some more while an area is outside its band."""
        effort = self.search.effort
        for turn in range(effort.annealings + EXTRA * bool(effort.annealings)):
            is_enough = self.value[0] <= self.least or self.is_impossible
            if self.search.is_over or (turn >= effort.annealings and is_enough):
                return
            self._anneal()

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
        n, k = len(self.part), len(self.start.centre_of)
        mean_m = worth(self.town, self.start)[1] / n
        if mean_m == 0.0:
            return
        state = new_state(n, k, int(self.rng.integers(1, 2**31)))
        state.grid_of[:], state.centre_of[:] = self.start.grid_of, self.start.centre_of
        fill(self.town, state)
        anneal(self.town, state, self._heat(mean_m, n * k), self.met)
        polish(self.town, state, self.search.effort)
        self._keep(state)

    def _heat(self, mean_m: float, pairs: int) -> Heat:
        steps = min(self.search.effort.steps * max(pairs, LEAST_PAIRS), MOST_STEPS)
        mean_load = max(float(self.part.load.mean()), 1e-9)
        return Heat(steps, HOT * mean_m, COLD * mean_m, mean_m / mean_load, CHARGE * mean_load)

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
