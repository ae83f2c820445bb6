"""A village, another beside it, and people who serve them."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import gridgen
from gridgen.model.plan import Plan

VILLAGE = "990101001201"

BESIDE = "990101001202"

CRS = "EPSG:4547"

TWO_ROLES = """
name = "two_roles"
title = { zh = "规则", en = "rules" }

[[level]]
name = "grids"
parent = "communities"
code_digits = 3
label = { zh = "第{n}网格", en = "Grid {n}" }
band.village = { fewest = 50, most = 100, target = 75 }

[people.head]
level = "grids"
label = { zh = "网格长", en = "head" }

[people.contact]
level = "grids"
households = { fewest = 5, most = 15 }
label = { zh = "联系人", en = "contact person" }
"""


def village(count: int = 1) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    i, j = np.meshgrid(np.arange(14), np.arange(10))
    xy = 20.0 * np.column_stack([i.ravel(), j.ravel()]) + [500_000, 3_400_000]
    xy += np.random.default_rng(5).uniform(-3, 3, xy.shape)
    homes = gpd.GeoDataFrame(
        {"id": [f"h{k}" for k in range(len(xy))], "households": count},
        geometry=gpd.points_from_xy(*xy.T), crs=CRS,
    )  # fmt: skip
    around = shapely.box(499_980, 3_399_980, 500_300, 3_400_220)
    area = gpd.GeoDataFrame({"code": [VILLAGE], "kind": ["village"]}, geometry=[around], crs=CRS)
    return homes, area


def people_of(number: int, role: str = "contact", **columns: object) -> gpd.GeoDataFrame:
    rng = np.random.default_rng(number)
    xy = rng.uniform([500_000, 3_400_000], [500_260, 3_400_180], (number, 2))
    table = {"id": [f"{role}-{k}" for k in range(number)], "role": role, **columns}
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(*xy.T), crs=CRS)


def two_villages() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """The village, and the same again 300 m east of it: the two border on each other."""
    homes, area = village()
    east = homes.assign(id="e" + homes["id"], geometry=homes.translate(320))
    beyond = area.assign(code=BESIDE, geometry=area.translate(320))
    parts = ([homes, east], [area, beyond])
    both = [gpd.GeoDataFrame(pd.concat(part, ignore_index=True), crs=CRS) for part in parts]
    return both[0], both[1]


def living_at(x: float, number: int, **columns: object) -> gpd.GeoDataFrame:
    """Contact persons in a row from south to north, x metres east of the west."""
    y = np.linspace(3_400_010, 3_400_170, number)
    table = {"id": [f"at{x:.0f}-{k}" for k in range(number)], "role": "contact", **columns}
    points = gpd.points_from_xy(np.full(number, 500_000 + x), y)
    return gpd.GeoDataFrame(table, geometry=points, crs=CRS)


def served_by(rules: str, *people: gpd.GeoDataFrame) -> Plan:
    homes, areas = two_villages()
    table = gpd.GeoDataFrame(pd.concat(people, ignore_index=True).fillna(""), crs=CRS)
    return gridgen.divide(homes, communities=areas, people=table, rules=rules, effort="fast")


def villages_of(plan: Plan, person: str) -> set[str]:
    table = plan.households
    return set(table.loc[table["contact"] == person, "community"])


def two_roles(folder: Path) -> str:
    """The file of rules with a head of each grid, and contact persons for 5 to 15 households."""
    path = folder / "two_roles.toml"
    path.write_text(TWO_ROLES, "utf-8")
    return str(path)


def served_village(rules: str) -> Plan:
    """The village, divided and served by 16 contact persons and 2 heads."""
    homes, area = village()
    people = pd.concat([people_of(16), people_of(2, "head")], ignore_index=True)
    return gridgen.divide(homes, communities=area, people=people, rules=rules, effort="fast")
