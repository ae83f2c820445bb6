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

from gridgen.files.axes import axes_of
from gridgen.files.coordinates import split_pairs, to_coordinates
from gridgen.files.datums import datum_of
from gridgen.files.digits import looks_packed, rounded, unpacked
from gridgen.files.fit import refuse_misfit, seen, spread, zone_fitting
from gridgen.files.many_points import with_land_inside
from gridgen.files.meaning import plain
from gridgen.files.origin import file_rows, origin_of, spot
from gridgen.files.outlines import WGS84, Outlines
from gridgen.files.values import Flags, code_column, is_blank
from gridgen.model.crs import is_degrees, name_of
from gridgen.model.datum import Datum, offset_m, to_wgs84
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Severity, finding


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
    table: pd.DataFrame,
    *,
    source: str,
    crs: str | None,
    headers: Sequence[str],
    outlines: Outlines | None = None,
) -> Places:
    """Return where each row of a recognised table is.

    Coordinates are upright then (see `gridgen.files.axes`), and degrees of a shifted datum, where
    it was said or a header names it, are WGS 84; findings say so.

    Parameters
    ----------
    table
        As `gridgen.files.headers.recognise` returns it.
    source
        The file as the user knows it.
    crs
        The CRS where the table does not say it, nor whoever gave it; needed for x and y that say no
        zone.
    headers
        The headers as the file had them, for the message.
    outlines
        The boundaries beside, by which places are judged: see `gridgen.files.fit`.

    Raises
    ------
    ReadError
        There is neither a geometry nor a pair of coordinate columns, or no CRS for metres; or the
        places fit the boundaries only after one of the known offsets.
    """
    beside = crs or origin_of(table).crs
    if isinstance(table, gpd.GeoDataFrame):
        places = _from_geometry(table, source, beside)
    else:
        pair = _pair_of(table)
        if pair is None:
            raise ReadError("table_without_places", source=source, columns=[*map(str, headers)])
        places = _from_columns(pair, source, beside)
    places = _upright(places, table, source, beside, outlines)
    if is_degrees(places.crs):
        places = _read_digits(places, table, source, outlines)
    return _standing(places, table, source, outlines)


def _pair_of(table: pd.DataFrame) -> pd.DataFrame | None:
    """Return the two columns of coordinates; None where there are none."""
    for pair in (("lon", "lat"), ("x", "y")):
        if set(pair) <= set(table.columns):
            return table[list(pair)]
    if "place" not in table:
        return None
    header = plain(origin_of(table).header["place"])
    return split_pairs(table["place"], is_latitude_first=header.startswith(("纬", "lat")))


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
    named, findings = _said_or_degrees(table, xy, source, crs)
    number = int((wide & ~is_single).sum())
    if number:
        findings += (finding("point_inside", Severity.NOTE, source, number=number),)
    return Places(xy, named, missing, is_line, findings)


def _said_or_degrees(
    table: gpd.GeoDataFrame, xy: NDArray[np.float64], source: str, crs: str | None
) -> tuple[str, tuple[Finding, ...]]:
    """Return as `crs_or_guess`, but "" where nothing says the CRS of metres."""
    if named_crs(table) or crs or looks_like_degrees(xy) or not np.isfinite(xy).any():
        return crs_or_guess(table, xy, source=source, crs=crs)
    if looks_like_degrees(xy[:, ::-1]):
        return crs_or_guess(table, xy[:, ::-1], source=source, crs=crs)
    return "", ()


def _from_columns(pair: pd.DataFrame, source: str, crs: str | None) -> Places:
    first, second = pair.columns
    xy = np.column_stack(
        [to_coordinates(pair[name], is_degrees=first == "lon") for name in pair.columns]
    )
    missing = is_blank(pair[first]) | is_blank(pair[second])
    if first == "lon":
        # Columns called so hold degrees, whatever CRS was meant for the layers beside.
        degrees = crs if crs is not None and is_degrees(crs) else WGS84
        return Places(xy, degrees, missing, np.zeros(len(xy), bool))
    if crs is None and _are_degrees(xy):
        told = (finding("crs_assumed", Severity.NOTE, source, crs=WGS84),)
        return Places(xy, WGS84, missing, np.zeros(len(xy), bool), told)
    return Places(xy, crs or "", missing, np.zeros(len(xy), bool))


_WIDE_MOST = 5.0
"""Degrees between the places of a list, most of them."""


def _are_degrees(xy: NDArray[np.float64]) -> bool:
    """Return whether numbers of x and y are longitude and latitude, in whatever order.

    So they are where all could be, most lie near each other, and hardly one is whole.
    """
    if not (looks_like_degrees(xy) or looks_like_degrees(xy[:, ::-1])):
        return False
    rows = xy[np.isfinite(xy).all(axis=1)]
    near = np.abs(rows - np.median(rows, axis=0)).max(axis=1) <= _WIDE_MOST
    # Surveyed metres have three decimals at most.
    parts = (np.abs(rows - np.round(rows, 3)) > _PART).any(axis=1)
    return bool(near.mean() > _MOST and parts.mean() > _MOST)


