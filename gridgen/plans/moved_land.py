"""Two plans -> the land that went from one zone to another, and the borders that are no more."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes
from gridgen.model.crs import moved
from gridgen.model.plan import Plan
from gridgen.model.polygons import repair
from gridgen.plans.diff import Difference

NARROW_M = 10.0
"""Land narrower than this is the same border drawn again, unless a household in it moved."""

SAME_M = 2.0
"""An old border within so many metres of a new one is still there."""


@dataclass(frozen=True, slots=True, eq=False)
class MovedLand:
    """Land that was in one zone and is in another; in the metres of the new plan.

    Attributes
    ----------
    old_zone, new_zone
        Codes.
    shape
        Polygon or multipolygon.
    households
        That moved from the one to the other, counted as they are now.
    """

    old_zone: str
    new_zone: str
    shape: Any
    households: int


@dataclass(frozen=True, slots=True, eq=False)
class Redrawn:
    """What became of a map: the difference, the land that moved, the borders that are no more.

    Attributes
    ----------
    difference
        Of the two plans, at one level.
    land
        By old and new code; none twice.
    gone
        Lines in the metres of the new plan: borders of old zones where there is none now.
    """

    difference: Difference
    land: tuple[MovedLand, ...]
    gone: Any


def redrawn(old: Plan, new: Plan, difference: Difference) -> Redrawn:
    """Return what became of the zones of a plan on the ground.

    Parameters
    ----------
    old, new
        Any two plans of one place.
    difference
        Of the same two.

    Returns
    -------
    Land counts as moved where a household moved with it, and elsewhere where it is `NARROW_M` wide:
    zones drawn anew differ by less where nothing was decided.
    """
    zones_then, zones_now = old.level(difference.level), new.level(difference.level)
    then = repair(moved(zones_then.polygon, old.township.crs, new.township.crs))
    now = repair(zones_now.polygon)
    places = _places(new, difference)
    count = Counter[tuple[str, str]]()
    for home in difference.moved:
        count[home.old_zone, home.new_zone] += home.after
    pieces: dict[tuple[str, str], list[Any]] = defaultdict(list)
    first, second = shapely.STRtree(now).query(then, predicate="intersects")
    for i, j in zip(first.tolist(), second.tolist(), strict=True):
        way = (zones_then.code[i], zones_now.code[j])
        if difference.now_of.get(way[0], way[0]) != way[1]:
            shared = shapely.intersection(then[i], now[j])
            pieces[way] += _that_moved(shared, places.get(way, np.empty((0, 2))))
    land = tuple(
        MovedLand(*way, shapely.union_all(pieces[way]), count[way])
        for way in sorted(pieces)
        if pieces[way]
    )
    return Redrawn(difference, land, _gone(then, now))


def _places(new: Plan, difference: Difference) -> dict[tuple[str, str], NDArray[np.float64]]:
    """Return where households are that moved, by old and new code: (k, 2) metres."""
    households = new.township.households
    way_of = {home.id: (home.old_zone, home.new_zone) for home in difference.moved}
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, id_ in enumerate(households.ids.tolist()):
        if id_ in way_of:
            rows[way_of[id_]].append(row)
    return {way: households.xy[own] for way, own in rows.items()}


def _that_moved(shared: Any, places: NDArray[np.float64]) -> list[Any]:
    """Return the polygons of a shape that hold one of the places, or are wide enough."""
    parts = shapely.get_parts(shapely.get_parts(shared))  # collections hold multi-parts
    areas = parts[shapely.get_type_id(parts) == 3]
    if len(areas) == 0:
        return []
    is_wide = ~shapely.is_empty(shapely.buffer(areas, -NARROW_M / 2))
    points = shapely.multipoints(places) if len(places) else shapely.MultiPoint()
    return list(areas[is_wide | shapely.intersects(areas, points)])


def _gone(then: Shapes, now: Shapes) -> Any:
    """Return the borders of then where there is none now."""
    before, after = (shapely.union_all(shapely.boundary(shapes)) for shapes in (then, now))
    left = shapely.difference(before, shapely.buffer(after, SAME_M))
    return shapely.line_merge(left) if left.geom_type == "MultiLineString" else left
