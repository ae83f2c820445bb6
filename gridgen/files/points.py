"""Where the rows of a table are: geometry, longitude and latitude, or x and y -> (n, 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridgen.files.many_points import with_land_inside
from gridgen.files.origin import origin_of
from gridgen.files.values import Flags, is_blank, to_numbers
from gridgen.model.crs import area_of_use, is_degrees, project
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Severity, finding

WGS84 = "EPSG:4326"


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where the n rows of a table are.

    Attributes
    ----------
    xy
        (n, 2) in `crs`, easting or longitude first; NaN where a row has no number.
    crs
        As text that pyproj understands.
    missing
        (n,) whether a row says no place at all, not even a wrong one.
    is_line
        (n,) whether the shape of a row is a line, which is no place of a house.
    findings
        About the layer as a whole.
    """

    xy: NDArray[np.float64]
    crs: str
    missing: Flags
    is_line: Flags
    findings: tuple[Finding, ...] = ()


def places_of(
    table: pd.DataFrame, *, source: str, crs: str | None, headers: Sequence[str]
) -> Places:
    """Return where each row of a recognised table is.

    Parameters
    ----------
    table
        As `gridgen.files.headers.recognise` returns it.
    source
        The file as the user knows it.
    crs
        The CRS where the table does not say it, nor whoever gave it; needed for x and y.
    headers
        The headers as the file had them, for the message.

    Raises
    ------
    ReadError
        There is neither a geometry nor a pair of coordinate columns, or no CRS for metres.
    """
    if isinstance(table, gpd.GeoDataFrame):
        return _from_geometry(table, source, crs)
    for pair in (("lon", "lat"), ("x", "y")):
        if set(pair) <= set(table.columns):
            return _from_columns(table[list(pair)], source, crs or origin_of(table).crs)
    raise ReadError("table_without_places", source=source, columns=[*map(str, headers)])


def named_crs(table: gpd.GeoDataFrame) -> str | None:
    """Return the CRS of a table as text: "EPSG:4326" where it has such a name, else WKT."""
    if table.crs is None:
        return None
    authority = table.crs.to_authority(min_confidence=100)
    return ":".join(authority) if authority else str(table.crs.to_wkt())


def looks_like_degrees(xy: NDArray[np.float64]) -> bool:
    """Return whether every finite row could be longitude and latitude; false where none is."""
    rows = xy[np.isfinite(xy).all(axis=1)]
    inside = (np.abs(rows[:, 0]) <= 180) & (np.abs(rows[:, 1]) <= 90)
    return bool(len(rows)) and bool(inside.all())


def crs_or_guess(
    table: gpd.GeoDataFrame, xy: NDArray[np.float64], *, source: str, crs: str | None
) -> tuple[str, tuple[Finding, ...]]:
    """Return the CRS of a table, or `crs`, or degrees where the values look like them.

    A table that is nowhere, because it has no coordinates at all, needs no CRS.

    Parameters
    ----------
    table
        Its own CRS goes before `crs`.
    xy
        (k, 2) its coordinates, or vertices; rows that are not finite do not count.
    source
        The file as the user knows it, for findings.
    crs
        The CRS where the table does not say it.

    Raises
    ------
    ReadError
        Nothing says the CRS and the values are not degrees.
    """
    known = named_crs(table) or crs
    if known is not None:
        return known, ()
    if len(xy) == 0:
        return WGS84, ()
    if looks_like_degrees(xy):
        return WGS84, (finding("crs_assumed", Severity.NOTE, source, crs=WGS84),)
    raise ReadError("crs_not_said", source=source)


def point_xy(points: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return (n, 2) coordinates of points; NaN where one is missing, empty, or not a point."""
    usable = ~shapely.is_missing(points) & ~shapely.is_empty(points)
    xy = np.full((len(points), 2), np.nan)
    xy[usable, 0] = shapely.get_x(points[usable])
    xy[usable, 1] = shapely.get_y(points[usable])
    return xy


def is_finite(shapes: NDArray[np.object_]) -> Flags:
    """Return (n,) whether every vertex of each shape is finite; GEOS fails on others."""
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    finite = np.ones(len(shapes), dtype=bool)
    finite[owner[~np.isfinite(xy).all(axis=1)]] = False
    return finite


def _from_geometry(table: gpd.GeoDataFrame, source: str, crs: str | None) -> Places:
    shapes = np.asarray(table.geometry.array, dtype=object)
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    kinds = shapely.get_type_id(shapes)
    points = with_land_inside(shapes)
    is_line = shapely.get_dimensions(points) == 1
    shapes = points.copy()
    wide = ~missing & ~is_line & (kinds != shapely.GeometryType.POINT) & is_finite(shapes)
    points[wide] = shapely.point_on_surface(shapes[wide])
    is_single = (kinds == shapely.GeometryType.MULTIPOINT) & (
        shapely.get_num_geometries(shapes) == 1
    )
    xy = point_xy(points)
    named, findings = crs_or_guess(table, xy, source=source, crs=crs)
    number = int((wide & ~is_single).sum())
    if number:
        findings += (finding("point_inside", Severity.NOTE, source, number=number),)
    return Places(xy, named, missing, is_line, findings)


def _from_columns(pair: pd.DataFrame, source: str, crs: str | None) -> Places:
    first, second = pair.columns
    xy = np.column_stack([to_numbers(pair[first]), to_numbers(pair[second])])
    missing = is_blank(pair[first]) | is_blank(pair[second])
    if first == "lon":
        # Columns called so hold degrees, whatever CRS was meant for the layers beside.
        degrees = crs if crs is not None and is_degrees(crs) else WGS84
        return Places(xy, degrees, missing, np.zeros(len(xy), bool))
    if crs is None:
        raise ReadError("crs_of_x_and_y_not_said", file=Path(source).name)
    return _upright(Places(xy, crs, missing, np.zeros(len(xy), bool)), source)


def _upright(places: Places, source: str) -> Places:
    """Return `places` with x and y exchanged where only that puts them on the map.

    The X of Chinese surveyors points north.
    """
    if is_degrees(places.crs) or _on_map(places.xy, places.crs):
        return places
    turned = places.xy[:, ::-1]
    if not _on_map(turned, places.crs):
        return places
    note = finding("axes_turned", Severity.WARNING, source, crs=places.crs)
    return replace(places, xy=turned.copy(), findings=(note,))


def _on_map(xy: NDArray[np.float64], crs: str) -> bool:
    """Return whether most rows are within 5 degrees of where `crs` is meant to be used."""
    area = area_of_use(crs)
    lonlat = project(xy, crs, WGS84)
    lonlat = lonlat[np.isfinite(lonlat).all(axis=1)]
    if area is None or len(lonlat) == 0:
        return area is None
    low, high = np.array(area[:2]) - 5, np.array(area[2:]) + 5
    return float(((lonlat >= low) & (lonlat <= high)).all(axis=1).mean()) > 0.5
