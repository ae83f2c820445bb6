"""Where the zones of a country, or of one plan, lie in files: one sheet for each township."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from api.layers import COMMUNITIES
from api.tiles.square import Tile, in_square, units
from gridgen.files.geoparquet import write_geoparquet
from gridgen.jobs.lookup import polygons_in
from gridgen.jobs.partitions import GRIDS, LIST, PLAN, folder_of
from gridgen.model.plan import Plan

GRIDS_LAYER = "grids"
_WGS84 = "EPSG:4326"

Bounds = NDArray[np.float64]
"""(k, 4) west, south, east, north, degrees."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A township in files.

    Attributes
    ----------
    bounds
        Of what it holds: of all together, or of each zone.
    files
        By layer, as FILE or FILE:layer.
    """

    bounds: Bounds
    files: Mapping[str, str]


def sheets_of_country(country: Path) -> list[Sheet]:
    """Return a sheet for each township that `gridgen.jobs.country.divide_country` divided.

    Raises
    ------
    ReadError
        There is no list of townships, or it is not one.
    """
    table = polygons_in(country / LIST).to_crs(_WGS84)
    order = np.argsort(table["code"].to_numpy().astype(str), kind="stable")
    sheets = []
    for code, box in zip(table["code"].iloc[order], table.geometry.iloc[order], strict=True):
        folder = folder_of(country, str(code))
        files = {
            GRIDS_LAYER: str(folder / GRIDS),
            COMMUNITIES: f"{folder / PLAN}:{COMMUNITIES}",
        }
        sheets.append(Sheet(np.array([box.bounds]), files))
    return sheets


def sheets_of_plan(plan: Plan, folder: Path) -> list[Sheet]:
    """Return the one sheet of a plan, which is written into a folder for it.

    Raises
    ------
    NotInPlanError
        It has no level.
    """
    bounds, files = [], {}
    first = plan.levels[0] if plan.levels else plan.level(GRIDS_LAYER)
    for layer, part in ((GRIDS_LAYER, first.level), (COMMUNITIES, COMMUNITIES)):
        table = plan.to_frame(part).to_crs(_WGS84)
        files[layer] = str(folder / f"{layer}.parquet")
        write_geoparquet(table, Path(files[layer]))
        # Part by part: at the antimeridian a zone has some on either side of the earth.
        bounds.append(shapely.bounds(shapely.get_parts(np.asarray(table.geometry.array))))
    return [Sheet(np.concatenate(bounds).reshape(-1, 4), files)]


def squares_of(sheets: Sequence[Sheet], zoom: int, margin: float) -> dict[Tile, list[int]]:
    """Return the tiles of a zoom in which something may lie, with the rows of the sheets near to
    each.

    Parameters
    ----------
    margin
        How far beyond a tile a sheet is near to it, in the tile's sides.
    """
    found: dict[Tile, list[int]] = {
        tile: [] for sheet in sheets for tile in tiles_over(sheet.bounds, zoom, 0)
    }
    for row, sheet in enumerate(sheets):
        for tile in tiles_over(sheet.bounds, zoom, margin):
            if tile in found:
                found[tile].append(row)
    return found


def tiles_over(bounds: Bounds, zoom: int, margin: float) -> set[Tile]:
    """Return the tiles of a zoom that some boxes touch, or are nearer to than a share of a side."""
    there = bounds[np.isfinite(bounds).all(axis=1)]
    # North is first in the square.
    low = np.floor(in_square(there[:, [0, 3]]) * 2**zoom - margin)
    high = np.floor(in_square(there[:, [2, 1]]) * 2**zoom + margin)
    spans = np.unique(np.clip(np.hstack([low, high]), 0, 2**zoom - 1).astype(int), axis=0)
    return {
        Tile(zoom, y, x)
        for x0, y0, x1, y1 in spans.tolist()
        for x in range(x0, x1 + 1)
        for y in range(y0, y1 + 1)
    }


def near(files: Sequence[str], tile: Tile, margin: float) -> dict[str, NDArray[Any]]:
    """Return the columns of all zones in files that a tile, or what is near to it, may show.

    Parameters
    ----------
    files
        Of one layer, as `Sheet` names them.
    tile
        Of any zoom.
    margin
        How far beyond it, in its own sides: borders are simplified with those who share them.

    Returns
    -------
    Columns (k,) by name; `geometry` in degrees.

    Raises
    ------
    ReadError
        A file is not there, or cannot be read.
    """
    side = 1 / 2**tile.zoom
    low = tile.origin / units(tile.zoom) - margin * side
    high = low + (1 + 2 * margin) * side
    tables = []
    for file in files:
        table = polygons_in(file).to_crs(_WGS84)
        west, south, east, north = table.bounds.to_numpy().T
        lower = in_square(np.stack([west, north], axis=1))
        upper = in_square(np.stack([east, south], axis=1))
        tables.append(table[((upper >= low) & (lower <= high)).all(axis=1)])
    columns = [name for name in tables[0].columns if all(name in one for one in tables)]
    return {name: np.concatenate([one[name].to_numpy() for one in tables]) for name in columns}
