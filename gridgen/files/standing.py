"""A layer as it stands in its file -> the same layer upright, in WGS 84 where it was shifted."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgen.files.axes import Axes, axes_of
from gridgen.files.origin import origin_of, with_origin
from gridgen.files.outlines import WGS84
from gridgen.files.points import looks_like_degrees, named_crs
from gridgen.model.crs import is_degrees
from gridgen.model.datum import to_wgs84
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Severity, finding


def standing(table: pd.DataFrame, source: str) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return a layer whose shapes lie where its CRS says.

    Exchanged axes, numbers of zones and degrees that are whole numbers are put right as for places
    (see `gridgen.files.axes`), shape by shape. Degrees that were said to be GCJ-02 or BD-09 become
    WGS 84. A layer that needs nothing of this is given back as it is.

    Parameters
    ----------
    table
        A GeoDataFrame; a plain table is given back.
    source
        The file as the user knows it.

    Raises
    ------
    ReadError
        Metres are said to be degrees, and nothing says in which CRS they are.
    """
    if not isinstance(table, gpd.GeoDataFrame) or len(table) == 0:
        return table, ()
    shapes = np.asarray(table.geometry.array, object)
    box = shapely.bounds(shapes)
    crs, axes, told = _axes(table, (box[:, :2] + box[:, 2:]) / 2, source)
    datum = origin_of(table).datum
    is_shifted = datum is not None and datum.is_shifted and crs is not None and is_degrees(crs)
    if axes.is_plain and not is_shifted:
        is_new = bool(told) and crs is not None and crs != named_crs(table)
        return (table.set_crs(crs, allow_override=True) if is_new else table), told
    flat = np.asarray(shapely.force_2d(shapes), object)
    xy, owner = shapely.get_coordinates(flat, return_index=True)
    xy = axes.of(xy, owner)
    if datum is not None and is_shifted:
        xy, crs = to_wgs84(xy, datum), WGS84
        told += (finding("layer_converted", Severity.NOTE, source, datum=datum.called),)
    moved = table.set_geometry(list(shapely.set_coordinates(flat, xy)))
    upright = moved.set_crs(crs, allow_override=True) if crs is not None else moved
    return with_origin(upright, replace(origin_of(table), datum=None)), told


def _axes(
    table: gpd.GeoDataFrame, middle: np.ndarray[tuple[int, int], np.dtype[np.float64]], source: str
) -> tuple[str | None, Axes, tuple[Finding, ...]]:
    """Return the CRS of a layer, how its numbers are to be read, and what is told of it."""
    named = named_crs(table)
    if named is None and (looks_like_degrees(middle) or looks_like_degrees(middle[:, ::-1])):
        named = WGS84
    axes = axes_of(middle, named, source=source)
    told = axes.findings
    if named is not None and axes.crs is None:
        beside = origin_of(table).crs
        metres = beside if beside is not None and not is_degrees(beside) else None
        axes = axes_of(middle, metres, source=source)
        told += axes.findings
        if axes.crs is None:
            raise ReadError("metres_said_degrees", source=source)
    number = int(axes.turned.sum())
    if number and not axes.findings:
        told += (finding("shapes_turned", Severity.WARNING, source, number=number),)
    return axes.crs, axes, told
