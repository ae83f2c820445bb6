"""Small markets of the proven bound, and each candidate's best set, told the slow obvious way."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from gridgen.solver.kernels.market import Market, new_market

markets = st.tuples(st.integers(0, 10**6), st.integers(1, 8))
"""Seed and units."""


def random_market(seed: int, n: int) -> tuple[Market, NDArray[np.float64]]:
    """Return n units of 0 to 5 households, a third of them not visited, and their multipliers."""
    rng = np.random.default_rng(seed)
    load = rng.integers(0, 6, n).astype(float)
    visits = rng.uniform(0, 2, n) * (rng.random(n) < 0.7)
    fewest = int(rng.integers(1, 12))
    most = fewest + int(rng.integers(0, 8))
    xy = rng.integers(0, 10, (n, 2)) * 10.0
    return new_market(xy, load, visits, (fewest, most), n), rng.uniform(-20, 120, n)


def costs(market: Market, multiplier: NDArray[np.float64], j: int) -> NDArray[np.float64]:
    """Return (n,) the reduced cost of each unit with candidate j, metres."""
    return market.visits * np.hypot(*(market.xy - market.xy[j]).T) - multiplier


def best_in_part(market: Market, multiplier: NDArray[np.float64], j: int) -> float:
    """Return the least cost of a set around j, units in part allowed; infinite if none fits."""
    least = np.arange(len(market.load)) == j
    found = linprog(
        costs(market, multiplier, j), A_ub=np.stack([market.load, -market.load]),
        b_ub=[market.most, -market.fewest], bounds=np.stack([least, np.ones(len(least))], axis=1),
        method="highs",
    )  # fmt: skip
    return float(found.fun) if found.status == 0 else math.inf


def best_whole(market: Market, multiplier: NDArray[np.float64], j: int) -> float:
    """Return the least cost of a set of whole units around j; infinite if none fits."""
    cost, best = costs(market, multiplier, j), math.inf
    for chosen in product([False, True], repeat=len(cost)):
        mask = np.array(chosen)
        if mask[j] and market.fewest <= market.load[mask].sum() <= market.most:
            best = min(best, float(cost[mask].sum()))
    return best
