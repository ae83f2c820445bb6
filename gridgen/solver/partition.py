"""All grids met on the way, and the best whole division that can be put together from them.

Every grid that a search passes through is a set of units with a score of its own, also where the
search went back from it; which of them make the cheapest whole is a set partitioning problem
(Garfinkel and Nemhauser 1970, for districts; fed from a search by Rochat and Taillard 1995). Where
units are many it is put for some grids that lie together at a time, again and again (a large
neighbourhood as in POPMUSIC, Taillard and Voss 2002).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

from gridgen.solver.kernels.moves import listed
from gridgen.solver.kernels.town import State, Town

MOST_UNITS = 1_500
"""Units up to which the whole is put together at once: the time grows with the square."""

GRIDS = 35
"""Grids that are put together at once where units are more, as far as they hold no more units."""

MOST_GRIDS = 4_000
"""Grids from which a division is put together: those that promise most."""


class Pool:
    """Grids inside the band, each once, as the rows of its units, with its score in metres."""

    def __init__(self) -> None:
        """Begin with none."""
        self._row: dict[bytes, int] = {}
        self._score: list[float] = []
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
            row = self._row.setdefault(listed(state, g).tobytes(), len(self._score))
            score = float(state.score_of[g])
            if row == len(self._score):
                self._score.append(score)
            self._score[row] = min(score, self._score[row])
        self._last = state.grid_of.copy()

    def best(
        self, xy: NDArray[np.float64], grid_of: NDArray[np.int32], is_over: Callable[[], bool]
    ) -> NDArray[np.int32]:
        """Return (n,) the cheapest division found into as many grids, or else `grid_of`.

        Parameters
        ----------
        xy
            (n, d) metres.
        grid_of
            (n,) a division all of whose grids were gathered.
        is_over
            Whether no further part is to be put together.
        """
        # HiGHS is loaded where grids were met.
        from gridgen.solver.cheapest import cheapest

        n = len(grid_of)
        member, score = self._matrix(n)
        own, found = self._rows_of(grid_of), grid_of.copy()
        waits = np.ones(n, bool)
        while waits.any() and not is_over():
            some = _around(xy, found, int(found[np.argmax(waits)]))
            # Those farther out come again, with others around them.
            inner = some if len(some) == len(own) else some[: max(1, len(some) // 3)]
            waits[np.isin(found, inner)] = False
            units = np.flatnonzero(np.isin(found, some))
            inside = self._inside(member, units)
            chosen = cheapest(
                member[:, inside][np.append(units, n)], score[inside],
                np.searchsorted(inside, own[some]), most=MOST_GRIDS,
            )  # fmt: skip
            for g, row in zip(some, [] if chosen is None else inside[chosen], strict=False):
                # All of a column but its last entry, which is in the row of ones.
                found[member.indices[member.indptr[row] : member.indptr[row + 1] - 1]] = g
                own[g] = row
        return found

    def _inside(self, member: csc_matrix, units: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the rows of the grids that hold none but some units."""
        is_in = np.zeros(member.shape[0])
        is_in[units] = is_in[-1] = 1.0
        return np.flatnonzero(member.T @ is_in == np.diff(member.indptr))

    def _matrix(self, n: int) -> tuple[csc_matrix, NDArray[np.float64]]:
        """Return (n + 1, g) which units each grid holds, a last row of ones, and its score."""
        members = [np.frombuffer(key, np.int32) for key in self._row]
        rows = np.concatenate([np.append(units, n) for units in members])
        begin = np.cumsum([0] + [len(units) + 1 for units in members])
        shape = (n + 1, len(members))
        return csc_matrix((np.ones(len(rows)), rows, begin), shape=shape), np.array(self._score)

    def _rows_of(self, grid_of: NDArray[np.int32]) -> NDArray[np.int64]:
        return np.array(
            [self._row[np.flatnonzero(grid_of == g).astype(np.int32).tobytes()]
             for g in range(int(grid_of.max()) + 1)]
        )  # fmt: skip


def _around(xy: NDArray[np.float64], grid_of: NDArray[np.int32], g: int) -> NDArray[np.int64]:
    """Return the numbers of the grids nearest to one, itself first; all where units are few."""
    size = np.bincount(grid_of)
    middle = np.column_stack([np.bincount(grid_of, axis) for axis in xy.T]) / size[:, None]
    near = np.argsort(np.square(middle - middle[g]).sum(axis=1), kind="stable")
    if len(grid_of) <= MOST_UNITS:
        return near
    return near[: max(1, min(GRIDS, int(np.searchsorted(np.cumsum(size[near]), MOST_UNITS))))]
