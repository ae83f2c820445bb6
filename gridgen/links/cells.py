"""Household positions + ground -> cells that stop at lines on the ground.

The reference is momepy's enclosed tessellation: the land is cut into blocks first, and each block
is shared out among the places in it, so that borders between blocks lie on the lines themselves.
(Fleischmann et al. 2020, Computers, Environment and Urban Systems 80, 101441; Arribas-Bel and
Fleischmann 2022, Habitat International 128, 102641.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.spatial import cKDTree

from gridgen.graphs import pieces
from gridgen.links.blocks import Blocks, blocks
from gridgen.links.voronoi import places, ridges
from gridgen.model import Cells, Ground, Shapes
from gridgen.planar import Planar, corners, planar

STEP_M = (10.0, 100.0)
"""Empty land is shared out from points on its edge, at least and at most this far apart."""

STEPS = 60
"""About how many points stand on the edge of an empty block."""

SNAP_M = 1e-6
"""Where lines do not meet as they should, they are drawn again on a lattice this fine."""


def cells(xy: NDArray[np.float64], ground: Ground) -> Cells:
    """Return the cells of the distinct places among `xy` (n, 2), metres, n >= 1.

    In a block with places each point of the land belongs to the nearest of them. A block without
    belongs to the cells around it, each point to that across the nearest point of its edge; cells
    on the far side of a cut only have it where nobody else has.
    """
    place_of = places(xy)
    first = np.unique(place_of, return_index=True)[1]
    at = xy[first]
    land = blocks(ground)
    seeds = _seeds(at, land)
    faces, block = _faces(seeds, land)
    drawn = planar(faces)
    spot = shapely.get_coordinates(shapely.point_on_surface(faces))
    owner = _nearest_seed(spot, block, seeds)
    is_inner = (drawn.sides >= 0).all(axis=1)
    is_line = is_inner & (block[drawn.sides[:, 0]] != block[drawn.sides[:, 1]])
    is_cut = _is_cut(drawn, is_line, block, land)
    home = _home(faces, owner, at)
    owner = _whole(drawn, owner, home, is_cut=is_cut, is_line=is_line)
    is_cut |= is_inner & _is_abroad(drawn, owner, home, is_cut=is_cut)[drawn.sides].any(axis=1)
    is_empty = np.ones(len(land.shape), bool)
    is_empty[seeds.block[seeds.is_home]] = False
    return Cells(
        place_of, at, owner, block, is_empty[block],
        drawn.xy, _is_new(drawn.xy, land.edges.xy), drawn.edges, drawn.sides, is_cut, is_line,
    )  # fmt: skip


def _is_new(xy: NDArray[np.float64], known: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return (q,) whether a corner is none of those known, also where drawn on a lattice."""
    every, at = corners(np.concatenate([known, xy]))
    is_known = np.zeros(len(every), bool)
    is_known[at[: len(known)]] = True
    is_new = ~is_known[at[len(known) :]]
    is_new[is_new] = cKDTree(known).query(xy[is_new])[0] > 2 * SNAP_M
    return is_new


# --- seeds: from where each block is shared out --------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Seeds:
    """Points by block: `xy` (k, 2), the `place` (k,) they stand for, and whether it is the place.

    Sorted by block; each block has one or more.
    """

    xy: NDArray[np.float64]
    place: NDArray[np.int64]
    block: NDArray[np.int64]
    is_home: NDArray[np.bool_]

    def begins(self, n: int) -> NDArray[np.int64]:
        return np.searchsorted(self.block, np.arange(n + 1))


