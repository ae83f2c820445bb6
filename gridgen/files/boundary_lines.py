"""Boundaries drawn as closed lines -> the land inside them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes
from gridgen.model.findings import Finding, Severity, finding

_GAP = 0.001
"""A line whose ends are nearer than this share of its length goes around a boundary."""


def closed(shapes: Shapes, source: str) -> tuple[Shapes, tuple[Finding, ...]]:
    """Return shapes with polygons for the lines that come back to where they start.

    Parameters
    ----------
    shapes
        (c,) of any kind, or None.
    source
        The file as the user knows it, for the finding that tells how many.
    """
    made = shapes.copy()
    lines = np.flatnonzero(shapely.get_dimensions(shapes) == 1)
    for row in lines:
        merged = shapely.line_merge(shapely.force_2d(shapes[row]))
        parts = shapely.get_parts(merged)
        ends = shapely.distance(shapely.get_point(parts, 0), shapely.get_point(parts, -1))
        if (shapely.get_num_points(parts) > 3).all() and (
            ends <= _GAP * shapely.length(parts)
        ).all():
            rings = shapely.linearrings([_ring(part) for part in parts])
            # Of a ring inside another one the land is a hole, as it is drawn.
            made[row] = shapely.build_area(shapely.geometrycollections(shapely.polygons(rings)))
    number = int((shapely.get_dimensions(made[lines]) == 2).sum())
    if not number:
        return made, ()
    return made, (finding("boundary_from_line", Severity.WARNING, source, number=number),)


def land_between(
    known: gpd.GeoDataFrame, source: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return the pieces of land between lines, where a layer has nothing but open lines.

    The pieces have no codes nor names: a line has two sides.

    Parameters
    ----------
    known
        As `gridgen.files.headers.recognise` returns it.
    source
        The file as the user knows it.
    """
    shapes = np.asarray(known.geometry.array, dtype=object)
    there = shapes[~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)]
    if not len(there) or not (shapely.get_dimensions(closed(there, source)[0]) == 1).all():
        return known, ()
    land = shapely.get_parts(shapely.polygonize([shapely.union_all(shapely.force_2d(there))]))
    if not len(land):
        return known, ()
    made = gpd.GeoDataFrame(geometry=list(land), crs=known.crs)
    return made, (finding("boundary_from_net", Severity.WARNING, source, number=len(land)),)


def _ring(line: shapely.Geometry) -> NDArray[np.float64]:
    xy = shapely.get_coordinates(line)
    xy[-1] = xy[0]
    return np.asarray(xy)
