"""Ponds, surfaces of rivers and buildings of a plan, as far as maps show them."""

from __future__ import annotations

import numpy as np
import shapely

from gridgen.model.arrays import Shapes, no_shapes
from gridgen.model.plan import Plan
from maps.ink.lines import drawn_area


def areas_of(plan: Plan, layer: str) -> Shapes:
    """Return what maps show of "water" or "buildings".

    Parameters
    ----------
    plan
        With its ground.
    layer
        One of its layers of polygons; lines and points in it are left out.

    Returns
    -------
    (k,) valid polygons in metres of the plan, cut off where the map ends; k is 0 without the layer.
    """
    given = plan.township.ground.get(layer)
    if given is None or len(given) == 0:
        return no_shapes()
    shapes = shapely.make_valid(given.in_metres(plan.township.crs))
    area = drawn_area(plan)
    if area is not None:
        shapely.prepare(area)
        over = ~shapely.contains_properly(area, shapes)
        shapes[over] = shapely.intersection(shapes[over], area)
    return np.asarray(shapes[shapely.area(shapes) > 0], dtype=object)
