"""The places of one community around which a level is made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """The centres of one level in one community: c people or stations.

    `row` (c,) of each among all centres; `xy` (c, 2) metres; `fewest` and `most` (c,), -1 where the
    band of the rules holds; `held` (c,) the number of the existing zone that was drawn around it,
    -1 for none.
    """

    row: NDArray[np.int64]
    xy: NDArray[np.float64]
    fewest: NDArray[np.int64]
    most: NDArray[np.int64]
    held: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.row)
