"""A sample for each preset: tiles of villages and communities, of the numbers in systems.toml.

The land is laid out flat, a tile for each village and community, then bent by a wobble that never
folds it. Every villager group is a hamlet of its own, every estate a block of buildings.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gridgen.model.errors import ProblemError
from gridgen.sample.curves import XY, Wobble, wobble
from gridgen.sample.land import as_array, share
from gridgen.sample.layers import DECIMALS, DEGREES, METRES, MIDDLE
from gridgen.sample.names import code, estate_name, group_name, stems

SIZES = ("village", "township", "prefecture")

PITCH_M = 1500.0
"""Side of the tile of a village or community."""

MARGIN_M = 170.0
"""Between the border of a tile and its houses."""

_BENDS = [(9000.0, 260.0), (3500.0, 110.0), (1300.0, 35.0)]
_STEP_M = 75.0
_TOWN = 14
"""Tiles in one township."""
_ESTATE = 400
_STAIRWAY = 12
"""Households that share a stairway: two on each of six floors."""
_MARKETS = ("农贸市场", "科技园", "商务大厦", "公园", "商业街")


@dataclass(frozen=True, slots=True)
class Recipe:
    """How many of what a sample has; see systems.toml."""

    villages: int = 0
    groups: int = 0
    group: tuple[int, int] = (30, 80)
    households: int = 0
    communities: int = 0
    community: tuple[int, int] = (2600, 4400)
    contacts: int = 0
    special: int = 0
    absent: int = 0
    old_grids: bool = False


def recipe_of(system: str, size: str) -> Recipe:
    """Return what a sample is made of.

    Raises
    ------
    ProblemError
        There is no such sample.
    """
    table = tomllib.loads(files("gridgen.sample").joinpath("systems.toml").read_text("utf-8"))
    if system not in table:
        raise ProblemError("sample_of_no_system", system=system, known=list(table))
    if size not in SIZES:
        raise ProblemError("sample_of_no_size", size=size, known=list(SIZES))
    said: dict[str, Any] = {
        key: tuple(v) if isinstance(v, list) else v for key, v in table[system][size].items()
    }
    return Recipe(**said)


def system_sample(
    system: str, size: str = "township", seed: int = 0
) -> dict[str, gpd.GeoDataFrame]:
    """Return a made-up sample for a preset by layer name, in EPSG:4490.

    Layers `households` and `communities`; `centres` and `special` where the system has such.

    Parameters
    ----------
    system
        A preset by its name.
    size
        "village", "township" or "prefecture".
    seed
        0 or more; the same three give the same sample.

    Raises
    ------
    ProblemError
        There is no such sample.
    """
    recipe = recipe_of(system, size)
    rng = np.random.default_rng([seed, sum(system.encode()), SIZES.index(size)])
    tiles = _tiles(rng, recipe)
    groups = share(recipe.groups, np.ones(max(1, recipe.villages)), fewest=1)
    load = _group_loads(rng, recipe)
    homes: list[pd.DataFrame] = []
    begun = 0
    for row in np.flatnonzero(tiles["kind"] == "village"):
        number = int(groups[len(homes)])
        homes.append(_village(rng, tiles.iloc[row], load[begun : begun + number]))
        begun += number
    for k, row in enumerate(np.flatnonzero(tiles["kind"] == "community")):
        total = int(rng.integers(recipe.community[0], recipe.community[1] + 1))
        old = (1 if k % 3 == 0 else 2) if recipe.old_grids else 0
        homes.append(_community(rng, tiles.iloc[row], total, old))
    households = pd.concat(homes, ignore_index=True)
    special = _special(rng, recipe, tiles)
    bend = wobble(rng, _BENDS)
    layers = {
        "households": _points(_with_ids(households, recipe, tiles, rng), bend),
        "communities": _polygons(tiles[["code", "name", "kind", "class"]], tiles["shape"], bend),
    }
    if recipe.contacts:
        layers["centres"] = _points(_contacts(households, recipe.contacts), bend)
    if recipe.special:
        layers["special"] = _polygons(special[["name", "kind", "size"]], special["shape"], bend)
    return layers


# --- the land ------------------------------------------------------------------------------------


def _tiles(rng: np.random.Generator, recipe: Recipe) -> pd.DataFrame:
    """Return a tile for each place: those nearest to the middle are urban."""
    n = recipe.villages + recipe.communities
    columns = int(np.ceil(np.sqrt(n * 1.3)))
    at = np.array([(k % columns, k // columns) for k in range(n)], float)
    from_middle = np.hypot(*(at - at.mean(axis=0)).T)
    is_urban = np.zeros(n, bool)
    is_urban[np.argsort(from_middle, kind="stable")[: recipe.communities]] = True
    corner = (at - at.mean(axis=0)) * PITCH_M
    kind = np.where(is_urban, "community", "village")
    seen: dict[tuple[int, str], int] = {}
    codes, names = [], []
    for k, stem in enumerate(stems(rng, n)):
        town = k // _TOWN
        number = seen.get((town, kind[k]), 0)
        seen[town, kind[k]] = number + 1
        codes.append(code(town, kind[k], number))
        names.append(stem + ("社区" if is_urban[k] else "村"))
    shapes = [shapely.box(x, y, x + PITCH_M, y + PITCH_M) for x, y in corner]
    return pd.DataFrame(
        {
            "code": codes, "name": names, "kind": kind, "class": np.where(is_urban, "121", "220"),
            "shape": shapes, "x": corner[:, 0], "y": corner[:, 1],
        }
    )  # fmt: skip


def _cells(tile: pd.Series, number: int) -> tuple[XY, float]:
    """Return the middles of `number` cells of a tile, row by row, and their side, metres."""
    side = int(np.ceil(np.sqrt(number)))
    each = (PITCH_M - 2 * MARGIN_M) / side
    k = np.arange(number)
    row = k // side
    column = np.where(row % 2 == 0, k % side, side - 1 - k % side)  # there and back: neighbours
    at = np.stack([column, row], axis=1) + 0.5
    return np.array([tile["x"] + MARGIN_M, tile["y"] + MARGIN_M]) + at * each, each


# --- homes ---------------------------------------------------------------------------------------


def _group_loads(rng: np.random.Generator, recipe: Recipe) -> NDArray[np.int64]:
    """Return the households of each group; in all `recipe.households` where that is said."""
    low, high = recipe.group
    if not recipe.households:
        return rng.integers(low, high + 1, recipe.groups)
    weight = np.clip(rng.lognormal(0, 0.8, recipe.groups), 0.05, 4.0)
    return share(recipe.households, weight, fewest=low)


def _village(rng: np.random.Generator, tile: pd.Series, load: NDArray[np.int64]) -> pd.DataFrame:
    middles, each = _cells(tile, len(load))
    parts = []
    for k, (middle, count) in enumerate(zip(middles, load.tolist(), strict=True)):
        columns = int(np.ceil(np.sqrt(1.4 * count)))
        rows = -(-count // columns)
        step = min(26.0, 0.66 * each / max(columns, rows))
        number = np.arange(count)
        flat = np.stack(
            [number % columns - (columns - 1) / 2, number // columns - (rows - 1) / 2], 1
        )
        angle = rng.uniform(-0.35, 0.35)
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        xy = flat * step @ turn + middle + rng.uniform(-0.16, 0.16, (count, 2)) * step
        parts.append(_rows(tile, xy, 1, group=group_name(k + 1)))
    return pd.concat(parts, ignore_index=True)


def _community(rng: np.random.Generator, tile: pd.Series, total: int, old: int) -> pd.DataFrame:
    """Return the stairways of a community; `old` 1: three estates are one grid, 2: each is one."""
    number = max(1, round(total / _ESTATE))
    sizes = share(total, rng.uniform(0.88, 1.12, number), fewest=min(310, total // number))
    middles, each = _cells(tile, number)
    stem = tile["name"].removesuffix("社区")
    parts = []
    for k, (middle, count) in enumerate(zip(middles, sizes.tolist(), strict=True)):
        stairways = -(-count // _STAIRWAY)
        load = np.full(stairways, _STAIRWAY)
        load[-1] = count - _STAIRWAY * (stairways - 1)
        building = np.arange(stairways) // 3
        across = int(np.ceil(np.sqrt(building[-1] + 1)))
        step = min(78.0, 0.8 * each / across)
        x = (building % across - (across - 1) / 2) * step + (
            np.arange(stairways) % 3 - 1
        ) * step / 5
        y = (building // across - (across - 1) / 2) * step * 0.8
        part = _rows(tile, np.stack([x, y], 1) + middle, load, estate=estate_name(stem, k))
        part["building"] = [f"{b + 1}栋" for b in building]
        part["stairway"] = [f"{s % 3 + 1}单元" for s in range(stairways)]
        if old:
            grid = 1 if old == 1 and k < 3 else k + 1
            part["grid"] = f"{tile['code']}{grid:03d}"
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _rows(
    tile: pd.Series, xy: XY, count: NDArray[np.int64] | int, *, group: str = "", estate: str = ""
) -> pd.DataFrame:
    blank = {"building": "", "stairway": "", "grid": ""}
    return pd.DataFrame(
        {
            "households": count, "community": tile["code"], "group": group, "estate": estate,
            **blank, "x": xy[:, 0], "y": xy[:, 1],
        }
    )  # fmt: skip


def _with_ids(
    homes: pd.DataFrame, recipe: Recipe, tiles: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the register: ids, people, and the households that have no place."""
    gone = pd.DataFrame(
        {
            "households": 1, "community": rng.choice(tiles["code"], recipe.absent), "group": "",
            "estate": "", "building": "", "stairway": "", "grid": "", "x": np.nan, "y": np.nan,
        }
    )  # fmt: skip
    households = pd.concat([homes, gone], ignore_index=True) if recipe.absent else homes
    count = households["households"].to_numpy(np.int64)
    width = max(5, len(str(len(households))))
    ids = [f"S{k:0{width}d}" for k in range(1, len(households) + 1)]
    households = households.assign(population=count + rng.poisson(1.9 * count))
    households.insert(0, "id", ids)
    return households if recipe.old_grids else households.drop(columns="grid")


