"""Two files given for each other: boundaries as households, and the other way round."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgen.files.headers import header_of
from gridgen.files.vocabulary import HOUSEHOLDS
from gridgen.model.crs import is_degrees
from gridgen.model.errors import ReadError

_HOUSE_M2 = 20_000.0
"""No house of one household is as large: land is."""

_METRES_A_DEGREE = 111_320.0


def refuse_boundaries(table: pd.DataFrame, source: str) -> None:
    """Raise ReadError where the rows of a table of households are land, and none counts households.

    Parameters
    ----------
    table
        As it stands in the file.
    source
        The file as the user knows it.
    """
    if not isinstance(table, gpd.GeoDataFrame) or table.active_geometry_name is None:
        return
    shapes = np.asarray(table.geometry.array, dtype=object)
    areal = shapes[shapely.get_dimensions(shapes) == 2]
    if not len(areal) or 2 * len(areal) < len(shapes):
        return
    if header_of(table, HOUSEHOLDS, "households") is not None:
        return
    if float(np.median(_areas(areal, table))) >= _HOUSE_M2:
        raise ReadError("households_are_boundaries", source=source, number=len(areal))


def _areas(shapes: np.ndarray, table: gpd.GeoDataFrame) -> np.ndarray:
    """Return (s,) roughly the m2 of each; without a CRS the numbers tell whether it is degrees."""
    area = shapely.area(shapes)
    _, south, _, north = shapely.total_bounds(shapes)
    known = None if table.crs is None else is_degrees(table.crs.to_wkt())
    if known or (known is None and max(abs(south), abs(north)) <= 90):
        area = area * _METRES_A_DEGREE**2 * np.cos(np.radians((south + north) / 2))
    return np.asarray(area)


def refuse_homes(table: gpd.GeoDataFrame, source: str) -> None:
    """Raise ReadError where what is given as boundaries are points alone.

    Parameters
    ----------
    table, source
        As of `refuse_boundaries`.
    """
    shapes = np.asarray(table.geometry.array, dtype=object)
    there = shapes[~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)]
    if len(there) and (shapely.get_dimensions(there) == 0).all():
        raise ReadError("boundaries_are_points", source=source, number=len(there))
