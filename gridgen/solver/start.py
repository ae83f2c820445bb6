"""Where to begin: units in an order that keeps neighbours near in memory, and first centres."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.model.curve import along_curve
from gridgen.solver.kernels.centres import balance, measure_again, nearest_centres, recentre_new
from gridgen.solver.kernels.repair import reattach
from gridgen.solver.kernels.town import State, Town

FEW_CENTRES = 64
"""Up to so many centres, trying all is faster than a tree."""

ROUNDS = 6
"""Times that centres and assignment take turns; more did not help (docs/engine.md)."""

NEAREST = 12
"""Centres among which a unit chooses."""

SEARCHES = 2
"""Rounds in which each unit looks anew for the centres near it; later these hardly move."""


def curve_order(xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the rows of `xy` (n, d) along a Z-order curve (Morton 1966) over two columns.

    >>> curve_order(np.array([[9.0, 9.0], [0.0, 0.0], [9.0, 0.0], [0.0, 9.0]])).tolist()
    [1, 2, 3, 0]
    """
    # Both axes by the longer side, in 16 bits: cells are square.
    flat = np.zeros((len(xy), 2))
    flat[:, : min(2, xy.shape[1])] = xy[:, :2]
    span = np.ptp(flat, axis=0).max()
    cell = ((flat - flat.min(axis=0)) / (span if span > 0 else 1.0) * 65535).astype(np.int64)
    return np.argsort(along_curve(cell[:, 0], cell[:, 1]), kind="stable")


def halves(town: Town, k: int, rng: np.random.Generator, *, turned: bool) -> NDArray[np.int32]:
    """Return a first grid for each unit: cut by load into halves, again and again, to k grids.

    Parameters
    ----------
    town
        n units.
    k
        Grids, 1 or more.
    rng
        Draws the directions.
    turned
        Whether cuts run across a random direction, so that each start is another one, and not
        across the longer side.
    """
    grid_of = np.zeros(len(town.load), np.int32)
    waiting = [(np.arange(len(town.load)), 0, k)]
    weight = town.load + 1e-6  # vacant units are spread as well
    while waiting:
        rows, first, count = waiting.pop()
        grid_of[rows] = first
        if count == 1 or len(rows) < 2:
            continue
        points = town.xy[rows]
        if turned:
            along = points @ rng.normal(size=points.shape[1])
        else:
            along = points[:, np.ptp(points, axis=0).argmax()]
        order = np.argsort(along, kind="stable")
        left = count // 2
        share = np.cumsum(weight[rows[order]])
        cut = int(np.searchsorted(share, share[-1] * left / count))
        cut = min(max(cut, 1), len(rows) - 1)  # both sides get somebody, however heavy one unit is
        waiting.append((rows[order[cut:]], first + left, count - left))
        waiting.append((rows[order[:cut]], first, left))
    return grid_of


def homes(existing: NDArray[np.int64], load: NDArray[np.int64], k: int) -> NDArray[np.int32]:
    """Return (n,) the grid, 0 to k - 1, that stands for the existing grid of each unit, or -1.

    Where more grids exist than k, the lightest are given up, -2: their units move in any case.

    Parameters
    ----------
    existing
        (n,) the existing grid in which each unit is, any number; below 0 for none.
    load
        (n,) households.
    k
        Grids to be made.
    """
    home = np.full(len(existing), -1, np.int32)
    known = existing >= 0
    if not known.any():
        return home
    label = np.unique(existing[known], return_inverse=True)[1].reshape(-1)
    weight = np.bincount(label, weights=load[known])
    rank = np.empty(len(weight), np.int32)
    rank[np.argsort(-weight, kind="stable")] = np.arange(len(weight))
    home[known] = np.where(rank[label] < k, rank[label], -2)
    return home


def from_existing(town: Town, k: int) -> NDArray[np.int32]:
    """Return a first grid for each unit: its home, or that of the nearest unit that has one.

    Where fewer grids exist than k, the heaviest is cut into halves until there are enough.
    """
    grid_of = town.home.copy()
    known = grid_of >= 0
    grid_of[~known] = grid_of[known][cKDTree(town.xy[known]).query(town.xy[~known])[1]]
    for g in range(int(grid_of.max()) + 1, k):
        weight = np.bincount(grid_of, weights=town.load + 1e-6, minlength=k)
        rows = np.flatnonzero(grid_of == weight.argmax())
        points = town.xy[rows]
        order = np.argsort(points[:, np.ptp(points, axis=0).argmax()], kind="stable")
        share = np.cumsum(town.load[rows[order]] + 1e-6)
        cut = int(np.searchsorted(share, share[-1] / 2))
        grid_of[rows[order[min(max(cut, 1), len(rows) - 1) :]]] = g
    return grid_of


def around(town: Town, centre_of: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return a first grid for each unit: the nearest centre, of those in its own existing grid."""
    grid_of = np.empty(len(town.load), np.int32)
    grid_of[:] = cKDTree(town.xy[centre_of]).query(town.xy)[1]
    for label in np.intersect1d(town.home[town.home >= 0], town.area):
        rows, own = np.flatnonzero(town.home == label), np.flatnonzero(town.area == label)
        grid_of[rows] = own[cKDTree(town.xy[centre_of[own]]).query(town.xy[rows])[1]]
    # Of two centres at one point the tree names the same one for both.
    grid_of[centre_of] = np.arange(len(centre_of))
    return grid_of


def settle(town: Town, state: State) -> None:
    """Let centres and assignment take turns, with prices that even out the loads; then mend pieces.

    `state` must hold a first division; every grid of the result has at least one unit.
    """
    k = len(state.centre_of)
    price = np.zeros(k)
    for turn in range(ROUNDS):
        # Prices stay from turn to turn: what evened out the loads before is nearly right again.
        recentre_new(town, state)
        if turn < SEARCHES:
            near, apart = _nearest_centres(town, state, min(k, NEAREST))
        else:
            measure_again(town, state.centre_of, near, apart)
        # A quarter of the mean way: whole ways make units swing between two centres.
        step = 0.25 * _middle(apart[:: min(k, NEAREST)]) + 1e-9
        balance(town, state, near, apart, price=price, step=step)
    recentre_new(town, state)
    reattach(town, state)


def _middle(metres: NDArray[np.float64]) -> float:
    """Return the median of one number or more: as `np.median`, in a third of its time for few."""
    n = len(metres)
    below, above = (n - 1) // 2, n // 2
    part = np.partition(metres, (below, above))
    return float((part[below] + part[above]) / 2)


def _nearest_centres(
    town: Town, state: State, m: int
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return (n m,) the m centres nearest to each unit, nearest first, and the metres to them."""
    n, k = len(town.load), len(state.centre_of)
    if k <= FEW_CENTRES:
        near, apart = np.zeros(n * m, np.int32), np.zeros(n * m)
        nearest_centres(town, state.centre_of, near, apart)
        return near, apart
    metres, rows = cKDTree(town.xy[state.centre_of]).query(town.xy, k=m)
    return rows.astype(np.int32).ravel(), np.ascontiguousarray(metres.ravel())
