"""Households without a boundary -> an outline drawn around them."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes, no_shapes

MARGIN_M = 40.0
"""How far an outline drawn around households reaches beyond them."""

TIGHTNESS = 0.15
"""How closely it follows them: 0 is as tight as can be, 1 is the convex hull."""


def surround(xy: NDArray[np.float64], footprints: Shapes | None = None) -> shapely.Geometry:
    """Return one polygon around all places (p, 2) and footprints, margin `MARGIN_M`, metres."""
    inside = no_shapes() if footprints is None else footprints
    spots = np.concatenate([xy, shapely.get_coordinates(inside)])
    points = shapely.multipoints(spots)
    many = len(spots) > 3
    hull = shapely.concave_hull(points, ratio=TIGHTNESS) if many else shapely.convex_hull(points)
    # The hull goes from corner to corner, and may cut a footprint on its way: they are added whole.
    return shapely.buffer(shapely.union_all([hull, *inside]), MARGIN_M, quad_segs=4)
