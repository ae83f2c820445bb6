"""A village of 144 homes to be spoiled, and what holds of its plan however it was spoiled."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

import gridgen
from gridgen.model.households import Presence
from gridgen.model.plan import Plan

ORIGIN = np.array([500_000.0, 3_400_000.0])
CRS = "EPSG:4547"
VILLAGE = "990101001201"
SIDE = 12
SHELL = Path(sys.executable).parent / "gridgen"


def field() -> np.ndarray:
    i, j = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    xy = 20.0 * np.column_stack([i.ravel(), j.ravel()])
    return xy + np.random.default_rng(5).uniform(-3, 3, xy.shape)


def homes(xy: object = None, **columns: object) -> gpd.GeoDataFrame:
    at = ORIGIN + np.asarray(field() if xy is None else xy, float)
    ids = {"id": [f"h{k}" for k in range(len(at))]}
    return gpd.GeoDataFrame(ids | columns, geometry=gpd.points_from_xy(*at.T), crs=CRS)


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    x, y = ORIGIN
    return shapely.box(x + west, y + south, x + east, y + north)


WHOLE = box(-50, -50, 300, 300)


def villages(*shapes: object, **columns: object) -> gpd.GeoDataFrame:
    codes = {"code": [f"99010100120{k + 1}" for k in range(len(shapes))]}
    kinds = {"kind": ["village"] * len(shapes)}
    return gpd.GeoDataFrame(codes | kinds | columns, geometry=list(shapes), crs=CRS)


def divide(households: object, communities: object = None, **asked: object) -> Plan:
    return gridgen.divide(households, communities=communities, **{"effort": "fast"} | asked)


def where(plan: Plan, rule: str) -> list[str]:
    return [f.where for f in plan.report.of(rule)]


def assert_is_sound(plan: Plan) -> None:
    assert ((plan.zone_of["grids"] >= 0) == (plan.presence != Presence.UNPLACED)).all()
    assert [f.en for f in gridgen.check(plan).errors] == []


Run = Callable[..., tuple[int, str, str]]
