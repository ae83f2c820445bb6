"""Small roads: from every hamlet and estate to the next road, never through the river."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.model.arrays import Shapes
from gridgen.sample.curves import XY, bow, segments
from gridgen.sample.land import RIVER_HALF_WIDTH_M, Countryside

_TRIES = 48


def connect(
    rng: np.random.Generator,
    land: Countryside,
    exits: XY,
    village: NDArray[np.int64],
    *,
    avoid: Shapes,
) -> tuple[Shapes, NDArray[np.int64]]:
    """Return a road from each place to a main road or to a place already joined, and its place.

    The shortest road that meets neither river nor railway nor `avoid` is taken; else the shortest
    that does not meet the river; else none.

    Parameters
    ----------
    rng
        Decides how much a road bends.
    land
        Roads to reach, and lines not to cross.
    exits
        (h, e, 2) metres: where a road may leave each of h places.
    village
        (h,) row of the village of each place: roads may end at another place of the same.
    avoid
        Polygons or lines that a road goes around where it can.
    """
    main = shapely.get_coordinates(shapely.segmentize(land.of("main_road"), 40))
    tree = cKDTree(main)
    river = shapely.STRtree(segments(land.of("river")))
    barriers = shapely.STRtree(np.concatenate([segments(land.of("railway")), avoid]))
    far_m, nearest = tree.query(exits, k=min(_TRIES, len(main)))
    roads: dict[int, shapely.LineString] = {}
    joined: dict[int, list[XY]] = {}
    for h in np.argsort(far_m[:, :, 0].min(axis=1), kind="stable"):
        start, end = _pairs(exits[h], main[nearest[h]], joined.get(int(village[h]), []))
        lines = bow(start, end, np.full(len(start), rng.uniform(-0.1, 0.1)))
        wet = _is_near(lines, river, RIVER_HALF_WIDTH_M + 1)
        barred = _is_near(lines, barriers, 3.0)
        # The first is the shortest. Where all are wet argmax is 0, and that one is wet too.
        best = int(np.argmax(~wet & ~barred)) if (~wet & ~barred).any() else int(np.argmax(~wet))
        if wet[best]:
            continue
        roads[int(h)] = lines[best]
        joined.setdefault(int(village[h]), []).append(exits[h])
    place = np.array(sorted(roads), dtype=np.int64)
    shapes = np.empty(len(place), dtype=object)
    shapes[:] = [roads[int(h)] for h in place]
    return shapes, place


def _pairs(exits: XY, main: XY, joined: list[XY]) -> tuple[XY, XY]:
    """Return starts and ends of the shortest possible roads, the shortest first."""
    start = np.repeat(exits, main.shape[1], axis=0)
    end = main.reshape(-1, 2)
    if joined:
        others = np.concatenate(joined)
        start = np.vstack([start, np.repeat(exits, len(others), axis=0)])
        end = np.vstack([end, np.tile(others, (len(exits), 1))])
    length = np.hypot(*(end - start).T)
    order = np.argsort(length, kind="stable")
    order = order[length[order] > 1][: 3 * _TRIES]
    return start[order], end[order]


def _is_near(lines: Shapes, tree: shapely.STRtree, metres: float) -> NDArray[np.bool_]:
    near = np.zeros(len(lines), dtype=bool)
    near[tree.query(lines, predicate="dwithin", distance=metres)[0]] = True
    return near
