"""Boundaries on their way from a table to `Communities`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes, Texts
from gridgen.words.say import in_both


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """c boundaries on their way.

    Attributes
    ----------
    row
        (c,) row of the file, counted from 1.
    code, name
        (c,) text; a code is never "".
    kind
        (c,) "village" or "community", "" where nothing tells.
    urban_class
        (c,) one of `CLASSES`, "" where not known.
    shape
        (c,) polygons: in the CRS of the file, then in metres.
    is_known
        (c,) whether the code stands in the file and is one of a village or community.
    """

    row: NDArray[np.int64]
    code: Texts
    name: Texts
    kind: Texts
    urban_class: Texts
    shape: Shapes
    is_known: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.row)


def where(source: str, row: int) -> str:
    """Return a row of a file as findings name it."""
    return f"{source}, row {row}"


def at(row: int) -> tuple[str, str]:
    """Return a row as people call it, Chinese first."""
    return in_both("at_row", row=str(row))
