"""Borders of polygons, each once, however many share it."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from gridgen.model.arrays import Shapes
from gridgen.model.zones import Zones

STEP_M = 0.1
"""About a millionth of a degree: borders that are nearer than this are one."""


def is_missing(shape: Any) -> bool:
    """Return whether there is no shape to draw."""
    return shape is None or bool(shape.is_empty)


def borders(polygons: Shapes) -> shapely.Geometry:
    """Return the borders of polygons in metres, each once."""
    return shapely.union_all(shapely.boundary(_shapes(polygons)), grid_size=STEP_M)


def inner_borders(zones: Zones, above: shapely.Geometry) -> shapely.Geometry:
    """Return the borders between the zones of a level, each once, without those in `above`."""
    own = borders(zones.polygon)
    return shapely.line_merge(shapely.difference(own, above, grid_size=STEP_M))


def _shapes(polygons: Shapes) -> Shapes:
    return np.array([s for s in polygons if not is_missing(s)], dtype=object)
