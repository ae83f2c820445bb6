"""What callers give as a table -> a table as the readers take it."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd

from gridgen.files.headers import active_geometry
from gridgen.files.origin import origin_of, with_origin
from gridgen.model.crs import name_of
from gridgen.model.errors import ReadError

_LAYERS = ("communities", "lines", "water", "buildings", "parcels", "special", "centres")


def table_of(given: object, role: str, crs: str | None = None) -> pd.DataFrame:
    """Return a table: of a GeoSeries one that holds its shapes alone.

    Of a layer without rows nobody asks for a column of shapes.

    Parameters
    ----------
    given
        A GeoDataFrame, with a geometry or without, a plain table or a GeoSeries.
    role
        What it is given as: "households", "lines", ...
    crs
        The CRS of its coordinates where it does not say it.

    Raises
    ------
    ReadError
        It is anything else.
    CoordinateError
        `crs` is unknown.
    """
    if crs is not None:
        return _saying(table_of(given, role), crs)
    if isinstance(given, gpd.GeoSeries):
        shapes: pd.DataFrame = gpd.GeoDataFrame(geometry=given)
        return shapes
    if not isinstance(given, pd.DataFrame):
        raise ReadError("no_table", role=role, kind=type(given).__name__)
    if active_geometry(given) is not None:
        return given
    if len(given) == 0 and role in _LAYERS:
        nothing: pd.DataFrame = gpd.GeoDataFrame(geometry=[])
        return nothing
    return with_origin(pd.DataFrame(given), origin_of(given))


def _saying(table: pd.DataFrame, crs: str) -> pd.DataFrame:
    """Return a table that says its CRS: `crs` where it did not say one."""
    name_of(crs)  # an unknown one is refused here, in our words
    if active_geometry(table) is None:
        return with_origin(table, replace(origin_of(table), crs=crs))
    return table if table.crs is not None else table.set_crs(crs)


def table_if_given(given: object | None, role: str, crs: str | None = None) -> pd.DataFrame | None:
    """Return None where nothing is given; else as `table_of`."""
    return None if given is None else table_of(given, role, crs)
