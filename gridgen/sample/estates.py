"""Urban blocks between streets, and the slabs and towers on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gridgen.model.arrays import Shapes
from gridgen.sample.curves import XY
from gridgen.sample.homes import Footprints, Homes, blanks, rectangles
from gridgen.sample.land import Countryside, NamedArea, as_array

BLOCK_M = np.array([236.0, 204.0])
"""From street to street: along and across."""
COLUMNS, ROWS, TOWER_ROWS = 3, 5, 3
Metres = NDArray[np.floating[Any]]
TOWERS = COLUMNS * TOWER_ROWS
_BESIDE_M = 25.0
_MARKET_M, _OFFICE_M = (170.0, 120.0), (110.0, 130.0)


@dataclass(frozen=True, slots=True, eq=False)
class StreetBlocks:
    """b blocks of a street plan: column and row numbers, counted from `origin` along `angle`."""

    origin: XY
    angle: float
    cell: NDArray[np.int64]

    def xy(self, cell: ArrayLike) -> XY:
        """Return where a corner of the plan lies: (k, 2) columns and rows, fractions allowed."""
        c, s = np.cos(self.angle), np.sin(self.angle)
        place: XY = self.origin + np.asarray(cell) * BLOCK_M @ np.array([[c, s], [-s, c]])
        return place

    def outlines(self, *, inset_m: float = 0.0) -> Shapes:
        """Return the blocks as rectangles, drawn in by `inset_m` on each side."""
        size = np.tile(BLOCK_M - 2 * inset_m, (len(self.cell), 1))
        angle = np.full(len(self.cell), self.angle)
        shapes: Shapes = shapely.polygons(rectangles(self.xy(self.cell + 0.5), size, angle))
        return shapes

    def first(self, count: int) -> StreetBlocks:
        """Return the first `count` blocks."""
        return StreetBlocks(self.origin, self.angle, self.cell[:count])

    def streets(self, main_roads: Shapes) -> Shapes:
        """Return the streets around the blocks, each piece once, straight runs joined.

        Where a main road runs along a block it is the street, and the others reach it.
        """
        main = shapely.union_all(main_roads)
        i, j = self.cell.T
        across = np.column_stack([np.tile(i, 2), np.concatenate([j, j + 1])])
        along = np.column_stack([np.concatenate([i, i + 1]), np.tile(j, 2)])
        runs: list[shapely.LineString] = []
        for starts, step in ((across, (1, 0)), (along, (0, 1))):
            starts = np.unique(starts, axis=0)
            ends = self.xy(starts + np.array(step))
            pieces = shapely.linestrings(np.stack([self.xy(starts), ends], axis=1).round(3))
            middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
            pieces = pieces[shapely.distance(middles, main) > _BESIDE_M]
            runs += list(shapely.get_parts(shapely.line_merge(shapely.multilinestrings(pieces))))
        return as_array([_reaching(run, main) for run in runs])

    def lanes(self) -> Shapes:
        """Return two lanes through each block, between its three columns of buildings."""
        offset = 34.5 / BLOCK_M[0]
        ends = [
            self.xy(self.cell + np.array([0.5 + side * offset, 0.5 + up / 2]))
            for side in (-1, 1)
            for up in (-1, 1)
        ]
        west, east = (np.stack(ends[k : k + 2], axis=1) for k in (0, 2))
        lines: Shapes = shapely.linestrings(np.concatenate([west, east]))
        return lines


def _reaching(run: shapely.LineString, main: shapely.Geometry) -> shapely.LineString:
    """Return `run`, drawn on to the main road where it ends just short of it."""
    xy = shapely.get_coordinates(run)
    first, last = (
        shapely.get_coordinates(shapely.shortest_line(shapely.Point(end), main))
        for end in (xy[0], xy[-1])
    )
    before = first[1:] if 0.1 < np.hypot(*(first[1] - first[0])) < _BESIDE_M else xy[:0]
    after = last[1:] if 0.1 < np.hypot(*(last[1] - last[0])) < _BESIDE_M else xy[:0]
    return shapely.LineString(np.vstack([before, xy, after]))


@dataclass(frozen=True, slots=True)
class Estate:
    """What is to be built on one block: name, row of the community, slabs or towers, households."""

    name: str
    community: int
    is_towers: bool
    households: int
    towers: tuple[int, ...] = ()
    """Households in each tower, where they are set by hand."""


def blocks_in(
    shape: shapely.Geometry, land: Countryside, *, origin: XY, angle: float, heart: XY
) -> StreetBlocks:
    """Return the free blocks of a community, the nearest to `heart` first.

    Free: well inside `shape`, and clear of water, rails and main roads.

    Parameters
    ----------
    shape
        The land of the community, metres.
    land
        What to stay clear of.
    origin, angle
        (2,) metres, a corner of the street plan, and its heading in radians.
    heart
        (2,) metres: blocks near to it come first.
    """
    reach = int(np.hypot(*np.ptp(shapely.bounds(shape).reshape(2, 2), axis=0)) / BLOCK_M.min()) + 2
    middle = np.array([shape.centroid.x, shape.centroid.y])
    plan = StreetBlocks(origin, angle, np.zeros((0, 2), dtype=np.int64))
    c, s = np.cos(angle), np.sin(angle)
    away = np.rint((middle - origin) @ np.array([[c, -s], [s, c]]) / BLOCK_M).astype(np.int64)
    i, j = np.meshgrid(np.arange(-reach, reach + 1), np.arange(-reach, reach + 1))
    cell = away + np.column_stack([i.ravel(), j.ravel()])
    distance = np.hypot(*(plan.xy(cell + 0.5) - heart).T)
    plan = StreetBlocks(origin, angle, cell[np.argsort(distance, kind="stable")])
    inner = plan.outlines(inset_m=14)
    shapely.prepare(shape)
    free = shapely.contains(shape, inner)
    for shapes, metres in land.keep_clear(river_m=25, rail_m=40, road_m=3):
        hits = shapely.STRtree(shapes).query(inner, predicate="dwithin", distance=metres)
        free[hits[0]] = False
    return StreetBlocks(origin, angle, plan.cell[free])


def build(
    rng: np.random.Generator, blocks: StreetBlocks, estates: Sequence[Estate]
) -> tuple[Homes, Footprints]:
    """Return stairways as household rows, and the buildings; the k-th estate on block k.

    Parameters
    ----------
    rng
        Decides floors and stairways.
    blocks
        As many as there are estates, or more.
    estates
        The k-th stands on block k.
    """
    built = [
        (_towers if estate.is_towers else _slabs)(rng, blocks, cell, estate)
        for cell, estate in zip(blocks.cell, estates, strict=True)
    ]
    homes, footprints = zip(*built, strict=True)
    return Homes.joined(homes), Footprints.joined(footprints)


def set_aside(
    blocks: StreetBlocks, cells: NDArray[np.int64], *, market: str, office: str
) -> tuple[list[NamedArea], Footprints]:
    """Return a market and an office on two blocks, by these names, and their buildings.

    Parameters
    ----------
    blocks
        The street plan.
    cells
        (2, 2) column and row of the block of the market, then of the office.
    market, office
        What they are called.
    """
    middle, angle = blocks.xy(cells + 0.5), np.full(2, blocks.angle)
    size = np.array([_MARKET_M, _OFFICE_M])
    shapes = shapely.polygons(rectangles(middle, size, angle))
    halls = rectangles(middle, size * [0.7, 0.4], angle)
    areas = [NamedArea("market", market, shapes[0]), NamedArea("office", office, shapes[1])]
    return areas, Footprints(halls, blanks(2), blanks(2), np.array([2, 8]))


def _slabs(
    rng: np.random.Generator, blocks: StreetBlocks, cell: NDArray[np.int64], estate: Estate
) -> tuple[Homes, Footprints]:
    """Slabs of 2 to 4 stairways, 5 or 6 floors, two homes a landing, in rows that look south."""
    n = COLUMNS * ROWS
    floors = np.full(n, rng.integers(5, 7))
    stairs = rng.choice([2, 3, 3, 4], n)
    # Longer slabs first, up to four stairways; then more floors.
    while (room := int((stairs * floors * 2).sum())) < estate.households:
        if stairs.min() == 4:
            floors = floors + 1 + (estate.households - room) // int(8 * n)
        stairs[stairs.argmin()] = 4
    column, row = np.arange(n) % COLUMNS, np.arange(n) // COLUMNS
    middle = _in_block(blocks, cell, (column - 1) * 68.0, (ROWS // 2 - row) * 36.0)
    slab = np.repeat(np.arange(n), stairs)
    number = np.arange(len(slab)) - np.repeat(np.cumsum(stairs) - stairs, stairs)
    count = _cut(floors[slab] * 2, estate.households)
    slab, number = slab[: len(count)], number[: len(count)]
    stairs[slab[-1]] = number[-1] + 1
    along = (number - (stairs[slab] - 1) / 2) * 14.0
    xy = _turn(middle[slab], blocks.angle, along, np.full(len(slab), 4.5))
    used = np.arange(int(slab[-1]) + 1)
    size = np.column_stack([stairs * 14.0 + 4, np.full(n, 14.0)])[used]
    corners = rectangles(middle[used], size, np.full(len(used), blocks.angle))
    return _stairways(estate, xy, count, slab, number), _buildings(estate, corners, floors[used])


def _towers(
    rng: np.random.Generator, blocks: StreetBlocks, cell: NDArray[np.int64], estate: Estate
) -> tuple[Homes, Footprints]:
    """Up to nine towers of 25 by 25 m, 18 to 33 floors, four homes a floor: one row each."""
    floors = rng.integers(18, 34, TOWERS)
    while int((floors * 4).sum()) < estate.households:
        floors = floors + 1
    count = _cut(floors * 4, estate.households)
    if estate.towers:
        count = np.array(estate.towers, dtype=np.int64)
        floors = np.ceil(count / np.where(count > 200, 20, 4)).astype(np.int64)
    n = len(count)
    column, row = np.arange(n) % COLUMNS, np.arange(n) // COLUMNS
    middle = _in_block(blocks, cell, (column - 1) * 70.0, (1 - row) * 62.0)
    xy = _turn(middle, blocks.angle, np.zeros(n), np.full(n, 8.0))
    side = np.where(count > 200, 33.0, 25.0)
    corners = rectangles(middle, np.column_stack([side, side]), np.full(n, blocks.angle))
    rows = np.arange(n)
    return _stairways(estate, xy, count, rows, rows * 0), _buildings(estate, corners, floors[:n])


def _building_name(estate: Estate, number: int) -> str:
    return f"{estate.name}{number + 1}栋"


def _stairways(
    estate: Estate,
    xy: XY,
    count: NDArray[np.int64],
    building: NDArray[np.int64],
    stairway: NDArray[np.int64],
) -> Homes:
    n = len(xy)
    return Homes(
        xy,
        count,
        community=np.full(n, estate.community),
        group=blanks(n),
        estate=as_array([estate.name] * n),
        building=as_array([_building_name(estate, b) for b in building]),
        stairway=as_array([f"{k + 1}单元" for k in stairway]),
        grid=blanks(n),
    )


def _buildings(estate: Estate, corners: XY, floors: NDArray[np.int64]) -> Footprints:
    n = len(corners)
    names = as_array([_building_name(estate, b) for b in range(n)])
    return Footprints(corners, names, as_array([estate.name] * n), floors)


def _cut(count: NDArray[np.int64], households: int) -> NDArray[np.int64]:
    """Return the first counts, the last one lessened, so that they sum to `households`."""
    total = np.cumsum(count)
    last = int(np.searchsorted(total, households))
    cut = count[: last + 1].astype(np.int64)
    cut[last] -= total[last] - households
    return cut


def _in_block(blocks: StreetBlocks, cell: NDArray[np.int64], u: Metres, v: Metres) -> XY:
    """Return positions `u` along and `v` across from the middle of a block."""
    middle = np.tile(blocks.xy(cell + 0.5), (len(u), 1))
    return _turn(middle, blocks.angle, u, v)


def _turn(xy: XY, angle: float, u: Metres, v: Metres) -> XY:
    c, s = np.cos(angle), np.sin(angle)
    place: XY = xy + np.column_stack([u * c - v * s, u * s + v * c])
    return place
