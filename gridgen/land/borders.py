"""Cells + the zones of their places -> the borders between zones, and the patches they enclose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.land.planar import corners, directed
from gridgen.model.arrays import Shapes
from gridgen.model.graphs import pieces
from gridgen.model.ground import Cells
from gridgen.model.polygons import gathered

HAIR_M = 1e-6
"""A corner this near to the straight line between its neighbours is no corner."""


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
    the borders that they were drawn from, corner to corner.
    """

    shape: Shapes
    kind: NDArray[np.int64]
    lines: Shapes


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
    edges, sides = _straightened(cells, cells.edges[differ], sides[differ])
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
    return Patches(patches[kind >= 0], kind[kind >= 0], lines)


def _straightened(
    cells: Cells, edges: NDArray[np.int64], sides: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return edges without the corners at which only borders that are not drawn end, sorted."""
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
    spare, a, b = spare[is_straight], a[is_straight], b[is_straight]
    # Edges that meet in spare corners are one run, and become one edge between the two ends of it
    # that are not spare. No run is a ring: straight corners alone never turn around.
    run = pieces(len(edges), np.stack([a, b], axis=1))
    is_spare = np.zeros(q, bool)
    is_spare[spare] = True
    ends = np.repeat(run, 2)[~is_spare[edges].reshape(-1)]
    corner = edges.reshape(-1)[~is_spare[edges].reshape(-1)]
    corner = corner[np.lexsort((corner, ends))].reshape(-1, 2)
    # All edges of a run have the same two kinds beside them, in the order of corners too: corners
    # are sorted along x, then y, and along a straight line numbers only rise.
    first = np.unique(run, return_index=True)[1]
    order = np.lexsort((corner[:, 1], corner[:, 0]))
    return corner[order], sides[first][order]


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
    order = np.argsort(label, kind="stable")
    begin = np.searchsorted(label[order], np.arange(count + 1))
    shapes = np.empty(count, object)
    for row in range(count):
        mine = patches[order[begin[row] : begin[row + 1]]]
        shapes[row] = gathered(
            shapely.get_parts(shapely.coverage_union_all(mine)) if len(mine) > 1 else mine
        )
    return shapes
