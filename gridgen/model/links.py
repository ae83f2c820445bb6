"""What stays together, and who is a neighbour of whom."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import frozen, in_short


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Who is a neighbour of whom among n rows (households or units), in one community.

    Attributes
    ----------
    pairs
        (m, 2) row numbers, smaller first, sorted, none repeated.
    border_m
        (m,) length of the border that the two share inside the community, metres; 0 where they
        share a place or are joined over a gap.
    joins
        (m,) true where the link joins a part too small for the band to its nearest part.
    bends
        (m,) true where the cells meet inside the community, but the straight line between the two
        leaves it on its way, or crosses a line that cuts; none if not given.
    along_m
        (m,) how much of `border_m` lies on a visible line, metres; 0 if not given.
    """

    pairs: NDArray[np.int32]
    border_m: NDArray[np.float64]
    joins: NDArray[np.bool_]
    bends: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    along_m: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    __repr__ = in_short

    def __post_init__(self) -> None:
        object.__setattr__(self, "pairs", frozen(self.pairs, np.int32).reshape(-1, 2))
        object.__setattr__(self, "border_m", frozen(self.border_m, np.float64))
        object.__setattr__(self, "joins", frozen(self.joins, np.bool_))
        bends = self.bends if len(self.bends) else np.zeros(len(self.pairs), bool)
        object.__setattr__(self, "bends", frozen(bends, np.bool_))
        along = self.along_m if len(self.along_m) else np.zeros(len(self.pairs))
        object.__setattr__(self, "along_m", frozen(along, np.float64))

    def __len__(self) -> int:
        return len(self.pairs)


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """What the solver may not cut: u units, each a place, a building, or a household.

    Attributes
    ----------
    unit_of
        (n,) the unit of each household.
    xy
        (u, 2) metres: the household place nearest to the unit's weighted middle.
    households
        (u,) how many households each unit counts.
    """

    unit_of: NDArray[np.int32]
    xy: NDArray[np.float64]
    households: NDArray[np.int64]

    __repr__ = in_short

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit_of", frozen(self.unit_of, np.int32))
        object.__setattr__(self, "xy", frozen(self.xy, np.float64).reshape(-1, 2))
        object.__setattr__(self, "households", frozen(self.households, np.int64))

    def __len__(self) -> int:
        return len(self.households)
