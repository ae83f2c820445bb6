"""Villages to be divided: households and land as tables, rules of one's own, what came of it.

Places are metres from the corner of the land, which is `ORIGIN` in EPSG:4547.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from towns import town

import gridgen
from gridgen.division.centres import Rounds
from gridgen.division.existing import Existing
from gridgen.division.options import Options
from gridgen.division.problems import CommunityProblem, problems_of
from gridgen.division.site import site_of
from gridgen.files.inputs import Inputs
from gridgen.files.township import to_township
from gridgen.model.findings import Report
from gridgen.model.households import Presence
from gridgen.model.plan import Plan
from gridgen.rules.loader import load_rules

ORIGIN = np.array([500_000.0, 3_400_000.0])
CRS = "EPSG:4547"
VILLAGE, NEXT_VILLAGE, CITY = "990101001201", "990101001202", "990101001001"
GROUPS = "ten_household_groups"

# --- who lives where -----------------------------------------------------------------------------


def points(*xy: Sequence[float], **columns: object) -> gpd.GeoDataFrame:
    """Return what stands at points, with these columns."""
    at = ORIGIN + np.array(xy, float).reshape(-1, 2)
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(*at.T), crs=CRS)


def homes(xy: ArrayLike, **columns: object) -> gpd.GeoDataFrame:
    """Return households at `xy` (n, 2): h0, h1, ... in that order."""
    at = np.asarray(xy, float)
    return points(*at, **{"id": [f"h{k}" for k in range(len(at))]} | columns)


def drawn_homes(picture: str, column: str = "group", **more: object) -> gpd.GeoDataFrame:
    """Return the households of a drawn town; their letter stands in `column`, x for none."""
    at = town(picture)
    letter = [k if k != "x" else "" for k, rows in at.items() for _ in rows]
    return homes(np.vstack(list(at.values())), **{column: letter} | more)


def field(
    columns: int, rows: int, *, west: float = 10, south: float = 10, step: float = 20
) -> NDArray[np.float64]:
    """Return places in rows, a little off the straight line, as houses are."""
    i, j = np.meshgrid(np.arange(columns), np.arange(rows))
    xy = np.column_stack([west + step * i.ravel(), south + step * j.ravel()]).astype(float)
    return xy + np.random.default_rng(3).uniform(-step / 5, step / 5, xy.shape)


# --- on which land -------------------------------------------------------------------------------


def land(shape_of: Mapping[str, shapely.Geometry], **columns: object) -> gpd.GeoDataFrame:
    """Return communities by code: urban ones where the code says so, else villages."""
    shapes = [shapely.affinity.translate(shape, *ORIGIN) for shape in shape_of.values()]
    kinds = ["community" if code[9:10] == "0" else "village" for code in shape_of]
    given = {"code": list(shape_of), "kind": kinds} | columns
    return gpd.GeoDataFrame(given, geometry=shapes, crs=CRS)


def square(code: str = CITY) -> gpd.GeoDataFrame:
    """Return one community of 300 by 300 m."""
    return land({code: shapely.box(0, 0, 300, 300)})


def strip(code: str = VILLAGE, *, wide: float = 100) -> gpd.GeoDataFrame:
    """Return one community around a drawn town of a few rows, that far to the east."""
    return land({code: shapely.box(-20, -20, wide, 60)})


def ground(*shapes: shapely.Geometry, **columns: object) -> gpd.GeoDataFrame:
    """Return what lies on the ground: lines, water, footprints, special grids."""
    moved = [shapely.affinity.translate(shape, *ORIGIN) for shape in shapes]
    return gpd.GeoDataFrame(columns, geometry=moved, crs=CRS)


MARKET = ground(shapely.box(45, 30, 75, 55), name=["East Market"], size=[240])
"""A special grid beside a drawn row of houses: 240 stalls, in which nobody lives."""


def township() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return two villages and an urban community of 140 rows each, and their land."""
    xy = np.vstack([field(14, 10, west=10 + 300 * k) for k in range(3)])
    codes = (VILLAGE, NEXT_VILLAGE, CITY)
    boxes = {code: shapely.box(300 * k, 0, 300 * (k + 1), 210) for k, code in enumerate(codes)}
    return homes(xy, households=[1] * 280 + [5] * 140), land(boxes)


