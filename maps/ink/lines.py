"""Roads, waters, railways and walls of a plan, as far as maps show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gridgen.model.arrays import Shapes, Texts, texts
from gridgen.model.plan import Plan
from maps.ink.borders import is_missing

LINE_CLASSES = (
    "stream",
    "river",
    "wall",
    "road",
    "main_road",
    "expressway",
    "railway",
    "bridge",
)
"""Lines that the map knows, the lowest first; others are drawn as roads."""

EDGE_M = 40
"""Lines are drawn this far beyond the communities."""


@dataclass(frozen=True, slots=True, eq=False)
class MapLines:
    """Lines that maps show, w rows: metres, clipped to where the map is.

    Attributes
    ----------
    line_class
        (w,) one of `LINE_CLASSES` each.
    name
        (w,) as the table has it; "" without one.
    shape
        (w,) lines; empty where nothing is left of one.
    """

    line_class: Texts
    name: Texts
    shape: Shapes


def lines_of(plan: Plan) -> MapLines | None:
    """Return the lines of a plan; None where it has no table of them."""
    lines = plan.township.ground.get("lines")
    if lines is None:
        return None
    shapes = lines.in_metres(plan.township.crs)
    there = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    classes = [kind if kind in LINE_CLASSES else "road" for kind in lines.kind[there]]
    return MapLines(texts(classes), lines.name[there], _clipped(shapes[there], plan))


def drawn_area(plan: Plan) -> shapely.Geometry | None:
    """Return where maps draw what lies on the ground: the communities and a band around them.

    None where no community has a shape, so that nothing is cut off.
    """
    inside = shapely.union_all([s for s in plan.communities.shape if not is_missing(s)])
    if inside.is_empty:
        return None
    # What is finer than a tenth of the band around the communities does not matter to it.
    return shapely.buffer(shapely.simplify(inside, EDGE_M / 10), EDGE_M)


def _clipped(lines: Shapes, plan: Plan) -> Shapes:
    """Lines in metres as far as they run inside the communities or along their borders."""
    area = drawn_area(plan)
    if area is None:
        return lines
    shapely.prepare(area)
    clipped = np.array([_outline(line) for line in lines], dtype=object)
    outside = ~shapely.contains_properly(area, clipped)
    clipped[outside] = shapely.intersection(clipped[outside], area)
    return clipped


def _outline(shape: Any) -> Any:
    """The outline of a polygon (water may be one), a line as it is."""
    return shape.boundary if shape.geom_type.endswith("Polygon") else shape
