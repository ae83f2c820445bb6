"""Cells + zones of households -> polygons, also where zones share a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.land.outlines import outline
from gridgen.land.strips import share_face, with_points
from gridgen.model.arrays import Shapes
from gridgen.model.ground import Cells, Ground
from gridgen.model.polygons import gathered


def draw(
    cells: Cells,
    ground: Ground,
    count: NDArray[np.int64],
    zone_of: Mapping[str, NDArray[np.int32]],
    zones: Mapping[str, int],
    *,
    empty_land: str,
) -> dict[str, Shapes]:
    """Return for each level the polygons of its zones, which tile the boundary.

    A place that zones share is first drawn as a zone of its own at every level. What its zones
    share by their counts is the footprint in which it stands, where there is one; the rest of the
    land drawn for it goes with the parts beside.

    Parameters
    ----------
    cells, ground
        Of one community of n households.
    count
        (n,) households in each row.
    zone_of, zones
        For each level (n,) the zone of each row, and how many zones there are.
    empty_land
        As in `gridgen.land.outlines.outline`.
    """
    if not zone_of:
        return {}
    first = np.unique(cells.place_of, return_index=True)[1]
    torn = [cells.place_of[of != of[first][cells.place_of]] for of in zone_of.values()]
    shared = np.unique(np.concatenate(torn))
    of_place = {level: of[first].copy() for level, of in zone_of.items()}
    for level, number in zones.items():
        of_place[level][shared] = number + np.arange(len(shared))
    drawn = outline(cells, ground, of_place, empty_land=empty_land)
    shapes = [drawn[level] for level in zone_of]
    stacked = np.stack(list(zone_of.values()), axis=1)
    members = [np.flatnonzero(cells.place_of == place) for place in shared]
    for k, place in enumerate(shared):
        rows = members[k]
        home, others = _home(ground.footprints, cells.xy[place])
        beside = _beside(shapes, stacked, members[k + 1 :], [n + k + 1 for n in zones.values()])
        _share_place(
            shapes, stacked[rows], count[rows], [number + k for number in zones.values()],
            beside=beside, home=home, others=others,
        )  # fmt: skip
    return {level: shape[: zones[level]] for level, shape in zip(zone_of, shapes, strict=True)}


def _beside(
    shapes: list[Shapes],
    zone_of: NDArray[np.int32],
    members: Sequence[NDArray[np.int64]],
    first: Sequence[int],
) -> list[Shapes]:
    """Return the polygons of each level with the faces that are yet to be shared by lower levels.

    `members` are the rows of the places whose faces begin at `first` of each level: one whose rows
    are in one zone of a level is land of that zone already.
    """
    beside = [shape.copy() for shape in shapes]
    for number, rows in enumerate(members):
        for depth, shape in enumerate(beside):
            zone = zone_of[rows, depth]
            if (zone == zone[0]).all():
                shape[zone[0]] = _union(shape[zone[0]], shapes[depth][first[depth] + number])
    return beside


def _share_place(
    shapes: list[Shapes],
    zone_of: NDArray[np.int32],
    count: NDArray[np.int64],
    whole: Sequence[int],
    *,
    beside: list[Shapes],
    home: shapely.Geometry | None,
    others: Shapes,
) -> None:
    """Give each zone its part of the face of a place: `whole` is the face's row at each level.

    `zone_of` (k, levels) and `count` (k,) are those of its households; `beside` what zones of each
    level have or will have beside it.
    """
    zones, part_of = np.unique(zone_of, axis=0, return_inverse=True)
    weights = np.maximum(np.bincount(part_of.reshape(-1), weights=count), 1)
    levels = [(zones[:, depth], land[zones[:, depth]]) for depth, land in enumerate(beside)]
    parts = share_face(
        shapes[0][whole[0]], weights.tolist(), shapes[0][zones[:, 0]], core=home, others=others,
        levels=levels,
    )  # fmt: skip
    corners = np.unique(shapely.get_coordinates(parts), axis=0)
    for depth in range(len(shapes)):
        shapes[depth] = with_points(shapes[depth], corners)
        for part, zone in zip(parts, zones[:, depth], strict=True):
            shapes[depth][zone] = _union(shapes[depth][zone], part)


def _home(footprints: Shapes, at: NDArray[np.float64]) -> tuple[shapely.Geometry | None, Shapes]:
    """Return the footprint that holds a place, of several the smallest, and those that do not."""
    holds = np.asarray(shapely.intersects_xy(footprints, at[0], at[1]), bool)
    mine = footprints[holds]
    return (mine[np.argmin(shapely.area(mine))] if len(mine) else None), footprints[~holds]


def _union(a: shapely.Geometry, b: shapely.Geometry) -> shapely.Geometry:
    return gathered(shapely.get_parts(shapely.coverage_union_all([a, b])))
