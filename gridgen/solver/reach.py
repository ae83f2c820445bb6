"""The proven bound of areas around given centres: how few metres any such division must walk.

First units may be cut, which is a transport problem; but a unit goes only to a centre that some
path of units leads to whose households fit into the area together (reach). Then, where households
come in lumps, the rule "each unit is in one area" is relaxed with the prices of that problem as
multipliers: each centre takes its best set of whole units (generalised assignment; Fisher, Jaikumar
and Van Wassenhove 1986), and subgradient steps bring the multipliers on. That an area is in one
piece is left out, but for reach, so that the bound holds for every division.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from gridgen.model.problem import Problem
from gridgen.solver.assignment import Assignment, transported
from gridgen.solver.kernels.pack import choose
from gridgen.solver.relaxed import IDLE, OVERSHOOT, SMOOTH

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

STEPS = 300
"""Steps with whole units; the last hundred bring some thousandths of the bound."""

FINEST = 5_000
"""The largest area is counted in at most so many parts, and units in whole parts of them, rounded
down: what there is room for still fits, and a step takes no longer in a city than in a village."""

MOST_PAIRS = 60_000
"""Units times centres up to which whole units are looked at: a step takes a hundredth of a second
for 10,000."""

SURE = 1e-9
"""Share by which a bound is lowered: more than rounding can have raised it."""


def bound_around(problem: Problem, *, best_known: float) -> float:
    """Return how few metres every division around the given centres walks at least.

    Parameters
    ----------
    problem
        n units with their links, bands and c given centres; what parting neighbours and moving cost
        does not count, nor whether areas are in one piece.
    best_known
        Metres of a good division; infinite where none is known. What is proven never says more.

    Returns
    -------
    Metres; 0.0 where nothing is proven.
    """
    centres = np.zeros(0, np.int64) if problem.centres is None else problem.centres
    way = np.linalg.norm(problem.xy[:, None] - problem.xy[centres][None], axis=2)
    ask = Assignment(
        cost=way * problem.visits[:, None], load=problem.load, links=None, centres=centres,
        fewest=problem.fewest, most=problem.most,
    )  # fmt: skip
    found = transported(ask, within_reach(problem))
    if found is None:
        return 0.0
    metres = found.metres
    has_lumps = len(np.unique(problem.load)) > 1
    if has_lumps and way.size <= MOST_PAIRS and np.isfinite(best_known):
        # Who would make any division dearer than the best known need not be looked at.
        sets = _Sets(ask, metres + found.more <= best_known)
        metres = max(metres, _whole(sets, found.prices, best_known))
    return max(0.0, min(metres - SURE * abs(metres), best_known))


def within_reach(problem: Problem) -> Flags:
    """Return (n, c) which units may go to which given centre.

    Some path of links leads there whose units fit into the area together, and no other centre lies
    on it; a centre goes to itself alone.
    """
    centres = np.zeros(0, np.int64) if problem.centres is None else problem.centres
    n, c = len(problem), len(centres)
    own = problem.load[centres]
    if problem.links is None:
        may = problem.load[:, None] + own <= problem.most
    else:
        a, b = np.concatenate([problem.links, problem.links[:, ::-1]]).T
        through = ~np.isin(b, centres)
        a, b = a[through], b[through]
        # A hair more than the households, since a step of nothing would be none; n hairs are less
        # than half a household.
        step = problem.load[b] + 0.4 / n
        on_the_way = dijkstra(csr_matrix((step, (a, b)), shape=(n, n)), indices=centres)
        may = np.rint(on_the_way.T + own) <= problem.most
    may[centres] = False
    may[centres, np.arange(c)] = True
    return np.asarray(may)


def _whole(sets: _Sets, first: Floats, best_known: float) -> float:
    """Return the best bound with whole units that steps from some multipliers lead to."""
    best, best_at, here, way = -np.inf, first, first, np.zeros(len(first))
    length, idle = 1.0, 0
    for _ in range(STEPS):
        now, taken = sets.bound(here)
        if now > best:
            best, best_at, idle = now, here, 0
        else:
            idle += 1
        way = SMOOTH * (1.0 - taken) + (1.0 - SMOOTH) * way
        square = float(way @ way)
        # Sets that take each unit once are a division: no multipliers prove more.
        if square == 0.0 or best >= best_known or math.isinf(now) or (taken == 1.0).all():
            break
        if idle == IDLE:
            length, idle, here = length / 2.0, 0, best_at
        here = here + length * max(OVERSHOOT * best_known - now, 0.0) / square * way
    return best


class _Sets:
    """Each centre's best set of whole units, by multipliers."""

    def __init__(self, ask: Assignment, may: Flags) -> None:
        part = max(1, -(-int(ask.most.max()) // FINEST))
        self.load = ask.load // part
        self.most = ask.most // part
        # Rounded down, a set may seem to have too few households and have enough.
        self.fewest = ask.fewest if part == 1 else np.zeros_like(ask.fewest)
        self.cost, self.centres = ask.cost, ask.centres
        self.units_of = [np.flatnonzero(column) for column in may.T]

    def bound(self, multipliers: Floats) -> tuple[float, Floats]:
        """Return the bound of (n,) multipliers, and (n,) how often sets take each unit.

        It is minus infinity where some centre has no set inside its band: nothing is proven then.
        """
        taken = np.zeros(len(multipliers))
        total = float(multipliers.sum())
        for g, units in enumerate(self.units_of):
            centre = self.centres[g]
            cost = self.cost[units, g] - multipliers[units]
            low, high = (int(limit[g] - self.load[centre]) for limit in (self.fewest, self.most))
            other = units != centre
            # Nobody is taken for a cost but to have enough.
            used = other & (cost < 0.0) if low <= 0 else other
            who = units[used]
            members = np.zeros(len(who) + 1, np.int64)
            total += float(cost[~other].sum()) + choose(
                len(who), who, cost[used], self.load[who], max(0, low), high, members
            )
            taken[centre] += 1.0
            taken[members[1 : members[0] + 1]] += 1.0
        # Lowered by more than rounding can have raised it.
        rounded = (len(multipliers) + 16) * 2.3e-16 * float(np.abs(multipliers).sum())
        return total - rounded if np.isfinite(total) else -np.inf, taken
