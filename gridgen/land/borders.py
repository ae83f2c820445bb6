"""Cells + the zones of their places -> the borders between zones, and the patches they enclose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.land.planar import directed, edge_length, face_area, planar
from gridgen.model.arrays import Shapes, rows_of_each
from gridgen.model.corners import corners
from gridgen.model.graphs import pieces
from gridgen.model.ground import Cells
from gridgen.model.lattice import BENT_M
from gridgen.model.polygons import gathered

HAIR_M = 2 * BENT_M
"""A corner this near to the straight line between its neighbours is no corner: each of the three
was taken to the lattice."""

BOW_M = 1e-4
"""All that are left out lie this near to the border: no place stands within half a millimetre."""

SLIGHT = 0.01
"""And this near to it as a share of its length."""


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """Who lives where: each of p places is of one of k kinds. A kind is a zone at every level.

    Attributes
    ----------
    xy
        (p, 2) metres.
    of_place
        (p,) rows of `zones`.
    zones
        (k, levels) the zone of each kind at each level from the top, -1 for none; no row twice.
    """

    xy: NDArray[np.float64]
    of_place: NDArray[np.int64]
    zones: NDArray[np.int32]

    @property
    def top(self) -> NDArray[np.int32]:
        """(k,) the zone of the first level of each kind."""
        return self.zones[:, 0]


@dataclass(frozen=True, slots=True, eq=False)
class Patches:
    """Polygons that tile the boundary, one for each patch of land of one kind.

    `shape` (m,) and `kind` (m,) of the patches, two of which share the same points; `lines` (s,)
    the borders of all, corner to corner, and `is_inner` (s,) whether a patch lies on either side.
    """

    shape: Shapes
    kind: NDArray[np.int64]
    lines: Shapes
    is_inner: NDArray[np.bool_]


def kinds_of(xy: NDArray[np.float64], zone_of: Mapping[str, NDArray[np.int32]]) -> Kinds:
    """Return the kinds of places `xy` (p, 2), metres, from the (p,) zones of one or more levels."""
    stacked = np.stack(list(zone_of.values()), axis=1)
    zones, of_place = np.unique(stacked, axis=0, return_inverse=True)
    return Kinds(xy, of_place.reshape(-1), zones)


def patches_of(cells: Cells, kind_of_face: NDArray[np.int64]) -> Patches:
    """Return the patches of land of each kind, drawn from the borders between kinds alone.

    Land of the kind -1 is in no patch.
    """
    kind_of = np.append(kind_of_face, -1)  # the last for what lies outside, the face -1
    sides = kind_of[cells.sides]
    differ = sides[:, 0] != sides[:, 1]
    edges, sides = cells.edges[differ], sides[differ]
    patches = _enclosed(cells, *_straightened(cells, edges, sides))
    # Where borders run a hair beside each other, a straight one may cross the next.
    return patches if _is_sound(patches, cells, kind_of_face) else _enclosed(cells, edges, sides)


def patched(shape: Shapes, kind: NDArray[np.int64]) -> Patches:
    """Return polygons that tile, and their kinds, as patches; what two share is the same points."""
    drawn = planar(shape)
    return Patches(shape, kind, shapely.linestrings(drawn.xy[drawn.edges]), drawn.is_inner)


def _enclosed(cells: Cells, edges: NDArray[np.int64], sides: NDArray[np.int64]) -> Patches:
    """Return the patches between edges (s, 2), sorted, with the kinds on their `sides` (s, 2)."""
    lines = shapely.linestrings(cells.corners[edges])
    patches = shapely.get_parts(shapely.polygonize(lines))
    # Which kind a patch is of is read off one of its edges, so that no point has to be sought in
    # it: the patch lies on the left of its edges, and `sides` says who is there.
    start, end, patch = directed(patches)
    first = np.unique(patch, return_index=True)[1]
    q = len(cells.corners)
    at = corners(np.concatenate([cells.corners, start[first], end[first]]))[1]
    u, v = np.split(at[q:], 2)  # the corners are distinct and sorted: they keep their numbers
    key = edges[:, 0] * q + edges[:, 1]
    row = np.searchsorted(key, np.minimum(u, v) * q + np.maximum(u, v))
    kind = sides[row, np.where(u < v, 0, 1)]
    is_inner = np.asarray((sides >= 0).all(axis=1))
    return Patches(patches[kind >= 0], kind[kind >= 0], lines, is_inner)


def _is_sound(patches: Patches, cells: Cells, kind_of_face: NDArray[np.int64]) -> bool:
    """Return whether patches tile, and each kind has the land of its faces, but for the bows."""
    if not shapely.is_valid(patches.shape).all() or not shapely.coverage_is_valid(patches.shape):
        return False
    area = face_area(cells.corners, cells.edges, cells.sides, len(kind_of_face))
    kinds = int(kind_of_face.max(initial=-1)) + 2  # the last for land of no kind
    before = np.bincount(kind_of_face % kinds, weights=area, minlength=kinds)[:-1]
    after, around = (
        np.bincount(patches.kind, weights=measure(patches.shape), minlength=kinds)[:-1]
        for measure in (shapely.area, shapely.length)
    )
    return bool((np.abs(after - before) <= BOW_M * around).all())


def _straightened(
    cells: Cells, edges: NDArray[np.int64], sides: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return edges without the corners at which only borders that are not drawn end, sorted."""
    spare, a, b = _spare(cells, edges)
    # Edges that meet in spare corners are one run, and become one edge between its two ends.
    run = pieces(len(edges), np.stack([a, b], axis=1))
    crooked = _is_crooked(cells.corners, _ends(edges, spare, run), spare, of_run=run[a])
    straight = ~crooked[run[a]]
    spare, a, b = spare[straight], a[straight], b[straight]
    run = pieces(len(edges), np.stack([a, b], axis=1))
    corner = _ends(edges, spare, run)
    # All edges of a run have the same two kinds beside them, but not always in the same order: from
    # the smaller corner to the larger an edge may lead back where a run along y is a hair out of
    # line. The longest edge leads the way of its run.
    length = edge_length(cells.corners, edges)
    order = np.lexsort((-length, run))
    longest = order[np.unique(run[order], return_index=True)[1]]
    way = cells.corners[corner[:, 1]] - cells.corners[corner[:, 0]]
    own = cells.corners[edges[longest, 1]] - cells.corners[edges[longest, 0]]
    beside = sides[longest]
    leads_back = (way * own).sum(axis=1) < 0
    beside[leads_back] = beside[leads_back][:, ::-1]
    order = np.lexsort((corner[:, 1], corner[:, 0]))
    return corner[order], beside[order]


