"""Rows of several points -> one household at each point; lines, which are nobody's house."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridgen.files.origin import file_rows, origin_of, with_origin
from gridgen.files.values import is_blank, to_numbers, to_text
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Severity, finding


def one_row_a_point(known: pd.DataFrame, source: str) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return a recognised table with a row for each point of a MultiPoint, and a finding.

    The rows of one have its id with a number behind it, all else alike; each counts as one
    household where the row said as many as it has points, or nothing.

    Parameters
    ----------
    known
        As `gridgen.files.headers.recognise` returns it.
    source
        The file as the user knows it.

    Raises
    ------
    ReadError
        A row counts more or fewer households than it has points.
    """
    if not isinstance(known, gpd.GeoDataFrame):
        return known, ()
    shapes = np.asarray(known.geometry.array, dtype=object)
    is_many = shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOINT
    times = np.where(is_many, np.maximum(shapely.get_num_geometries(shapes), 1), 1)
    many = np.flatnonzero(times > 1)
    if not len(many):
        return known, ()
    rows = file_rows(known)
    counts = _counts(known, times, many, rows, source)
    row = np.repeat(np.arange(len(known)), times)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    table = known.iloc[row].reset_index(drop=True)
    single = shapes[row]
    single[times[row] > 1] = shapely.get_geometry(single[times[row] > 1], nth[times[row] > 1])
    table = table.set_geometry(gpd.GeoSeries(single, crs=known.crs))
    if counts is not None:
        table["households"] = counts[row]
    if "id" in table:
        ids = to_text(table["id"])
        marked = [f"{one}-{k + 1}" if one else "" for one, k in zip(ids, nth, strict=True)]
        table["id"] = np.where(times[row] > 1, np.array(marked, object), ids)
    told = finding("points_apart", Severity.WARNING, source, number=len(many),
                   total=int(times[many].sum()))  # fmt: skip
    return with_origin(table, replace(origin_of(known), row=rows[row])), (told,)


def _counts(
    known: pd.DataFrame,
    times: NDArray[np.int64],
    many: NDArray[np.int64],
    rows: NDArray[np.int64],
    source: str,
) -> NDArray[np.object_] | None:
    """Return (n,) counts, 1 where a row has as many points; None where no column counts."""
    if "households" not in known:
        return None
    cells = known["households"].to_numpy(dtype=object).copy()
    said = to_numbers(cells[many])
    agree = is_blank(cells[many]) | (said == 1) | (said == times[many])
    if not agree.all():
        first = np.flatnonzero(~agree)[0]
        raise ReadError("points_and_count", source=source, row=int(rows[many[first]]),
                        points=int(times[many[first]]))  # fmt: skip
    cells[many] = 1
    return cells


def with_land_inside(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return (n,) shapes with polygons for closed lines: outlines of houses.

    >>> square = shapely.LineString([(0, 0), (1, 0), (1, 1), (0, 0)])
    >>> [shape.geom_type for shape in with_land_inside(np.array([square, None], object)) if shape]
    ['Polygon']
    """
    made = shapes.copy()
    closed = (shapely.get_dimensions(shapes) == 1) & shapely.is_closed(shapes)
    for row in np.flatnonzero(closed & (shapely.get_num_points(shapes) > 3)):
        made[row] = shapely.Polygon(shapely.get_coordinates(shapes[row]))
    return made
