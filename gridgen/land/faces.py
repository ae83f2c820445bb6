"""Seeds + blocks -> faces: the blocks cut along the lines half way between seeds."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.land.blocks import Blocks
from gridgen.land.planar import planar
from gridgen.land.seeds import Seeds
from gridgen.land.tracing import Faces, traced
from gridgen.land.voronoi import ridges
from gridgen.model.lattice import STEP_M, lying_in, noded, rounded

SNAP_M = STEP_M / 10
"""A line that ends this near to an edge meets it: less than edges and corners are apart."""


def cut_faces(seeds: Seeds, land: Blocks) -> Faces:
    """Return the faces into which lines between seeds cut the blocks, on the lattice.

    Faces tile the blocks: what two share is the same points.
    """
    lines, block = _lines(seeds, land)
    if len(lines) == 0:
        spot = shapely.get_coordinates(shapely.point_on_surface(land.shape))
        return Faces(spot, np.arange(len(land.shape)), land.edges)
    inner, within, cuts = _clipped(lines, block, land)
    # Edges are split in the very points where lines end, so that nothing has to be noded: noding
    # all of it takes several times longer.
    rims, edge = _split(land.edges.xy[land.edges.edges], *cuts)
    ends = rounded(np.concatenate([rims, inner]))
    beside = np.concatenate([land.edges.sides[edge], np.stack([within, within], axis=1)])
    is_edge = (ends[:, 0] != ends[:, 1]).any(axis=1)
    faces = traced(ends[is_edge], beside[is_edge])
    # Where lines meet in less than a hair, or run along an edge, rounding lets them cross or fall
    # together: then all is noded after all.
    return _noded(ends[is_edge], land) if faces is None else faces


def _noded(ends: NDArray[np.float64], land: Blocks) -> Faces:
    """Return the faces between lines that may cross, in a block, not in a hole between them."""
    faces = shapely.get_parts(shapely.polygonize([noded(shapely.linestrings(ends))]))
    spot = shapely.point_on_surface(faces)
    face, block = lying_in(land.shape, faces, spot)
    face, first = np.unique(face, return_index=True)
    return Faces(shapely.get_coordinates(spot[face]), block[first], planar(faces[face]))


def _lines(seeds: Seeds, land: Blocks) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
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
    if len(xy) == 2:  # as in many blocks: Qhull would be asked about eighteen points
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
) -> tuple[NDArray[np.float64], NDArray[np.int64], tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """Return the pieces of lines inside their block, the block, and where they meet its edges.

    The last is (k,) edges and (k, 2) points on them: the very ends of the pieces.
    """
    lines, kept = _in_box(lines, shapely.bounds(land.shape)[block])
    block = block[kept]
    edge, row, point, share = _meetings(lines, block, land)
    # Each line from one end to the other by way of where it meets edges of its block: between two
    # stops it lies inside all the way, or outside all the way.
    stop = np.concatenate([row, np.arange(len(lines)), np.arange(len(lines))])
    at = np.concatenate([share, np.zeros(len(lines)), np.ones(len(lines))])
    spot = np.concatenate([point, lines[:, 0], lines[:, 1]])
    order = np.lexsort((at, stop))
    stop, spot = stop[order], spot[order]
    # Stops that are one point (a corner of two edges) make no piece.
    same = (stop[1:] == stop[:-1]) & (spot[1:] != spot[:-1]).any(axis=1)
    parts = np.stack([spot[:-1][same], spot[1:][same]], axis=1)
    owner = stop[:-1][same]
    middle = parts.mean(axis=1)
    home = land.shape[block[owner]]
    shapely.prepare(land.shape)
    inside = np.asarray(shapely.contains_xy(home, middle[:, 0], middle[:, 1]))
    return parts[inside], block[owner][inside], (edge, point)


def _in_box(
    lines: NDArray[np.float64], box: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return lines cut to a little more than their box, and which are left (Liang and Barsky)."""
    way = lines[:, 1] - lines[:, 0]
    low, high = np.zeros(len(lines)), np.ones(len(lines))
    # `low` and `high` are the shares of the way between which a line is in the box in x, then in
    # both; one that lies flat in one of them is in it all the way, or never.
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
    # By their boxes alone, and those a hair wider: which do meet is told by numbers below, so that
    # a line along an edge stops where the edge does, on whichever side rounding has put the line.
    low, high = lines.min(axis=1) - SNAP_M, lines.max(axis=1) + SNAP_M
    row, edge = tree.query(shapely.linestrings(np.stack([low, high], axis=1)))
    # Lines of one block only: beyond its edge the block of others begins.
    mine = (land.edges.sides[edge] == block[row][:, None]).any(axis=1)
    row, edge = row[mine], edge[mine]
    start, way = lines[row, 0], lines[row, 1] - lines[row, 0]
    corner, side = ends[edge, 0], ends[edge, 1] - ends[edge, 0]
    # start + share * way = corner + along * side, by Cramer's rule; 0 where the two are parallel.
    cross = way[:, 0] * side[:, 1] - way[:, 1] * side[:, 0]
    apart = corner - start
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (apart[:, 0] * side[:, 1] - apart[:, 1] * side[:, 0]) / cross
        along = (apart[:, 0] * way[:, 1] - apart[:, 1] * way[:, 0]) / cross
    crossing = np.isfinite(share) & np.isfinite(along)
    row, edge, share, along = row[crossing], edge[crossing], share[crossing], along[crossing]
    share, along = np.clip(share, 0, 1), np.clip(along, 0, 1)
    point = ends[edge, 0] + along[:, None] * (ends[edge, 1] - ends[edge, 0])
    # Two that are all but parallel have no one point, and the next edges say where it ends.
    off = point - lines[row, 0] - share[:, None] * (lines[row, 1] - lines[row, 0])
    meet = np.abs(off).max(axis=1) < SNAP_M
    row, edge, share, point = row[meet], edge[meet], share[meet], point[meet]
    # What meets an end meets it exactly, so that no hair is left between the two.
    for at in (0, 1):
        near = np.abs(point - lines[row, at]).max(axis=1) < SNAP_M
        point[near], share[near] = lines[row[near], at], at
        near = np.abs(point - ends[edge, at]).max(axis=1) < SNAP_M
        point[near] = ends[edge[near], at]
    return edge, row, point, share


def _split(
    ends: NDArray[np.float64], edge: NDArray[np.int64], point: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return edges (s, 2, 2) cut at points on them, (k, 2, 2), and the edge of each piece."""
    row = np.concatenate([np.arange(len(ends)), edge, np.arange(len(ends))])
    spot = np.concatenate([ends[:, 0], point, ends[:, 1]])
    # Sorted along their edge, its own two corners first and last whatever rounding says.
    apart = np.hypot(*(spot - ends[row, 0]).T)
    apart[: len(ends)] = -1.0
    apart[-len(ends) :] = np.inf
    order = np.lexsort((apart, row))
    row, spot = row[order], spot[order]
    same = (row[1:] == row[:-1]) & (spot[1:] != spot[:-1]).any(axis=1)
    return np.stack([spot[:-1][same], spot[1:][same]], axis=1), row[:-1][same]
