"""Households without a place: a stand-in inside the community that they name."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridgen.files.headers import COMMUNITIES, HOUSEHOLDS, active_geometry, header_of, recognise
from gridgen.files.points import WGS84
from gridgen.files.values import is_blank, to_codes, to_text
from gridgen.model.polygons import repair


def stand_ins(
    households: pd.DataFrame, communities: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Return the table with a point inside their community for rows without a place.

    Rows that name no community of the layer stay as they are. The second value are the rows,
    counted from 1, that stand so, those of an older plan (presence: virtual) among them.
    """
    nowhere = np.zeros(0, np.int64)
    code = header_of(households, HOUSEHOLDS, "community")
    named, _ = recognise(communities, COMMUNITIES, "communities")
    if code is None or "code" not in named or communities.crs is None:
        return households, nowhere
    again = np.zeros(len(households), bool)
    if "presence" in households:
        again = np.array([word == "virtual" for word in to_text(households["presence"])], bool)
    home_of = {text: row for row, text in reversed(list(enumerate(to_codes(named["code"]))))}
    home = np.array([home_of.get(text, -1) for text in to_codes(households[code])], np.int64)
    shape = active_geometry(households)
    lon, lat = (header_of(households, HOUSEHOLDS, name) for name in ("lon", "lat"))
    if shape is not None:
        points = np.asarray(households[shape].array, object)
        blank = shapely.is_missing(points) | shapely.is_empty(points)
    elif lon is not None and lat is not None:
        blank = is_blank(households[lon]) | is_blank(households[lat])
    else:
        return households, nowhere
    rows = np.flatnonzero(blank & (home >= 0))
    table = households.copy()
    crs = households.crs if shape is not None and households.crs is not None else WGS84
    inside = shapely.point_on_surface(repair(communities.to_crs(crs).geometry.array))
    if len(rows) and shape is not None:
        points = points.copy()
        points[rows] = inside[home[rows]]
        table = gpd.GeoDataFrame(table.drop(columns=shape), geometry=points, crs=households.crs)
    elif len(rows):
        for header, at in ((lon, shapely.get_x(inside)), (lat, shapely.get_y(inside))):
            column = table[header].to_numpy(object).copy()
            column[rows] = at[home[rows]]
            table[header] = column
    return table, np.flatnonzero((blank & (home >= 0)) | again) + 1
