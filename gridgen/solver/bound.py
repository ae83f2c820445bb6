"""The proven lower bound: how few metres any division into k grids inside the band must walk.

The rule "each unit is in exactly one grid" is relaxed: a unit left out, or taken twice, costs or
earns its multiplier. Each candidate centre then takes its best set of units on its own, and the k
best candidates are chosen. Whatever the multipliers, no division can walk less than their sum plus
those k values (Ceselli and Righini 2005). Subgradient steps look for multipliers that make the
bound high: first with sets that may take units in part, then, where households come in lumps, with
sets of whole units. Links, locks and whatever else a division must keep are left out: they can only
add metres.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from gridgen.model.arrays import frozen
from gridgen.model.problem import Problem
from gridgen.solver.kernels.look import count, look
from gridgen.solver.kernels.market import new_market
from gridgen.solver.kernels.pack import pack
from gridgen.solver.kernels.survey import survey

Floats = NDArray[np.float64]

IDLE = 12
"""Steps without a better bound, after which the best multipliers come back and steps halve."""

AGE = 20
"""Steps after which candidates look anew for the units that count for them."""

SMOOTH = 0.7
"""Share of the new subgradient in the way to go; the rest is the way before."""

OVERSHOOT = 1.002
"""Steps aim at this many times the best known metres."""

SLACK = 0.5
"""Units count for a candidate if they would be taken when worth this share more. It gives way with
the steps' length, down to a fifth."""

LISTED = (100, 3.0, 2000)
"""Units listed for a candidate: up to 100, or three times as many as `most` households are; never
above 2,000. That is a limit: in fact they are at first twice the units of a full grid, then about
as many. 8 bytes each."""

LUMPS = (100.0, 5000, 3000)
"""Whole units are packed where a full grid has up to 100 of them and up to 5,000 households, in
communities of up to 3,000 units: else parts of units hardly weaken the bound, or packing takes
long."""

PACKED = (6.0, 2.0, 0.05)
"""Packing is sure of units whose cost is this far from their price: six mean multipliers divided by
the units in a full grid, doubled up to two mean multipliers until it settles 19 sets of 20."""

LIGHTEST = 0.1
"""Units without visits, but with households, have steps like units with this many of the mean."""

NEVER = -math.inf


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """What was proven, and the multipliers that prove it.

    Attributes
    ----------
    metres
        No division into that many grids inside the band walks less. 0.0 where nothing is proven.
    multipliers
        (n,) what each unit is worth to the grid that takes it, metres.
    values
        (n,) the reduced cost of each unit's best set as a centre, metres, proven from below. The
        smaller, the better a centre; infinite where it cannot be one.
    steps
        Steps that were made.
    """

    metres: float
    multipliers: Floats
    values: Floats
    steps: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "multipliers", frozen(self.multipliers, np.float64))
        object.__setattr__(self, "values", frozen(self.values, np.float64))


