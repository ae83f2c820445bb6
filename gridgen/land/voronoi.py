"""Household positions -> their distinct places, and the lines half way between places."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Voronoi, cKDTree

from gridgen.model.corners import corners
from gridgen.model.graphs import pieces

SAME_PLACE_M = 0.001
"""Positions nearer than this are one place: below what any survey tells apart."""

RING = 16
"""Points of the far ring that closes the outer cells."""


def places(xy: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return the place of each row; equal rows first, since thousands may stand at one point."""
    distinct, row = corners(xy)
    near = cKDTree(distinct).query_pairs(SAME_PLACE_M, output_type="ndarray")
    # A chain of points, each within reach of the next, is one place as a whole.
    label = pieces(len(distinct), near)[row]
    return np.unique(_first_row(label), return_inverse=True)[1].reshape(-1).astype(np.int32)


def ridges(
    xy: NDArray[np.float64], extent: NDArray[np.float64]
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return which of p distinct places have cells that touch, and the line between the two.

    Points on a far ring close the outer cells, so that one place, two, or places on one line need
    no special case; lines between a place and the ring are left out. The ring lies far outside of
    the places and of `extent` (2, 2), its lower and upper corner, so that the lines left over reach
    all through it.

    Returns
    -------
    (r, 2) rows of `xy`, smaller first, sorted, and (r, 2, 2) the two ends of each line, metres.
    """
    p = len(xy)
    box = np.array([np.minimum(extent[0], xy.min(axis=0)), np.maximum(extent[1], xy.max(axis=0))])
    middle = box.mean(axis=0)
    radius = 20 * max(1000.0, float(np.ptp(box, axis=0).max()))
    # Turned a little, so that none stands on the axes of a lattice of places.
    angle = np.arange(RING) * 2 * np.pi / RING + 0.1
    ring = radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    # Around the middle, because Qhull loses digits where coordinates are large.
    diagram = Voronoi(np.concatenate([xy - middle, ring]))
    ends = np.asarray(diagram.ridge_vertices)
    pairs = np.sort(diagram.ridge_points, axis=1)
    # Ring points are the rows from p on; -1 is the end of a line that Qhull leaves open.
    keep = (pairs < p).all(axis=1) & (ends >= 0).all(axis=1)
    pairs, ends = pairs[keep], ends[keep]
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    return pairs[order].astype(np.int32), diagram.vertices[ends[order]] + middle


def _first_row(label: NDArray[np.int32]) -> NDArray[np.int64]:
    first = np.unique(label, return_index=True)[1]
    return np.asarray(first[label])
