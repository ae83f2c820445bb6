"""Polygons of neighbouring communities -> the same corners on both sides of every border."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.land.planar import Planar, corners, planar
from gridgen.model.arrays import Shapes
from gridgen.model.graphs import pieces

HAIR_M = 1e-6
"""A corner this near to another polygon's edge stands on it."""


def seamed(shapes: Shapes) -> Shapes:
    """Return polygons that share every corner with those that they touch.

    Where the border between two grids of one village ends at the next village, the grid there gets
    a corner too: without it programs see a gap of no width.

    Parameters
    ----------
    shapes
        (z,) polygons or multipolygons, metres, that do not overlap.
    """
    parts, shape_of = shapely.get_parts(shapes, return_index=True)
    parts = _met(parts)
    drawn = planar(parts)
    loose = _loose(drawn)
    ends = drawn.edges[loose]
    corner = np.unique(ends)
    lines = shapely.linestrings(drawn.xy[ends])
    spot = shapely.points(drawn.xy[corner])
    at, row = shapely.STRtree(lines).query(spot, predicate="dwithin", distance=HAIR_M)
    strange = (ends[row] != corner[at][:, None]).all(axis=1)
    at, row = corner[at[strange]], loose[row[strange]]
    part = drawn.sides[row].max(axis=1)
    for number in np.unique(part):
        parts[number] = _with_corners(parts[number], drawn.xy[at[part == number]])
    whole = shapes.copy()
    begin = np.searchsorted(shape_of, np.arange(len(shapes) + 1))
    for number in range(len(shapes)):
        own = parts[begin[number] : begin[number + 1]]
        whole[number] = own[0] if len(own) == 1 else shapely.multipolygons(own)
    return whole


def _loose(drawn: Planar) -> NDArray[np.int64]:
    """Return the edges without a neighbour: they lie outside, or have a corner too few."""
    return np.flatnonzero((drawn.sides < 0).any(axis=1))


def _met(parts: Shapes) -> Shapes:
    """Return polygons in which corners a hair apart on loose edges are one.

    A road that crosses the border of two villages meets it for each by itself.
    """
    drawn = planar(parts)
    corner = np.unique(drawn.edges[_loose(drawn)])
    near = cKDTree(drawn.xy[corner]).query_pairs(HAIR_M, output_type="ndarray")
    if len(near) == 0:
        return parts
    group = pieces(len(corner), near)
    first = np.unique(group, return_index=True)[1]
    at = corners(shapely.get_coordinates(parts))[1]
    xy = drawn.xy.copy()
    xy[corner] = drawn.xy[corner[first[group]]]
    moved = shapely.set_coordinates(parts.copy(), xy[at])
    return np.asarray(shapely.remove_repeated_points(moved), object)


def _with_corners(polygon: shapely.Polygon, spots: NDArray[np.float64]) -> shapely.Polygon:
    rings = [_ring_with(ring, spots) for ring in shapely.get_rings(polygon)]
    return shapely.Polygon(rings[0], rings[1:])


def _ring_with(ring: shapely.LinearRing, spots: NDArray[np.float64]) -> shapely.LinearRing:
    xy = shapely.get_coordinates(ring)
    edges = shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1))
    spot, edge = shapely.STRtree(edges).query(
        shapely.points(spots), predicate="dwithin", distance=HAIR_M
    )
    known = (np.abs(spots[spot] - xy[edge]).max(axis=1) == 0) | (
        np.abs(spots[spot] - xy[edge + 1]).max(axis=1) == 0
    )
    spot, edge = spot[~known], edge[~known]
    along = np.hypot(*(spots[spot] - xy[edge]).T)
    order = np.lexsort((along, edge))
    return shapely.linearrings(np.insert(xy, edge[order] + 1, spots[spot[order]], axis=0))
