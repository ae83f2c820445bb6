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
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from gridgen.model.arrays import taken
from gridgen.model.problem import Problem
from gridgen.solver.relaxed import Bound, Relaxation, climb

Floats = NDArray[np.float64]


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
    n = len(problem)
    until = math.inf if time_limit_s is None else time.monotonic() + time_limit_s
    order = cKDTree(problem.xy).indices  # leaf by leaf: neighbours in space are near in memory
    sorted_ = problem.part(order)
    task = relaxed(sorted_, grids)
    if task is None:
        return Bound(0.0, np.zeros(n), np.full(n, np.inf), 0, np.zeros(n))
    if multipliers is None:
        first = first_multipliers(sorted_, grids)
    else:
        first = np.array(multipliers, np.float64)[order]
    return taken(bound_of(task, first, best_known, steps, until), np.argsort(order))


def relaxed(problem: Problem, grids: int) -> Relaxation | None:
    """Return the relaxation of a problem, or None where arithmetic forbids so many grids."""
    # Loads that are all multiples of some number are counted in it, which rounds the band inwards.
    step = int(np.gcd.reduce(problem.load)) or 1
    fewest, most = -(-problem.band.fewest // step), problem.band.most // step
    load = problem.load / step
    if not (1 <= grids <= len(load) and fewest * grids <= load.sum() <= most * grids):
        return None
    return Relaxation(problem.xy, load, problem.visits, grids=grids, band=(fewest, most))


def first_multipliers(problem: Problem, grids: int) -> Floats:
    """Return (n,) what each unit is worth, metres: its way across a grid of equal share, to the
    last of its n / grids nearest.
    """
    n = len(problem)
    near_m = cKDTree(problem.xy).query(problem.xy, k=[math.ceil(n / grids)])[0]
    return np.asarray(problem.visits * near_m.reshape(n))


def bound_of(
    task: Relaxation, first: Floats, best_known: float, steps: int, until: float = math.inf
) -> Bound:
    """Return the best bound that steps lead to: with units in part, then with whole units.

    From then on the relaxation takes whole units where there are lumps.
    """
    half = steps // 2 if task.has_lumps else 0
    best = climb(task, first, best_known, choose=task.least, steps=steps - half, until=until)
    if math.isinf(best.metres):
        return replace(best, metres=0.0)
    if task.has_lumps and best.metres > 0.0:
        first = best.multipliers.copy()
        task.pack_whole(first)
        whole = climb(
            task, first, best_known, choose=task.least, steps=half, until=until, length=0.5
        )
        if math.isfinite(whole.metres):
            best = replace(whole, steps=best.steps + whole.steps)
    return best
