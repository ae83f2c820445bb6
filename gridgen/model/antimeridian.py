"""Longitudes around the antimeridian: shapes made one piece for the work, and cut for exchange.

All coordinates here are degrees, longitude first. "Past 180" means that longitudes go on there:
180.1 is the place that -179.9 is. What lies away from the antimeridian comes back bit by bit.
"""

from __future__ import annotations

from math import asin, cos, degrees, radians, sin, sqrt

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes
from gridgen.model.polygons import gathered, repair

TURN = 360.0
HALF = 180.0

HALF_EARTH_M = 2e7
"""A layer in metres wider than this lies on both sides of a map of the whole earth."""

_EDGE = 1e-7
"""Vertices this near to the antimeridian are on it, degrees: a centimetre, and what files round."""

_POLE = 90.0


def unrolled(lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return longitudes that go on past 180 where that puts them closer together.

    The circle is cut at the widest gap between any two of them. As they are where they lie within
    half a turn, or where one is none; NaN stays.

    >>> unrolled(np.array([179.9, -179.9])).round(1).tolist()
    [179.9, 180.1]
    """
    known = np.unique(lon[np.isfinite(lon)])
    if len(known) == 0 or known[-1] - known[0] <= HALF or np.abs(known[[0, -1]]).max() > TURN:
        return lon
    turned = np.unique(known % TURN)
    gaps = np.diff(turned, append=turned[0] + TURN)
    widest = int(gaps.argmax())
    if widest == len(turned) - 1:
        return lon % TURN
    first = turned[widest + 1]
    unrolled: NDArray[np.float64] = (lon - first) % TURN + first
    return unrolled


def near(lon: NDArray[np.float64], middle: float) -> NDArray[np.float64]:
    """Return longitudes turned to within half a turn of `middle`.

    >>> near(np.array([-179.9, 179.0]), 180.0).round(1).tolist()
    [180.1, 179.0]
    """
    turns = np.round((lon - middle) / TURN)
    return lon - TURN * turns if np.any(turns[np.isfinite(turns)]) else lon


def degrees_from(lonlat: NDArray[np.float64], lon: float, lat: float) -> NDArray[np.float64]:
    """Return (n,) how far places are from one place, in degrees of arc on a sphere.

    Neither the antimeridian nor a pole lies in the way. NaN where a place is.

    >>> degrees_from(np.array([[-179.5, 0.0], [0.0, 90.0]]), 179.5, 0.0).round(6).tolist()
    [1.0, 90.0]
    """
    chord = np.linalg.norm(_on_sphere(lonlat) - _on_sphere(np.array([[lon, lat]])), axis=1)
    angle: NDArray[np.float64] = np.degrees(2 * np.arcsin(np.minimum(chord / 2, 1.0)))
    return angle


def arc_between(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return what `degrees_from` does of one place.

    >>> round(arc_between(-179.5, 0.0, 179.5, 0.0), 6)
    1.0
    """
    half_lon, half_lat = radians(lon - other_lon) / 2, radians(lat - other_lat) / 2
    along = cos(radians(lat)) * cos(radians(other_lat)) * sin(half_lon) ** 2
    return degrees(2 * asin(min(1.0, sqrt(sin(half_lat) ** 2 + along))))


def _on_sphere(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    lon, lat = np.radians(lonlat).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def unbroken(shapes: Shapes) -> Shapes:
    """Return shapes in one piece that were cut or torn at the antimeridian; they go on past 180.

    Parts on its two sides (RFC 7946, 3.1.9) become one. An edge of more than half a turn is taken
    to go the short way, since no land is so wide: from 179.9 to -179.9 is 0.2 degrees. All shapes
    come back as they are where none of them can lie there: where all are within half a turn.

    Parameters
    ----------
    shapes
        (s,) of any kind, or None.
    """
    xy = shapely.get_coordinates(shapes)
    lon = xy[np.isfinite(xy).all(axis=1), 0]
    if len(lon) == 0 or lon.max() - lon.min() <= HALF:
        return shapes
    joined = np.array(shapes, object)
    for row, shape in enumerate(joined):
        if shape is not None and not shape.is_empty and _is_finite(shape):
            joined[row] = _unbroken(shape)
    return joined


def turned(shapes: Shapes, middle: float) -> Shapes:
    """Return shapes whose middles lie within half a turn of the longitude `middle`.

    Parameters
    ----------
    shapes
        (s,) in one piece each, or None.
    """
    west, _, east, _ = shapely.bounds(shapes).T
    lon = (west + east) / 2
    step = near(lon, middle) - lon
    turned = np.array(shapes, object)
    for row in np.flatnonzero(np.isfinite(step) & (step != 0)):
        turned[row] = _moved(turned[row], float(step[row]))
    return turned


def _moved(shape: shapely.Geometry, step: float) -> shapely.Geometry:
    return shapely.transform(shape, lambda xy: xy + np.array([step, 0.0]))


def cut(shapes: Shapes) -> Shapes:
    """Return shapes within -180 to 180, those across the antimeridian cut there as RFC 7946 asks.

    Parameters
    ----------
    shapes
        (s,) polygons, lines or points, or None; in one piece: they go on past 180, either way.
    """
    west, east = shapely.bounds(shapes)[:, 0], shapely.bounds(shapes)[:, 2]
    cut = np.array(shapes, object)
    for row in np.flatnonzero((west < -HALF) | (east > HALF)):
        cut[row] = _cut(cut[row])
    return cut


def _is_finite(shape: shapely.Geometry) -> bool:
    return bool(np.isfinite(shapely.get_coordinates(shape)).all())


def _unbroken(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    turned = np.array([_eastern(_untorn(part)) for part in parts], object)
    if len(parts) == 1:
        return turned[0]
    if shape.geom_type != "MultiPolygon":
        return type(shape)(list(turned))
    west, _, east, _ = shapely.bounds(turned).T
    touches = (np.abs(west - HALF) < _EDGE) | (np.abs(east - HALF) < _EDGE)
    if touches.sum() < 2:
        return gathered(turned)
    seam = shapely.union_all(repair(turned[touches]))
    return gathered(np.concatenate([turned[~touches], shapely.get_parts(seam)]))


def _untorn(part: shapely.Geometry) -> shapely.Geometry:
    """Return a part whose edges all go the short way; as it is where it goes around a pole."""
    if part.geom_type == "Polygon":
        outer = _short_ways(shapely.get_coordinates(part.exterior))
        middle = (outer[:, 0].min() + outer[:, 0].max()) / 2
        holes = [_short_ways(shapely.get_coordinates(ring)) for ring in part.interiors]
        for hole in holes:
            hole[:, 0] -= TURN * np.round((hole[:, 0].mean() - middle) / TURN)
        return shapely.Polygon(outer, holes)
    if part.geom_type in ("LineString", "LinearRing"):
        return type(part)(_short_ways(shapely.get_coordinates(part)))
    return part


def _short_ways(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    step = np.diff(xy[:, 0], prepend=xy[0, 0])
    # An edge of a whole turn runs along a parallel, or is the outline of the whole map.
    is_long = (np.abs(step) > HALF) & (np.abs(step) < TURN)
    turns = np.cumsum(np.where(is_long, -np.sign(step), 0.0))
    is_ring = bool((xy[0] == xy[-1]).all())
    moved = xy.copy()
    if not (is_ring and turns[-1] != 0):
        moved[:, 0] += TURN * turns
    return moved


def _eastern(part: shapely.Geometry) -> shapely.Geometry:
    """Return a part turned so that its middle lies within 0 to 360, vertices at 180 set on it."""
    west, _, east, _ = part.bounds
    turns = -np.floor((west + east) / 2 / TURN)

    def turned(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        lon = xy[:, 0] + TURN * turns
        lon[np.abs(lon - HALF) < _EDGE] = HALF
        return np.column_stack([lon, xy[:, 1]])

    return shapely.transform(part, turned)


def _cut(shape: shapely.Geometry) -> shapely.Geometry:
    west, _, east, _ = shape.bounds
    pieces = []
    for turn in range(int(np.floor((west + HALF) / TURN)), int(np.ceil((east - HALF) / TURN)) + 1):
        middle = turn * TURN
        side = shapely.box(middle - HALF, -_POLE, middle + HALF, _POLE)
        inside = shapely.intersection(shape, side)
        kept = shapely.get_parts(inside)
        kept = kept[shapely.get_dimensions(kept) == shapely.get_dimensions(shape)]
        pieces.append(np.array([_moved(part, -middle) for part in kept], object))
    whole = np.concatenate(pieces)
    if len(whole) == 1:
        return whole[0]
    if shapely.get_dimensions(shape) == 2:
        return shapely.multipolygons(whole)
    return shapely.geometrycollections(whole)
