"""A good plan for the checks, and ways to break it.

  y 300 +-----------+-----------+-----------+
        | village   | village   | community |
joined *| 201       | 202       | 001       |
        | 71+71     | 70+70     | 400+400   |      * unplaced, far away
      0 +-----------+-----------+-----------+
        x 0        300         600         900
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

import gridgen
from gridgen.model.findings import Report, Severity
from gridgen.model.plan import Plan

ORIGIN = np.array([500_000.0, 3_400_000.0])

CRS = "EPSG:4547"

WEST, EAST, CITY = "990101001201", "990101001202", "990101001001"

GROUPS = "ten_household_groups"


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    x, y = ORIGIN
    return shapely.box(x + west, y + south, x + east, y + north)


def township() -> Plan:
    rng = np.random.default_rng(7)
    village = np.array([(20 + 20 * i, 30 + 26 * j) for j in range(10) for i in range(14)], float)
    village += rng.uniform(-4, 4, village.shape)
    city = np.array([(615 + 30 * i, 20 + 37 * j) for j in range(8) for i in range(10)], float)
    special = [village[0], (-20.0, 150.0), (20_000.0, 20_000.0)]
    xy = ORIGIN + np.vstack([village, village + np.array([300, 0]), city, special])
    n = len(xy)
    first = 2 * len(village)
    building = [""] * n
    for k in range(len(city)):
        building[first + k] = f"{k % 10 // 2}-{k // 10}"
    count = np.ones(n, int)
    count[first : first + len(city)] = 10
    homes = gpd.GeoDataFrame(
        {"id": [f"h{k}" for k in range(n)], "households": count, "building": building},
        geometry=gpd.points_from_xy(*xy.T),
        crs=CRS,
    )
    homes.loc[n - 3 :, "id"] = ["twin", "joined", "lost"]
    homes.loc[0, "id"] = "first"
    areas = gpd.GeoDataFrame(
        {"code": [WEST, EAST, CITY], "kind": ["village", "village", "community"]},
        geometry=[box(0, 0, 300, 300), box(300, 0, 600, 300), box(600, 0, 900, 300)],
        crs=CRS,
    )
    return gridgen.divide(homes, communities=areas, effort="fast")


def places(report: Report, rule: str, severity: Severity = Severity.ERROR) -> list[str]:
    """Where the findings of a rule stand; all of them must have the severity."""
    found = report.of(rule)
    assert {f.severity for f in found} <= {severity}
    return [f.where for f in found]


def row(plan: Plan, household: str) -> int:
    return plan.township.households.ids.tolist().index(household)


def zone_of(plan: Plan, level: str) -> np.ndarray:
    return plan.zone_of[level].copy()


def with_zone_of(plan: Plan, level: str, rows: np.ndarray) -> Plan:
    return replace(plan, zone_of={**plan.zone_of, level: rows})


def moved(plan: Plan, level: str, household: int, zone: int) -> Plan:
    rows = zone_of(plan, level)
    rows[household] = zone
    return with_zone_of(plan, level, rows)


def with_zones(plan: Plan, level: str, **columns: object) -> Plan:
    levels = tuple(replace(z, **columns) if z.level == level else z for z in plan.levels)
    return replace(plan, levels=levels)


def with_first(plan: Plan, level: str, column: str, value: object) -> Plan:
    values = list(getattr(plan.level(level), column))
    values[0] = value
    array = np.empty(len(values), object)
    array[:] = values
    return with_zones(plan, level, **{column: array})


def zones_in(plan: Plan, community: str) -> list[int]:
    return np.flatnonzero(plan.level("grids").community == community).tolist()


def code(plan: Plan, zone: int, level: str = "grids") -> str:
    return str(plan.level(level).code[zone])


def reshaped(plan: Plan, level: str, change: Callable[[shapely.Geometry], object]) -> Plan:
    return with_first(plan, level, "polygon", change(plan.level(level).polygon[0]))


def bow_tie(shape: shapely.Geometry) -> shapely.Polygon:
    west, south, east, north = shape.bounds
    return shapely.Polygon([(west, south), (east, north), (east, south), (west, north)])


def empty(_shape: object) -> shapely.Polygon:
    return shapely.Polygon()


def empty_multi(_shape: object) -> shapely.MultiPolygon:
    return shapely.MultiPolygon()


def missing(_shape: object) -> None:
    return None


def punched(shape: shapely.Geometry) -> shapely.Geometry:
    return shape.difference(shape.representative_point().buffer(0.5))
