"""What callers give as a table -> a table as the readers take it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from gridgen.files.datums import datum_for
from gridgen.files.headers import active_geometry
from gridgen.files.origin import origin_of, with_origin
from gridgen.model.crs import name_of
from gridgen.model.datum import Datum
from gridgen.model.errors import ReadError

_LAYERS = ("communities", "lines", "water", "buildings", "parcels", "special", "centres")


def table_of(
    given: object,
    role: str,
    crs: str | None = None,
    datum: Mapping[str, Datum] | None = None,
) -> pd.DataFrame:
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
    datum
        What was said of the datums of tables, as `gridgen.files.datums.datums_said` returns it.

    Raises
    ------
    ReadError
        It is anything else.
    CoordinateError
        `crs` is unknown.
    """
    if crs is not None:
        name_of(crs)  # an unknown one is refused here, in our words
    table = _as_table(given, role)
    has_crs = active_geometry(table) is not None and table.crs is not None
    meant = datum_for(role, datum or {}, has_crs=has_crs)
    if crs is None and meant is None:
        return table
    told = with_origin(table, replace(origin_of(table), crs=crs, datum=meant))
    if crs is None or has_crs or not isinstance(told, gpd.GeoDataFrame):
        return told
    shaped: pd.DataFrame = told if active_geometry(told) is None else told.set_crs(crs)
    return shaped


def _as_table(given: object, role: str) -> pd.DataFrame:
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


def table_if_given(
    given: object | None,
    role: str,
    crs: str | None = None,
    datum: Mapping[str, Datum] | None = None,
) -> pd.DataFrame | None:
    """Return None where nothing is given; else as `table_of`."""
    return None if given is None else table_of(given, role, crs, datum)
