"""The market of the proven bound: what candidate centres choose from, and what they answered.

A candidate centre takes the set of units that is best by reduced cost: visits times metres less the
unit's multiplier, with the set's load inside the band. Every unit is a candidate until it is
closed. `survey` looks at all units for each and lists those that count; `look` and `count` go
through these lists alone; `pack` makes the sets whole.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import types
from numpy.typing import NDArray

from gridgen.solver.kernels.signatures import POINTS, REAL, REALS, WHOLES


class Market(NamedTuple):
    """What is divided, which stays as it is; and lists and answers, which kernels write.

    Loads and limits are real numbers, since units may be taken in part.
    """

    xy: NDArray[np.float64]
    """(n, d) positions, metres, in an order in which neighbours in space are near."""
    load: NDArray[np.float64]
    """(n,) what the band counts, whole numbers."""
    visits: NDArray[np.float64]
    """(n,) weight of the way to the centre."""
    fewest: float
    """The least load of a set, that of its centre included."""
    most: float
    """The greatest load of a set."""
    start: NDArray[np.int64]
    """(n + 1,) where the list of each candidate begins in `near`."""
    near: NDArray[np.uint32]
    """Units that count for a candidate, itself left out; room for as many for each candidate. A
    list is as long as it is, so the room behind the last one is unused."""
    metres: NDArray[np.float32]
    """Metres to the unit at the same place in `near`: half the memory, and the steps believe them
    only for a while; what is proven is measured anew."""
    values: NDArray[np.float64]
    """(n,) reduced cost of each candidate's best set, metres; infinite where it cannot be one."""
    prices: NDArray[np.float64]
    """(n,) price for each household that tells a candidate's set, metres."""
    taken: NDArray[np.float64]
    """(n,) how often the chosen sets take each unit."""
    is_closed: NDArray[np.bool_]
    """(n,) units that are no candidates any more: their value is infinite."""


SMALLS = types.uint32[::1]
MARKET = types.NamedTuple(
    (
        POINTS, REALS, REALS, REAL, REAL, WHOLES, SMALLS, types.float32[::1], REALS, REALS, REALS,
        types.boolean[::1],
    ),
    Market,
)  # fmt: skip


def new_market(
    xy: NDArray[np.float64],
    load: NDArray[np.float64],
    visits: NDArray[np.float64],
    band: tuple[int, int],
    room: int,
) -> Market:
    """Return a market with room for `room` units in each list; `survey` comes next."""
    n = len(load)
    return Market(
        xy, load, visits, float(band[0]), float(band[1]), np.empty(n + 1, np.int64),
        np.empty(n * room, np.uint32), np.empty(n * room, np.float32), np.empty(n), np.zeros(n),
        np.empty(n), np.zeros(n, np.bool_),
    )  # fmt: skip
