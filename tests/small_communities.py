"""Small communities, with every division of them: the slow obvious way to the best."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from gridgen.model.problem import Problem
from gridgen.solver.pose import pose

Pairs = list[tuple[int, int]]


def metres(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n, n) the straight ways between points."""
    return np.sqrt(((xy[:, None] - xy[None]) ** 2).sum(axis=2))


def is_whole(members: list[int], pairs: Pairs) -> bool:
    """Say whether pairs hold members together."""
    seen, todo = {members[0]}, [members[0]]
    while todo:
        u = todo.pop()
        for a, b in pairs:
            for v, w in ((a, b), (b, a)):
                if v == u and w in members and w not in seen:
                    seen.add(w)
                    todo.append(w)
    return len(seen) == len(members)


class Case:
    """A small community, with every set of units that may be a grid and what it walks."""

    def __init__(self, seed: int, n: int, *, linked: bool = False) -> None:
        rng = np.random.default_rng(seed)
        grain = rng.choice([1, 10, 100])
        self.xy = rng.integers(0, 300 // grain, (n, 2)) * float(grain)
        if rng.random() < 0.3:
            self.xy += [448_000.0, 4_420_000.0]
        lumps = rng.integers(0, 7, n) * rng.choice([1, 1, 1, 40], n)
        self.load = lumps if rng.random() < 0.7 else np.ones(n, np.int64)
        self.visits = [self.load * 1.0, np.ones(n), rng.random(n) * (rng.random(n) < 0.8)][seed % 3]
        self.grids = int(rng.integers(1, n + 1)) if rng.random() < 0.3 else min(n, 2 + seed % 2)
        mean = self.load.sum() / self.grids
        self.fewest = int(max(1, mean * rng.uniform(0.2, 1)))
        self.most = int(max(self.fewest, mean * rng.uniform(1, 2)))
        pairs = [(int(rng.integers(0, u)), u) for u in range(1, n)] if linked else None
        d = metres(self.xy)
        self.walk: dict[int, float] = {}
        self.from_centre: dict[int, NDArray[np.float64]] = {}
        for mask in range(1, 2**n):
            inside = [u for u in range(n) if mask >> u & 1]
            if not self.fewest <= self.load[inside].sum() <= self.most:
                continue
            if pairs is not None and not is_whole(inside, pairs):
                continue
            ways = (self.visits[inside][:, None] * d[np.ix_(inside, inside)]).sum(axis=0)
            self.from_centre[mask] = ways
            self.walk[mask] = float(ways.min())

    def optimum(self) -> float:
        """Return the least metres of any division; infinite if there is none."""
        n = len(self.load)
        least = {0: 0.0}
        for _ in range(self.grids):
            further: dict[int, float] = {}
            for done, so_far in least.items():
                first = next((u for u in range(n) if not done >> u & 1), n)
                for mask, walk in self.walk.items():
                    if mask & done == 0 and mask >> first & 1:
                        whole = done | mask
                        further[whole] = min(further.get(whole, math.inf), so_far + walk)
            least = further
        return least.get(2**n - 1, math.inf)

    def problem(self) -> Problem:
        """Return it as the solver takes it, without links."""
        return pose(self.xy, self.load, visits=self.visits, fewest=self.fewest, most=self.most)
