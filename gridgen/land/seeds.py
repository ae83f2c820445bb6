"""Places + blocks -> seeds: the points from where each block of land is shared out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.land.blocks import Blocks
from gridgen.land.planar import Planar
from gridgen.model.arrays import Shapes
from gridgen.model.polygons import first_at

STEP_M = (10.0, 100.0)
"""Empty land is shared out from points on its edge, at least and at most this far apart."""

STEPS = 60
"""About how many points stand on the edge of an empty block."""


@dataclass(frozen=True, slots=True, eq=False)
class Seeds:
    """k points from which land is shared out, sorted by block; each block has one or more.

    `xy` (k, 2) metres; `place` (k,) the place for which each stands; `block` (k,) the block that it
    shares out; `is_home` (k,) whether it is the place itself.
    """

    xy: NDArray[np.float64]
    place: NDArray[np.int64]
    block: NDArray[np.int64]
    is_home: NDArray[np.bool_]

    def begins(self, n: int) -> NDArray[np.int64]:
        """Return (n + 1,) at which seed each of n blocks begins, and the end."""
        return np.searchsorted(self.block, np.arange(n + 1))


def sow(at: NDArray[np.float64], land: Blocks) -> Seeds:
    """Return the places (p, 2), metres, and points on the edges of blocks where nobody lives."""
    block = _block_of(at, land.shape)
    seeds = _sorted(at, np.arange(len(at)), block, np.ones(len(at), bool))
    edge = land.edges
    inner = edge.is_inner
    shore = inner & (land.is_wet[edge.sides].sum(axis=1) == 1)
    # A bank's fields go to that bank before anybody across comes: first over open edges, then from
    # the shores into the water, and only for land that is left over cuts.
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
    block = first_at(shape, at).astype(np.int64)
    missed = np.flatnonzero(block < 0)
    if len(missed):
        block[missed] = shapely.STRtree(shape).nearest(shapely.points(at[missed]))
    return block


def _spread(seeds: Seeds, land: Blocks, rows: NDArray[np.int64]) -> Seeds:
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
        # Whoever has the land on this side of the edge has the land across it.
        place = nearest_seed(spot, source[part], seeds)
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
    # In the middles of equal pieces: a corner is on two edges, and would be there twice.
    share = (np.arange(len(part)) - begin[part] + 0.5) / number[part]
    return ends[part, 0] + share[:, None] * (ends[part, 1] - ends[part, 0]), part


def nearest_seed(
    spot: NDArray[np.float64], source: NDArray[np.int64], seeds: Seeds
) -> NDArray[np.int64]:
    """Return (k,) the place of the seed nearest to each spot, of those in one block.

    Parameters
    ----------
    spot
        (k, 2) metres.
    source
        (k,) the block whose seeds are asked; it has one or more.
    seeds
        Of all blocks.
    """
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
    seeds: Seeds, xy: NDArray[np.float64], place: NDArray[np.int64], block: NDArray[np.int64]
) -> Seeds:
    return _sorted(
        xy=np.concatenate([seeds.xy, xy]),
        place=np.concatenate([seeds.place, place]),
        block=np.concatenate([seeds.block, block]),
        is_home=np.concatenate([seeds.is_home, np.zeros(len(xy), bool)]),
    )


def _sorted(
    xy: NDArray[np.float64],
    place: NDArray[np.int64],
    block: NDArray[np.int64],
    is_home: NDArray[np.bool_],
) -> Seeds:
    order = np.argsort(block, kind="stable")
    return Seeds(xy[order], place[order], block[order], is_home[order])