def _spare(
    cells: Cells, edges: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return corners that lie between two edges and straight on, and the two edges of each."""
    q = len(cells.corners)
    # The edges at each corner, one corner after the other: those of corner c are
    # edge[begin[c] : begin[c] + degree[c]].
    order = np.argsort(edges.T.reshape(-1), kind="stable")
    at = edges.T.reshape(-1)[order]
    edge = order % len(edges)
    degree = np.bincount(at, minlength=q)
    begin = np.cumsum(degree) - degree
    # A corner of the boundary or of a line stays, however straight: a river is what it is, and
    # neighbours have the same corner.
    spare = np.flatnonzero(cells.is_new & (degree == 2))
    a, b = edge[begin[spare]], edge[begin[spare] + 1]
    far = edges.sum(axis=1)  # less one end of an edge it is the other end
    before, after = far[a] - spare, far[b] - spare
    way, back = (
        cells.corners[after] - cells.corners[spare],
        cells.corners[spare] - cells.corners[before],
    )
    turn = np.abs(way[:, 0] * back[:, 1] - way[:, 1] * back[:, 0])
    is_straight = turn <= HAIR_M * np.maximum(np.hypot(*way.T), np.hypot(*back.T))
    return spare[is_straight], a[is_straight], b[is_straight]


def _ends(
    edges: NDArray[np.int64], spare: NDArray[np.int64], run: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Return (r, 2) the corners where each run of edges ends, smaller first; -1 for a ring."""
    is_end = ~np.isin(edges.reshape(-1), spare)
    of_run, corner = np.repeat(run, 2)[is_end], edges.reshape(-1)[is_end]
    ends = np.full((int(run.max(initial=-1)) + 1, 2), -1, np.int64)
    ends[np.unique(of_run)] = corner[np.lexsort((corner, of_run))].reshape(-1, 2)
    return ends


def _is_crooked(
    xy: NDArray[np.float64],
    ends: NDArray[np.int64],
    spare: NDArray[np.int64],
    *,
    of_run: NDArray[np.int32],
) -> NDArray[np.bool_]:
    """Return (r,) whether some spare corner of a run lies beside the line between its ends.

    Two corners a hair apart, where four houses meet, may each lie as good as straight on, and be
    the corner of a street together.
    """
    is_crooked = np.asarray((ends < 0).any(axis=1))
    start, end = xy[ends[of_run, 0]], xy[ends[of_run, 1]]
    apart = shapely.distance(
        shapely.linestrings(np.stack([start, end], 1)), shapely.points(xy[spare])
    )
    limit = np.minimum(BOW_M, SLIGHT * np.hypot(*(end - start).T))
    is_crooked[of_run[apart > limit]] = True
    return is_crooked


def united(patches: Shapes, label: NDArray[np.integer], count: int) -> Shapes:
    """Return (count,) what the patches of each label make together; empty for one without.

    Parameters
    ----------
    patches
        (m,) polygons that do not overlap: what two share is the same points.
    label
        (m,) of each; those below 0, or from `count` on, are left out.
    count
        How many labels there are.
    """
    shapes = np.empty(count, object)
    for row, rows in enumerate(rows_of_each(label, count)):
        mine = patches[rows]
        shapes[row] = gathered(
            shapely.get_parts(shapely.coverage_union_all(mine)) if len(mine) > 1 else mine
        )
    return shapes
