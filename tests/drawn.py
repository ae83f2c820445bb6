"""Plans drawn in the test: a zone for each letter of a picture, or two squares side by side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from plans import METRES, ORIGIN
from towns import town

import gridgen
from gridgen.checks.every import check
from gridgen.model.arrays import texts
from gridgen.model.communities import Communities
from gridgen.model.findings import Finding
from gridgen.model.ground import Features
from gridgen.model.households import Households
from gridgen.model.links import Links
from gridgen.model.plan import MadeBy, Plan
from gridgen.model.township import Township
from gridgen.model.zones import Zones
from gridgen.plans.seen import Seen
from gridgen.rules.levels import Rules
from gridgen.rules.loader import load_rules

COMMUNITY = "990101001001"


def shapes(*made: shapely.Geometry) -> np.ndarray:
    """Shapes as an array."""
    array = np.empty(len(made), object)
    array[:] = made
    return array


def drawn(picture: str) -> tuple[Plan, Links]:
    """A plan with a zone for each letter; neighbours in the picture, 10 m apart, are linked."""
    places = town(picture)
    xy = ORIGIN + np.concatenate(list(places.values()))
    zone_of = np.repeat(np.arange(len(places)), [len(at) for at in places.values()])
    apart = np.abs(xy[:, None] - xy[None]).sum(axis=2)
    pairs = np.argwhere(np.triu(np.abs(apart - 10) < 1e-6)).astype(np.int32)
    links = Links(pairs, np.full(len(pairs), 10.0), np.zeros(len(pairs), bool))
    cells = [
        shapely.union_all(shapely.box(*(ORIGIN + at - 5).T, *(ORIGIN + at + 5).T))
        for at in places.values()
    ]
    return plan_of(xy, zone_of, shapes(*cells)), links


def plan_of(xy: np.ndarray, zone_of: np.ndarray, polygon: np.ndarray) -> Plan:
    """A community of one household at each place, and a grid for each polygon."""
    n, z = len(xy), len(polygon)
    roll = Households(
        ids=[f"h{k}" for k in range(n)], given=xy, xy=xy, count=np.ones(n), community=[""] * n,
        keys={}, source=np.arange(n) + 1, crs=METRES,
    )  # fmt: skip
    areas = Communities(
        code=[COMMUNITY], name=[""], kind=["community"], shape=shapes(shapely.union_all(polygon))
    )
    zones = Zones(
        level="grids", code=[f"{COMMUNITY}{k + 1:03d}" for k in range(z)], name=[""] * z,
        parent=[COMMUNITY] * z, kind=["community"] * z, community=[COMMUNITY] * z,
        households=np.bincount(zone_of), units=np.bincount(zone_of), mean_m=np.zeros(z),
        max_m=np.zeros(z), status=["in band"] * z, polygon=polygon,
    )  # fmt: skip
    return Plan(
        Township(roll, METRES, communities=areas),
        ["placed"] * n, np.zeros(n), (zones,), {"grids": zone_of},
        MadeBy("0.1.0", 0, "standard", ""),
    )  # fmt: skip


BEND = """
    aabbbbaa
    aabbbbaa
    aabbbbaa
    aaaaaaaa
"""


def two_squares(*lines: tuple[str, list[tuple[float, float]]]) -> Plan:
    """Two squares of 100 m side by side; their border runs from (100, 0) to (100, 100)."""
    x, y = ORIGIN
    polygon = shapes(shapely.box(x, y, x + 100, y + 100), shapely.box(x + 100, y, x + 200, y + 100))
    plan = plan_of(ORIGIN + [[50, 50], [150, 50]], np.array([0, 1]), polygon)
    drawn = Features(
        texts([kind for kind, _ in lines]),
        texts([""] * len(lines)),
        shapes(*(shapely.LineString(ORIGIN + np.array(xy)) for _, xy in lines)),
        METRES,
    )
    return replace(plan, township=replace(plan.township, ground={"lines": drawn}))


def limited(tmp_path: Path, limits: str) -> Rules:
    """The standard rules with other limits for communities."""
    text = Path(gridgen.__file__).parent.joinpath("rules/presets/standard.toml").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("limits")]
    lines.insert(lines.index("[[level]]") + 1, f"limits.community = {{ {limits} }}")
    (tmp_path / "ours.toml").write_text("\n".join(lines), "utf-8")
    return load_rules(tmp_path / "ours.toml")


def found(plan: Plan, links: Links, rules: Rules, rule: str) -> list[Finding]:
    """What the checks find by one rule."""
    return list(check(Seen(plan, links, rules)).of(rule))


def halved(tmp_path: Path) -> tuple[Plan, Path]:
    """A community of two grids, 60 houses of 14 households, and a road down the middle."""
    xy = ORIGIN + np.array([(25 + 50 * i, 25 + 50 * j) for j in range(6) for i in range(10)], float)
    homes = gpd.GeoDataFrame(
        {"id": [f"h{k}" for k in range(60)], "households": [14] * 60},
        geometry=gpd.points_from_xy(*xy.T), crs=METRES,
    )  # fmt: skip
    box = shapely.box(*ORIGIN, *(ORIGIN + [500, 300]))
    area = gpd.GeoDataFrame(
        {"code": [COMMUNITY], "kind": ["community"]}, geometry=[box], crs=METRES
    )
    plan = gridgen.divide(homes, communities=area, grids={COMMUNITY: 2}, effort="fast")
    road = shapely.LineString(ORIGIN + np.array([(250, -10), (250, 310)]))
    lines = gpd.GeoDataFrame({"class": ["road"]}, geometry=[road], crs=METRES)
    lines.to_file(tmp_path / "lines.gpkg")
    return plan, tmp_path / "lines.gpkg"
