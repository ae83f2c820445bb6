"""Cells + boundary -> Links: cut what leaves the community, mend, join what is too small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.graphs import pieces, tidy
from gridgen.model import Cells, Links, Shapes

SHORTEST_BORDER_M = 0.1
"""Cells that share less border than this touch in a corner: nobody would call them neighbours."""

NARROWEST = 0.05
"""Places nearer than 2 m need share only this much of their distance."""

SLACK_M = 0.01
"""A straight line along the boundary may lie this far outside."""

HAIR_M = 1e-4
"""Rounding may put a line this far beside the outline of which it is a part."""


def link(
    cells: Cells, boundary: shapely.Geometry, count: NDArray[np.int64], *, fewest: int
) -> Links:
    """Return the links among the n households of one community.

    Places are linked where their cells share a border inside one part of the boundary, so that a
    zone that hangs together over links has a polygon in one piece. A link whose straight line
    leaves the community on its way is marked in `bends`. Then:

    - places that this leaves apart inside one part are joined around the bend or over the
      shortest line, because distance and a bent outline never make a part;
    - a part with fewer than `fewest` households joins the part nearest to it, marked in `joins`;
    - households at one place are linked with each other.

    `boundary` is a valid polygon or multipolygon, metres, that covers every place; `count` (n,)
    households at each row.
    """
    part_of = _part_of(cells.xy, boundary)
    meeting = _neighbours(cells, boundary, part_of)
    mends = _mend(cells.xy, meeting, part_of)
    pairs = np.concatenate([meeting.pairs, mends])
    border = np.concatenate([meeting.border, np.zeros(len(mends))])
    load = np.bincount(cells.place_of, count, len(cells.xy)).astype(np.float64)
    joins = _join_small_parts(cells.xy, pieces(len(cells.xy), pairs), load, fewest)
    others = np.zeros(len(mends) + len(joins), bool)
    made = Links(
        np.concatenate([pairs, joins]),
        np.concatenate([border, np.zeros(len(joins))]),
        np.repeat([False, True], [len(pairs), len(joins)]),
        np.concatenate([_bends(cells.xy, meeting.pairs, boundary), others]),
    )
    return _over_households(cells, made)


def _bends(
    xy: NDArray[np.float64], pairs: NDArray[np.int32], boundary: shapely.Geometry
) -> NDArray[np.bool_]:
    """Return (m,) whether the straight line between two places leaves the boundary."""
    room = shapely.buffer(boundary, SLACK_M, quad_segs=1, join_style="mitre")
    shapely.prepare(room)
    return ~np.asarray(shapely.covers(room, shapely.linestrings(xy[pairs])), bool)


def _part_of(xy: NDArray[np.float64], boundary: shapely.Geometry) -> NDArray[np.int32]:
    parts = shapely.get_parts(boundary)
    points = shapely.points(xy)
    part_of = np.full(len(xy), -1, np.int32)
    tree = shapely.STRtree(parts)
    row, part = tree.query(points, predicate="intersects")
    part_of[row[::-1]] = part[::-1]  # on a shared corner the first part wins
    missed = np.flatnonzero(part_of < 0)
    if len(missed):
        part_of[missed] = tree.nearest(points[missed])
    return part_of


@dataclass(frozen=True, slots=True, eq=False)
class _Meeting:
    """Where cells meet inside the boundary: pairs, the border they share, and ways around bends."""

    pairs: NDArray[np.int32]
    border: NDArray[np.float64]
    around: NDArray[np.int32]


def _neighbours(cells: Cells, boundary: shapely.Geometry, part_of: NDArray[np.int32]) -> _Meeting:
    none = np.zeros((0, 2), np.int32)
    kept, borders, around = [none], [np.zeros(0)], [none]
    ends = part_of[cells.pairs]
    for number, part in enumerate(shapely.get_parts(boundary)):
        rows = np.flatnonzero((ends == number).any(axis=1))
        if len(rows) == 0:
            continue
        length, detours = _borders(cells, part, rows, part_of == number)
        apart = np.hypot(*(cells.xy[cells.pairs[rows, 0]] - cells.xy[cells.pairs[rows, 1]]).T)
        enough = np.minimum(SHORTEST_BORDER_M, NARROWEST * apart)
        is_link = (ends[rows] == number).all(axis=1) & (length > enough)
        kept.append(cells.pairs[rows[is_link]])
        borders.append(length[is_link])
        around.append(detours)
    return _Meeting(np.concatenate(kept), np.concatenate(borders), np.concatenate(around))


def _borders(
    cells: Cells, part: shapely.Geometry, rows: NDArray[np.int64], is_here: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Return how much of each ridge parts the homes of its two places, metres, and detours.

    The home of a place is the piece of its cell, cut by the outline of its part, that holds the
    place. A cell may reach over a bay of the outline, and nobody is a neighbour there. Two homes
    that meet the same such far piece are a detour: neighbours if nothing else joins them. `is_here`
    (p,) tells the places of this part; `rows` are the ridges of which at least one side is here.
    """
    ends = cells.pairs[rows]
    ridges = shapely.linestrings(cells.ridge[rows])
    length = np.asarray(shapely.length(ridges))
    shapely.prepare(part)
    is_cut = np.zeros(len(cells.xy), bool)
    is_cut[ends[~shapely.covers(part, ridges)]] = True
    is_cut &= is_here
    near = is_cut[ends].any(axis=1)
    home, far = _homes(cells.xy, part, ridges[near], is_cut, is_here)
    shared = shapely.intersection(part, ridges[near])
    for side in (0, 1):
        place = ends[near, side]
        cut = is_cut[place]
        shared[cut] = shapely.intersection(shared[cut], home[place[cut]])
    length[near] = shapely.length(shared)
    inner = np.where(near & is_here[ends].all(axis=1))[0]
    return length, _detours(ridges[inner], ends[inner], home, far)


