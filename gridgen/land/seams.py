"""Polygons of neighbouring communities -> the same corners on both sides of every border."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.land.coverage import coverage
from gridgen.land.noding import HAIR_M, with_corners_each
from gridgen.land.planar import Planar, planar
from gridgen.model.arrays import Shapes
from gridgen.model.corners import corners
from gridgen.model.graphs import pieces
from gridgen.model.lattice import without_repeats
from gridgen.model.polygons import gathered, repair


def seamed(shapes: Shapes) -> Shapes:
    """Return polygons that share every corner with those that they touch.

    Where the border between two grids of one village ends at the next village, the grid there gets
    a corner too: without it programs see a gap of no width.

    Parameters
    ----------
    shapes
        (z,) polygons or multipolygons, metres, that do not overlap.
    """
    made = _seamed(shapes)
    there = made[~shapely.is_empty(made)]
    if shapely.is_valid(there).all() and shapely.coverage_is_valid(there):
        return made
    # What came too near to itself for that is drawn anew, as strangers' polygons are.
    return coverage(repair(shapes))[0]


def _seamed(shapes: Shapes) -> Shapes:
    """Return the polygons with each other's corners; perhaps not valid any more."""
    parts, shape_of = shapely.get_parts(shapes, return_index=True)
    parts, drawn = _met(parts)
    if drawn is None:
        return shapes
    loose = _loose(drawn)
    ends = drawn.edges[loose]
    corner = np.unique(ends)
    lines = shapely.linestrings(drawn.xy[ends])
    spot = shapely.points(drawn.xy[corner])
    at, row = shapely.STRtree(lines).query(spot, predicate="dwithin", distance=HAIR_M)
    strange = (ends[row] != corner[at][:, None]).all(axis=1)
    at, row = corner[at[strange]], loose[row[strange]]
    part = drawn.sides[row].max(axis=1)  # a loose edge has one face, and -1 on its other side
    parts = with_corners_each(parts, drawn.xy[at], part)
    whole = shapes.copy()
    begin = np.searchsorted(shape_of, np.arange(len(shapes) + 1))
    for number in range(len(shapes)):
        own = parts[begin[number] : begin[number + 1]]
        whole[number] = gathered(own)
    return whole


def _loose(drawn: Planar) -> NDArray[np.int64]:
    """Return the edges without a neighbour: they lie outside, or have a corner too few."""
    return np.flatnonzero(~drawn.is_inner)


def _met(parts: Shapes) -> tuple[Shapes, Planar | None]:
    """Return polygons in which corners a hair apart on loose edges are one, and their edges.

    A road that crosses the border of two villages meets it for each by itself. No edges where that
    leaves what is no polygon.
    """
    drawn = planar(parts)
    corner = np.unique(drawn.edges[_loose(drawn)])
    near = cKDTree(drawn.xy[corner]).query_pairs(HAIR_M, output_type="ndarray")
    if len(near) == 0:
        return parts, drawn
    # Whole groups, since three villages may meet in three points, each a hair from the next.
    group = pieces(len(corner), near)
    first = np.unique(group, return_index=True)[1]
    at = corners(shapely.get_coordinates(parts))[1]
    xy = drawn.xy.copy()
    xy[corner] = drawn.xy[corner[first[group]]]
    moved = shapely.set_coordinates(parts.copy(), xy[at])
    # Two corners of one polygon that are now one would leave an edge of no length.
    met = without_repeats(moved)
    is_polygon = shapely.get_type_id(met) == shapely.GeometryType.POLYGON
    return met, planar(met) if is_polygon.all() else None
