"""The modes "given" and "unit": zones that households name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from gridgen.division.parent import Found, Parent
from gridgen.division.units import middles


def named(parent: Parent) -> Found:
    """Return the zones that households name: one for each name, in one piece or not."""
    xy, count = parent.xy, parent.count
    name_of = parent.whole.names[parent.step.level][parent.rows]
    zone_of = named_zones(xy, parent.links.pairs, name_of)
    centre = middles(xy, count, zone_of)
    metres = float((count * np.hypot(*(xy - centre[zone_of]).T)).sum())
    return Found(zone_of, centre, np.ones(len(centre), np.int64), metres)


def named_zones(
    xy: NDArray[np.float64], pairs: NDArray[np.int32], name_of: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Return (n,) the zone of each household: those of one name are one, from the smallest on.

    Who has no name goes with the nearest over `pairs` that has one, or else by straight distance.
    Where nobody has one all are one zone.

    Parameters
    ----------
    xy
        (n, 2) metres.
    pairs
        (m, 2) rows that are neighbours.
    name_of
        (n,) a number for each name, -1 for none.
    """
    n = len(xy)
    named = np.flatnonzero(name_of >= 0)
    if len(named) == 0:
        return np.zeros(n, np.int32)
    label = name_of.copy()
    blank = name_of < 0
    if blank.any():
        length = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T) + 1e-9  # 0 is no link to scipy
        graph = coo_matrix((length, (pairs[:, 0], pairs[:, 1])), shape=(n, n)).tocsr()
        # One search from all who have a name: it tells for each row the nearest of them.
        away, _, source = dijkstra(
            graph, directed=False, indices=named, min_only=True, return_predecessors=True
        )
        near = named[cKDTree(xy[named]).query(xy[blank])[1]]
        label[blank] = name_of[np.where(np.isfinite(away[blank]), source[blank], near)]
    return np.unique(label, return_inverse=True)[1].reshape(-1).astype(np.int32)
