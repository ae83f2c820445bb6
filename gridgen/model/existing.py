"""Grids that are there already, as polygons of a layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes, Texts, frozen, texts
from gridgen.model.polygons import first_at


@dataclass(frozen=True, slots=True, eq=False)
class ExistingGrids:
    """k polygons with codes: `code`, `name` (k,) text, `shape` (k,) valid, metres."""

    code: Texts
    name: Texts
    shape: Shapes

    def __post_init__(self) -> None:
        object.__setattr__(self, "code", texts(self.code))
        object.__setattr__(self, "name", texts(self.name))
        object.__setattr__(self, "shape", frozen(self.shape, object))

    def __len__(self) -> int:
        return len(self.code)

    def rows_at(self, xy: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return (n,) the first polygon that holds each place of `xy` (n, 2), -1 for none."""
        return first_at(self.shape, xy).astype(np.int64)
