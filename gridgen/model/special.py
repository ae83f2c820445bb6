"""Special grids as given: polygons that are set aside before the division."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes, Texts, frozen, in_short, require_rows, texts


@dataclass(frozen=True, slots=True, eq=False)
class SpecialGrids:
    """s polygons that are grids of their own: markets, parks, office buildings.

    Attributes
    ----------
    name, code
        (s,) text, "" where not given.
    size
        (s,) what each is sized by instead of households (stalls, desks), 0 where not given.
    shape
        (s,) polygons or multipolygons in metres that do not overlap, empty where a row has none.
    """

    name: Texts
    code: Texts
    size: NDArray[np.int64]
    shape: Shapes

    __repr__ = in_short

    def __post_init__(self) -> None:
        for name in ("name", "code"):
            object.__setattr__(self, name, texts(getattr(self, name)))
        object.__setattr__(self, "size", frozen(self.size, np.int64))
        object.__setattr__(self, "shape", frozen(self.shape, object))
        require_rows(self)

    def __len__(self) -> int:
        return len(self.code)
