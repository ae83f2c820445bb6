"""Which grid of a country a point is in: of all its files two or three are read."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from gridgen.files.inputs import read_table
from gridgen.jobs.partitions import GRIDS, LIST, folder_of
from gridgen.model.errors import ReadError


@dataclass(frozen=True, slots=True)
class Found:
    """A grid: its township, community, code and name."""

    township: str
    community: str
    code: str
    name: str


def grid_at(country: Path, lon: float, lat: float) -> Found | None:
    """Return the grid that a point is in, the first by code on a border; None where there is none.

    Parameters
    ----------
    country
        The output of `gridgen.jobs.country.divide_country`: of its townships only those are read
        whose box holds the point.
    lon, lat
        Degrees, WGS 84.

    Raises
    ------
    ReadError
        There is no list of townships, or a file of those near the point cannot be read.
    """
    boxes = polygons_in(country / LIST)
    for code in boxes["code"].to_numpy()[_holding(boxes, lon, lat)].tolist():
        grids = polygons_in(folder_of(country, code) / GRIDS)
        rows = _holding(grids, lon, lat)
        if len(rows):
            row = grids.iloc[int(rows[0])]
            return Found(code, str(row["community"]), str(row["code"]), str(row["name"]))
    return None


def polygons_in(file: str | os.PathLike[str]) -> gpd.GeoDataFrame:
    """Return a table of polygons with codes, as `gridgen country` writes it, in `FILE[:layer]`.

    Raises
    ------
    ReadError
        It cannot be read, or is no such table.
    """
    table, name = read_table(file)
    if not isinstance(table, gpd.GeoDataFrame) or table.crs is None or "code" not in table:
        raise ReadError("country_file_odd", file=name)
    return table


def _holding(table: gpd.GeoDataFrame, lon: float, lat: float) -> np.ndarray:
    """Return the rows whose shape holds a point, by code."""
    (place,) = gpd.GeoSeries.from_xy([lon], [lat], crs="EPSG:4326").to_crs(table.crs)
    shapes = np.asarray(table.geometry.array, object)
    rows = np.flatnonzero(shapely.intersects_xy(shapes, place.x, place.y))
    return rows[np.argsort(table["code"].to_numpy()[rows].astype(str), kind="stable")]
