"""The boundaries beside a list, in degrees: what tells whether the places of the list fit."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.files.headers import recognise
from gridgen.files.values import Flags, code_column, rows_of
from gridgen.files.vocabulary import COMMUNITIES
from gridgen.model.arrays import Shapes, Texts
from gridgen.model.crs import moved

LonLat = NDArray[np.float64]

WGS84 = "EPSG:4326"


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """c boundaries of communities.

    Attributes
    ----------
    code
        (c,) text; "" where one has none.
    given
        (c,) polygons in `crs`, not repaired.
    shape
        (c,) the same in degrees of WGS 84, longitude first.
    crs
        As text that pyproj understands.
    source
        The file as the user knows it.
    """

    code: Texts
    given: Shapes
    shape: Shapes
    crs: str
    source: str

    def __len__(self) -> int:
        return len(self.code)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north of all of them, degrees."""
        west, south, east, north = shapely.total_bounds(self.shape).tolist()
        return west, south, east, north

    def unrolled(self, lonlat: LonLat) -> LonLat:
        """Return (n, 2) places with longitudes on that turn of the globe where the boxes are."""
        west, _, east, _ = self.box
        turns = np.round((lonlat[:, 0] - (west + east) / 2) / 360)
        return np.column_stack([lonlat[:, 0] - 360 * turns, lonlat[:, 1]])

    def own(self, codes: Texts) -> NDArray[np.int32]:
        """Return (n,) the first boundary that each code names, -1 for none."""
        return np.where(codes == "", np.int32(-1), rows_of(codes, self.code))

    def holds(self, lonlat: LonLat, own: NDArray[np.int32]) -> Flags:
        """Return (n,) whether each place lies in its own boundary, or in any where it names none.

        Parameters
        ----------
        lonlat
            (n, 2) degrees of WGS 84, longitude first.
        own
            (n,) as `own` returns it.
        """
        inside = np.zeros(len(lonlat), bool)
        finite = np.flatnonzero(np.isfinite(lonlat).all(axis=1))
        points = shapely.points(self.unrolled(lonlat[finite]))
        place, there = shapely.STRtree(self.shape).query(points, predicate="intersects")
        row, there = finite[place], rows_of(self.code, self.code)[there]
        inside[row[(own[row] == there) | (own[row] < 0)]] = True
        return inside


def outlines_of(table: gpd.GeoDataFrame, *, crs: str, source: str) -> Outlines | None:
    """Return the boundaries of a layer; None where it has none.

    Parameters
    ----------
    table
        As `gridgen.files.communities.to_communities` takes it: that says what is wrong with it.
    crs
        That of its shapes, longitude or easting first.
    source
        The file as the user knows it.
    """
    known = recognise(table, COMMUNITIES, source)[0]
    shapes = np.asarray(known.geometry.array, object)
    drawn = (shapely.get_dimensions(shapes) == 2) & ~shapely.is_empty(shapes)
    if not drawn.any():
        return None
    code = code_column(known, "code")[drawn]
    return outlines_from(code, shapes[drawn], crs=crs, source=source)


def outlines_from(code: Texts, given: Shapes, *, crs: str, source: str) -> Outlines | None:
    """Return c polygons of `crs` as boundaries; None where none of them is on the globe."""
    shape = moved(given, crs, WGS84)
    placed = ~shapely.is_empty(shape)
    if not placed.any():
        return None
    return Outlines(code[placed], given[placed], shape[placed], crs, source)
