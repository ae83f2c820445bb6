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
from gridgen.solver.kernels.bound import count, look, pack, survey

__all__ = ["Bound", "lower_bound"]

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
    xy: ArrayLike,
    load: ArrayLike,
    visits: ArrayLike,
    *,
    grids: int,
    fewest: int,
    most: int,
    best_known: float,
    steps: int = 300,
    time_limit_s: float | None = None,
    multipliers: ArrayLike | None = None,
) -> Bound:
    """Prove how few metres every division into `grids` grids inside the band walks at least.

    Parameters
    ----------
    xy
        (n, d) positions, metres, n >= 1.
    load
        (n,) whole numbers, 0 or more: what the band counts.
    visits
        (n,) weights of the ways, 0 or more.
    grids
        Number of grids, exactly. Each has a member as its centre.
    fewest, most
        The band of each grid, both included.
    best_known
        Metres of a good division; infinite if none is known. It sets the length of the steps and
        ends them once it is reached; what is proven is true whatever it says.
    steps
        Subgradient steps; 300 bring the bound within about 0.1 % of what this method can prove.
    time_limit_s
        No step is begun after this many seconds. The answer then depends on the machine.
    multipliers
        (n,) where to begin, from a former answer.

    Returns
    -------
    A `Bound`; its `metres` are 0.0 if no division is inside the band by plain arithmetic. They may
    be above `best_known` only if that division is not inside the band.

    References
    ----------
    Ceselli and Righini, A branch-and-price algorithm for the capacitated p-median problem (2005).
    Held, Wolfe and Crowder, Validation of subgradient optimization (1974).
    """
    place = np.ascontiguousarray(xy, np.float64)
    counts = np.asarray(load, np.float64)
    weights = np.asarray(visits, np.float64)
    step = int(np.gcd.reduce(np.asarray(load, np.int64))) or 1
    counts, fewest, most = counts / step, -(-fewest // step), most // step
    n, total = len(place), counts.sum()
    until = math.inf if time_limit_s is None else time.monotonic() + time_limit_s
    if not (1 <= grids <= n and fewest * grids <= total <= most * grids):
        return Bound(0.0, np.zeros(n), np.full(n, np.inf), 0)
    tree = cKDTree(place)
    order = tree.indices  # leaf by leaf: neighbours in space are near in memory
    if multipliers is None:
        near_m = tree.query(place[order], k=[math.ceil(n / grids)])[0]
        first = weights[order] * near_m.reshape(n)
    else:
        first = np.array(multipliers, np.float64)[order]
    task = _Task(place[order], counts[order], weights[order], grids, fewest, most)
    lumps = task.has_lumps()
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
    """What is asked, and the tables that steps share."""

    def __init__(
        self, xy: Floats, load: Floats, visits: Floats, grids: int, fewest: int, most: int
    ) -> None:
        n = len(load)
        self.xy, self.load, self.visits = xy, load, visits
        self.grids, self.fewest, self.most = grids, fewest, most
        self.full = most * n / float(load.sum())
        least, times, limit = LISTED
        # Multipliers grow with what their unit weighs. With the steps' squares in proportion to it
        # the bound climbs as fast for lumps as for single households; a unit without any weight is
        # worth nothing to anyone.
        self.scale = np.maximum(visits / (visits.mean() or 1.0), LIGHTEST * load / load.mean())
        self.margin = 0.0
        # Packing must know of every unit that counts, so lists of lumps must not get full.
        wanted = max(least, math.ceil(times * self.full))
        self.room = min(n, limit, n if self.has_lumps() else wanted)
        self.values, self.prices, self.taken = np.empty(n), np.zeros(n), np.empty(n)
        self.start = np.empty(n + 1, np.int64)
        self.near = np.empty(n * self.room, np.uint32)
        self.metres = np.empty(n * self.room, np.float32)

    def has_lumps(self) -> bool:
        """Return whether sets of whole units may be worth more than sets with parts of units."""
        some = self.load[self.load > 0.0]
        large = np.array([self.full, self.most, len(self.load)]) > LUMPS
        return not large.any() and some.min() < some.max()

    def pack_whole(self, multipliers: Floats) -> None:
        """From now on, take whole units only; find how sure packing must be of units far off."""
        least, most, share = PACKED
        mean = float(np.abs(multipliers).mean())
        margin = mean * min(most, least / self.full)
        while True:
            self.margin = 0.0
            self.prove(multipliers, 0.0)
            parts = self.values.copy()
            self.margin = margin
            self.prove(multipliers, 0.0)
            best = np.argpartition(self.values, self.grids - 1)[: self.grids]
            unsure = self.values[best] > parts[best] + 0.99 * margin
            if margin >= mean * most or unsure.mean() <= share:
                break
            margin = min(2.0 * margin, mean * most)

    def _pack(self, multipliers: Floats) -> float:
        return float(
            pack(
                np.argsort(self.values, kind="stable"), self.grids, self.xy, self.start, self.near,
                self.load, self.visits, multipliers, self.fewest, self.most, self.margin,
                self.prices, self.values, self.taken,
            )
        )  # fmt: skip

    def prove(self, multipliers: Floats, slack: float) -> float:
        """Return the proven bound of some multipliers; write values, and lists for `step`."""
        survey(
            self.xy, self.load, self.visits, multipliers, self.fewest, self.most, slack,
            self.margin, self.room, self.values, self.prices, self.start, self.near, self.metres,
        )  # fmt: skip
        # A full list may lack units that packing must know of.
        if self.margin and (self.room == len(self.load) or np.diff(self.start).max() < self.room):
            self._pack(multipliers)
        best = np.partition(self.values, self.grids - 1)[: self.grids]
        bound = math.fsum(multipliers) + math.fsum(best)
        return bound - 1e-15 * abs(bound) if math.isfinite(bound) else NEVER

    def step(self, multipliers: Floats) -> tuple[float, Floats]:
        """Return the bound of some multipliers, were the lists all, and its subgradient."""
        lists = (self.start, self.near, self.metres, self.load, self.visits, multipliers)
        look(*lists, self.fewest, self.most, self.values, self.prices)
        if self.margin:
            bound = float(multipliers.sum()) + self._pack(multipliers)
            return bound, 1.0 - self.taken
        chosen = np.argpartition(self.values, self.grids - 1)[: self.grids]
        count(chosen, *lists, self.fewest, self.most, self.prices, self.taken)
        return float(multipliers.sum() + self.values[chosen].sum()), 1.0 - self.taken


def _climb(
    task: _Task, first: Floats, best_known: float, steps: int, until: float, length: float = 1.0
) -> Bound:
    """Return the best proven bound that steps from some multipliers lead to.

    `best` is what steps believe, `proven` what a look at all units has shown.
    """
    proven, kept, kept_values = 0.0, np.zeros(len(first)), np.full(len(first), np.inf)

    def prove(multipliers: Floats, slack: float) -> float:
        nonlocal proven, kept, kept_values
        bound = task.prove(multipliers, slack)
        if bound > proven or not np.isfinite(kept_values).any():
            proven, kept, kept_values = max(bound, 0.0), multipliers, task.values.copy()
        return bound

    enough = best_known - 1e-9 * abs(best_known) if math.isfinite(best_known) else math.inf
    idle, age, made = 0, 0, 0
    here, way = first.copy(), np.zeros(len(first))
    best, best_at, best_way = NEVER, here, way
    possible = prove(here, SLACK) > NEVER
    while possible and made < steps and proven < enough and time.monotonic() < until:
        made += 1
        age += 1
        now, subgradient = task.step(here)
        way = SMOOTH * subgradient + (1.0 - SMOOTH) * way
        if now > best:
            best, best_at, best_way, idle = now, here, way, 0
        else:
            idle += 1
        if idle == IDLE:
            length /= 2.0
            here, way, idle, age = best_at, best_way, 0, 0
            best = now = prove(here, _slack(length))
        elif best >= enough:
            best = prove(best_at, _slack(length))
        square = float(way @ (task.scale * way))
        if square == 0.0 or not (task.scale * subgradient).any():
            break
        aim = OVERSHOOT * best_known if math.isfinite(best_known) else best + 0.05 * abs(best)
        here = here + length * max(aim - now, 0.0) / square * task.scale * way
        if age == AGE:
            age = 0
            prove(here, _slack(length))
    if possible:
        prove(best_at, 0.0)
    return Bound(proven, kept, kept_values, made)


def _slack(length: float) -> float:
    return SLACK * min(1.0, max(0.2, length))
