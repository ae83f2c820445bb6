"""Points on the outlines of polygons -> corners of those polygons."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes
from gridgen.model.lattice import BENT_M
from gridgen.model.polygons import gathered

HAIR_M = BENT_M
"""A point this near to an edge stands on it, and this near to a corner is that corner."""


def with_points(shapes: Shapes, points: NDArray[np.float64]) -> Shapes:
    """Return polygons with those of `points` (k, 2) as corners that lie on their outlines."""
    done = shapes.copy()
    row, point = shapely.STRtree(shapes).query(
        shapely.points(points), predicate="dwithin", distance=HAIR_M
    )[::-1]
    for r in np.unique(row):
        done[r] = with_corners(shapes[r], points[np.sort(point[row == r])])
    return done


def with_corners(shape: shapely.Geometry, points: NDArray[np.float64]) -> shapely.Geometry:
    """Return a polygon or multipolygon with points (k, 2) on its outline put into it as corners.

    Bit by bit, so that what has the same point on the other side shares it. A point elsewhere, or a
    hair beside a corner, is left out.
    """
    polygons = []
    for polygon in shapely.get_parts(shape):
        shell, *holes = (_ring_with(ring, points) for ring in shapely.get_rings(polygon))
        polygons.append(shapely.Polygon(shell, holes))
    return gathered(np.array(polygons, object))


def _ring_with(ring: shapely.LinearRing, points: NDArray[np.float64]) -> shapely.LinearRing:
    xy = shapely.get_coordinates(ring)
    edges = shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1))
    point, edge = shapely.STRtree(edges).query(
        shapely.points(points), predicate="dwithin", distance=HAIR_M
    )
    ends = xy[np.stack([edge, edge + 1])] - points[point]
    is_corner = (np.linalg.norm(ends, axis=2) < HAIR_M).any(axis=0)
    point, edge = point[~is_corner], edge[~is_corner]
    # Several may stand on one edge: they go in along it, each before the corner where it ends.
    along = np.hypot(*(points[point] - xy[edge]).T)
    order = np.lexsort((along, edge))
    return shapely.linearrings(np.insert(xy, edge[order] + 1, points[point[order]], axis=0))
