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
from gridgen.model.polygons import hits

CRACK_M = 0.01
"""Land of nobody that is enclosed and narrower than this is left over from drawing, no land."""

ROUNDS = 3
"""Drawings after the first, while a corner stands beside an edge: an edge that is bent to the
lattice may come near to one (iterated snap rounding, Halperin and Packer 2002)."""

SLIVER_M2 = 1.0
"""Separate pieces below this are left over from drawing, not land."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Rows `taker` and `loser` overlapped by `area_m2`, which now belongs to `taker`."""

    taker: int
    loser: int
    area_m2: float


@dataclass(frozen=True, slots=True, eq=False)
class Witnesses:
    """Who says to which of c shapes the land belongs on which they stand.

    Attributes
    ----------
    xy
        (w, 2) metres.
    shape
        (w,) the row that each names.
    """

    xy: NDArray[np.float64]
    shape: NDArray[np.int64]


NOBODY = Witnesses(np.empty((0, 2)), np.empty(0, np.int64))


def coverage(shapes: Shapes, witnesses: Witnesses = NOBODY) -> tuple[Shapes, list[Overlap]]:
    """Return polygons that do not overlap and share their corners, and what was taken from whom.

    All stand on the lattice of `gridgen.model.lattice`. What two share goes to the one that the
    witnesses in it name, parted half-way between those who name another. Where nobody stands, the
    first of the two has it, save where hardly anything would be left of the second: then that lies
    in the first, and has it. Cracks narrower than `CRACK_M` that lead nowhere are closed. One
    smaller than a step of the lattice is empty afterwards.

    Parameters
    ----------
    shapes
        (c,) valid polygons or multipolygons, metres, or empty ones.
    witnesses
        Those who stand in no overlap, or name a shape that does not hold them, say nothing.
    """
    made = without_repeats(snapped(shapes))
    if _is_coverage(made):
        return made, []
    made, overlaps = _drawn_anew(shapes, witnesses)
    for _ in range(ROUNDS):
        if is_apart(made):
            break
        made, _ = _drawn_anew(made, NOBODY)
    return made, overlaps


def _drawn_anew(shapes: Shapes, witnesses: Witnesses) -> tuple[Shapes, list[Overlap]]:
    """Return what `coverage` does, but for corners that rounding brought beside an edge."""
    lines = shapely.boundary(shapes)
    faces, face, shape = _faces(lines, shapes)
    heard = _heard(faces, face, shape, witnesses)
    cuts = _cuts(faces, *heard, witnesses)
    if len(cuts):
        faces, face, shape = _faces(np.concatenate([lines, cuts]), shapes)
        heard = _heard(faces, face, shape, witnesses)
    wanted = _wanted(len(faces), heard[0], witnesses.shape[heard[1]])
    owner, overlaps = _owners(face, shape, shapely.area(faces), wanted)
    owner = _without_cracks(faces, owner)
    return united(faces, owner, len(shapes)), overlaps


def _faces(lines: Shapes, shapes: Shapes) -> tuple[Shapes, NDArray[np.int64], NDArray[np.int64]]:
    """Return the faces between lines, and (k,) which of them lies in (k,) which shape."""
    faces = shapely.get_parts(shapely.polygonize([noded(lines)]))
    return faces, *lying_in(shapes, faces, shapely.point_on_surface(faces))


def _heard(
    faces: Shapes, face: NDArray[np.int64], shape: NDArray[np.int64], witnesses: Witnesses
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (k,) faces in overlaps and (k,) witnesses in them who name a shape that holds them."""
    is_shared = np.bincount(face, minlength=len(faces)) > 1
    if not len(witnesses.shape) or not is_shared.any():
        return np.empty(0, np.int64), np.empty(0, np.int64)
    who, at = hits(faces, witnesses.xy)
    claims = set(zip(face.tolist(), shape.tolist(), strict=True))
    said = zip(at.tolist(), witnesses.shape[who].tolist(), strict=True)
    counts = is_shared[at] & np.fromiter((one in claims for one in said), bool, len(at))
    order = np.lexsort((who[counts], at[counts]))
    return at[counts][order], who[counts][order]


def _cuts(
    faces: Shapes, at: NDArray[np.int64], who: NDArray[np.int64], witnesses: Witnesses
) -> Shapes:
    """Return lines through faces, half-way between witnesses who name different shapes."""
    found: list[shapely.Geometry] = []
    for face in np.unique(at).tolist():
        mine = who[at == face]
        xy, first = np.unique(witnesses.xy[mine], axis=0, return_index=True)
        named = witnesses.shape[mine[first]]
        if len(np.unique(named)) < 2:
            continue
        nearest = shapely.get_parts(
            shapely.voronoi_polygons(shapely.multipoints(xy), extend_to=faces[face], ordered=True)
        )
        land = [shapely.union_all(nearest[named == one]) for one in np.unique(named)]
        found.append(shapely.intersection(shapely.union_all(shapely.boundary(land)), faces[face]))
    return np.array(found, object)


def _wanted(number: int, at: NDArray[np.int64], named: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return (number,) the shape that most witnesses in each face name, -1 where nobody is."""
    wanted = np.full(number, -1, np.int64)
    pairs, times = np.unique(np.column_stack([at, named]), axis=0, return_counts=True)
    for row in np.lexsort((-pairs[:, 1], times)):  # of equals the first, which comes last
        wanted[pairs[row, 0]] = pairs[row, 1]
    return wanted


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
    face: NDArray[np.int64],
    shape: NDArray[np.int64],
    area: NDArray[np.float64],
    wanted: NDArray[np.int64],
) -> tuple[NDArray[np.int64], list[Overlap]]:
    """Return (f,) the shape that has each face of `area` (f,), -1 for none, and the overlaps.

    `face` and `shape` (k,) say which shapes lie on which faces, `wanted` (f,) which of them those
    who live there name, -1 where nobody does.
    """
    land = {s: set(face[shape == s].tolist()) for s in np.unique(shape).tolist()}
    overlaps = []
    for i, j in _sharing(face, shape):
        for taker, loser in ((i, j), (j, i)):
            named = {f for f in land[i] & land[j] if wanted[f] == taker}
            if named:
                land[loser] -= named
                overlaps.append(Overlap(taker, loser, float(area[list(named)].sum())))
        shared = {f for f in land[i] & land[j] if wanted[f] < 0}
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
