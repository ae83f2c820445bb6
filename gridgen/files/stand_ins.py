"""Households without a place: a stand-in inside the community that they name."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgen.files.datums import datum_in
from gridgen.files.headers import HOUSEHOLDS, active_geometry, header_of
from gridgen.files.origin import origin_of
from gridgen.files.outlines import WGS84
from gridgen.files.values import Flags, is_blank, rows_of, to_codes, to_text
from gridgen.model.antimeridian import cut
from gridgen.model.arrays import Shapes, Texts
from gridgen.model.crs import is_degrees, moved
from gridgen.model.datum import Datum, from_wgs84
from gridgen.model.polygons import repair


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """c communities in which households without a place may stand.

    Attributes
    ----------
    code
        (c,) text.
    shape
        (c,) polygons in `crs`, not repaired.
    crs
        As text that pyproj understands.
    """

    code: Texts
    shape: Shapes
    crs: str


def stand_ins(households: pd.DataFrame, homes: Homes) -> tuple[pd.DataFrame, Flags]:
    """Return the table with a point inside their community for rows without a place.

    Rows that name none of the communities stay as they are. The second value says of each row
    whether it has no place of its own, those of an older plan (presence: virtual) among them.

    Parameters
    ----------
    households
        As `to_households` takes it.
    homes
        The communities that the rows may name.
    """
    code = header_of(households, HOUSEHOLDS, "community")
    again = np.zeros(len(households), bool)
    if code is None:
        return households, again
    if "presence" in households:
        again = np.array([word == "virtual" for word in to_text(households["presence"])], bool)
    home = rows_of(to_codes(households[code]), homes.code)
    shape = active_geometry(households)
    lon, lat = (header_of(households, HOUSEHOLDS, name) for name in ("lon", "lat"))
    if shape is not None:
        points = np.asarray(households[shape].array, object)
        blank = shapely.is_missing(points) | shapely.is_empty(points)
    elif lon is not None and lat is not None:
        blank = is_blank(households[lon]) | is_blank(households[lat])
    else:
        return households, np.zeros(len(households), bool)
    # The stand-ins are of the input, before a CRS of the work is chosen: points in its own CRS.
    rows = np.flatnonzero(blank & (home >= 0))
    table = households.copy()
    at = households.crs if shape is not None and households.crs is not None else WGS84
    inside = shapely.point_on_surface(repair(moved(homes.shape, homes.crs, str(at))))
    if is_degrees(str(at)):
        # They stand among rows that are still in the datum of the list.
        datum = origin_of(households).datum or datum_in(str(lon))
        inside = shapely.transform(inside, lambda xy: from_wgs84(xy, datum or Datum.WGS84))
        inside = cut(inside)  # communities across the antimeridian go on past 180
    if len(rows) and shape is not None:
        points = points.copy()
        points[rows] = inside[home[rows]]
        table = gpd.GeoDataFrame(table.drop(columns=shape), geometry=points, crs=households.crs)
    elif len(rows):
        for header, spot in ((lon, shapely.get_x(inside)), (lat, shapely.get_y(inside))):
            column = table[header].to_numpy(object).copy()
            column[rows] = spot[home[rows]]
            table[header] = column
    return table, (blank & (home >= 0)) | again
