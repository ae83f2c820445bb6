"""Special grids as given: polygons that are set aside before the division."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes, Texts, frozen, texts


@dataclass(frozen=True, slots=True, eq=False)
class SpecialGrids:
    """s polygons that are grids of their own: markets, parks, office buildings.

    `name`, `code` (s,) text, "" where not given; `size` (s,) what they are sized by instead of
    households (stalls, desks), 0 where not given; `shape` (s,) polygons in metres that do not
    overlap, empty where a row has none.
    """

    name: Texts
    code: Texts
    size: NDArray[np.int64]
    shape: Shapes

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", texts(self.name))
        object.__setattr__(self, "code", texts(self.code))
        object.__setattr__(self, "size", frozen(self.size, np.int64))
        object.__setattr__(self, "shape", frozen(self.shape, object))

    def __len__(self) -> int:
        return len(self.code)
