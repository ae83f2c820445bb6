"""Coordinate systems: choose one in metres, project to it, refuse degrees where metres are meant.

`lonlat` is longitude first, in degrees of WGS 84 or CGCS2000, which differ by less than 10 cm.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import isfinite, nan

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from gridgen.model.antimeridian import unbroken, unrolled
from gridgen.model.arrays import Shapes
from gridgen.model.crs_text import Taken, judged
from gridgen.model.errors import CoordinateError
from gridgen.words.say import in_both

CHINA = (73.0, 3.0, 136.0, 54.0)
"""West, south, east, north of the box in which CGCS2000 zones are used, degrees."""

_FIRST_ZONE, _LAST_ZONE = 75, 135  # central meridians of EPSG:4534 and EPSG:4554
_WEB_MERCATOR = "Popular Visualisation Pseudo Mercator"
_WGS84 = "EPSG:4326"

_POLAR_NORTH, _POLAR_SOUTH = 84.0, -80.0
"""Where the UTM zones end, degrees of latitude; the polar stereographic systems go on."""

_NO_EAST = 89.9
"""Nearer to a pole, 11 km, degrees are refused: neighbours may be half a turn apart there."""

_OFF = 0.01
"""How much a unit may differ from a metre on the ground, in any direction. Gauss-Krueger and UTM
stay below 0.002 up to the edges of their zones, and reach this 8 degrees from the meridian."""

Onto = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""From where corners (n, 2) are to where they come to stand."""

_REGION_OFF = 0.05
"""The same inside the area of use of a CRS made for a country or a continent: that was somebody's
choice. EPSG:3035 is off by 0.013 in Lisbon, 0.021 in Cyprus and 0.036 on the Canary Islands,
EPSG:3577 by 0.032 in Tasmania and EPSG:3347 by 0.031 in the middle of Canada."""

_REGION_WIDE = 120.0
"""Degrees of longitude: a CRS with a wider area of use is one of the whole earth or an ocean."""

_SHOWN = 80
"""Characters of a text that messages show."""

_PROBE_M = 50.0
"""Half the length of the lines by which a scale is measured."""


