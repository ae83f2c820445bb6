"""Communities with a planted division: made so that an answer inside the band exists.

Houses stand alone or in hamlets, alone or in lumps of several households; some links are cut by
barriers or by a lake, which may leave parts. Grids are grown over the links from random seeds, the
lightest first; the band is then set around what they hold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay


@dataclass(frozen=True)
class Planted:
    """xy (n, 2) metres, load (n,), links (m, 2), the planted grids (n,), the band, and locks (n,).

    `locked` is the planted grid of each unit that is locked, -1 for the others.
    """

    xy: NDArray[np.float64]
    load: NDArray[np.int64]
    links: NDArray[np.int64]
    grid_of: NDArray[np.int64]
    fewest: int
    most: int
    locked: NDArray[np.int64] | None = None

    @property
    def grids(self) -> int:
        """How many grids were planted."""
        return int(self.grid_of.max(initial=-1)) + 1


def planted(seed: int, *, slack: float) -> Planted:
    """Return a community whose planted grids fill a band wider by `slack` (0: just so) each way."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(40, 600))
    xy = _places(rng, n)
    load = _loads(rng, n)
    links = _links(rng, xy)
    grid_of = _grown(rng, load, links, grids=int(rng.integers(2, max(3, n // 25))))
    inside = grid_of >= 0
    number = np.cumsum(inside) - 1
    links = number[links[inside[links].all(axis=1)]]
    sizes = np.bincount(grid_of[inside], weights=load[inside])
    fewest = max(1, int(np.floor(sizes.min() * (1 - slack))))
    most = int(np.ceil(sizes.max() * (1 + slack)))
    return Planted(xy[inside], load[inside], links, grid_of[inside], fewest, most)


def _places(rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    width = 32 * np.sqrt(n)
    alone: NDArray[np.float64] = rng.random((n, 2)) * width
    if rng.random() < 0.5:
        return alone
    hamlets = rng.random((max(2, n // 45), 2)) * width
    places: NDArray[np.float64] = hamlets[rng.integers(len(hamlets), size=n)]
    return places + rng.normal(0, 55, (n, 2))


def _loads(rng: np.random.Generator, n: int) -> NDArray[np.int64]:
    kind = rng.integers(3)
    if kind == 0:
        return np.ones(n, np.int64)
    if kind == 1:
        return rng.integers(1, 9, n)
    return np.where(rng.random(n) < 0.1, rng.integers(5, 45, n), 1)


def _links(rng: np.random.Generator, xy: NDArray[np.float64]) -> NDArray[np.int64]:
    corners = Delaunay(xy).simplices
    sides = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    links = np.unique(np.sort(sides, axis=1), axis=0)
    middle = xy[links].mean(axis=1)
    keep = np.ones(len(links), bool)
    if rng.random() < 0.4:  # a lake
        keep &= np.hypot(*(middle - xy[rng.integers(len(xy))]).T) > rng.uniform(30, 150)
    if rng.random() < 0.5:  # a river through two houses, with few bridges
        a, b = xy[rng.integers(len(xy), size=2)]
        side = (b[0] - a[0]) * (xy[:, 1] - a[1]) - (b[1] - a[1]) * (xy[:, 0] - a[0]) > 0
        keep &= (side[links[:, 0]] == side[links[:, 1]]) | (rng.random(len(links)) < 0.05)
    return links[keep]


def _grown(
    rng: np.random.Generator, load: NDArray[np.int64], links: NDArray[np.int64], *, grids: int
) -> NDArray[np.int64]:
    near: list[list[int]] = [[] for _ in load]
    for a, b in links.tolist():
        near[a].append(b)
        near[b].append(a)
    grid_of = np.full(len(load), -1)
    seeds = rng.choice(len(load), grids, replace=False)
    grid_of[seeds] = np.arange(grids)
    sizes = load[seeds].astype(float)
    border = [list(near[seed]) for seed in seeds]
    growing = set(range(grids))
    while growing:
        g = min(growing, key=lambda h: (sizes[h], h))
        free = sorted({u for u in border[g] if grid_of[u] < 0})
        if not free:
            growing.discard(g)
            continue
        u = free[int(rng.integers(len(free)))]
        grid_of[u] = g
        sizes[g] += load[u]
        border[g] = free + near[u]
    return grid_of
