"""Edges that meet in their ends alone -> the faces between them, by walking around each.

As in a doubly connected edge list (de Berg et al., Computational Geometry, 3rd ed. (2008), chapter
2): each edge is two halves, one each way, and each half has the face on its left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.land.planar import Planar
from gridgen.model.arrays import Shapes
from gridgen.model.corners import corners
from gridgen.model.graphs import pieces

SAME_WAY = 1e-12
"""Two edges that leave a corner at a smaller angle, radians, lie on each other."""

LOOP = 3.0
"""A ring that goes around once and turns back by less, radians, meets itself nowhere: it would have
a loop the other way, which turns back by pi and more, since its corner makes up the rest of a full
turn."""


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """The f faces of a drawing: a `spot` (f, 2) inside each, metres, the `block` (f,) in which it
    lies, and their `edges`.
    """

    spot: NDArray[np.float64]
    block: NDArray[np.int64]
    edges: Planar


@dataclass(frozen=True, slots=True, eq=False)
class _Rings:
    """The r rings that halves of edges make, each half followed by the next with its face.

    `of` (2 s,) the ring of each half; `block` (r,) on its left; `turns` (r,) how often it goes
    around, 1 for the outside of a face, -1 for a hole in one; `back` (r,) by how much it turns to
    the right in all, radians, never above 0.
    """

    of: NDArray[np.int32]
    block: NDArray[np.int64]
    turns: NDArray[np.int64]
    back: NDArray[np.float64]


def traced(ends: NDArray[np.float64], block: NDArray[np.int64]) -> Faces | None:
    """Return the faces between edges; None where the edges are no sound drawing of their blocks.

    That is where two lie on each other or cross, or one has the same face on both sides.

    Parameters
    ----------
    ends
        (s, 2, 2) on the lattice, metres; none of no length.
    block
        (s, 2) the block on the left and on the right of each edge, -1 outside of all.
    """
    s = len(ends)
    xy, at = corners(ends.reshape(-1, 2))
    at = at.reshape(-1, 2)
    rings = _rings(ends, at, block)
    if rings is None:
        return None
    is_face = (rings.block >= 0) & (rings.turns == 1)
    of_ring = np.where(is_face, np.cumsum(is_face) - 1, -1)
    holes = np.flatnonzero((rings.block >= 0) & ~is_face)
    of_ring[holes] = homes = _around(holes, rings, xy, at, of_ring)
    if (homes < 0).any():
        return None
    face = of_ring[rings.of]
    back, home = rings.back[is_face], rings.block[is_face]
    has_hole = np.isin(np.arange(len(home)), homes)
    start, end = xy[at.T.reshape(-1)], xy[at[:, ::-1].T.reshape(-1)]
    spot = _middles(start, face, len(home))
    # A polygon is made only where arithmetic does not tell that it is sound, or a point in it.
    bent = np.flatnonzero(has_hole | (back < -LOOP) | ~_is_inside(spot, start, end, face))
    shape = _polygons(ends, face, bent)
    sound = shapely.is_valid(shape) & (shapely.get_type_id(shape) == shapely.GeometryType.POLYGON)
    if not sound.all():
        return None
    spot[bent] = shapely.get_coordinates(shapely.point_on_surface(shape))
    # As `planar` has them: sorted, the smaller corner first.
    flip = at[:, 0] > at[:, 1]
    sides = np.stack([face[:s], face[s:]], axis=1)
    edges, sides = (np.where(flip[:, None], each[:, ::-1], each) for each in (at, sides))
    order = np.lexsort((edges[:, 1], edges[:, 0]))
    return Faces(spot, home, Planar(xy, edges[order], sides[order]))


def polygons_of(drawn: Planar, rows: NDArray[np.int64]) -> Shapes:
    """Return (k,) the polygons of some faces of a drawing, ascending."""
    ends = drawn.xy[drawn.edges]
    return _polygons(ends, drawn.sides.T.reshape(-1), rows)


def _polygons(
    ends: NDArray[np.float64], face: NDArray[np.int64], rows: NDArray[np.int64]
) -> Shapes:
    """Return the polygons of faces `rows`, ascending; `face` (2 s,) is that of each half."""
    half = np.flatnonzero(np.isin(face, rows))
    half = half[np.argsort(face[half], kind="stable")]
    of = np.searchsorted(rows, face[half])
    lines = shapely.linestrings(ends[half % len(ends)])
    return np.asarray(shapely.build_area(shapely.multilinestrings(lines, indices=of)), object)


def _rings(
    ends: NDArray[np.float64], at: NDArray[np.int64], block: NDArray[np.int64]
) -> _Rings | None:
    """Return the rings of all halves: those that go as the edges do, then those that go back.

    None where edges lie on each other, or a ring is none of a face of one block.
    """
    s = len(ends)
    way = ends[:, 1] - ends[:, 0]
    way = np.concatenate([way, -way]) + 0.0  # no -0.0, whose angle is -pi, not pi
    angle = np.arctan2(way[:, 1], way[:, 0])
    following = _following(at.T.reshape(-1), angle)
    if following is None:
        return None
    of = pieces(2 * s, np.stack([np.arange(2 * s), following], axis=1))
    turn = angle[following] - angle
    turn -= 2 * np.pi * np.round(turn / (2 * np.pi))
    turns = np.round(np.bincount(of, turn) / (2 * np.pi)).astype(np.int64)
    back = np.bincount(of, np.minimum(turn, 0)).astype(np.float64)
    left = block.T.reshape(-1)
    home = left[np.unique(of, return_index=True)[1]]
    if (of[:s] == of[s:]).any() or (left != home[of]).any():
        return None
    if (np.abs(turns[home >= 0]) != 1).any():
        return None
    return _Rings(of, home, turns, back)


def _following(start: NDArray[np.int64], angle: NDArray[np.float64]) -> NDArray[np.int64] | None:
    """Return (2 s,) the half that follows each around its face; None where two halves lie on each
    other. `start` (2 s,) is where each begins.
    """
    n = len(start)
    order = np.lexsort((angle, start))
    place = np.empty(n, np.int64)
    place[order] = np.arange(n)
    begin = np.flatnonzero(np.diff(start[order], prepend=-1))
    last = np.append(begin[1:], n) - 1
    # Counter-clockwise around each corner; before the first half of a corner stands its last.
    before = np.arange(n) - 1
    before[begin] = last
    apart = np.diff(angle[order], prepend=0.0)
    apart[begin] = angle[order[begin]] + 2 * np.pi - angle[order[last]]
    if (apart < SAME_WAY).any():
        return None
    # Where a half ends its other half begins: the one on the right of that goes on.
    return np.asarray(order[before[place[np.roll(np.arange(n), n // 2)]]])


def _middles(
    start: NDArray[np.float64], face: NDArray[np.int64], faces: int
) -> NDArray[np.float64]:
    """Return (faces, 2) the mean corner of each; `start` (2 s, 2) is where its halves begin."""
    mine = face >= 0
    many = np.bincount(face[mine], minlength=faces)
    middle = start.mean(axis=0)
    each = [np.bincount(face[mine], start[mine, d] - middle[d], faces) / many for d in (0, 1)]
    return np.asarray(np.stack(each, axis=1) + middle)


def _is_inside(
    spot: NDArray[np.float64],
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    face: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Return (f,) whether spots lie in their faces: a ray to the east meets an odd number of edges.

    `start`, `end` (2 s, 2) are the ends of halves, `face` (2 s,) is that of each.
    """
    mine = np.flatnonzero(face >= 0)
    mine = mine[(start[mine, 1] > spot[face[mine], 1]) != (end[mine, 1] > spot[face[mine], 1])]
    (x, y), (ax, ay), (bx, by) = spot[face[mine]].T, start[mine].T, end[mine].T
    east = x < ax + (y - ay) / (by - ay) * (bx - ax)
    return np.asarray(np.bincount(face[mine[east]], minlength=len(spot)) % 2 == 1)


def _around(
    holes: NDArray[np.int64],
    rings: _Rings,
    xy: NDArray[np.float64],
    at: NDArray[np.int64],
    of_ring: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return (h,) the face in which each hole lies, -1 for none; `of_ring` is that of each ring.

    Of the faces of the same block that hold it, and do not hang together with it, the smallest.
    """
    if len(holes) == 0:
        return holes
    ends, start, face = xy[at], at.T.reshape(-1), of_ring[rings.of]
    first = start[np.unique(rings.of, return_index=True)[1]]
    hangs = pieces(len(xy), at)
    ring_of = np.flatnonzero(of_ring >= 0)
    homes = np.full(len(holes), -1, np.int64)
    for number, hole in enumerate(holes):
        rows = np.flatnonzero(rings.block[ring_of] == rings.block[hole])
        rows = rows[hangs[first[ring_of[rows]]] != hangs[first[hole]]]
        shells = _polygons(ends, face, rows)
        holding = np.flatnonzero(shapely.intersects_xy(shells, *xy[first[hole]]))
        if len(holding):
            homes[number] = rows[holding[shapely.area(shells[holding]).argmin()]]
    return homes
