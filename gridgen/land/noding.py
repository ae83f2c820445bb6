"""Points on the outlines of polygons -> corners of those polygons."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes, rows_of_each
from gridgen.model.lattice import BENT_M
from gridgen.model.polygons import gathered

HAIR_M = BENT_M
"""A point this near to an edge stands on it, and this near to a corner is that corner."""


def with_points(shapes: Shapes, points: NDArray[np.float64]) -> Shapes:
    """Return polygons with those of `points` (k, 2) as corners that lie on their outlines."""
    point, row = shapely.STRtree(shapes).query(
        shapely.points(points), predicate="dwithin", distance=HAIR_M
    )
    return with_corners_each(shapes, points[point], row)


def with_corners(shape: shapely.Geometry, points: NDArray[np.float64]) -> shapely.Geometry:
    """Return a polygon or multipolygon with points (k, 2) on its outline put into it as corners.

    Bit by bit, so that what has the same point on the other side shares it. A point elsewhere, or a
    hair beside a corner, is left out.
    """
    one = np.array([shape], object)
    return with_corners_each(one, points, np.zeros(len(points), np.int64))[0]


def with_corners_each(
    shapes: Shapes, points: NDArray[np.float64], row: NDArray[np.int64]
) -> Shapes:
    """Return polygons with points put into them as corners, as `with_corners` does.

    Parameters
    ----------
    shapes
        (s,) polygons or multipolygons, metres; those that no point goes to stay as they are.
    points
        (k, 2) metres.
    row
        (k,) the shape into which each goes.
    """
    mine, home = np.unique(row, return_inverse=True)
    parts, shape_of = shapely.get_parts(shapes[mine], return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    first = np.flatnonzero(ring[1:] == ring[:-1])  # the corners at which an edge begins
    edges = shapely.linestrings(np.stack([xy[first], xy[first + 1]], axis=1))
    point, edge = shapely.STRtree(edges).query(
        shapely.points(points), predicate="dwithin", distance=HAIR_M
    )
    begin = first[edge]
    ends = xy[np.stack([begin, begin + 1])] - points[point]
    is_corner = (np.linalg.norm(ends, axis=2) < HAIR_M).any(axis=0)
    goes_in = ~is_corner & (shape_of[part_of[ring[begin]]] == home[point])
    point, begin = point[goes_in], begin[goes_in]
    # Several may stand on one edge: they go in along it, each before the corner where it ends.
    order = np.lexsort((np.hypot(*(points[point] - xy[begin]).T), begin))
    point, begin = point[order], begin[order]
    xy = np.insert(xy, begin + 1, points[point], axis=0)
    rings = shapely.linearrings(xy, indices=np.insert(ring, begin + 1, ring[begin]))
    parts = shapely.polygons(rings, indices=part_of)
    made = shapes.copy()
    for number, rows in zip(mine, rows_of_each(shape_of, len(mine)), strict=True):
        made[number] = gathered(parts[rows])
    return made
