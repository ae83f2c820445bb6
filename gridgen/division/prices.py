"""Rules and a place -> what the score counts there, metres: shares of how far people walk."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.model.solutions import Weights
from gridgen.rules.levels import Prices

EVEN = 3.0
"""What being off the target counts, in ways that people walk in a round grid of that size. Both
rise with the size of a grid on the ground."""

ROUND, LINES = 0.03, 0.045
"""What a metre of border counts, in households of the target, and one that follows no line counts
besides: of twice as many households a grid has a border half as long again, and all of them walk
farther."""

LEAST_M = 2.0
"""What a metre of border counts at least that follows no line: in groups of ten as well people
look for it at a road."""

SAMPLED = 30
"""Places around which is looked how far people live."""

NOT_FOR_M, NOT_FOR = 100.0, 4.0
"""Metres of border for which no household leaves its existing grid, and by how much less being off
the target may count than what leaving does: grids may become rounder and more even where somebody
has to move anyway.
"""


def weights_at(
    prices: Prices,
    xy: NDArray[np.float64],
    load: NDArray[np.int64],
    *,
    target: float,
    is_redrawn: bool = False,
) -> Weights:
    """Return what the score counts in one place.

    Parameters
    ----------
    prices
        Of the rules; what these leave open is worked out from the place.
    xy, load
        (u, 2) metres and (u,) households of its units.
    target
        Households aimed at in a grid, above 0.
    is_redrawn
        Whether there are grids: then no household leaves one to make others rounder or more even.
    """
    most = prices.moved_m if is_redrawn else np.inf
    border_m, round_m, even_m = prices.border_m, prices.round_m, prices.even_m
    if border_m is None:
        border_m = max(LEAST_M, min(LINES * target, most / 2 / NOT_FOR_M))
    if round_m is None:
        round_m = min(ROUND * target, most / 2 / NOT_FOR_M)
    if even_m is None:
        even_m = min(EVEN * way_m(xy, load, target), most / NOT_FOR)
    return Weights(prices.moved_m, border_m, round_m, even_m)


def way_m(xy: NDArray[np.float64], load: NDArray[np.int64], target: float) -> float:
    """Return the mean metres from a place to the nearest `target` households, of some places the
    middle one: about what people walk in round grids.

    Parameters
    ----------
    xy, load
        (u, 2) metres and (u,) households; at least one of them for an answer above 0.
    target
        Households.
    """
    n, held = len(xy), np.flatnonzero(load > 0)
    if not len(held):
        return 0.0
    places = np.unique(np.linspace(0, n - 1, min(n, SAMPLED)).astype(int))
    # Each unit has a household at least, so that so many are enough.
    most = min(len(held), int(np.ceil(target)))
    # In one column where the nearest alone is asked for, too.
    away, near = (
        found.reshape(len(places), most) for found in cKDTree(xy[held]).query(xy[places], k=most)
    )
    there = load[held[near]]
    # Of the last unit as many households as are missing.
    taken = np.clip(target - (np.cumsum(there, axis=1) - there), 0, there)
    return float(np.median((away * taken).sum(axis=1) / taken.sum(axis=1)))
