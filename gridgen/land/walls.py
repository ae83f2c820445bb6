"""Patches whose borders cut footprints -> borders that go around these, along their walls."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix

from gridgen.land.adopt import adopted
from gridgen.land.borders import Kinds, Patches, patched, united
from gridgen.land.planar import planar
from gridgen.model.arrays import Shapes
from gridgen.model.graphs import piece_counts
from gridgen.model.lattice import lying_in, noded

WALL_M = 0.01
"""An outline may run along the wall of a building, this far inside at most."""


def around_footprints(patches: Patches, footprints: Shapes, kinds: Kinds) -> Patches:
    """Return patches that cut no footprint.

    One where two zones of the first level live is left as it is; one where only further levels part
    those who live in it belongs to their zone of the first level. No zone comes apart for a
    footprint: those on its land stay cut then.

    Parameters
    ----------
    patches
        That tile the boundary.
    footprints
        (b,) polygons, metres, which may overlap each other and the boundary.
    kinds
        Of the places that the patches are drawn for.
    """
    row, kind = _cut(patches, footprints, kinds)
    before = _piece_counts(patches, kinds.zones) if len(row) else []
    while len(row):
        made = _walled(patches, footprints[row], kind, kinds)
        stays_cut = np.zeros(len(row), bool)
        for level, after in enumerate(_piece_counts(made, kinds.zones)):
            # The last zone may have lost its last patch: then there are fewer counts than before.
            apart = np.flatnonzero(after > before[level][: len(after)])
            land = patches.shape[np.isin(kinds.zones[patches.kind, level], apart)]
            hit = shapely.STRtree(footprints[row]).query(land, predicate="intersects")[1]
            stays_cut[hit] = True
        if not stays_cut.any():
            return made
        # Each round leaves out one footprint or more, so that this ends.
        row, kind = row[~stays_cut], kind[~stays_cut]
    return patches


def _piece_counts(patches: Patches, zones: NDArray[np.int32]) -> list[NDArray[np.int64]]:
    """Return for each level in how many pieces each zone is."""
    drawn = planar(patches.shape)
    sides = drawn.sides[drawn.is_inner]
    return [piece_counts(zones[patches.kind, level], sides) for level in range(zones.shape[1])]


def _walled(patches: Patches, footprints: Shapes, kind: NDArray[np.int64], kinds: Kinds) -> Patches:
    """Return patches with borders along the walls of footprints, which belong to `kind` (f,).

    -1 for one where several kinds of one zone of the first level live.
    """
    drawing = noded(np.concatenate([patches.lines, shapely.boundary(footprints)]))
    faces = shapely.get_parts(shapely.polygonize([drawing]))
    spot = shapely.point_on_surface(faces)
    # Each face lies in one patch or in none (outside the boundary), and in any number of
    # footprints: of several that overlap the last one labels it.
    label = np.full(len(faces), -1, np.int64)
    face, patch = lying_in(patches.shape, faces, spot)
    label[face] = patches.kind[patch]
    face, shape = shapely.STRtree(footprints).query(spot, predicate="intersects")
    face, shape = face[label[face] >= 0], shape[label[face] >= 0]
    alone = kind[shape] >= 0
    label[face[alone]] = kind[shape[alone]]
    _share(label, spot, face[~alone], footprints[shape[~alone]], kinds)
    faces, label = _joined(faces[label >= 0], label[label >= 0])
    return patched(*_lived_in(faces, label, kinds))


def _share(
    label: NDArray[np.int64],
    spot: Shapes,
    face: NDArray[np.int64],
    around: Shapes,
    kinds: Kinds,
) -> None:
    """Give faces in footprints that strangers have to the nearest who live there, in `label`.

    `around` (f,) is the footprint of each of `face` (f,); strangers are of another zone of the
    first level than those who live in it.
    """
    points = shapely.points(kinds.xy)
    tree = shapely.STRtree(points)
    for row, shape in zip(face.tolist(), around, strict=True):
        here = tree.query(shape, predicate="dwithin", distance=WALL_M)
        # Whoever lives here is of one zone of the first level: any of them stands for it.
        if kinds.top[label[row]] != kinds.top[kinds.of_place[here[0]]]:
            nearest = here[np.argmin(shapely.distance(points[here], spot[row]))]
            label[row] = kinds.of_place[nearest]


def _cut(
    patches: Patches, footprints: Shapes, kinds: Kinds
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the footprints in more than one patch, and the kind that each belongs to.

    That is the kind of those who live in it, else the one that has most of its area; -1 where
    several kinds of one zone of the first level live in it.
    """
    none = np.zeros(0, np.int64)
    if len(footprints) == 0:
        return none, none
    # In two steps, since of a village's footprints few meet a border, and shrinking all is slow.
    borders = shapely.STRtree(patches.lines)
    near = np.unique(borders.query(footprints, predicate="intersects")[0])
    core = shapely.buffer(footprints[near], -WALL_M, quad_segs=1)
    hit = near[np.unique(borders.query(core, predicate="intersects")[0])]
    # Rows are footprints, columns kinds: who lives there, and how much of the land each kind has.
    shape, place = shapely.STRtree(shapely.points(kinds.xy)).query(
        footprints[hit], predicate="dwithin", distance=WALL_M
    )
    columns = int(kinds.of_place.max()) + 1
    size = (len(hit), columns)
    lives = coo_matrix((np.ones(len(shape)), (shape, kinds.of_place[place])), size).tocsr()
    known = lives.tocoo()
    size = (len(hit), int(kinds.top.max()) + 1)
    tops = coo_matrix((known.data, (known.row, kinds.top[known.col])), size).tocsr()
    # Where rows begin in csr, one after the other, says how many columns each of them has.
    torn = np.diff(tops.indptr) > 1
    mixed = np.diff(lives.indptr) > 1
    part, patch = shapely.STRtree(patches.shape).query(footprints[hit], predicate="intersects")
    area = shapely.area(shapely.intersection(footprints[hit[part]], patches.shape[patch]))
    lies = coo_matrix((area, (part, patches.kind[patch])), (len(hit), columns)).tocsr()
    # One who lives there counts more than all land together; land only tells where nobody does.
    weight = lives * float(1 + area.sum()) + lies
    kind = np.asarray(weight.argmax(axis=1)).reshape(-1)
    kind = np.where(mixed, -1, kind)
    keep = ~torn & (np.asarray(lies.sum(axis=1)).reshape(-1) > 0)
    return hit[keep], kind[keep]


def _joined(faces: Shapes, label: NDArray[np.int64]) -> tuple[Shapes, NDArray[np.int64]]:
    """Return the patches that faces of one label make together, and their labels."""
    whole = united(faces, label, int(label.max()) + 1)
    patches, kind = shapely.get_parts(whole, return_index=True)
    return np.asarray(patches), np.asarray(kind)


def _lived_in(
    patches: Shapes, kind: NDArray[np.int64], kinds: Kinds
) -> tuple[Shapes, NDArray[np.int64]]:
    """Return patches with those that a footprint cut off given to who borders them most.

    To one of the same zone of the first level if any does.
    """
    known = np.zeros(len(patches), bool)
    tree = shapely.STRtree(patches)
    known[tree.query(shapely.points(kinds.xy), "dwithin", distance=WALL_M)[1]] = True
    drawn = planar(patches)
    inner = drawn.is_inner
    kind = adopted(kind, known, drawn.sides[inner], drawn.length[inner], group=kinds.top)[0]
    return _joined(patches, kind)
