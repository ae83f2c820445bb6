"""A made-up town as tables: columns, degrees, and one GeoPackage."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gridgen.files.layer_writer import write_layers
from gridgen.model.arrays import Shapes
from gridgen.sample.curves import XY
from gridgen.sample.homes import Footprints, Homes
from gridgen.sample.land import NamedArea, NamedLine, as_array

METRES, DEGREES = "EPSG:4547", "EPSG:4490"
MIDDLE = (490_400.0, 3_420_000.0)
"""Where the made-up land lies, EPSG:4547: about 113.9 E, 30.9 N."""
DECIMALS = 7
"""Of a degree: about 1 cm."""
WRITTEN = "2025-01-01T00:00:00Z"
"""The time stamp of every file, so that the same layers make the same file."""


@dataclass(frozen=True, slots=True, eq=False)
class Settlement:
    """A village or urban community; its row in `MadeTown.places` is its number in `Homes`."""

    code: str
    name: str
    kind: str
    urban_rural: str
    shape: shapely.Geometry


@dataclass(frozen=True, slots=True, eq=False)
class MadeTown:
    """Everything that was made up, in metres."""

    places: Sequence[Settlement]
    lines: Sequence[NamedLine]
    water: Sequence[tuple[str, shapely.Polygon]]
    homes: Homes
    footprints: Footprints
    special: Sequence[NamedArea]


def tables(rng: np.random.Generator, town: MadeTown, *, prefix: str) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of a town by name, in EPSG:4490; household ids start with `prefix`.

    Parameters
    ----------
    rng
        Decides which households name no community, and how many people there are.
    town
        In metres, EPSG:4547.
    prefix
        With what the ids of households begin.
    """
    codes = as_array([place.code for place in town.places])
    return {
        "households": _households(rng, town.homes, codes, prefix),
        "communities": _table(
            {
                "code": codes,
                "name": [p.name for p in town.places],
                "kind": [p.kind for p in town.places],
                "class": [p.urban_rural for p in town.places],
            },
            as_array([_multi(p.shape) for p in town.places]),
        ),
        "lines": _table(
            {"class": [n.kind for n in town.lines], "name": [n.name for n in town.lines]},
            as_array([n.shape for n in town.lines]),
        ),
        "water": _table(
            {"name": [name for name, _ in town.water]},
            as_array([shape for _, shape in town.water]),
        ),
        "buildings": _buildings(town.footprints),
        "special": _table(
            {"kind": [s.kind for s in town.special], "name": [s.name for s in town.special]},
            as_array([s.shape for s in town.special]),
        ),
        "people": _people(rng, town),
    }


def write(layers: Mapping[str, gpd.GeoDataFrame], path: str | os.PathLike[str]) -> None:
    """Write `layers` to one GeoPackage, replacing what stands at `path`.

    The same layers make the same file: its time stamps are set to `WRITTEN`.
    """
    write_layers(layers, path, stamp=WRITTEN)


def _multi(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Return a polygon as a multipolygon: one type for the whole layer, as GeoPackage wants it."""
    return shapely.MultiPolygon(list(shapely.get_parts(shape)))


def _degrees(xy: XY) -> XY:
    to_degrees = Transformer.from_crs(METRES, DEGREES, always_xy=True)
    lon, lat = to_degrees.transform(xy[:, 0], xy[:, 1])
    return np.column_stack([lon, lat]).round(DECIMALS)


def _table(columns: dict[str, Any], shapes: Shapes) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapely.transform(shapes, _degrees), crs=DEGREES)


def _households(
    rng: np.random.Generator, homes: Homes, codes: NDArray[np.object_], prefix: str
) -> gpd.GeoDataFrame:
    n = len(homes)
    # Real registers have holes: there the place decides.
    is_blank = (homes.community < 0) | (rng.random(n) < 0.1)
    columns = {
        "id": _ids(prefix, n),
        "households": homes.count,
        "community": np.where(is_blank, "", codes[homes.community]),
        "group": homes.group,
        "estate": homes.estate,
        "building": homes.building,
        "stairway": homes.stairway,
        "population": homes.count + rng.poisson(2.0 * homes.count),
        "grid": homes.grid,
    }
    return _table(columns, shapely.points(homes.xy))


def _buildings(footprints: Footprints) -> gpd.GeoDataFrame:
    columns = {
        "id": _ids("B", len(footprints)),
        "building": footprints.building,
        "estate": footprints.estate,
        "floors": footprints.floors,
    }
    return _table(columns, footprints.shapes())


def _people(rng: np.random.Generator, town: MadeTown) -> gpd.GeoDataFrame:
    """Contact persons: a head and a worker for each grid to come, a liaison for each community."""
    homes = town.homes
    order = np.argsort(homes.community, kind="stable")
    edges = np.searchsorted(homes.community[order], np.arange(len(town.places) + 1))
    chosen: list[NDArray[np.int64]] = []
    roles: list[str] = []
    for k, place in enumerate(town.places):
        rows = order[edges[k] : edges[k + 1]]
        grids = max(
            1, round(int(homes.count[rows].sum()) / (75 if place.kind == "village" else 400))
        )
        wanted = (["liaison"] + ["head"] * grids + ["worker"] * grids)[: len(rows)]
        chosen.append(rng.choice(rows, len(wanted), replace=False))
        roles += wanted
    xy = homes.xy[np.concatenate(chosen)]
    return _table({"id": _ids("P", len(xy)), "role": roles}, shapely.points(xy))


def _ids(prefix: str, n: int) -> list[str]:
    width = max(3, len(str(n)))
    return [f"{prefix}{k:0{width}d}" for k in range(1, n + 1)]
