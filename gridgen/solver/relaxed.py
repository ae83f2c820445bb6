"""The relaxation behind the proof: each candidate takes its best set of units on its own."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import frozen
from gridgen.solver.kernels.look import count, look
from gridgen.solver.kernels.market import new_market
from gridgen.solver.kernels.pack import pack
from gridgen.solver.kernels.survey import survey

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Choose = Callable[[Floats], Rows]
"""The rows of the centres that cost least by (n,) values of all candidates; none where no choice is
allowed."""

IDLE = 12
"""Steps without a better bound, after which the best multipliers come back and steps halve."""

AGE = 20
"""Steps after which candidates look anew for the units that count for them."""

SMOOTH = 0.7
"""Share of the new subgradient in the way to go; the rest is the way before."""

RECENT = 0.05
"""Share of the last step in how often each unit is chosen as a centre."""

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
        No division into that many grids inside the band walks less. 0.0 where nothing is proven,
        infinite where limits allow no division.
    multipliers
        (n,) what each unit is worth to the grid that takes it, metres.
    values
        (n,) the reduced cost of each unit's best set as a centre, metres, proven from below. The
        smaller, the better a centre; infinite where it cannot be one.
    steps
        Steps that were made.
    chosen
        (n,) how often each unit was chosen as a centre of late, 0 to 1.
    """

    metres: float
    multipliers: Floats
    values: Floats
    steps: int
    chosen: Floats

    def __post_init__(self) -> None:
        for name in ("multipliers", "values", "chosen"):
            object.__setattr__(self, name, frozen(getattr(self, name), np.float64))

    def __len__(self) -> int:
        return len(self.multipliers)


class Relaxation:
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

    def least(self, values: Floats) -> Rows:
        """Return the rows of the `grids` smallest values."""
        return np.argpartition(values, self.grids - 1)[: self.grids]

    def pack_whole(self, multipliers: Floats) -> None:
        """From now on, take whole units only; find how sure packing must be of units far off."""
        least, most, share = PACKED
        mean = float(np.abs(multipliers).mean())
        margin = mean * min(most, least / self.full)
        while True:
            self.margin = 0.0
            self.prove(multipliers, 0.0, self.least)
            parts = self.market.values.copy()
            self.margin = margin
            self.prove(multipliers, 0.0, self.least)
            best = self.least(self.market.values)
            unsure = self.market.values[best] > parts[best] + 0.99 * margin
            if margin >= mean * most or unsure.mean() <= share:
                break
            margin = min(2.0 * margin, mean * most)

    def _pack(self, multipliers: Floats, choose: Choose) -> Rows:
        """Return the centres that cost least with sets of whole units; write whom these take.

        Packing only raises values, so that who is chosen with all packed is the best.
        """
        market = self.market
        holds: dict[int, NDArray[np.bool_]] = {}
        while True:
            chosen = choose(market.values)
            new = np.array([j for j in chosen.tolist() if j not in holds], np.int64)
            if not len(new):
                break
            made = pack(market, multipliers, new, self.margin)
            holds.update(zip(new.tolist(), made, strict=True))
        market.taken[:] = sum(holds[j] for j in chosen.tolist())
        return chosen

    def prove(self, multipliers: Floats, slack: float, choose: Choose) -> float:
        """Return the proven bound of some multipliers; write values, and lists for `step`.

        It is infinite where no choice of centres is allowed.
        """
        market = self.market
        survey(market, multipliers, slack, self.margin)
        # A full list may lack units that packing must know of.
        if self.margin and (
            self.room == len(market.load) or np.diff(market.start).max() < self.room
        ):
            chosen = self._pack(multipliers, choose)
        else:
            chosen = choose(market.values)
        if not len(chosen) or not np.isfinite(market.values[chosen]).all():
            return math.inf
        # A proof must not be rounded upwards: `fsum` is exact but for its last bit.
        bound = math.fsum(multipliers) + math.fsum(market.values[chosen])
        return bound - 1e-15 * abs(bound)

    def step(self, multipliers: Floats, choose: Choose) -> tuple[float, Floats, Rows]:
        """Return the bound of some multipliers, were the lists all, its subgradient, and the
        centres chosen.
        """
        market = self.market
        look(market, multipliers)
        if self.margin:
            chosen = self._pack(multipliers, choose)
        else:
            chosen = choose(market.values)
            count(market, multipliers, chosen)
        bound = float(multipliers.sum() + market.values[chosen].sum())
        return bound, 1.0 - market.taken, chosen


class _Proof:
    """The best bound that a look at all units has shown in one climb, from n multipliers on."""

    def __init__(self, task: Relaxation, choose: Choose, n: int) -> None:
        self.task, self.choose = task, choose
        self.metres = 0.0
        self.multipliers, self.values = np.zeros(n), np.full(n, np.inf)

    def of(self, multipliers: Floats, slack: float) -> float:
        """Return the proven bound of some multipliers, and keep it if it is the best."""
        bound = self.task.prove(multipliers, slack, self.choose)
        # The first is kept even if it is below 0: its values tell who can be a centre.
        if bound > self.metres or not np.isfinite(self.values).any():
            self.metres = max(bound, 0.0)
            self.multipliers, self.values = multipliers, self.task.market.values.copy()
        return bound


def climb(
    task: Relaxation,
    first: Floats,
    best_known: float,
    *,
    choose: Choose,
    steps: int,
    until: float = math.inf,
    length: float = 1.0,
) -> Bound:
    """Return the best proven bound that subgradient steps from some multipliers lead to.

    Parameters
    ----------
    task
        n units.
    first
        (n,) multipliers to begin from, metres.
    best_known
        Metres that steps aim at, and that end them once they are reached.
    choose
        Which centres count.
    steps, until
        No step is begun after so many, or after this time of the monotonic clock.
    length
        Share of the way to the aim that the first step goes.
    """
    # `best` is what steps believe, `proof` what a look at all units has shown.
    proof = _Proof(task, choose, len(first))
    enough = best_known - 1e-9 * abs(best_known) if math.isfinite(best_known) else math.inf
    idle, age, made = 0, 0, 0
    here, way, often = first.copy(), np.zeros(len(first)), np.zeros(len(first))
    best, best_at, best_way = NEVER, here, way
    possible = proof.of(here, SLACK) < math.inf
    while possible and made < steps and proof.metres < enough and time.monotonic() < until:
        made += 1
        age += 1
        now, subgradient, chosen = task.step(here, choose)
        share = max(RECENT, 1.0 / made)
        often *= 1.0 - share
        often[chosen] += share
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
    return Bound(proof.metres, proof.multipliers, proof.values, made, often)


def _slack(length: float) -> float:
    return SLACK * min(1.0, max(0.2, length))
