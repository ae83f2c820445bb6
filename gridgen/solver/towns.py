"""Problem -> Town: a part as the kernels take it, for a number of grids."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.model.graphs import neighbours, tidy
from gridgen.model.problem import Problem
from gridgen.solver.kernels.town import Town
from gridgen.solver.start import homes

NEAREST = 12
"""Units among which a unit may change grids where no links are asked."""

Graph = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]
"""Where each unit's neighbours begin, the neighbours, and what it costs to part them."""


def town_of(part: Problem, graph: Graph, k: int) -> Town:
    """Return a part with its graph, to be divided into k grids; of given centres k is how many."""
    start, near, border = graph
    if part.centres is None:
        home, area = homes(part.existing, part.load, k), np.arange(k, dtype=np.int32)
    else:
        home = part.existing.astype(np.int32)
        area = part.existing[part.centres].astype(np.int32)
    return Town(
        xy=part.xy,
        load=part.load,
        visits=part.visits,
        start=start,
        near=near,
        linked=part.links is not None,
        fewest=np.array(np.broadcast_to(part.fewest, k), np.int64),
        most=np.array(np.broadcast_to(part.most, k), np.int64),
        home=home,
        area=area,
        moved_m=part.weights.moved_m,
        is_given=part.centres is not None,
        border=border,
        aim=np.full(k, float(part.band.target)),
        even_m=part.weights.even_m if part.centres is None else 0.0,
    )


def graph_of(part: Problem) -> Graph:
    """Return the links of a part from either side; where none are asked, to the nearest units."""
    n, pairs = len(part), part.links
    if pairs is None:
        return *neighbours(n, _nearest(part.xy)), np.zeros(0)
    start, near = neighbours(n, pairs)
    if len(part.border) == 0:
        return start, near, part.border
    # In the order of `near`: from each unit, to its neighbours ascending.
    both = np.concatenate([pairs, pairs[:, ::-1]])
    twice = np.concatenate([part.border, part.border])
    return start, near, twice[np.lexsort((both[:, 1], both[:, 0]))]


def _nearest(xy: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return links from each unit to one unit at its own point and at each of the nearest points.

    By points, because many units may stand at one: towers would otherwise be islands.
    """
    # `first` is the unit that stands for its point; all others there are linked to it.
    points, first, point_of = np.unique(xy, axis=0, return_index=True, return_inverse=True)
    k = min(len(points), NEAREST + 1)
    near = first[cKDTree(points).query(points, k=k)[1].reshape(len(points), k)]
    own = np.repeat(np.arange(len(xy)), k)
    return tidy(np.stack([own, near[point_of.reshape(-1)].ravel()], axis=1))