def _seeds(at: NDArray[np.float64], land: Blocks) -> _Seeds:
    block = _block_of(at, land.shape)
    seeds = _sorted(at, np.arange(len(at)), block, np.ones(len(at), bool))
    edge = land.edges
    inner = (edge.sides >= 0).all(axis=1)
    shore = inner & (land.is_wet[edge.sides].sum(axis=1) == 1)
    for open_ in (inner & ~land.is_cut, shore, inner):
        seeds = _spread(seeds, land, np.flatnonzero(open_))
    known = np.zeros(len(land.shape), bool)
    known[seeds.block] = True
    lost = np.flatnonzero(~known)  # a part of the community where nobody lives
    if len(lost):
        spot = shapely.get_coordinates(shapely.point_on_surface(land.shape[lost]))
        near = cKDTree(at).query(spot)[1]
        seeds = _joined(seeds, spot, near, lost)
    return seeds


def _block_of(at: NDArray[np.float64], shape: Shapes) -> NDArray[np.int64]:
    points = shapely.points(at)
    tree = shapely.STRtree(shape)
    block = np.full(len(at), -1, np.int64)
    row, found = tree.query(points, predicate="intersects")
    block[row[::-1]] = found[::-1]  # on a shared line the first block wins
    missed = np.flatnonzero(block < 0)
    if len(missed):
        block[missed] = tree.nearest(points[missed])
    return block


def _spread(seeds: _Seeds, land: Blocks, rows: NDArray[np.int64]) -> _Seeds:
    """Return the seeds with more on the edges of blocks that had none, over edges `rows`.

    Blocks beside one with seeds come first, then those beside them.
    """
    sides = land.edges.sides[rows]
    while True:
        known = np.zeros(len(land.shape), bool)
        known[seeds.block] = True
        is_front = known[sides[:, 0]] != known[sides[:, 1]]
        if not is_front.any():
            return seeds
        front = np.flatnonzero(is_front)
        left = known[sides[front, 0]]
        source = np.where(left, sides[front, 0], sides[front, 1])
        target = np.where(left, sides[front, 1], sides[front, 0])
        spot, part = _spots(land.edges, rows[front], target, land.shape)
        place = _nearest_seed(spot, source[part], seeds)
        # Two spots of one block may fall together where its edge turns back.
        first = np.unique(np.column_stack([spot.round(2), target[part]]), axis=0, return_index=True)
        spot, place, part = spot[first[1]], place[first[1]], part[first[1]]
        seeds = _joined(seeds, spot, place, target[part])


