"""The cheapest whole division that can be put together from areas that were met."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

from gridgen.solver.cheapest import cheapest
from gridgen.solver.kernels.anneal import Met


def put_together(
    met: Met, centre_of: NDArray[np.int32], own: NDArray[np.int64], *, most: int
) -> NDArray[np.int32] | None:
    """Return (n,) the cheapest division found of areas that were met, None if none is cheaper.

    Parameters
    ----------
    met
        The areas met, those of the division in hand among them.
    centre_of
        (k,) the unit at the centre of each area.
    own
        (k,) the rows of the areas of that division.
    most
        Areas among which is chosen, at most.
    """
    n, count = len(met.code) - len(centre_of), int(met.end[-1])
    end = met.end[: count + 1]
    member = csc_matrix((np.ones(end[-1]), met.units[: end[-1]], end), shape=(n, count))
    chosen = cheapest(member, met.score[:count], own, most=most)
    if chosen is None:
        return None
    number_of = np.full(n, -1, np.int32)
    number_of[centre_of] = np.arange(len(centre_of))
    grid_of = np.empty(n, np.int32)
    for row in chosen:
        units = met.units[end[row] : end[row + 1]]
        grid_of[units] = number_of[units].max()  # an area holds one centre, its own
    return grid_of