# --- people and special grids --------------------------------------------------------------------


def _contacts(homes: pd.DataFrame, number: int) -> pd.DataFrame:
    """Return contact persons: in each group or estate some homes at even steps, by households."""
    unit = pd.factorize(homes["community"] + "/" + homes["estate"] + homes["group"])[0]
    load = np.bincount(unit, weights=homes["households"])
    persons = share(number, load.astype(float), fewest=1)
    chosen: list[int] = []
    for k, count in enumerate(persons.tolist()):
        rows = np.flatnonzero(unit == k)
        at = ((np.arange(count) + 0.5) * len(rows) / count).astype(int)
        chosen += rows[np.unique(at)].tolist()
    places = homes.iloc[chosen][["x", "y"]].reset_index(drop=True)
    places.insert(0, "id", [f"C{k:05d}" for k in range(1, len(places) + 1)])
    places.insert(1, "role", "contact")
    return places


def _special(rng: np.random.Generator, recipe: Recipe, tiles: pd.DataFrame) -> pd.DataFrame:
    """Return markets, parks and office buildings in the margins of urban tiles."""
    rows = []
    urban = tiles[tiles["kind"] == "community"] if recipe.communities else tiles
    for k in range(recipe.special):
        tile = urban.iloc[k % len(urban)]
        west = tile["x"] + 30 + 330 * (k // len(urban)) + rng.uniform(0, 60)
        wide, high = rng.uniform(90, 220), rng.uniform(60, 110)
        south = tile["y"] + 25
        name = tile["name"].removesuffix("社区") + _MARKETS[k % len(_MARKETS)]
        shape = shapely.box(west, south, west + wide, south + high)
        rows.append((name, "special", int(rng.integers(20, 400)), shape))
    return pd.DataFrame(rows, columns=["name", "kind", "size", "shape"])


# --- to degrees ----------------------------------------------------------------------------------


def _degrees(xy: XY) -> XY:
    to_degrees = Transformer.from_crs(METRES, DEGREES, always_xy=True)
    lon, lat = to_degrees.transform(xy[:, 0], xy[:, 1])
    return np.column_stack([lon, lat]).round(DECIMALS)


def _points(table: pd.DataFrame, bend: Wobble) -> gpd.GeoDataFrame:
    xy = table[["x", "y"]].to_numpy(float)
    there = np.isfinite(xy).all(axis=1)
    points = np.full(len(table), None, object)
    points[there] = shapely.points(_degrees(_bent(xy[there], bend)))
    return gpd.GeoDataFrame(table.drop(columns=["x", "y"]), geometry=points, crs=DEGREES)


def _polygons(table: pd.DataFrame, shapes: pd.Series, bend: Wobble) -> gpd.GeoDataFrame:
    dense = shapely.segmentize(as_array(list(shapes)), _STEP_M)
    moved = shapely.transform(dense, lambda xy: _degrees(_bent(xy, bend)))
    many = as_array([shapely.MultiPolygon([shape]) for shape in moved])
    return gpd.GeoDataFrame(table.reset_index(drop=True), geometry=many, crs=DEGREES)


def _bent(xy: XY, bend: Wobble) -> XY:
    moved: XY = bend(xy) + MIDDLE
    return moved