def _homes(
    xy: NDArray[np.float64],
    part: shapely.Geometry,
    ridges: Shapes,
    is_cut: NDArray[np.bool_],
    is_here: NDArray[np.bool_],
) -> tuple[Shapes, Shapes]:
    """Return (p,) the piece of its cell that holds each cut place, and the pieces without a place.

    All are a hair wider than they are, so that the lines around them lie inside.
    """
    home = np.full(len(xy), None, object)
    places = np.flatnonzero(is_here)
    drawing = shapely.union_all([shapely.boundary(part), shapely.multilinestrings(ridges)])
    faces = shapely.get_parts(shapely.polygonize([drawing]))
    place, face = shapely.STRtree(faces).query(shapely.points(xy[places]), predicate="intersects")
    wide = shapely.buffer(faces, HAIR_M, quad_segs=1, join_style="mitre")
    home[places[place]] = wide[face]
    home[~is_cut] = None
    is_far = np.ones(len(faces), bool)
    is_far[face] = False
    is_far &= shapely.contains(part, shapely.point_on_surface(faces))
    return home, wide[is_far]


def _detours(
    ridges: Shapes, ends: NDArray[np.int32], home: Shapes, far: Shapes
) -> NDArray[np.int32]:
    """Return pairs of places whose homes meet the same far piece of somebody's cell."""
    pairs: list[tuple[int, int]] = []
    piece, row = shapely.STRtree(ridges).query(far, predicate="intersects")
    for number in np.unique(piece):
        met: dict[int, float] = {}
        for r in row[piece == number]:
            border = shapely.intersection(ridges[r], far[number])
            for place in ends[r].tolist():
                beside = border if home[place] is None else border.intersection(home[place])
                met[place] = max(met.get(place, 0.0), beside.length)
        known = sorted((-m, place) for place, m in met.items() if m > SHORTEST_BORDER_M)
        pairs += [(known[0][1], place) for _, place in known[1:]]
    return tidy(np.array(pairs, np.int32))


def _mend(
    xy: NDArray[np.float64], meeting: _Meeting, part_of: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return lines that make the places of each part one piece: detours, then the shortest."""
    piece_of = pieces(len(xy), meeting.pairs)
    mends: list[tuple[int, int]] = []
    for a, b in meeting.around:
        if piece_of[a] != piece_of[b]:
            mends.append((int(a), int(b)))
            piece_of[piece_of == piece_of[a]] = piece_of[b]
    for part in np.unique(part_of):
        rows = np.flatnonzero(part_of == part)
        mends += _join_pieces(xy, rows, piece_of, np.zeros(len(xy)), 1.0)
    return tidy(np.array(mends, np.int32))


def _join_small_parts(
    xy: NDArray[np.float64],
    part_of: NDArray[np.int32],
    load: NDArray[np.floating[Any]],
    fewest: int,
) -> NDArray[np.int32]:
    rows = np.arange(len(xy))
    return tidy(np.array(_join_pieces(xy, rows, part_of, load, float(fewest)), np.int32))


def _join_pieces(
    xy: NDArray[np.float64],
    rows: NDArray[np.int64],
    piece_of: NDArray[np.int32],
    load: NDArray[np.floating[Any]],
    enough: float,
) -> list[tuple[int, int]]:
    """Join pieces among `rows` that weigh less than `enough` to the nearest other, lightest first.

    `piece_of` is brought up to date. Each line joins the two nearest places of the two pieces.
    """
    lines: list[tuple[int, int]] = []
    while True:
        labels = np.unique(piece_of[rows])
        if len(labels) < 2:
            return lines
        weight = np.bincount(piece_of[rows], weights=load[rows], minlength=labels.max() + 1)[labels]
        size = np.bincount(piece_of[rows], minlength=labels.max() + 1)[labels]
        pick = np.lexsort((labels, size, weight))[0]
        if weight[pick] >= enough:
            return lines
        small = rows[piece_of[rows] == labels[pick]]
        others = rows[piece_of[rows] != labels[pick]]
        apart, near = cKDTree(xy[others]).query(xy[small])
        best = int(np.argmin(apart))
        a, b = int(small[best]), int(others[near[best]])
        lines.append((min(a, b), max(a, b)))
        piece_of[small] = piece_of[b]


def _over_households(cells: Cells, made: Links) -> Links:
    """Return the links of places between their first households, and those inside each place."""
    order = np.argsort(cells.place_of, kind="stable")
    place = cells.place_of[order]
    is_same = place[1:] == place[:-1]
    chain = np.sort(np.stack([order[:-1], order[1:]], axis=1)[is_same], axis=1)
    first = order[np.searchsorted(place, np.arange(len(cells.xy)))]
    pairs = np.concatenate([np.sort(first[made.pairs], axis=1), chain])
    sort = np.lexsort((pairs[:, 1], pairs[:, 0]))
    columns = [
        np.concatenate([column, np.zeros(len(chain), column.dtype)])[sort]
        for column in (made.border_m, made.joins, made.bends)
    ]
    return Links(pairs[sort], *columns)
