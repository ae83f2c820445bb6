"""All grids met on the way, and the best whole division that can be put together from them.

Every grid that a search passes through is a set of units with a score of its own; which of them
make the cheapest whole is a set partitioning problem (Garfinkel and Nemhauser 1970, for districts;
fed from a search by Rochat and Taillard 1995), solved by HiGHS.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_matrix

from gridgen.solver.kernels.town import State, Town

MOST_UNITS = 1_500
"""Units up to which grids are gathered: the time to put them together grows with the square."""

MOST_GRIDS = 4_000
"""Grids from which the division is put together: those that promise most."""

NODES = 300
"""Branches that HiGHS may look at: counted, so that every machine finds the same."""


class Pool:
    """Grids inside the band, each once, as the rows of its units, with its score in metres."""

    def __init__(self) -> None:
        """Begin with none."""
        self._score: dict[bytes, float] = {}
        self._last = np.zeros(0, np.int32)

    def gather(self, town: Town, state: State) -> None:
        """Take in the grids of a division that have changed since the last one."""
        if len(self._last) == 0:
            self._last = np.full_like(state.grid_of, -1)
        # Only grids that somebody left or entered can be new; their numbers may be old or new ones.
        moved = state.grid_of != self._last
        changed = np.union1d(state.grid_of[moved], self._last[moved])
        fits = (town.fewest <= state.load_of) & (state.load_of <= town.most)
        for g in changed[(changed >= 0) & fits[changed]].tolist():
            members = np.flatnonzero(state.grid_of == g).astype(np.int32).tobytes()
            score = float(state.score_of[g])
            self._score[members] = min(score, self._score.get(members, np.inf))
        self._last = state.grid_of.copy()

    def best(self, grid_of: NDArray[np.int32], score: float) -> NDArray[np.int32]:
        """Return (n,) the cheapest division found into as many grids, or else `grid_of`.

        `score` is that of `grid_of`, a division all of whose grids were gathered.
        """
        k = int(grid_of.max()) + 1
        member, cost = self._matrix(len(grid_of))
        own = self._rows_of(grid_of)
        # How much dearer a grid is than what its units cost where they are now: least is best.
        dear = cost - member[:-1].T @ _shares(grid_of, cost[own])
        short = np.union1d(np.argsort(dear, kind="stable")[:MOST_GRIDS], own)
        promise = _promises(member[:, short], cost[short], k)
        if promise is None or (promise > score - _TINY).all():
            return grid_of
        # Without those that cannot be in anything cheaper, but for the division in hand.
        short = np.union1d(short[promise <= score - _TINY], own)
        chosen = milp(
            cost[short],
            constraints=LinearConstraint(member[:, short], *_whole(len(grid_of), k)),
            bounds=Bounds(0.0, 1.0), integrality=np.ones(len(short)),
            options={"node_limit": NODES, "mip_rel_gap": 0.0},
        )  # fmt: skip
        if chosen.x is None or chosen.fun >= score - _TINY:
            return grid_of
        found = np.empty_like(grid_of)
        for g, row in enumerate(short[chosen.x > 0.5].tolist()):
            # All of a column but its last entry, which is the row of ones.
            found[member.indices[member.indptr[row] : member.indptr[row + 1] - 1]] = g
        return found

    def _matrix(self, n: int) -> tuple[csc_matrix, NDArray[np.float64]]:
        """Return (n + 1, g) which units each grid holds, a last row of ones, and its score."""
        members = [np.frombuffer(key, np.int32) for key in self._score]
        rows = np.concatenate([np.append(units, n) for units in members])
        begin = np.cumsum([0] + [len(units) + 1 for units in members])
        cost = np.fromiter(self._score.values(), float)
        return csc_matrix((np.ones(len(rows)), rows, begin), shape=(n + 1, len(members))), cost

    def _rows_of(self, grid_of: NDArray[np.int32]) -> NDArray[np.int64]:
        place = {key: row for row, key in enumerate(self._score)}
        return np.array(
            [place[np.flatnonzero(grid_of == g).astype(np.int32).tobytes()]
             for g in range(int(grid_of.max()) + 1)]
        )  # fmt: skip


def _shares(grid_of: NDArray[np.int32], cost: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n,) what each unit costs in its grid if its members share alike."""
    return (cost / np.bincount(grid_of))[grid_of]


_TINY = 1e-6
"""Metres by which a division must be cheaper to count."""


def _whole(n: int, k: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ask that each unit is in one grid, and that there are k."""
    once = np.append(np.ones(n), float(k))
    return once, once


def _promises(member: csc_matrix, cost: NDArray[np.float64], k: int) -> NDArray[np.float64] | None:
    """Return for each grid the least score that a relaxed division with it can have.

    By interior points: the problem is so degenerate that a simplex takes twenty times as long.
    """
    solved = linprog(
        cost, A_eq=member, b_eq=_whole(member.shape[0] - 1, k)[0], bounds=(0, None),
        method="highs-ipm",
    )  # fmt: skip
    if solved.status != 0:
        return None
    return np.asarray(solved.fun + np.maximum(cost - member.T @ solved.eqlin.marginals, 0.0))
