"""A town for edits: two villages of groups, a community of buildings, a road; and what plans are.

y 400 +-----------+-----------+-----------+
      | village   | village   | community |
      | 201       | 202       | 001       |     groups: rows of houses, three to a group;
      | 150       | 150       | 900       |     buildings of 10 households each
    0 +-----------+-----------+-----------+
      x 0        300         600         900
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import fields
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from villages import CITY, CRS, NEXT_VILLAGE, ORIGIN, VILLAGE, field, homes, land

import gridgen
from gridgen.division.pipeline import check_plan
from gridgen.model.findings import Finding
from gridgen.model.plan import Plan
from gridgen.rules.loader import load_rules
from gridgen.versions.draft import READ, Draft, open_draft


def households() -> gpd.GeoDataFrame:
    village = field(10, 15, west=30, south=20, step=26)
    city = field(9, 10, west=630, south=25, step=30)
    rows = np.arange(150) // 30  # three rows of ten houses are a group
    group = [f"第{numeral}村民小组" for numeral in "一二三四五"]
    town = homes(
        np.vstack([village, village + np.array([300.0, 0.0]), city]),
        households=[1] * 300 + [10] * 90,
        group=[*(group[k] for k in rows), *(group[k] for k in rows), *[""] * 90],
        building=[*[""] * 300, *(f"{k + 1}号楼" for k in range(90))],
    )
    return gpd.GeoDataFrame(pd.DataFrame(town), geometry="geometry", crs=CRS)


@cache
def town() -> Plan:
    """The town divided, with heads of grids."""
    areas = land(
        {VILLAGE: shapely.box(0, 0, 300, 420), NEXT_VILLAGE: shapely.box(300, 0, 600, 420),
         CITY: shapely.box(600, 0, 900, 420)},
        name=["东村", "西村", "城南社区"],
        kind=["village", "village", "community"],
    )  # fmt: skip
    x, y = ORIGIN
    road = shapely.LineString([(x + 10, y + 208), (x + 890, y + 208)])
    lines = gpd.GeoDataFrame({"class": ["road"]}, geometry=[road], crs=CRS)
    return gridgen.divide(households(), areas, lines=lines, lang="zh", effort="fast")


@cache
def draft() -> Draft:
    """The town as it is opened for edits."""
    plan = town()
    return open_draft(plan, load_rules(plan.made_by.rules))


def print_of(plan: Plan) -> str:
    """Return what is equal for plans that are equal byte by byte in all that edits could touch."""
    digest = hashlib.sha256()
    for zones in plan.levels:
        for column in fields(zones):
            digest.update(_bytes(getattr(zones, column.name)))
        digest.update(plan.zone_of[zones.level].tobytes())
    for value in (plan.presence, plan.community_of, plan.communities.kind,
                  plan.communities.urban_class):  # fmt: skip
        digest.update(_bytes(value))
    staff = None if plan.staff is None else plan.staff.posts
    digest.update(repr((plan.made_by, staff, plan.report.findings)).encode())
    return digest.hexdigest()


def _bytes(value: Any) -> bytes:
    if isinstance(value, np.ndarray) and value.dtype == object:
        is_shape = len(value) > 0 and isinstance(value[0], shapely.Geometry)
        return b"|".join(shapely.to_wkb(value) if is_shape else [str(v).encode() for v in value])
    return value.tobytes() if isinstance(value, np.ndarray) else str(value).encode()


def from_scratch(made: Draft) -> Counter[Finding]:
    """Return what a check of the whole plan finds, and what was found in reading."""
    found = Counter(check_plan(made.plan, made.rules))
    return found + Counter(one for _, one in made.found[READ])


def grid_of(plan: Plan, level: str = "grids") -> dict[str, str]:
    """Return the code of the zone of each household, "" for none."""
    code = np.append(plan.level(level).code, "")[plan.zone_of[level]]
    return dict(zip(plan.township.households.ids, code, strict=True))


def grids_in(plan: Plan, community: str) -> list[str]:
    """Return the codes of the grids of a community."""
    grids = plan.level("grids")
    return grids.code[grids.community == community].tolist()
