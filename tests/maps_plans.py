"""Plans for printed maps: the sample, real places, and a synthetic township of many grids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

import gridgen
from gridgen.model.arrays import texts
from gridgen.model.communities import Communities
from gridgen.model.ground import Features
from gridgen.model.households import Households
from gridgen.model.plan import MadeBy, Plan
from gridgen.model.township import Township
from gridgen.model.zones import Zones

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
VORONOI = (12, 600)


def _divided(file: Path) -> Plan:
    layers = {
        name: gpd.read_file(file, layer=name) for name in ("households", "communities", "lines")
    }
    return gridgen.divide(**layers, lang="zh", effort="fast")


@lru_cache(maxsize=1)
def sample_plan() -> Plan:
    """The sample township, divided fast."""
    return _divided(ROOT / "sample_geo" / "qinghe.gpkg")


@lru_cache(maxsize=1)
def sample_with_ground() -> Plan:
    """The sample township with its ponds and buildings, as the division left it."""
    plan = sample_plan()
    file = ROOT / "sample_geo" / "qinghe.gpkg"
    ground = dict(plan.township.ground)
    for layer in ("water", "buildings"):
        table = gpd.read_file(file, layer=layer)
        blank = texts([""] * len(table))
        ground[layer] = Features(blank, blank, table.geometry.to_numpy(), table.crs.to_string())
    return replace(plan, township=replace(plan.township, ground=ground))


@lru_cache(maxsize=2)
def read_or_skip(place: str) -> Plan:
    """A real place, divided fast; skips where the data folder is absent."""
    file = DATA / place / f"{place}.gpkg"
    if not file.exists():
        pytest.skip(f"{place}: {DATA} is not there")
    return _divided(file)


def with_level(plan: Plan, level: str, name: str, parts: Sequence[int]) -> Plan:
    """The plan with a further level: its lowest zones cut into so many Voronoi parts, in turn."""
    random = np.random.default_rng(len(plan.levels))
    above = plan.levels[-1]
    rows = []
    for zone, shape in enumerate(above.polygon):
        n = parts[zone % len(parts)]
        middles = shapely.multipoints(_inside(shape, n, random))
        cells = shapely.voronoi_polygons(middles, extend_to=shape, ordered=True)
        shapes = shapely.intersection(shapely.get_parts(cells), shape) if n > 1 else [shape]
        share = np.bincount(np.arange(above.households[zone]) % n, minlength=n)
        for k, part in enumerate(shapes):
            rows.append((f"{above.code[zone]}{k + 1:02d}", name.format(k + 1), above.code[zone],
                         above.kind[zone], above.community[zone], share[k], part))  # fmt: skip
    code, names, parent, kind, community, households, shapes = zip(*rows, strict=True)
    lower = Zones(
        level=level, code=code, name=names, parent=parent, kind=kind, community=community,
        households=households, units=households, mean_m=np.zeros(len(rows)),
        max_m=np.zeros(len(rows)), status=["in band"] * len(rows),
        polygon=np.array(shapes, dtype=object),
    )  # fmt: skip
    nowhere = {level: np.full(len(plan.township.households), -1)}
    return replace(plan, levels=(*plan.levels, lower), zone_of={**plan.zone_of, **nowhere})


def _inside(shape: shapely.Polygon, n: int, random: np.random.Generator) -> list[list[float]]:
    found: list[list[float]] = []
    west, south, east, north = shape.bounds
    while len(found) < n:
        x, y = random.uniform(west, east), random.uniform(south, north)
        if shapely.contains_xy(shape, x, y):
            found.append([x, y])
    return found


def many_grids(n: int, *, wide: float = 9000, high: float = 7000, homes: int = 1) -> Plan:
    """n Voronoi grids around clustered middles, in 12 communities; `homes` places in each grid."""
    random = np.random.default_rng(n)
    origin = np.array([500_000.0, 3_431_000.0])
    towns = random.uniform(0.1, 0.9, (5, 2)) * [wide, high]
    near = towns[random.integers(0, 5, n // 2)] + random.normal(0, 0.05, (n // 2, 2)) * [wide, high]
    far = random.uniform(0, 1, (n - n // 2, 2)) * [wide, high]
    middles = origin + np.clip(np.vstack([near, far]), 1, [wide - 1, high - 1])
    field = shapely.box(*origin, *(origin + [wide, high]))
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(middles), ordered=True))
    shapes = shapely.intersection(cells, field)
    count = min(12, n)
    seats = origin + random.uniform(0, 1, (count, 2)) * [wide, high]
    home = np.hypot(*(middles[:, None] - seats[None]).transpose(2, 0, 1)).argmin(axis=1)
    used = np.unique(home)
    codes = [f"990101001{k + 1:03d}" for k in range(count)]
    area = Communities(
        code=[codes[k] for k in used],
        name=[f"第{k + 1}村" for k in used],
        kind=["village"] * len(used),
        shape=np.array([shapely.union_all(shapes[home == k]) for k in used], dtype=object),
    )
    number = np.zeros(n, int)
    for k in used:
        number[home == k] = np.arange(1, (home == k).sum() + 1)
    xy = np.repeat(middles, homes, axis=0) + random.normal(0, 20, (n * homes, 2))
    community = [codes[k] for k in home]
    zones = Zones(
        level="grids",
        code=[f"{codes[home[k]]}{number[k]:03d}" for k in range(n)],
        name=[f"第{home[k] + 1}村第{number[k]}网格" for k in range(n)],
        parent=community,
        kind=["village"] * n,
        community=community,
        households=np.full(n, 75),
        units=np.full(n, homes),
        mean_m=np.full(n, 80.0),
        max_m=np.full(n, 200.0),
        status=["in band"] * n,
        polygon=shapes,
    )
    roll = Households(
        ids=[str(k) for k in range(len(xy))],
        given=xy,
        xy=xy,
        count=np.full(len(xy), 75 // homes),
        community=[""] * len(xy),
        keys={},
        source=np.arange(len(xy)),
        crs="EPSG:4547",
    )
    grid_of = np.repeat(np.arange(n), homes)
    return Plan(
        township=Township(roll, "EPSG:4547", communities=area),
        presence=["placed"] * len(xy),
        community_of=np.searchsorted(used, home[grid_of]),
        levels=(zones,),
        zone_of={"grids": grid_of},
        made_by=MadeBy("0.1.0", 0, "standard", "0"),
    )
