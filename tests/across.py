"""A village anywhere on the earth, in degrees: the same houses whatever the longitude."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

import gridgen
from gridgen.model.plan import Plan

VILLAGE = "990101001201"
LAT = -16.5
WIDE, HIGH = 0.0033, 0.0032
"""Of the village, degrees: 350 m."""


def lonlat_at(lon: float, lat: float = LAT) -> NDArray[np.float64]:
    """Return (144, 2) degrees of houses around a longitude, going on past 180."""
    column, row = np.meshgrid(np.arange(12), np.arange(12))
    shaken = np.random.default_rng(5).uniform(-2e-5, 2e-5, (144, 2))
    steps = np.column_stack([column.ravel() - 5.5, row.ravel() - 5.5]) * 2e-4
    return np.round(steps + shaken, 9) + [lon, lat]


def box_at(lon: float, lat: float = LAT) -> shapely.Polygon:
    """Return the boundary around those houses, going on past 180."""
    return shapely.box(lon - WIDE / 2, lat - HIGH / 2, lon + WIDE / 2, lat + HIGH / 2)


def split(shape: shapely.Polygon) -> shapely.MultiPolygon:
    """Return a boundary cut at 180 as RFC 7946 asks, written with its own few lines."""
    west = shapely.intersection(shape, shapely.box(0, -90, 180, 90))
    east = shapely.intersection(shape, shapely.box(180, -90, 360, 90))
    return shapely.MultiPolygon([west, shapely.transform(east, lambda xy: xy - [360, 0])])


def torn(shape: shapely.Polygon) -> shapely.Polygon:
    """Return a boundary whose ring jumps from 180 to -180, as careless programs write it."""
    return shapely.transform(shape, lambda xy: np.column_stack([wrapped(xy[:, 0]), xy[:, 1]]))


def wrapped(lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return longitudes from -180 to 180."""
    return np.where(lon > 180, lon - 360, lon)


def homes_at(lonlat: NDArray[np.float64]) -> gpd.GeoDataFrame:
    """Return households at places in degrees."""
    ids = [f"h{k}" for k in range(len(lonlat))]
    return gpd.GeoDataFrame({"id": ids}, geometry=gpd.points_from_xy(*lonlat.T), crs=4326)


def village_of(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    """Return one village, of as many rows as shapes."""
    columns = {"code": [VILLAGE] * len(shapes), "kind": ["village"] * len(shapes)}
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=4326)


def divided(homes: gpd.GeoDataFrame, village: gpd.GeoDataFrame | None) -> Plan:
    """Return the plan of a village, made in short."""
    return gridgen.divide(homes, village, effort="fast", seed=1)


def is_same(one: Plan, other: Plan) -> bool:
    """Return whether two plans put everybody together alike and measure the same to 0.1 %."""
    first, second = one.levels[0], other.levels[0]
    together = one.zone_of["grids"].tolist() == other.zone_of["grids"].tolist()
    measures = [(z.mean_m, z.max_m, z.walk_m) for z in (first, second)]
    return together and bool(np.allclose(*measures, rtol=1e-3, atol=0.06))
