"""A layer of polygons with codes -> the grids that are there already."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from gridgen.model.arrays import texts
from gridgen.model.crs import moved
from gridgen.model.errors import ReadError
from gridgen.model.existing import ExistingGrids
from gridgen.model.polygons import repair


def to_existing(polygons: pd.DataFrame, *, crs_m: str, source: str) -> ExistingGrids:
    """Return the polygons of a layer in metres, with the codes of its column `code`.

    Parameters
    ----------
    polygons
        A GeoDataFrame that says its CRS, with `code` and perhaps `name`: a layer of a plan.
    crs_m
        The metre CRS of the work.
    source
        The layer as the user knows it.

    Raises
    ------
    ReadError
        There is no column `code`, no geometry, or no CRS.
    """
    if not isinstance(polygons, gpd.GeoDataFrame) or "code" not in polygons.columns:
        headers = [str(column) for column in polygons.columns]
        raise ReadError("existing_without_code", source=source, columns=headers)
    if polygons.crs is None:
        raise ReadError("existing_without_crs", source=source)
    shapes = moved(np.asarray(polygons.geometry.array, object), polygons.crs.to_string(), crs_m)
    named = polygons["name"].fillna("") if "name" in polygons else [""] * len(polygons)
    return ExistingGrids(texts(polygons["code"]), texts(named), repair(shapes))