def metre_crs(lonlat: NDArray[np.float64]) -> str:
    """Choose the metre CRS in which places around the middle of `lonlat` are measured well.

    Inside China the CGCS2000 3-degree Gauss-Krueger zone by central meridian, without the zone's
    number before the easting (EPSG:4534 to 4554); elsewhere the UTM zone (EPSG:326xx, 327xx),
    beyond 84 N and 80 S polar stereographic (EPSG:5041, 5042).

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
    >>> metre_crs(np.array([[179.9, -16.5], [180.1, -16.5]]))  # Fiji, longitudes past 180
    'EPSG:32760'
    """
    rows = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    rows = rows[np.isfinite(rows).all(axis=1)]
    if len(rows) == 0:
        raise CoordinateError("crs_nothing_finite")
    lon, lat = middle_of(rows)
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise CoordinateError("crs_off_globe", lon=lon, lat=lat)
    west, south, east, north = CHINA
    if west <= lon <= east and south <= lat <= north:
        meridian = min(max(round(lon / 3) * 3, _FIRST_ZONE), _LAST_ZONE)
        return f"EPSG:{4534 + (meridian - _FIRST_ZONE) // 3}"
    if not _POLAR_SOUTH <= lat <= _POLAR_NORTH:
        return "EPSG:5042" if lat < 0 else "EPSG:5041"
    zone = min(int((lon + 180) // 6) + 1, 60)
    return f"EPSG:{32700 + zone if lat < 0 else 32600 + zone}"


def middle_of(lonlat: NDArray[np.float64]) -> tuple[float, float]:
    """Return the lower medians of longitude, from -180 to 180, and of latitude.

    Each is that of one of the rows, so that a stray place does not move it. Longitudes go on past
    180 where the places lie on both sides: the middle of 179.9 and -179.9 is not at Greenwich.

    Parameters
    ----------
    lonlat
        (n, 2) degrees, n >= 1, finite.
    """
    rows = np.column_stack([unrolled(lonlat[:, 0]), lonlat[:, 1]])
    lon, lat = np.quantile(rows, 0.5, axis=0, method="lower").tolist()
    # What is no longitude is left for the caller to refuse.
    is_lon = np.abs(lonlat[:, 0]).max() <= 360
    return ((lon + 180) % 360 - 180 if is_lon and abs(lon) > 180 else lon), lat


@lru_cache(maxsize=256)
def _parse(crs: str) -> CRS:
    taken, plain = judged(crs)
    if taken is not Taken.PLAIN:  # PROJ would open what it names
        is_reaching = taken is Taken.REACHING
        raise CoordinateError("crs_reaching" if is_reaching else "crs_unknown", crs=crs[:_SHOWN])
    try:
        return CRS.from_user_input(plain)
    except CRSError as error:
        raise CoordinateError("crs_unknown", crs=crs) from error


def is_degrees(crs: str) -> bool:
    """Return whether `crs` measures in degrees; CoordinateError where it is unknown.

    >>> is_degrees("EPSG:4490"), is_degrees("EPSG:4547")
    (True, False)
    """
    return bool(_parse(crs).is_geographic)


def name_of(crs: str) -> str:
    """Return what people call `crs`, with its number where it has one.

    >>> name_of("EPSG:3395")
    'EPSG:3395 (WGS 84 / World Mercator)'
    """
    parsed = _parse(crs)
    authority = parsed.to_authority(min_confidence=100)
    return f"{':'.join(authority)} ({parsed.name})" if authority else parsed.name


def is_metres(crs: str) -> bool:
    """Return whether `crs` is projected and its unit is called a metre.

    Web Mercator's is none: at 40 degrees it is 0.77 m. How true it is at a place says `unfit`.
    CoordinateError where the CRS is unknown.

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
        `crs` is unknown, in degrees, in feet, or Web Mercator. Whether its metres are true where
        the places are says `unfit`.
    """
    if not is_metres(crs):
        unit = in_both("unit_degrees" if is_degrees(crs) else "unit_other")
        raise CoordinateError("crs_not_metres", crs=crs, unit=unit, name=_parse(crs).name)
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
        raise CoordinateError("crs_no_way", source=source, target=target, why=str(error)) from error


def unfit(given: NDArray[np.float64], crs: str) -> tuple[float, float] | None:
    """Return how many metres on the ground a unit of `crs` is, at least and at most, where unfit.

    None where it is a metre there within 1 %, or within 5 % inside the area of use of a CRS made
    for a country or a continent; and for degrees, and where `given` cannot be placed on the globe.
    Web Mercator, feet and other units are never fit.

    Parameters
    ----------
    given
        (n, 2) in `crs`; the middle of them decides. Rows that are not finite do not count.

    Examples
    --------
    >>> unfit(np.array([[500_000.0, 4_400_000.0]]), "EPSG:4548") is None
    True
    >>> [round(metres, 3) for metres in unfit(np.array([[0.0, 4_838_471.0]]), "EPSG:3395")]  # 40 N
    [0.767, 0.767]
    """
    if is_degrees(crs):
        return None
    rows = np.asarray(given, dtype=np.float64).reshape(-1, 2)
    rows = rows[np.isfinite(rows).all(axis=1)]
    if len(rows) == 0:
        return None
    middle = np.quantile(rows, 0.5, axis=0, method="lower")
    lon, lat = project(middle, crs, _WGS84)[0].tolist()
    unit_m = _unit_on_ground(middle, crs)
    if unit_m is None:
        return None
    limit = _REGION_OFF if _is_at_home(lon, lat, crs) else _OFF
    is_fit = is_metres(crs) and max(abs(metres - 1) for metres in unit_m) <= limit
    return None if is_fit else unit_m


def _unit_on_ground(xy: NDArray[np.float64], crs: str) -> tuple[float, float] | None:
    """Return the least and the most metres on the ground of a unit of `crs`, over all directions.

    Two short lines on the ground, across each other, are projected: the singular values of what
    becomes of them are the axes of Tissot's ellipse (Snyder, Map Projections, 1987, chapter 4).
    None where the place (2,) cannot be projected back and there.
    """
    base = _parse(crs).geodetic_crs
    geod = None if base is None else base.get_geod()
    if base is None or geod is None:
        return None
    # In the datum of `crs` itself: from one datum to another there are several ways, by place, and
    # two ends of a line may go by two.
    degrees, a_unit = base.to_wkt(), np.degrees(base.axis_info[0].unit_conversion_factor)
    lon, lat = (project(xy, crs, degrees)[0] * a_unit).tolist()
    if not np.isfinite([lon, lat]).all():
        return None
    azimuths = np.array([0.0, 180.0, 90.0, 270.0])
    ends = geod.fwd(np.full(4, lon), np.full(4, lat), azimuths, np.full(4, _PROBE_M))
    probes = np.vstack([[lon, lat], np.column_stack(ends[:2])])
    there, *tips = project(probes / a_unit, degrees, crs)
    lines = np.column_stack([tips[0] - tips[1], tips[2] - tips[3]]) / (2 * _PROBE_M)
    if not (np.hypot(*(there - xy)) < _PROBE_M and np.isfinite(lines).all()):
        return None
    longest, shortest = np.linalg.svd(lines, compute_uv=False).tolist()
    return (1 / longest, 1 / shortest) if shortest > 0 else None


def _is_at_home(lon: float, lat: float, crs: str) -> bool:
    """Return whether a place lies where a CRS of a country or a continent is meant to be used."""
    area = area_of_use(crs)
    if area is None:
        return False
    west, south, east, north = area
    wide = (east - west) % 360 or 360
    return wide <= _REGION_WIDE and (lon - west) % 360 <= wide and south <= lat <= north


def work_crs(given: NDArray[np.float64], crs: str) -> str:
    """Return the metre CRS of the work for coordinates `given` in `crs`.

    That is `crs` itself where its unit is a metre on the ground there (see `unfit`), else as
    `metre_crs` chooses.

    Raises
    ------
    CoordinateError
        `crs` is unknown, `metre_crs` finds no middle on the globe, or degrees are given within
        11 km of a pole.
    """
    if is_degrees(crs):
        chosen = metre_crs(given)
        _refuse_pole(given)
        return chosen
    if is_metres(crs) and unfit(given, crs) is None:
        return crs
    return metre_crs(project(given, crs, _WGS84))


def _refuse_pole(lonlat: NDArray[np.float64]) -> None:
    lat = float(np.quantile(lonlat[np.isfinite(lonlat).all(axis=1), 1], 0.5, method="lower"))
    if abs(lat) > _NO_EAST:
        raise CoordinateError("crs_at_pole", lat=lat, number=5042 if lat < 0 else 5041)


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
            raise CoordinateError(
                "crs_no_way", source=source, target=target, why=str(error)
            ) from error
        moved[~np.isfinite(moved).all(axis=1)] = np.nan
        projected[usable] = moved
    return projected


def project_one(x: float, y: float, source: str, target: str) -> tuple[float, float]:
    """Return what `project` does of one place, in a tenth of the time that it takes.

    Parameters
    ----------
    x, y
        In `source`, easting or longitude first.

    Returns
    -------
    In `target`; NaN twice where the place is not finite or cannot be projected.

    Raises
    ------
    CoordinateError
        As of `project`.
    """
    if not (isfinite(x) and isfinite(y)):
        return nan, nan
    try:
        moved_x, moved_y = _transformer(source, target).transform(x, y)
    except ProjError as error:
        raise CoordinateError("crs_no_way", source=source, target=target, why=str(error)) from error
    return (moved_x, moved_y) if isfinite(moved_x) and isfinite(moved_y) else (nan, nan)


def moved(shapes: Shapes, source: str, target: str, *, onto: Onto = lambda xy: xy) -> Shapes:
    """Return shapes in another CRS, without heights; empty where one cannot be projected.

    Those in degrees that are cut at the antimeridian are one piece again.

    Parameters
    ----------
    shapes
        (k,) in `source`, easting or longitude first; of any kind, or None.
    source, target
        As text that pyproj understands.
    onto
        Where the corners (n, 2) come to stand, from where they would in `target`.
    """
    flat = without_heights(shapes)
    if is_degrees(source):
        flat = unbroken(flat)
    xy = project(shapely.get_coordinates(flat), source, target)
    lost = np.isnan(xy).any(axis=1)
    # Shapely refuses vertices that are not numbers; shapes that have one are emptied below.
    xy[lost] = 0
    placed = shapely.set_coordinates(flat.copy(), onto(xy))
    if lost.any():
        owner = np.repeat(np.arange(len(flat)), shapely.get_num_coordinates(flat))
        placed[owner[lost]] = shapely.GeometryCollection()
    return np.asarray(placed, object)


def without_heights(shapes: Shapes) -> Shapes:
    """Return shapes in two dimensions; those that have no more come back as they are.

    Parameters
    ----------
    shapes
        (k,) of any kind, or None.
    """
    if (shapely.get_coordinate_dimension(shapes) <= 2).all():
        return np.asarray(shapes, object)
    return np.asarray(shapely.force_2d(shapes), object)
