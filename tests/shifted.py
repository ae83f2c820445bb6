"""Towns drawn somewhere in China, to be shown in the datums of phone maps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.files.outlines import WGS84, Outlines, outlines_from
from gridgen.model.arrays import Texts, texts
from gridgen.model.crs import metre_crs, project


@dataclass(frozen=True, slots=True, eq=False)
class Town:
    """A town of k villages.

    `lonlat` (n, 2) are its households in WGS 84, `code` (n,) their villages; `outlines` its
    boundaries.
    """

    lonlat: NDArray[np.float64]
    code: Texts
    outlines: Outlines


def drawn_town(
    seed: int, *, villages: int, wide_m: float, households: int, is_one_outline: bool = False
) -> Town:
    """Return a town whose villages are cells of about `wide_m`, each with hamlets of houses.

    Hamlets lie anywhere, also at borders; `is_one_outline` leaves out the borders between villages,
    and their codes.
    """
    rng = np.random.default_rng(seed)
    middle = np.array([[rng.uniform(85, 122), rng.uniform(22, 45)]])
    crs = metre_crs(middle)
    origin = project(middle, WGS84, crs)[0].round()
    across = int(np.ceil(np.sqrt(villages)))
    seats = np.array([(k % across, k // across) for k in range(villages)]) + 0.5
    seats = (seats + rng.uniform(-0.25, 0.25, seats.shape)) * wide_m
    whole = shapely.MultiPoint(seats).buffer(0.55 * wide_m).buffer(wide_m).buffer(-wide_m)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(seats), extend_to=whole))
    land = [whole] if villages == 1 else list(shapely.intersection(cells, whole))
    shapes = [shapely.transform(part.simplify(5), lambda at: at + origin) for part in land]
    xy, code = [], []
    for row, shape in enumerate(shapes):
        houses = _houses(rng, shape, households // villages)
        xy.append(houses)
        code += [f"4406051042{row + 1:02d}"] * len(houses)
    named = texts(sorted(set(code)))
    if is_one_outline:
        shapes, named = [shapely.union_all(shapes)], texts(["440605104000"])
        code = [""] * len(code)
    outlines = outlines_from(named, np.array(shapes, object), crs=crs, source="b.gpkg")
    assert outlines is not None
    return Town(project(np.vstack(xy), crs, WGS84), texts(code), outlines)


def _houses(rng: np.random.Generator, shape: shapely.Geometry, number: int) -> NDArray[np.float64]:
    """Return (number, 2) places inside `shape`, in hamlets that spread over it."""
    west, south, east, north = shape.bounds
    tried = rng.uniform((west, south), (east, north), (2000, 2))
    seats = tried[shapely.contains_xy(shape, tried[:, 0], tried[:, 1])][:8]
    found = np.zeros((0, 2))
    while len(found) < number:
        houses = seats[rng.integers(len(seats), size=4 * number)]
        houses = houses + rng.normal(0, 60, houses.shape)
        found = np.vstack([found, houses[shapely.contains_xy(shape, *houses.T)]])
    return found[:number]
