"""Whom grids keep together and apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgen.model.households import Households


@dataclass(frozen=True, slots=True)
class Tie:
    """Two whom a grid keeps "together" or whom grids keep "apart": values of the column `key`."""

    kind: str
    key: str
    """"id", or a column of the households."""
    first: str
    second: str

    def rows(self, roll: Households, side: str) -> NDArray[np.int64]:
        """Return the rows of the households that `side` names; a row that was cut, all parts."""
        if self.key == "id":
            return np.flatnonzero((roll.ids == side) | (roll.part_of == side))
        column = roll.keys.get(self.key)
        return np.zeros(0, np.int64) if column is None else np.flatnonzero(column == side)
