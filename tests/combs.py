"""Many zones without gaps between them, with borders that wander: made up, the same each time."""

from __future__ import annotations

import numpy as np
import shapely

from gridgen.model.arrays import Shapes


def comb(
    k: int, west: float, south: float, size: float, *, step: float = 0.12, seed: int = 0
) -> Shapes:
    """About k zones that fill a square; where short borders cross, a few small ones more.

    Parameters
    ----------
    west, south, size
        The square.
    step
        Between corners along a border, as a share of what a zone is wide.
    """
    rng = np.random.default_rng(seed)
    box = shapely.box(0, 0, 1, 1)
    cells = shapely.voronoi_polygons(shapely.multipoints(rng.random((k, 2))), extend_to=box)
    borders = shapely.union_all(shapely.boundary(_cut(cells)))
    wide = k**-0.5
    wandering = shapely.transform(
        shapely.segmentize(borders, wide * step), lambda xy: _wander(xy, wide * step / 8)
    )
    # Each border is one line for the zones on both sides of it.
    zones = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(wandering))))
    found: Shapes = shapely.transform(zones, lambda xy: xy * size + [west, south])
    return found


def _cut(cells: shapely.Geometry) -> Shapes:
    found: Shapes = shapely.clip_by_rect(shapely.get_parts(cells), 0, 0, 1, 1)
    return found


def _wander(xy: np.ndarray, far: float) -> np.ndarray:
    """Places that are the same go the same way, but for those on the sides of the square."""
    key = np.round(xy * 1e7).astype(np.int64) @ np.array([73_856_093, 19_349_663])
    turn = (key % 1000) / 1000 * 2 * np.pi
    inside = ((xy > 1e-6) & (xy < 1 - 1e-6)).all(axis=1)[:, None]
    return xy + inside * far * np.column_stack([np.cos(turn), np.sin(turn)])
