"""Polygons that tile -> the edges between them: which polygon lies on either side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes
from gridgen.model.corners import corners


@dataclass(frozen=True, slots=True, eq=False)
class Planar:
    """The q corners and s edges of f faces.

    `xy` (q, 2) metres, sorted; `edges` (s, 2) rows of `xy`, smaller first; `sides` (s, 2) the face
    on the left and on the right of each edge, -1 outside of all.
    """

    xy: NDArray[np.float64]
    edges: NDArray[np.int64]
    sides: NDArray[np.int64]

    @property
    def is_inner(self) -> NDArray[np.bool_]:
        """(s,) whether the edge has a face on either side."""
        return np.asarray((self.sides >= 0).all(axis=1))

    @property
    def length(self) -> NDArray[np.float64]:
        """(s,) metres."""
        return edge_length(self.xy, self.edges)


def edge_length(xy: NDArray[np.float64], edges: NDArray[Any]) -> NDArray[np.float64]:
    """Return (s,) the length of each edge."""
    return np.asarray(np.hypot(*(xy[edges[:, 0]] - xy[edges[:, 1]]).T))


def face_area(
    xy: NDArray[np.float64], edges: NDArray[Any], sides: NDArray[Any], faces: int
) -> NDArray[np.float64]:
    """Return (faces,) m².

    Every edge is a side of the face on its left and of that on its right (Green's theorem).

    Parameters
    ----------
    xy
        (q, 2) corners, metres.
    edges, sides
        (s, 2) rows of `xy`, and the face on the left and on the right, -1 outside of all.
    faces
        How many there are; one without an edge has no area.
    """
    # Around the middle: the last digit of a product of far eastings, 1e14, is worth 0.03 m².
    middle = xy.mean(axis=0) if len(xy) else np.zeros(2)
    (ax, ay), (bx, by) = (xy[edges[:, 0]] - middle).T, (xy[edges[:, 1]] - middle).T
    twice = ax * by - bx * ay
    area = np.zeros(faces + 1)  # the last is the land outside, which -1 points to
    np.add.at(area, sides[:, 0], twice / 2)
    np.add.at(area, sides[:, 1], -twice / 2)
    return np.abs(area[:-1])


def planar(faces: Shapes) -> Planar:
    """Return the edges of polygons that tile: corners that two share are equal, bit by bit.

    A corner of one polygon must not lie inside an edge of another.
    """
    start, end, face = directed(faces)
    xy, at = corners(np.concatenate([start, end]))
    u, v = at[: len(start)], at[len(start) :]
    low, high = np.minimum(u, v), np.maximum(u, v)
    # One number for an edge in both its directions: below 2**63 up to three thousand million
    # corners, and numbers sort several times faster than rows.
    key, row = np.unique(low * len(xy) + high, return_inverse=True)
    sides = np.full((len(key), 2), -1, np.int64)
    row = row.reshape(-1)
    # Going from the smaller corner to the larger a face lies on the left, since rings are oriented
    # counter-clockwise; its neighbour goes the other way along the same edge.
    forward = u < v
    sides[row[forward], 0] = face[forward]
    sides[row[~forward], 1] = face[~forward]
    edges = np.stack([key // len(xy), key % len(xy)], axis=1)
    return Planar(xy, edges, sides)


def directed(
    faces: Shapes,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return start (d, 2), end (d, 2) and polygon (d,) of every edge; the inside is on its left."""
    if len(faces) == 0:
        return np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0, np.int64)
    _, xy, (rings, polygons) = shapely.to_ragged_array(shapely.orient_polygons(faces))
    face_of_ring = np.repeat(np.arange(len(faces)), np.diff(polygons))
    face = np.repeat(face_of_ring, np.diff(rings))
    is_last = np.zeros(len(xy), bool)
    is_last[rings[1:] - 1] = True  # a ring ends in the point it began with: no edge starts there
    first = np.flatnonzero(~is_last)
    return xy[first], xy[first + 1], face[first]