def lower_bound(
    problem: Problem,
    *,
    grids: int,
    best_known: float,
    steps: int = 300,
    time_limit_s: float | None = None,
    multipliers: ArrayLike | None = None,
) -> Bound:
    """Prove how few metres every division into `grids` grids inside the band walks at least.

    Parameters
    ----------
    problem
        n units, n >= 1, their positions, loads and visits, and the band. Nothing else of it counts:
        links, locks and centres can only add metres. Ask for some of its units with `part`.
    grids
        Number of grids, exactly. Each has a member as its centre.
    best_known
        Metres of a good division; infinite if none is known. It sets the length of the steps and
        ends them once it is reached; what is proven is true whatever it says.
    steps
        Subgradient steps; 300 bring the bound within about 0.1 % of what this method can prove.
    time_limit_s
        No step is begun after this many seconds; that of the problem does not count. The answer
        then depends on the machine.
    multipliers
        (n,) where to begin, metres, from a former answer.

    Returns
    -------
    A `Bound`; its `metres` are 0.0 if no division is inside the band by plain arithmetic. They may
    be above `best_known` only if that division is not inside the band.

    References
    ----------
    Ceselli and Righini, A branch-and-price algorithm for the capacitated p-median problem (2005).
    Held, Wolfe and Crowder, Validation of subgradient optimization (1974).
    """
    # Loads that are all multiples of some number are counted in it, which rounds the band inwards.
    step = int(np.gcd.reduce(problem.load)) or 1
    fewest, most = -(-problem.band.fewest // step), problem.band.most // step
    load = problem.load / step
    n, total = len(problem), load.sum()
    until = math.inf if time_limit_s is None else time.monotonic() + time_limit_s
    if not (1 <= grids <= n and fewest * grids <= total <= most * grids):
        return Bound(0.0, np.zeros(n), np.full(n, np.inf), 0)
    tree = cKDTree(problem.xy)
    order = tree.indices  # leaf by leaf: neighbours in space are near in memory
    xy, visits = problem.xy[order], problem.visits[order]
    if multipliers is None:
        # A unit is worth its way across a grid of equal share: to the last of n / grids nearest.
        near_m = tree.query(xy, k=[math.ceil(n / grids)])[0]
        first = visits * near_m.reshape(n)
    else:
        first = np.array(multipliers, np.float64)[order]
    task = _Task(xy, load[order], visits, grids=grids, band=(fewest, most))
    lumps = task.has_lumps
    parts = _climb(task, first, best_known, steps - steps // 2 if lumps else steps, until)
    best = parts
    if lumps and parts.metres > 0.0:
        first = parts.multipliers.copy()
        task.pack_whole(first)
        best = _climb(task, first, best_known, steps // 2, until, length=0.5)
    rank = np.argsort(order)
    made = best.steps if best is parts else parts.steps + best.steps
    return Bound(best.metres, best.multipliers[rank], best.values[rank], made)


class _Task:
    """What is asked, and the market that steps share."""

    def __init__(
        self, xy: Floats, load: Floats, visits: Floats, *, grids: int, band: tuple[int, int]
    ) -> None:
        n = len(load)
        self.grids = grids
        self.full = band[1] * n / float(load.sum())
        large = np.array([self.full, band[1], n]) > LUMPS
        some = load[load > 0.0]
        # Whether sets of whole units may be worth more than sets with parts of units.
        self.has_lumps = bool(not large.any() and some.min() < some.max())
        # Multipliers grow with what their unit weighs. With the steps' squares in proportion to it
        # the bound climbs as fast for lumps as for single households; a unit without any weight is
        # worth nothing to anyone.
        self.scale = np.maximum(visits / (visits.mean() or 1.0), LIGHTEST * load / load.mean())
        self.margin = 0.0
        least, times, limit = LISTED
        # Packing must know of every unit that counts, so lists of lumps must not get full.
        wanted = max(least, math.ceil(times * self.full))
        self.room = min(n, limit, n if self.has_lumps else wanted)
        self.market = new_market(xy, load, visits, band, self.room)

    def pack_whole(self, multipliers: Floats) -> None:
        """From now on, take whole units only; find how sure packing must be of units far off."""
        least, most, share = PACKED
        mean = float(np.abs(multipliers).mean())
        margin = mean * min(most, least / self.full)
        while True:
            self.margin = 0.0
            self.prove(multipliers, 0.0)
            parts = self.market.values.copy()
            self.margin = margin
            self.prove(multipliers, 0.0)
            best = np.argpartition(self.market.values, self.grids - 1)[: self.grids]
            unsure = self.market.values[best] > parts[best] + 0.99 * margin
            if margin >= mean * most or unsure.mean() <= share:
                break
            margin = min(2.0 * margin, mean * most)

    def _pack(self, multipliers: Floats) -> float:
        order = np.argsort(self.market.values, kind="stable")
        return float(pack(self.market, multipliers, order, self.grids, self.margin))

    def prove(self, multipliers: Floats, slack: float) -> float:
        """Return the proven bound of some multipliers; write values, and lists for `step`."""
        market = self.market
        survey(market, multipliers, slack, self.margin)
        # A full list may lack units that packing must know of.
        if self.margin and (
            self.room == len(market.load) or np.diff(market.start).max() < self.room
        ):
            self._pack(multipliers)
        best = np.partition(market.values, self.grids - 1)[: self.grids]
        # A proof must not be rounded upwards: `fsum` is exact but for its last bit.
        bound = math.fsum(multipliers) + math.fsum(best)
        return bound - 1e-15 * abs(bound) if math.isfinite(bound) else NEVER

    def step(self, multipliers: Floats) -> tuple[float, Floats]:
        """Return the bound of some multipliers, were the lists all, and its subgradient."""
        market = self.market
        look(market, multipliers)
        if self.margin:
            bound = float(multipliers.sum()) + self._pack(multipliers)
            return bound, 1.0 - market.taken
        chosen = np.argpartition(market.values, self.grids - 1)[: self.grids]
        count(market, multipliers, chosen)
        return float(multipliers.sum() + market.values[chosen].sum()), 1.0 - market.taken


class _Proof:
    """The best bound that a look at all units has shown in one climb, from n multipliers on."""

    def __init__(self, task: _Task, n: int) -> None:
        self.task = task
        self.metres = 0.0
        self.multipliers, self.values = np.zeros(n), np.full(n, np.inf)

    def of(self, multipliers: Floats, slack: float) -> float:
        """Return the proven bound of some multipliers, and keep it if it is the best."""
        bound = self.task.prove(multipliers, slack)
        # The first is kept even if it is below 0: its values tell who can be a centre.
        if bound > self.metres or not np.isfinite(self.values).any():
            self.metres = max(bound, 0.0)
            self.multipliers, self.values = multipliers, self.task.market.values.copy()
        return bound


def _climb(
    task: _Task, first: Floats, best_known: float, steps: int, until: float, length: float = 1.0
) -> Bound:
    """Return the best proven bound that steps from some multipliers lead to.

    `best` is what steps believe, `proof` what a look at all units has shown.
    """
    proof = _Proof(task, len(first))
    enough = best_known - 1e-9 * abs(best_known) if math.isfinite(best_known) else math.inf
    idle, age, made = 0, 0, 0
    here, way = first.copy(), np.zeros(len(first))
    best, best_at, best_way = NEVER, here, way
    possible = proof.of(here, SLACK) > NEVER
    while possible and made < steps and proof.metres < enough and time.monotonic() < until:
        made += 1
        age += 1
        now, subgradient = task.step(here)
        # Subgradients alone zigzag; part of the way before is kept (Camerini, Fratta and Maffioli
        # 1975).
        way = SMOOTH * subgradient + (1.0 - SMOOTH) * way
        if now > best:
            best, best_at, best_way, idle = now, here, way, 0
        else:
            idle += 1
        # A step believed to lead farther is proven only now and then: a look at all units takes
        # as long as many steps.
        if idle == IDLE:
            length /= 2.0
            here, way, idle, age = best_at, best_way, 0, 0
            best = now = proof.of(here, _slack(length))
        elif best >= enough:
            best = proof.of(best_at, _slack(length))
        square = float(way @ (task.scale * way))
        if square == 0.0 or not (task.scale * subgradient).any():
            break
        aim = OVERSHOOT * best_known if math.isfinite(best_known) else best + 0.05 * abs(best)
        here = here + length * max(aim - now, 0.0) / square * task.scale * way
        if age == AGE:
            age = 0
            proof.of(here, _slack(length))
    if possible:
        proof.of(best_at, 0.0)
    return Bound(proof.metres, proof.multipliers, proof.values, made)


def _slack(length: float) -> float:
    return SLACK * min(1.0, max(0.2, length))
