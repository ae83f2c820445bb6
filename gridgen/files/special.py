"""A layer of special grids -> SpecialGrids, in metres."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgen.files.headers import recognise
from gridgen.files.points import crs_or_guess
from gridgen.files.polygons import to_metres
from gridgen.files.values import text_column, whole_column
from gridgen.files.vocabulary import SPECIAL
from gridgen.land.coverage import coverage
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding
from gridgen.model.polygons import polygonal, repair
from gridgen.model.special import SpecialGrids


def to_special(
    table: pd.DataFrame, *, crs_m: str, source: str
) -> tuple[SpecialGrids, tuple[Finding, ...]]:
    """Return the polygons of a layer of special grids; of two that overlap the first has both.

    Parameters
    ----------
    table
        A GeoDataFrame with columns name, code and size (stalls, desks), all optional; headers may
        be English or Chinese. A row without a polygon stays, with an empty one.
    crs_m
        The metre CRS of the work.
    source
        The layer as the user knows it.

    Raises
    ------
    ReadError
        The table has no polygons, or nothing says their CRS.
    """
    known, found = recognise(table, SPECIAL, source)
    if not isinstance(known, gpd.GeoDataFrame):
        raise ReadError("special_without_polygons", source=source)
    shapes = np.asarray(known.geometry.array, object)
    crs, more = crs_or_guess(known, shapely.get_coordinates(shapes), source=source, crs=None)
    parted, _ = coverage(repair(to_metres(polygonal(shapes), crs, crs_m)))
    special = SpecialGrids(
        name=text_column(known, "name"),
        code=text_column(known, "code"),
        size=whole_column(known, "size", other=0),
        shape=parted,
    )
    return special, found + more