# --- by which rules ------------------------------------------------------------------------------

HEAD = """
name = "ours"
title.zh = "我们的规则"
title.en = "Our rules"
"""

GRIDS = """
[[level]]
name = "grids"
parent = "communities"
label.zh = "{name}"
label.en = "{name}"
"""
"""A level that is called as its households call it; mode and band are still to be said."""

BY_GROUP = GRIDS + 'mode = "unit"\nby = ["group"]\nkeep = []\n'
BAND = (GRIDS + "band.village = { fewest = 2, most = 9 }\n").replace("{name}", "{n}")
AROUND = (GRIDS + 'mode = "around"\nband.village = { fewest = 2, most = 9 }\n').replace(
    "{name}", "{n}"
)


def ours(folder: Path, levels: str) -> str:
    """Return the path of a rules file of these levels; what stands before the first is for all."""
    path = folder / "ours.toml"
    path.write_text(HEAD + levels, "utf-8")
    return str(path)


def divide(
    households: pd.DataFrame, communities: gpd.GeoDataFrame | None = None, **asked: object
) -> Plan:
    """Divide with little effort, unless more is asked for."""
    given: dict[str, object] = {"communities": communities, "effort": "fast"} | asked
    return gridgen.divide(households, **given)


def problems_in(
    households: pd.DataFrame, communities: gpd.GeoDataFrame, rules: str = "standard"
) -> dict[int, CommunityProblem]:
    """Return the problem of each community by its row, as a first division with little effort."""
    known = load_rules(rules)
    site, _ = site_of(to_township(Inputs(households, communities), known), known)
    return problems_of(site, known, Existing(), Rounds(None, {}), Options(effort="fast"))


# --- what came of it -----------------------------------------------------------------------------


def said(report: Report, *but: str) -> set[str]:
    """Return the rules of which there are findings, without the note that every plan has."""
    return {f.rule for f in report} - {"densest_cell", *but}


def sizes(plan: Plan, level: str = "grids") -> list[int]:
    """Return the households of each zone, fewest first."""
    return sorted(plan.level(level).households.tolist())


def size_of(plan: Plan, level: str = "grids") -> dict[str, int]:
    """Return the households of each zone by its name."""
    zones = plan.level(level)
    return dict(zip(zones.name, zones.households.tolist(), strict=True))


def code_of(plan: Plan, household: str, level: str = "grids") -> str:
    """Return the code of the zone of a household, "" for none."""
    zone = plan.zone_of[level][plan.township.households.ids.tolist().index(household)]
    return "" if zone < 0 else str(plan.level(level).code[zone])


def grid_of(plan: Plan) -> dict[str, str]:
    """Return the code of the grid of each household by its id."""
    table = plan.households
    return dict(zip(table["id"], table["grid"], strict=True))


def parts(plan: Plan, row: str = "h12") -> dict[str, int]:
    """Return the parts of a row that was cut, and their households."""
    households = plan.township.households
    mine = np.flatnonzero(households.part_of == row)
    return {str(households.ids[k]): int(households.count[k]) for k in mine}


def grids_of(plan: Plan, row: str = "h12") -> list[str]:
    """Return the code of the grid of each part of a row that was cut."""
    zone = plan.zone_of["grids"][plan.township.households.part_of == row]
    return plan.level("grids").code[zone].tolist()


def assert_is_sound(plan: Plan) -> None:
    """Every household in one grid or unplaced, counts and codes right, and no error is found."""
    grid = plan.zone_of["grids"]
    assert ((grid >= 0) == (plan.presence != Presence.UNPLACED)).all()
    for zones in plan.levels:
        there = plan.zone_of[zones.level] >= 0
        weights = plan.township.households.count[there]
        counted = np.bincount(plan.zone_of[zones.level][there], weights, minlength=len(zones))
        assert counted.tolist() == zones.households.tolist()
        assert len(set(zones.code)) == len(zones)
    assert [f.en for f in gridgen.check(plan).errors] == []
