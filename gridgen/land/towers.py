"""Places that zones share -> a part of each for every zone, at all levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.land.noding import with_points
from gridgen.land.strips import share_face, united
from gridgen.model.arrays import Shapes
from gridgen.model.polygons import repair


@dataclass(frozen=True, slots=True, eq=False)
class Tower:
    """A place whose m households are in several zones of some level.

    Attributes
    ----------
    at
        (2,) metres.
    zone_of
        (m, levels) the zones of its households.
    count
        (m,) households in each row.
    face
        For each level the row of its own face, drawn as if it were a zone.
    """

    at: NDArray[np.float64]
    zone_of: NDArray[np.int32]
    count: NDArray[np.int64]
    face: Sequence[int]


def shared_out(
    shapes: Sequence[Shapes], towers: Sequence[Tower], footprints: Shapes
) -> list[Shapes]:
    """Return the polygons of each level with the faces of towers given to the zones there.

    Parameters
    ----------
    shapes
        For each level the polygons of its zones, and those of the faces of `towers`.
    towers
        Each is shared out beside what those before it left.
    footprints
        In which the towers stand, and which cuts go around where they can; metres.

    Returns
    -------
    Shapes as given, in which the faces of towers are still there besides.
    """
    drawn = list(shapes)
    corners = [np.zeros((0, 2))]
    for number, tower in enumerate(towers):
        beside = _beside(drawn, towers[number + 1 :])
        drawn, more = _shared(drawn, tower, beside, footprints)
        corners.append(more)
    if len(towers) > 1:
        # Cutting the face of a later tower can leave out a corner that an earlier one made on it,
        # and a zone a hair from touching itself there is now cut in two.
        every = np.unique(np.concatenate(corners), axis=0)
        drawn = [repair(with_points(shape, every)) for shape in drawn]
    return drawn


def _beside(shapes: Sequence[Shapes], towers: Sequence[Tower]) -> list[Shapes]:
    """Return the polygons of each level with the faces of `towers`, which are yet to be shared.

    One whose rows are in one zone of a level is land of that zone already.
    """
    beside = [shape.copy() for shape in shapes]
    for tower in towers:
        for depth, shape in enumerate(beside):
            zone = tower.zone_of[:, depth]
            if (zone == zone[0]).all():
                face = shapes[depth][tower.face[depth]]
                shape[zone[0]] = united([shape[zone[0]], face])
    return beside


def _shared(
    shapes: Sequence[Shapes], tower: Tower, beside: Sequence[Shapes], footprints: Shapes
) -> tuple[list[Shapes], NDArray[np.float64]]:
    """Return polygons in which each zone has its part of the face of a tower, and their corners.

    `beside` is what zones of each level have or will have beside it.
    """
    zones, part_of = np.unique(tower.zone_of, axis=0, return_inverse=True)
    # A part without households has its zone all the same, and needs land to stand on.
    weights = np.maximum(np.bincount(part_of.reshape(-1), weights=tower.count), 1)
    core, others = _home(footprints, tower.at)
    parts = share_face(
        shapes[0][tower.face[0]],
        weights.tolist(),
        shapes[0][zones[:, 0]],
        core=core,
        others=others,
        levels=[(zones[:, depth], land[zones[:, depth]]) for depth, land in enumerate(beside)],
    )
    # All levels have the same face there: the parts of the first one fit into each.
    corners = np.unique(shapely.get_coordinates(parts), axis=0)
    made = [with_points(shape, corners) for shape in shapes]
    for depth, shape in enumerate(made):
        for part, zone in zip(parts, zones[:, depth], strict=True):
            shape[zone] = united([shape[zone], part])
    return made, corners


def _home(footprints: Shapes, at: NDArray[np.float64]) -> tuple[shapely.Geometry | None, Shapes]:
    """Return the footprint that holds a place, of several the smallest, and those that do not."""
    holds = np.asarray(shapely.intersects_xy(footprints, at[0], at[1]), bool)
    mine = footprints[holds]
    return (mine[np.argmin(shapely.area(mine))] if len(mine) else None), footprints[~holds]
