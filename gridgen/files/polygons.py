"""Polygons as drawn -> polygons in metres.

Row numbers here are positions in the arrays given.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.files.outlines import WGS84
from gridgen.files.points import is_finite, named_crs
from gridgen.land.coverage import SLIVER_M2
from gridgen.model.antimeridian import HALF_EARTH_M, unbroken
from gridgen.model.arrays import Shapes
from gridgen.model.crs import is_degrees, project
from gridgen.model.polygons import gathered, polygonal

LONGEST_M = 50.0
"""Longer edges get vertices before projecting: then a straight edge of the input bends by less
than a tenth of a millimetre between two of them."""

WIDEST_DEG = 90.0
"""No boundary is wider than a quarter of the earth; what is, goes around a pole or was torn."""

METRES_A_DEGREE = 111_320.0
"""Of longitude at the equator: the longest that a degree can be, so that no edge stays longer."""


def densify(shapes: Shapes, longest: float) -> Shapes:
    """Return polygons whose edges are cut into equal parts no longer than `longest`.

    An edge gets the same vertices whichever way it runs, bit by bit, so that a border shared by
    two neighbours stays shared. (`shapely.segmentize` does not promise that.)

    Parameters
    ----------
    shapes
        (c,) polygons or multipolygons, none missing or empty.
    longest
        In the unit of the coordinates.
    """
    if len(shapes) == 0:
        return shapes
    kind, xy, offsets = shapely.to_ragged_array(shapes)
    rings = offsets[0]
    pieces = np.ones(len(xy), dtype=np.int64)
    step = xy[1:] - xy[:-1]
    pieces[:-1] = np.maximum(1, np.ceil(np.hypot(step[:, 0], step[:, 1]) / longest))
    pieces[rings[1:] - 1] = 1  # from the last vertex of a ring no edge starts

    # `first` is where the vertices of an edge begin, `part` how far along its edge a vertex is. A
    # vertex is reckoned from the end of its edge that sorts first, so that the neighbour, who runs
    # along the edge the other way, rounds to the same place.
    first = np.concatenate([[0], np.cumsum(pieces)])
    edge = np.repeat(np.arange(len(xy)), pieces)
    part = np.arange(first[-1]) - first[edge]
    start, end = xy[edge], xy[np.minimum(edge + 1, len(xy) - 1)]
    is_forward = (start[:, 0] < end[:, 0]) | (
        (start[:, 0] == end[:, 0]) & (start[:, 1] <= end[:, 1])
    )
    low = np.where(is_forward[:, None], start, end)
    high = np.where(is_forward[:, None], end, start)
    share = np.where(is_forward, part, pieces[edge] - part) / pieces[edge]
    cut = np.where((part == 0)[:, None], start, low + (high - low) * share[:, None])
    denser: Shapes = shapely.from_ragged_array(kind, cut, (first[rings], *offsets[1:]))
    return denser


def to_metres(shapes: Shapes, source: str, target: str, *, longest_m: float = LONGEST_M) -> Shapes:
    """Return polygons of CRS `source` in `target`; None where a vertex cannot be projected.

    Those that are cut or torn at the antimeridian are one piece again. Neither is a polygon more
    than `WIDEST_DEG` wide: nobody's land, and cutting its edges would take minutes.

    Parameters
    ----------
    shapes
        (c,) polygons or multipolygons, none missing.
    source, target
        As text that pyproj understands; where they are the same, nothing moves.
    longest_m
        Longer edges get vertices first, metres; with infinity none does.
    """
    flat = shapely.force_2d(shapes)
    usable = is_finite(flat)
    moved = np.full(len(flat), None, dtype=object)
    if source == target:  # bit by bit as it came: no vertex more, none rounded
        moved[usable] = flat[usable]
        return moved
    whole, source = _unbroken(flat[usable], source)
    is_land = _are_land(whole, source)
    usable[usable] = is_land
    longest = longest_m / METRES_A_DEGREE if is_degrees(source) else longest_m
    dense = densify(whole[is_land], longest)
    xy = project(shapely.get_coordinates(dense), source, target)
    owner = np.repeat(np.arange(len(dense)), shapely.get_num_coordinates(dense))
    lost = np.zeros(len(dense), dtype=bool)
    lost[owner[np.isnan(xy[:, 0])]] = True
    kept = ~lost[owner]
    rows = np.flatnonzero(usable)[~lost]
    moved[rows] = shapely.set_coordinates(dense[~lost], xy[kept])
    return moved


def _unbroken(shapes: Shapes, source: str) -> tuple[Shapes, str]:
    """Return shapes in one piece across the antimeridian, and the CRS in which they are now."""
    if is_degrees(source):
        return unbroken(shapes), source
    west, _, east, _ = shapely.total_bounds(shapes)
    if not east - west > HALF_EARTH_M:
        return shapes, source
    lonlat = project(shapely.get_coordinates(shapes), source, WGS84)
    if np.isnan(lonlat).any():
        return shapes, source
    return unbroken(shapely.set_coordinates(shapes.copy(), lonlat)), WGS84


def _are_land(shapes: Shapes, source: str) -> NDArray[np.bool_]:
    """Return (c,) whether each is no wider and no higher than land can be."""
    west, south, east, north = shapely.bounds(shapes).T
    widest = WIDEST_DEG if is_degrees(source) else WIDEST_DEG * METRES_A_DEGREE
    return np.asarray(~(np.maximum(east - west, north - south) > widest))  # empty ones stay


def shapes_in_metres(table: gpd.GeoDataFrame, crs_m: str, *, longest_m: float) -> Shapes:
    """Return the polygons of a table in metres as they are: not repaired, empty where none is.

    A multipolygon of one piece comes back as a polygon.

    Parameters
    ----------
    table
        z rows; one that does not say its CRS is taken to be in `crs_m`.
    crs_m
        The metre CRS of the work.
    longest_m
        As in `to_metres`.
    """
    shapes = polygonal(np.asarray(table.geometry.array, dtype=object))
    usable = ~shapely.is_empty(shapes)
    moved = np.full(len(shapes), shapely.Polygon(), dtype=object)
    source = named_crs(table) or crs_m
    moved[usable] = to_metres(shapes[usable], source, crs_m, longest_m=longest_m)
    moved[shapely.is_missing(moved)] = shapely.Polygon()
    single = (shapely.get_type_id(moved) == shapely.GeometryType.MULTIPOLYGON) & (
        shapely.get_num_geometries(moved) == 1
    )
    moved[single] = shapely.get_geometry(moved[single], 0)
    return moved


def drop_slivers(shapes: Shapes) -> tuple[Shapes, NDArray[np.float64]]:
    """Return polygons without their pieces below `SLIVER_M2`, and (c,) the m2 dropped.

    The largest piece stays whatever its size.
    """
    kept = shapes.copy()
    dropped = np.zeros(len(shapes))
    for row in np.flatnonzero(shapely.get_num_geometries(shapes) > 1):
        pieces = shapely.get_parts(shapes[row])
        areas = shapely.area(pieces)
        stays = areas >= min(SLIVER_M2, areas.max())
        if not stays.all():
            kept[row] = gathered(pieces[stays])
            dropped[row] = areas[~stays].sum()
    return kept, dropped
