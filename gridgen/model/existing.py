"""Grids that are there already, as polygons of a layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes, Texts, frozen, in_short, require_rows, texts
from gridgen.model.polygons import first_at


@dataclass(frozen=True, slots=True, eq=False)
class ExistingGrids:
    """k polygons with codes.

    Attributes
    ----------
    code
        (k,) text, which may repeat: the file is somebody else's.
    name
        (k,) text, "" where not given.
    shape
        (k,) valid polygons or multipolygons in metres, which may overlap; empty where a row has
        none.
    """

    code: Texts
    name: Texts
    shape: Shapes

    __repr__ = in_short

    def __post_init__(self) -> None:
        for name in ("code", "name"):
            object.__setattr__(self, name, texts(getattr(self, name)))
        object.__setattr__(self, "shape", frozen(self.shape, object))
        require_rows(self)

    def __len__(self) -> int:
        return len(self.code)

    def rows_at(self, xy: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return (n,) the first polygon that holds each place of `xy` (n, 2), -1 for none."""
        return first_at(self.shape, xy).astype(np.int64)
