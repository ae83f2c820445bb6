"""Whom grids keep together and apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgen.model.households import Households


@dataclass(frozen=True, slots=True)
class Tie:
    """Two whom one grid is to hold, or two whom no grid may hold together.

    Attributes
    ----------
    kind
        "together" or "apart".
    key
        "id", or a column of the households such as "building".
    first, second
        Values of that column: an id, or what many households share.
    """

    kind: str
    key: str
    first: str
    second: str

    def rows(self, households: Households, side: str) -> NDArray[np.int64]:
        """Return the rows of the households that `side` names, ascending; all parts of a cut row.

        A blank side names nobody, though many households have a blank in the column.

        Parameters
        ----------
        side
            `first` or `second` of this tie.
        """
        if not side:
            return np.zeros(0, np.int64)
        if self.key == "id":
            return np.flatnonzero((households.ids == side) | (households.part_of == side))
        column = households.keys.get(self.key)
        return np.zeros(0, np.int64) if column is None else np.flatnonzero(column == side)