def _spots(
    edge: Planar, rows: NDArray[np.int64], target: NDArray[np.int64], shape: Shapes
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return points along edges, and of which of `rows` each is."""
    step = np.clip(shapely.length(shape[target]) / STEPS, *STEP_M)
    ends = edge.xy[edge.edges[rows]]
    length = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    number = np.maximum(1, np.ceil(length / step)).astype(np.int64)
    part = np.repeat(np.arange(len(rows)), number)
    begin = np.cumsum(number) - number
    share = (np.arange(len(part)) - begin[part] + 0.5) / number[part]
    return ends[part, 0] + share[:, None] * (ends[part, 1] - ends[part, 0]), part


def _nearest_seed(
    spot: NDArray[np.float64], source: NDArray[np.int64], seeds: _Seeds
) -> NDArray[np.int64]:
    """Return the place of the nearest seed of block `source` for each spot."""
    place = np.empty(len(spot), np.int64)
    order = np.argsort(source, kind="stable")
    which, begin = np.unique(source[order], return_index=True)
    for block, rows in zip(which, np.split(order, begin[1:]), strict=True):
        low, high = np.searchsorted(seeds.block, (block, block + 1))
        mine = seeds.xy[low:high]
        near = np.zeros(len(rows), np.int64)
        if high - low > 1:
            near = cKDTree(mine).query(spot[rows])[1]
        place[rows] = seeds.place[low + near]
    return place


def _joined(
    seeds: _Seeds, xy: NDArray[np.float64], place: NDArray[np.int64], block: NDArray[np.int64]
) -> _Seeds:
    return _sorted(
        np.concatenate([seeds.xy, xy]),
        np.concatenate([seeds.place, place]),
        np.concatenate([seeds.block, block]),
        np.concatenate([seeds.is_home, np.zeros(len(xy), bool)]),
    )


def _sorted(
    xy: NDArray[np.float64],
    place: NDArray[np.int64],
    block: NDArray[np.int64],
    is_home: NDArray[np.bool_],
) -> _Seeds:
    order = np.argsort(block, kind="stable")
    return _Seeds(xy[order], place[order], block[order], is_home[order])


# --- faces: the blocks cut along the lines between seeds ------------------------------------------


def _faces(seeds: _Seeds, land: Blocks) -> tuple[Shapes, NDArray[np.int64]]:
    """Return faces that tile the blocks, and the block of each."""
    lines, block = _lines(seeds, land)
    if len(lines) == 0:
        return land.shape, np.arange(len(land.shape))
    inner, cuts = _clipped(lines, block, land)
    ends = land.edges.xy[land.edges.edges]
    rims = _split(ends, *cuts)
    linework = shapely.linestrings(np.concatenate([rims, inner]))
    faces, block = _in_blocks(shapely.get_parts(shapely.polygonize(linework)), land)
    if not _tiles(faces, land):
        noded = shapely.union_all(linework, grid_size=SNAP_M)
        faces, block = _in_blocks(shapely.get_parts(shapely.polygonize([noded])), land)
    return faces, block


def _in_blocks(faces: Shapes, land: Blocks) -> tuple[Shapes, NDArray[np.int64]]:
    """Return the faces that lie in a block, not in a hole between them, and the block of each."""
    spot = shapely.point_on_surface(faces)
    face, block = shapely.STRtree(land.shape).query(spot, predicate="intersects")
    face, first = np.unique(face, return_index=True)
    return faces[face], block[first]


def _tiles(faces: Shapes, land: Blocks) -> bool:
    whole = float(shapely.area(land.shape).sum())
    return abs(float(shapely.area(faces).sum()) - whole) <= 1e-9 * whole


def _lines(seeds: _Seeds, land: Blocks) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the lines between seeds of different places, (r, 2, 2), and the block of each."""
    begin = seeds.begins(len(land.shape))
    bounds = shapely.bounds(land.shape)
    lines, block = [np.zeros((0, 2, 2))], [np.zeros(0, np.int64)]
    for b in np.flatnonzero(np.diff(begin) > 1):
        rows = slice(begin[b], begin[b + 1])
        place = seeds.place[rows]
        if (place == place[0]).all():
            continue
        made = _between(seeds.xy[rows], place, bounds[b].reshape(2, 2))
        lines.append(made)
        block.append(np.full(len(made), b))
    return np.concatenate(lines), np.concatenate(block)


def _between(
    xy: NDArray[np.float64], place: NDArray[np.int64], box: NDArray[np.float64]
) -> NDArray[np.float64]:
    if len(xy) == 2:
        return _halfway(xy, box)[None]
    pairs, made = ridges(xy, box)
    return np.asarray(made[place[pairs[:, 0]] != place[pairs[:, 1]]])


def _halfway(xy: NDArray[np.float64], box: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the line half way between two places, long enough to leave the box."""
    middle, way = xy.mean(axis=0), xy[1] - xy[0]
    across = np.array([-way[1], way[0]]) / np.hypot(*way)
    far = np.hypot(*(np.abs(box - middle).max(axis=0))) + 1.0
    return np.asarray([middle - far * across, middle + far * across])


def _clipped(
    lines: NDArray[np.float64], block: NDArray[np.int64], land: Blocks
) -> tuple[NDArray[np.float64], tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """Return the pieces of lines inside their block, and where they meet its edges.

    The second is (k,) edges and (k, 2) points on them: the very ends of the pieces.
    """
    lines, kept = _in_box(lines, shapely.bounds(land.shape)[block])
    block = block[kept]
    edge, row, point, share = _meetings(lines, block, land)
    stop = np.concatenate([row, np.arange(len(lines)), np.arange(len(lines))])
    at = np.concatenate([share, np.zeros(len(lines)), np.ones(len(lines))])
    spot = np.concatenate([point, lines[:, 0], lines[:, 1]])
    order = np.lexsort((at, stop))
    stop, spot = stop[order], spot[order]
    same = (stop[1:] == stop[:-1]) & (spot[1:] != spot[:-1]).any(axis=1)
    parts = np.stack([spot[:-1][same], spot[1:][same]], axis=1)
    owner = stop[:-1][same]
    middle = parts.mean(axis=1)
    home = land.shape[block[owner]]
    shapely.prepare(land.shape)
    inside = np.asarray(shapely.contains_xy(home, middle[:, 0], middle[:, 1]))
    return parts[inside], (edge, point)


def _in_box(
    lines: NDArray[np.float64], box: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return lines cut to a little more than their box, and which are left (Liang and Barsky)."""
    way = lines[:, 1] - lines[:, 0]
    low, high = np.zeros(len(lines)), np.ones(len(lines))
    with np.errstate(divide="ignore", invalid="ignore"):
        for d in (0, 1):
            near = (box[:, d] - 1.0 - lines[:, 0, d]) / way[:, d]
            far = (box[:, d + 2] + 1.0 - lines[:, 0, d]) / way[:, d]
            is_flat = way[:, d] == 0
            beside = (lines[:, 0, d] < box[:, d] - 1.0) | (lines[:, 0, d] > box[:, d + 2] + 1.0)
            low = np.where(is_flat, low, np.maximum(low, np.minimum(near, far)))
            high = np.where(is_flat, np.where(beside, -1.0, high),
                            np.minimum(high, np.maximum(near, far)))  # fmt: skip
    kept = np.flatnonzero(low < high)
    cut = lines[kept].copy()
    starts, ends = low[kept] > 0, high[kept] < 1
    cut[starts, 0] += low[kept][starts, None] * way[kept][starts]
    cut[ends, 1] = lines[kept][ends, 0] + high[kept][ends, None] * way[kept][ends]
    return cut, kept


def _meetings(
    lines: NDArray[np.float64], block: NDArray[np.int64], land: Blocks
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return edge, line, point and the share of the way along the line where both meet."""
    ends = land.edges.xy[land.edges.edges]
    tree = shapely.STRtree(shapely.linestrings(ends))
    row, edge = tree.query(shapely.linestrings(lines), predicate="intersects")
    mine = (land.edges.sides[edge] == block[row][:, None]).any(axis=1)
    row, edge = row[mine], edge[mine]
    start, way = lines[row, 0], lines[row, 1] - lines[row, 0]
    corner, side = ends[edge, 0], ends[edge, 1] - ends[edge, 0]
    cross = way[:, 0] * side[:, 1] - way[:, 1] * side[:, 0]
    apart = corner - start
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (apart[:, 0] * side[:, 1] - apart[:, 1] * side[:, 0]) / cross
        along = (apart[:, 0] * way[:, 1] - apart[:, 1] * way[:, 0]) / cross
    crossing = np.isfinite(share) & np.isfinite(along)
    row, edge, share, along = row[crossing], edge[crossing], share[crossing], along[crossing]
    share, along = np.clip(share, 0, 1), np.clip(along, 0, 1)
    point = ends[edge, 0] + along[:, None] * (ends[edge, 1] - ends[edge, 0])
    # What meets an end meets it exactly, so that no hair is left between the two.
    for at in (0, 1):
        near = np.abs(point - lines[row, at]).max(axis=1) < SNAP_M
        point[near], share[near] = lines[row[near], at], at
        near = np.abs(point - ends[edge, at]).max(axis=1) < SNAP_M
        point[near] = ends[edge[near], at]
    return edge, row, point, share


def _split(
    ends: NDArray[np.float64], edge: NDArray[np.int64], point: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return edges (s, 2, 2) cut at points on them."""
    row = np.concatenate([np.arange(len(ends)), edge, np.arange(len(ends))])
    spot = np.concatenate([ends[:, 0], point, ends[:, 1]])
    apart = np.hypot(*(spot - ends[row, 0]).T)
    apart[: len(ends)] = -1.0
    apart[-len(ends) :] = np.inf
    order = np.lexsort((apart, row))
    row, spot = row[order], spot[order]
    same = (row[1:] == row[:-1]) & (spot[1:] != spot[:-1]).any(axis=1)
    return np.stack([spot[:-1][same], spot[1:][same]], axis=1)


# --- whose each face is --------------------------------------------------------------------------


def _is_cut(
    drawn: Planar, is_line: NDArray[np.bool_], block: NDArray[np.int64], land: Blocks
) -> NDArray[np.bool_]:
    """Return (s,) whether an edge is on a cut, or inside water."""
    inner = (drawn.sides >= 0).all(axis=1)
    is_cut = np.asarray(inner & land.is_wet[block[drawn.sides]].all(axis=1))
    rows = np.flatnonzero(is_line)
    cut = land.edges.edges[land.is_cut]
    if len(cut) and len(rows):
        tree = shapely.STRtree(shapely.linestrings(land.edges.xy[cut]))
        middle = shapely.points(drawn.xy[drawn.edges[rows]].mean(axis=1))
        is_cut[rows[tree.query(middle, predicate="dwithin", distance=1e-5)[0]]] = True
    return is_cut


def _whole(
    drawn: Planar,
    owner: NDArray[np.int64],
    home: NDArray[np.int64],
    *,
    is_cut: NDArray[np.bool_],
    is_line: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Return owners so that the faces of each place hang together with the one it stands in.

    A face cut off from its place by a bend goes to the neighbour with which it shares the longest
    border: in its own block first, then over open land, then over cuts.
    """
    inner = np.flatnonzero((drawn.sides >= 0).all(axis=1))
    sides, length, cut = drawn.sides[inner], drawn.length[inner], is_cut[inner]
    same = owner[sides[:, 0]] == owner[sides[:, 1]]
    piece = pieces(len(owner), sides[same])
    is_home = np.zeros(piece.max() + 1, bool)
    is_home[piece[home]] = True
    known = is_home[piece]
    owner = owner.copy()
    for open_ in (~cut & ~is_line[inner], ~cut, np.ones(len(cut), bool)):
        while not known.all():
            front = open_ & (known[sides[:, 0]] != known[sides[:, 1]])
            if not front.any():
                break
            left = known[sides[front, 0]]
            source = np.where(left, sides[front, 0], sides[front, 1])
            target = np.where(left, sides[front, 1], sides[front, 0])
            shape = (len(owner), len(home))
            border = coo_matrix((length[front] + 1e-9, (target, owner[source])), shape=shape)
            rows = np.unique(target)
            owner[rows] = np.asarray(border.tocsr()[rows].argmax(axis=1)).reshape(-1)
            known[rows] = True
    return owner


def _is_abroad(
    drawn: Planar,
    owner: NDArray[np.int64],
    home: NDArray[np.int64],
    *,
    is_cut: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Return (f,) whether a cut lies between a face and its place: nobody meets there."""
    is_open = (drawn.sides >= 0).all(axis=1) & ~is_cut
    bank = pieces(len(owner), drawn.sides[is_open])
    return np.asarray(bank != bank[home[owner]])


def _home(faces: Shapes, owner: NDArray[np.int64], at: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return (p,) the face in which each place stands: one of its own where it can be."""
    row, face = shapely.STRtree(faces).query(shapely.points(at), "dwithin", distance=SNAP_M)
    order = np.lexsort((face, owner[face] != row, row))
    first = np.unique(row[order], return_index=True)[1]
    home = np.full(len(at), -1, np.int64)
    home[row[order][first]] = face[order][first]
    missed = np.flatnonzero(home < 0)
    if len(missed):
        home[missed] = shapely.STRtree(faces).nearest(shapely.points(at[missed]))
    return home
