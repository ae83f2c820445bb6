"""What is drawn on a map -> the households that are meant: inside a line, along one, at a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.crs import project
from gridgen.model.errors import CommandError, NotInPlanError
from gridgen.model.polygons import repair
from gridgen.versions.draft import Draft
from gridgen.versions.edits import Point
from gridgen.versions.unit_names import UNIT_KEYS, Unit, unit_name
from gridgen.words.say import in_both

LONLAT = "OGC:CRS84"

PLACE = "household"
"""A point that means all who live at one place; else it means a unit by one of `UNIT_KEYS`."""

MOST_ROWS = 20_000
"""Rows of households that may be chosen at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """Households that are chosen.

    Attributes
    ----------
    rows
        (k,) of the households of the plan, ascending; none that stands in no zone or has no place.
    named
        What people call them together; "" where they have no name.
    """

    rows: NDArray[np.int64]
    named: str = ""


def inside(draft: Draft, ring: Sequence[Point]) -> Selection:
    """Return who lives inside a line that is drawn around them, and on it.

    Parameters
    ----------
    draft
        The plan.
    ring
        Three corners or more; it need not be closed, and may cross itself.

    Raises
    ------
    CommandError
        More than `MOST_ROWS` are inside.
    """
    corners = _metres(draft, ring)
    closed = np.vstack([corners, corners[:1]])
    (area,) = repair(np.array([shapely.Polygon(closed)], object))
    near = _near(draft, closed, 0.0)
    xy = draft.plan.township.households.xy[near]
    shapely.prepare(area)
    return Selection(_few(near[shapely.intersects_xy(area, *xy.T)]))


def along(draft: Draft, line: Sequence[Point], *, within_m: float) -> Selection:
    """Return who lives near a line, as a brush takes them.

    Parameters
    ----------
    draft
        The plan.
    line
        One corner or more.
    within_m
        Metres from the line.

    Raises
    ------
    CommandError
        More than `MOST_ROWS` are that near.
    """
    corners = _metres(draft, line)
    drawn = shapely.LineString(corners) if len(corners) > 1 else shapely.Point(corners[0])
    near = _near(draft, corners, within_m)
    places = shapely.points(draft.plan.township.households.xy[near])
    shapely.prepare(drawn)
    return Selection(_few(near[shapely.dwithin(drawn, places, within_m)]))


def at_point(draft: Draft, point: Point, what: str, *, within_m: float) -> Selection:
    """Return who lives at the place nearest to a point, or in the unit that is nearest to it.

    Parameters
    ----------
    draft
        The plan.
    point
        Where.
    what
        `PLACE`, or one of `UNIT_KEYS`: a villager group, an estate, a building.
    within_m
        Metres from the point; nobody is meant who lives further off.

    Raises
    ------
    NotInPlanError
        No household of the plan is said to be in such a unit.
    CommandError
        The unit has more than `MOST_ROWS`.
    """
    households = draft.plan.township.households
    key = None if what == PLACE else households.keys.get(what)
    if what != PLACE and (key is None or not (key != "").any()):
        raise NotInPlanError("selection_no_key", key=in_both(f"selection_{what}"))
    corner = _metres(draft, [point])
    near = _near(draft, corner, within_m)
    if key is not None:
        near = near[(key[near] != "") & (draft.plan.community_of[near] >= 0)]
    far = np.hypot(*(households.xy[near] - corner).T)
    near = near[far <= within_m]
    if len(near) == 0:
        return Selection(near)
    first = near[np.argmin(far[far <= within_m])]
    if key is None:
        xy = households.xy
        return Selection(_few(near[(xy[near] == xy[first]).all(axis=1)]))
    unit = _unit_of(draft, int(first), what)
    rows = _standing(draft, draft.known.rows_of_unit(unit))
    return Selection(_few(rows), unit_name(draft.plan, unit))


def _metres(draft: Draft, points: Sequence[Point]) -> NDArray[np.float64]:
    """Return (n, 2) places in the metres of the plan; CommandError where they cannot be there."""
    xy = project(np.array(points, np.float64), LONLAT, draft.plan.township.crs)
    if not np.isfinite(xy).all():
        raise CommandError("selection_elsewhere")
    return xy


def _near(draft: Draft, corners: NDArray[np.float64], within_m: float) -> NDArray[np.int64]:
    """Return the rows of those who stand in the box around places, and as far around it."""
    xy = draft.plan.township.households.xy
    low, high = corners.min(axis=0) - within_m, corners.max(axis=0) + within_m
    # One column after the other: of 500,000 rows few are left after the first.
    rows = np.flatnonzero((xy[:, 0] >= low[0]) & (xy[:, 0] <= high[0]))
    rows = rows[(xy[rows, 1] >= low[1]) & (xy[rows, 1] <= high[1])]
    return _standing(draft, rows)


def _standing(draft: Draft, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return those of some rows that have a place and stand in a zone: others no edit can move."""
    plan = draft.plan
    has_zone = plan.zone_of[plan.levels[0].level][rows] >= 0
    return rows[has_zone & ~plan.is_virtual[rows]]


def _few(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    if len(rows) > MOST_ROWS:
        raise CommandError("selection_large", number=len(rows), most=MOST_ROWS)
    return rows


def _unit_of(draft: Draft, row: int, key: str) -> Unit:
    keys = draft.plan.township.households.keys
    estate = keys.get("estate")
    within = "" if key != "building" or estate is None else str(estate[row])
    return int(draft.plan.community_of[row]), key, str(keys[key][row]), within


KINDS = (PLACE, *UNIT_KEYS)
"""What a point may mean."""
