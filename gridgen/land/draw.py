"""Cells + zones of households -> polygons, also where zones share a place: the door for shapes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from gridgen.land.outlines import outline
from gridgen.land.towers import Tower, shared_out
from gridgen.model.arrays import Shapes
from gridgen.model.ground import Cells, Ground


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
    stacked = np.stack(list(zone_of.values()), axis=1)
    towers = []
    for k, place in enumerate(shared):
        rows = np.flatnonzero(cells.place_of == place)
        face = [zones[level] + k for level in zone_of]
        towers.append(Tower(cells.xy[place], stacked[rows], count[rows], face))
    shapes = shared_out([drawn[level] for level in zone_of], towers, ground.footprints)
    return {level: shape[: zones[level]] for level, shape in zip(zone_of, shapes, strict=True)}
