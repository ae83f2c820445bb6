"""What the solver answers, and what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import frozen, in_short


class Status(StrEnum):
    """How sure an answer is."""

    FEASIBLE = "feasible"
    PROVEN_IMPOSSIBLE = "proven impossible"
    NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True)
class Breach:
    """One grid outside the band: `by` households too many (positive) or too few (negative)."""

    grid: int
    households: int
    by: int


@dataclass(frozen=True, slots=True)
class Weights:
    """What the score counts besides the walking metres: everything in metres.

    Attributes
    ----------
    moved_m
        For each household that leaves the existing grid in which it is.
    border_m
        For each metre of border between two grids that follows no road, river or other visible
        line.
    round_m
        For each metre of border between two grids, on a line or not: what makes grids round.
    even_m
        For being off the target T with N households: times (N - T)**2 / T. With given centres,
        whose limits are their own, it does not count.
    """

    moved_m: float = 1000.0
    border_m: float = 2.0
    round_m: float = 0.0
    even_m: float = 0.0

    def uneven(self, households: NDArray[np.int64], target: float) -> float:
        """Return what grids cost in all that are off the target, metres.

        Parameters
        ----------
        households
            (g,) those of each grid.
        target
            Households aimed at, above 0.
        """
        return float(self.even_m * ((households - target) ** 2 / target).sum())


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """The division of one community: u units into g grids.

    `grid_of` (u,) int32; `centre_of` (g,) int32, the unit from which each grid is served; `metres`,
    the walking term: sum of visits times straight metres to the centre; `score`, all terms;
    `lower_bound_m`, if asked for, a proof that no division into as many grids inside the band walks
    less, and `least_m` the metres of the best one that was found where nothing else has a price:
    what is walked above it buys better borders and even grids; `reason`, where a grid is outside
    the band, a sentence: what proves that it must be, or else what was tried.
    """

    grid_of: NDArray[np.int32]
    centre_of: NDArray[np.int32]
    metres: float
    score: float
    status: Status
    breaches: tuple[Breach, ...] = ()
    lower_bound_m: float | None = None
    least_m: float | None = None
    reason: str = ""

    __repr__ = in_short

    def __post_init__(self) -> None:
        object.__setattr__(self, "grid_of", frozen(self.grid_of, np.int32))
        object.__setattr__(self, "centre_of", frozen(self.centre_of, np.int32))
