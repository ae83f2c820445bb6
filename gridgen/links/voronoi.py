"""Household positions -> the Voronoi cells of their distinct places."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Voronoi, cKDTree

from gridgen.graphs import pieces
from gridgen.model import Cells

SAME_PLACE_M = 0.001
"""Positions nearer than this are one place: below what any survey tells apart."""

RING = 16
"""Points of the far ring that closes the outer cells."""


def cells(xy: NDArray[np.float64], boundary: shapely.Geometry | None = None) -> Cells:
    """Return the cells of the distinct places among `xy` (n, 2), metres, n >= 1.

    Points on a far ring close the outer cells, so that one place, two, or places on one line need
    no special case; lines between a place and the ring are left out. The ring lies far outside of
    the places and of `boundary`, so that the lines left over reach all through it.
    """
    place_of = _places(xy)
    first = np.unique(place_of, return_index=True)[1]
    places = xy[first]
    p = len(places)
    extent = shapely.total_bounds([shapely.multipoints(places), boundary]).reshape(2, 2)
    middle = extent.mean(axis=0)
    radius = 20 * max(1000.0, float(np.ptp(extent, axis=0).max()))
    angle = np.arange(RING) * 2 * np.pi / RING + 0.1
    ring = radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    # Around the middle, because Qhull loses digits where coordinates are large.
    diagram = Voronoi(np.concatenate([places - middle, ring]))
    ends = np.asarray(diagram.ridge_vertices)
    pairs = np.sort(diagram.ridge_points, axis=1)
    keep = (pairs < p).all(axis=1) & (ends >= 0).all(axis=1)
    pairs, ends = pairs[keep], ends[keep]
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    ridge = diagram.vertices[ends[order]] + middle
    return Cells(place_of, places, pairs[order], ridge)


def _places(xy: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return the place of each row; equal rows first, since thousands may stand at one point."""
    distinct, row = np.unique(xy, axis=0, return_inverse=True)
    near = cKDTree(distinct).query_pairs(SAME_PLACE_M, output_type="ndarray")
    label = pieces(len(distinct), near)[row.reshape(-1)]
    return np.unique(_first_row(label), return_inverse=True)[1].reshape(-1).astype(np.int32)


def _first_row(label: NDArray[np.int32]) -> NDArray[np.int64]:
    first = np.unique(label, return_index=True)[1]
    return np.asarray(first[label])
