"""Coordinate systems: choose one in metres, project to it, refuse degrees where metres are meant.

`lonlat` is longitude first, in degrees of WGS 84 or CGCS2000, which differ by less than 10 cm.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from gridgen.model.arrays import Shapes
from gridgen.model.errors import CoordinateError

CHINA = (73.0, 3.0, 136.0, 54.0)
"""West, south, east, north of the box in which CGCS2000 zones are used, degrees."""

_FIRST_ZONE, _LAST_ZONE = 75, 135  # central meridians of EPSG:4534 and EPSG:4554
_WEB_MERCATOR = "Popular Visualisation Pseudo Mercator"


def metre_crs(lonlat: NDArray[np.float64]) -> str:
    """Choose the metre CRS in which places around the middle of `lonlat` are measured well.

    Inside China the CGCS2000 3-degree Gauss-Krueger zone by central meridian, without the zone's
    number before the easting (EPSG:4534 to 4554); elsewhere the UTM zone (EPSG:326xx, 327xx).

    Parameters
    ----------
    lonlat
        (n, 2) degrees, longitude first. Rows that are not finite do not count. The median row
        decides, so that a stray point far away does not.

    Raises
    ------
    CoordinateError
        No row is finite, or the middle is off the globe.

    Examples
    --------
    >>> metre_crs(np.array([[116.4, 39.9]]))  # Beijing: central meridian 117
    'EPSG:4548'
    >>> metre_crs(np.array([[9.52, 47.14]]))  # Liechtenstein: UTM 32 north
    'EPSG:32632'
    """
    rows = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    rows = rows[np.isfinite(rows).all(axis=1)]
    if len(rows) == 0:
        raise CoordinateError("A metre CRS cannot be chosen: no coordinate is a finite number.")
    # The lower median is one of the rows: the mean of 179.9 and -179.9 would be at Greenwich.
    lon, lat = np.quantile(rows, 0.5, axis=0, method="lower")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise CoordinateError(
            f"The middle of the coordinates is ({lon:g}, {lat:g}); expected longitude -180 to 180 "
            "and latitude -90 to 90. Say which CRS the coordinates are in."
        )
    west, south, east, north = CHINA
    if west <= lon <= east and south <= lat <= north:
        meridian = min(max(round(lon / 3) * 3, _FIRST_ZONE), _LAST_ZONE)
        return f"EPSG:{4534 + (meridian - _FIRST_ZONE) // 3}"
    zone = min(int((lon + 180) // 6) + 1, 60)
    return f"EPSG:{32700 + zone if lat < 0 else 32600 + zone}"


@lru_cache(maxsize=256)
def _parse(crs: str) -> CRS:
    try:
        return CRS.from_user_input(crs)
    except CRSError as error:
        raise CoordinateError(
            f"{crs!r} is not a coordinate system that PROJ knows; expected text such as "
            '"EPSG:4326" (degrees) or "EPSG:4547" (metres).'
        ) from error


def is_degrees(crs: str) -> bool:
    """Return whether `crs` measures in degrees; CoordinateError where it is unknown.

    >>> is_degrees("EPSG:4490"), is_degrees("EPSG:4547")
    (True, False)
    """
    return bool(_parse(crs).is_geographic)


def is_metres(crs: str) -> bool:
    """Return whether `crs` is projected and its unit is the metre on the ground.

    Web Mercator is not: at 40 degrees its "metre" is 0.77 m. CoordinateError where it is unknown.

    >>> is_metres("EPSG:32632"), is_metres("EPSG:2249"), is_metres("EPSG:3857")
    (True, False, False)
    """
    parsed = _parse(crs)
    if not parsed.is_projected:
        return False
    operation = parsed.coordinate_operation
    if operation is not None and operation.method_name == _WEB_MERCATOR:
        return False
    return all(abs(axis.unit_conversion_factor - 1) < 1e-9 for axis in parsed.axis_info[:2])


def require_metres(crs: str) -> str:
    """Return `crs` if it measures in metres on the ground.

    Raises
    ------
    CoordinateError
        `crs` is unknown, in degrees, in feet, or Web Mercator.
    """
    if not is_metres(crs):
        unit = "degrees" if is_degrees(crs) else "another unit"
        raise CoordinateError(
            f"{crs} measures in {unit} ({_parse(crs).name}); expected a projected CRS in metres. "
            "Leave it out to have one chosen, or name one such as EPSG:4547."
        )
    return crs


def area_of_use(crs: str) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of where `crs` is meant to be used, degrees; None unknown.

    >>> area_of_use("EPSG:4547")
    (112.5, 21.52, 115.5, 45.45)
    """
    area = _parse(crs).area_of_use
    return None if area is None else (area.west, area.south, area.east, area.north)


@lru_cache(maxsize=64)
def _transformer(source: str, target: str) -> Transformer:
    try:
        return Transformer.from_crs(_parse(source), _parse(target), always_xy=True)
    except ProjError as error:
        raise CoordinateError(f"There is no way from {source} to {target}: {error}") from error


def work_crs(given: NDArray[np.float64], crs: str) -> str:
    """Return the metre CRS of the work for coordinates `given` in `crs`.

    That is `crs` itself where it is in metres on the ground, else as `metre_crs` chooses.

    Raises
    ------
    CoordinateError
        `crs` is unknown, or `metre_crs` finds no middle on the globe.
    """
    if is_metres(crs):
        return crs
    return metre_crs(given if is_degrees(crs) else project(given, crs, "EPSG:4326"))


def project(xy: NDArray[np.float64], source: str, target: str) -> NDArray[np.float64]:
    """Return `xy` in another CRS, always easting or longitude first.

    Parameters
    ----------
    xy
        (n, 2) in `source`.

    Returns
    -------
    (n, 2) in `target`; NaN in both columns where a row is not finite or cannot be projected.

    Raises
    ------
    CoordinateError
        A CRS is unknown, or nothing leads from one to the other.
    """
    rows = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    projected = np.full(rows.shape, np.nan)
    transformer = _transformer(source, target)
    usable = np.isfinite(rows).all(axis=1)
    if usable.any():
        try:
            moved = np.column_stack(transformer.transform(rows[usable, 0], rows[usable, 1]))
        except ProjError as error:
            raise CoordinateError(f"There is no way from {source} to {target}: {error}") from error
        moved[~np.isfinite(moved).all(axis=1)] = np.nan
        projected[usable] = moved
    return projected


def moved(shapes: Shapes, source: str, target: str) -> Shapes:
    """Return shapes in another CRS, without heights; empty where one cannot be projected.

    Parameters
    ----------
    shapes
        (k,) in `source`, easting or longitude first; of any kind, or None.
    source, target
        As text that pyproj understands.
    """
    flat = np.asarray(shapely.force_2d(shapes), object)
    xy = project(shapely.get_coordinates(flat), source, target)
    # Shapely refuses vertices that are not numbers; shapes that have one are emptied below.
    placed = shapely.set_coordinates(flat.copy(), np.nan_to_num(xy))
    owner = np.repeat(np.arange(len(flat)), shapely.get_num_coordinates(flat))
    placed[owner[np.isnan(xy).any(axis=1)]] = shapely.GeometryCollection()
    return np.asarray(placed, object)
