"""Polygons as they are drawn -> polygons on the lattice that tile: one drawing of all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.land.adopt import adopted
from gridgen.land.borders import united
from gridgen.land.planar import planar
from gridgen.model.arrays import Shapes
from gridgen.model.lattice import is_apart, lying_in, noded, snapped, without_repeats

CRACK_M = 0.01
"""Land of nobody that is enclosed and narrower than this is left over from drawing, no land."""

SLIVER_M2 = 1.0
"""Separate pieces below this are left over from drawing, not land."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Rows `taker` and `loser` overlapped by `area_m2`, which now belongs to `taker`."""

    taker: int
    loser: int
    area_m2: float


def coverage(shapes: Shapes) -> tuple[Shapes, list[Overlap]]:
    """Return polygons that do not overlap and share their corners, and what was taken from whom.

    All stand on the lattice of `gridgen.model.lattice`. The first of two that overlap has what they
    share, save where hardly anything would be left of the second: then that lies in the first, and
    has it. Cracks narrower than `CRACK_M` that lead nowhere are closed. One smaller than a step of
    the lattice is empty afterwards.

    Parameters
    ----------
    shapes
        (c,) valid polygons or multipolygons, metres, or empty ones.
    """
    made = without_repeats(snapped(shapes))
    if _is_coverage(made):
        return made, []
    faces = shapely.get_parts(shapely.polygonize([noded(shapely.boundary(shapes))]))
    face, shape = lying_in(shapes, faces, shapely.point_on_surface(faces))
    owner, overlaps = _owners(face, shape, shapely.area(faces))
    owner = _without_cracks(faces, owner)
    return united(faces, owner, len(shapes)), overlaps


def _is_coverage(shapes: Shapes) -> bool:
    """Return whether polygons on the lattice are valid, tile without cracks, and keep apart."""
    there = shapes[~shapely.is_empty(shapes)]
    if not shapely.is_valid(there).all():
        return False
    rings = shapely.polygons(shapely.get_rings(there))
    if _is_narrow(rings).any() or not shapely.coverage_is_valid(there, gap_width=CRACK_M):
        return False
    return is_apart(there)


def _is_narrow(polygons: Shapes) -> NDArray[np.bool_]:
    """Return (s,) whether the mean width of polygons is that of a crack."""
    return np.asarray(2 * shapely.area(polygons) < CRACK_M * shapely.length(polygons))


def _owners(
    face: NDArray[np.int64], shape: NDArray[np.int64], area: NDArray[np.float64]
) -> tuple[NDArray[np.int64], list[Overlap]]:
    """Return (f,) the shape that has each face of `area` (f,), -1 for none, and the overlaps.

    `face` and `shape` (k,) say which shapes lie on which faces.
    """
    land = {s: set(face[shape == s].tolist()) for s in np.unique(shape).tolist()}
    overlaps = []
    for i, j in _sharing(face, shape):
        shared = land[i] & land[j]
        if not shared:
            continue
        rest = area[list(land[j] - shared)].sum()
        other = area[list(land[i] - shared)].sum()
        taker, loser = (j, i) if rest < min(SLIVER_M2, other) else (i, j)
        land[loser] -= shared
        overlaps.append(Overlap(taker, loser, float(area[list(shared)].sum())))
    owner = np.full(len(area), -1, np.int64)
    for s, faces in land.items():
        owner[list(faces)] = s
    return owner, overlaps


def _sharing(face: NDArray[np.int64], shape: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return the pairs of shapes that lie on one face, smaller first, sorted."""
    order = np.lexsort((shape, face))
    of_face = np.split(shape[order], np.flatnonzero(np.diff(face[order])) + 1)
    found = {(int(i), int(j)) for on in of_face for k, i in enumerate(on) for j in on[k + 1 :]}
    return sorted(found)


def _without_cracks(faces: Shapes, owner: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return owners in which cracks belong to those along whom they run most."""
    gap = owner < 0
    narrow = _is_narrow(faces)
    is_crack = gap & narrow
    if not is_crack.any():
        return owner
    drawn = planar(faces)
    # Not over edges of land that is nobody's for good, nor of what lies outside.
    usable = drawn.is_inner & ~(gap & ~narrow)[drawn.sides].any(axis=1)
    length = drawn.length[usable]
    closed, is_known = adopted(np.maximum(owner, 0), ~is_crack, drawn.sides[usable], length)
    return np.where(is_known & (is_crack | ~gap), closed, -1)
