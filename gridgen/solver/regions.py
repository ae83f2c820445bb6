"""One region of a few areas after the other is divided anew, while that helps.

Large neighbourhoods (Shaw 1998), here as large as HiGHS can look through in a moment: a region
grows by an area after many have brought nothing, and shrinks when one has taken long. What is long
is counted in steps of the simplex, so that every machine finds the same.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from gridgen.solver.freed import Care, Places, divide_anew

LEAST, MOST = 2, 9
"""Areas of a region."""

LONG = 3_000
"""Steps of the simplex after which regions become smaller."""

CARE = Care(depth=3, gap=1e-3, work=LONG)
"""Units go to an area that is at most three links away: those deep inside another one never do."""


class Regions:
    """Regions of a part around given centres, and which of them need not be looked at again."""

    def __init__(self, all_of: Places, rng: np.random.Generator) -> None:
        self.all_of, self.rng = all_of, rng
        self.size = LEAST + 1
        self.idle = 0
        self._seen: dict[tuple[int, ...], bytes] = {}

    def improve(
        self, grid_of: NDArray[np.int32], *, work: int, is_over: Callable[[], bool]
    ) -> NDArray[np.int32]:
        """Return a division that is no worse: less outside the bands, or else fewer metres.

        Parameters
        ----------
        grid_of
            (n,) a division, each area of it in one piece.
        work
            Steps of the simplex after which it ends.
        is_over
            Says whether no further region may be begun.
        """
        grid_of = grid_of.copy()
        k = len(self.all_of.centre_of)
        beside = self._beside(grid_of)
        tries = 0
        while work > 0 and tries < 40 * k and not is_over():
            tries += 1
            areas = self._region(grid_of, beside)
            units = np.flatnonzero(np.isin(grid_of, areas))
            now = grid_of[units].tobytes()
            if self._seen.get(tuple(areas)) == now:
                work -= 1
                self.count(long=False, better=False)
                continue
            self._seen[tuple(areas)] = now
            anew = divide_anew(self.all_of, grid_of, areas, CARE)
            work -= anew.work + 20
            is_better = len(anew.grid_of) > 0 and self._take(grid_of, areas, anew.grid_of, units)
            self.count(long=anew.work > LONG, better=is_better)
            if is_better:
                beside = self._beside(grid_of)
        return grid_of

    def count(self, *, long: bool, better: bool) -> None:
        """Make regions smaller where they take long, larger where many brought nothing."""
        self.idle = 0 if better else self.idle + 1
        most = min(MOST, len(self.all_of.centre_of))
        if long:
            self.size, self.idle = max(LEAST, self.size - 1), 0
        elif self.idle > 2 * len(self.all_of.centre_of):
            self.size, self.idle = min(most, self.size + 1), 0

    def _take(
        self,
        grid_of: NDArray[np.int32],
        areas: list[int],
        new: list[int],
        units: NDArray[np.int64],
    ) -> bool:
        """Put units into their new areas if no more are outside then; say whether."""
        old = grid_of[units]
        before = self._outside(grid_of, areas)
        grid_of[units] = new
        if self._outside(grid_of, areas) <= before:
            return True
        grid_of[units] = old
        return False

    def _outside(self, grid_of: NDArray[np.int32], areas: list[int]) -> int:
        return int(self._off(grid_of)[areas].sum())

    def _off(self, grid_of: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return (k,) how many households each area is outside its band."""
        town = self.all_of.town
        load = np.zeros(len(self.all_of.centre_of), np.int64)
        np.add.at(load, grid_of, town.load)
        return np.asarray(np.maximum(np.maximum(load - town.most, town.fewest - load), 0))

    def _beside(self, grid_of: NDArray[np.int32]) -> list[list[int]]:
        """Return for each area those that it touches."""
        town, k = self.all_of.town, len(self.all_of.centre_of)
        a = np.repeat(grid_of, np.diff(town.start))
        b = grid_of[town.near]
        pairs = np.unique(a[a != b].astype(np.int64) * k + b[a != b])
        beside: list[list[int]] = [[] for _ in range(k)]
        for pair in pairs.tolist():
            beside[pair // k].append(pair % k)
        return beside

    def _region(self, grid_of: NDArray[np.int32], beside: list[list[int]]) -> list[int]:
        """Return areas that touch: around one outside its band where there is one, else any."""
        k, off = len(self.all_of.centre_of), np.flatnonzero(self._off(grid_of))
        areas = [int(self.rng.choice(off)) if len(off) else int(self.rng.integers(k))]
        while len(areas) < min(self.size, k):
            touched = sorted({h for g in areas for h in beside[g]} - {*areas})
            if not touched:
                break
            areas.append(int(self.rng.choice(touched)))
        return sorted(areas)
