"""Cells + zones -> polygons: cover the community, no gap, no overlap, as simple as may be."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from gridgen.land.borders import kinds_of, patches_of, united
from gridgen.land.empty_blocks import lived_in, settled
from gridgen.land.simplify import simple
from gridgen.land.walls import around_footprints
from gridgen.model.arrays import Shapes
from gridgen.model.ground import Cells, Ground


def outline(
    cells: Cells,
    ground: Ground,
    zone_of: Mapping[str, NDArray[np.int32]],
    *,
    empty_land: str = "around",
) -> dict[str, Shapes]:
    """Return for each level the polygons of its zones, which tile the boundary.

    Only the borders between cells of different zones are drawn, with the boundary; the faces
    between them are the zones. Where such a border cuts a footprint it goes around it. Then all are
    simplified together. All levels come from one drawing, so that borders shared by levels are the
    same points.

    Parameters
    ----------
    cells
        Of the places of the community.
    ground
        Of the same community.
    zone_of
        For each level (p,) the zone of each place, -1 for none; zones are numbered from 0, and the
        polygon of one without a place is empty.
    empty_land
        Blocks where nobody lives, and water, belong to the zones "around" them, or to "none" save
        where they hold a zone together.
    """
    kinds = kinds_of(cells.xy, zone_of)
    kind_of_face = settled(cells, kinds.of_place[cells.place_of_face], kinds.zones)
    if empty_land == "none":
        kind_of_face = lived_in(cells, kind_of_face, kinds.zones)
    patches = around_footprints(patches_of(cells, kind_of_face), ground.footprints, kinds)
    shapes = simple(patches, kinds, ground.footprints)
    return {
        name: united(shapes, kinds.zones[patches.kind, level], int(zones.max(initial=-1)) + 1)
        for level, (name, zones) in enumerate(zone_of.items())
    }