_PART = 1e-6
"""What is left of a number behind its third decimal."""

_MOST = 0.9
"""The share of rows that are most of them."""


def _upright(
    places: Places,
    table: pd.DataFrame,
    source: str,
    beside: str | None,
    outlines: Outlines | None,
) -> Places:
    """Return places whose numbers are in the order of their CRS, and which have one."""
    box = None if outlines is None else outlines.box
    axes = axes_of(places.xy, places.crs or None, source=source, box=box)
    told = axes.findings
    if axes.crs is None and places.crs:  # metres that are said to be degrees
        metres = beside if beside is not None and not is_degrees(beside) else None
        axes = axes_of(places.xy, metres, source=source)
        told += axes.findings
    xy, crs = axes.of(places.xy), axes.crs
    if crs is None and outlines is not None and (crs := zone_fitting(xy, outlines)) is not None:
        told += (finding("zone_found", Severity.WARNING, source, crs=name_of(crs),
                         file=outlines.source),)  # fmt: skip
    if crs is None:
        raise _crs_not_said(table, source, is_said=bool(places.crs))
    if not axes.findings:
        told += _each_turned(table, axes.turned, source)
    return replace(places, xy=xy, crs=crs, findings=places.findings + told)


def _crs_not_said(table: pd.DataFrame, source: str, *, is_said: bool) -> ReadError:
    if is_said:
        return ReadError("metres_said_degrees", source=source)
    if isinstance(table, gpd.GeoDataFrame):
        return ReadError("crs_not_said", source=source)
    return ReadError("crs_of_x_and_y_not_said", file=Path(source).name)


def _each_turned(table: pd.DataFrame, turned: Flags, source: str) -> tuple[Finding, ...]:
    rows, origin = file_rows(table), origin_of(table)
    return tuple(
        finding("row_turned", Severity.WARNING, f"{source}, row {rows[row]}", file=source,
                at=spot(origin, int(rows[row]), "lon", source=source))
        for row in np.flatnonzero(turned)
    )  # fmt: skip


def _read_digits(
    places: Places, table: pd.DataFrame, source: str, outlines: Outlines | None
) -> Places:
    """Return places whose digits were read, with what is told of them."""
    told = rounded(places.xy, source=source)
    if not looks_packed(places.xy):
        return replace(places, findings=places.findings + told)
    if outlines is None:
        told += (finding("degrees_maybe_packed", Severity.WARNING, source),)
        return replace(places, findings=places.findings + told)
    own = outlines.own(code_column(table, "community"))
    degrees = unpacked(places.xy)
    now, then = (int(outlines.holds(xy, own).sum()) for xy in (places.xy, degrees))
    if then <= 2 * now:
        return replace(places, findings=places.findings + told)
    told += (finding("degrees_packed", Severity.WARNING, source),)
    return replace(places, xy=degrees, findings=places.findings + told)


def _standing(
    places: Places, table: pd.DataFrame, source: str, outlines: Outlines | None
) -> Places:
    """Return places in WGS 84 where they were in a shifted datum, judged by the boundaries."""
    said, header = datum_of(table)
    datum = said or Datum.WGS84
    told: tuple[Finding, ...] = ()
    if outlines is not None:
        looked_at = spread(places.xy)
        codes = code_column(table.iloc[looked_at], "community")
        rows = seen(places.xy[looked_at], places.crs, datum, codes, outlines)
        is_meant = said is not None and not header
        told = refuse_misfit(rows, outlines, source=source, is_meant=is_meant)
    if not datum.is_shifted:
        if header:
            told += (finding("datum_named", Severity.NOTE, source, header=header,
                             datum=datum.called),)  # fmt: skip
        return replace(places, findings=places.findings + told)
    if not is_degrees(places.crs):
        more = finding("datum_of_metres", Severity.WARNING, source, datum=datum.called,
                       crs=places.crs)  # fmt: skip
        return replace(places, findings=(*places.findings, *told, more))
    return _converted(replace(places, findings=places.findings + told), datum, header, source)


def _converted(places: Places, datum: Datum, header: str, source: str) -> Places:
    """Return places in WGS 84, and say so."""
    xy = to_wgs84(places.xy, datum)
    rule = "datum_read" if header else "datum_converted"
    metres = np.hypot(*offset_m(places.xy, xy)[np.isfinite(xy).all(axis=1)].T)
    more = finding(rule, Severity.NOTE, source, datum=datum.called, header=header,
                   number=float(np.median(metres)) if len(metres) else 0.0)  # fmt: skip
    return replace(places, xy=xy, crs=WGS84, findings=(*places.findings, more))
