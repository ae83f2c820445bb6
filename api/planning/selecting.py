"""What is drawn on the planner's map, and who is meant by it, as pydantic models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from api.planning.bodies import STRICT, Place
from gridgen.model.crs import project
from gridgen.model.errors import RequestError
from gridgen.versions.calls import units_called
from gridgen.versions.draft import Draft
from gridgen.versions.selection import LONLAT, Selection, along, at_point, inside

MOST_PLACES = 5_000
"""Places that are told of those who are chosen."""

_PLACES = 7
_Corners = Annotated[tuple[Place, ...], Field(max_length=10_000)]


class SelectionAsked(BaseModel):
    """What is drawn: `polygon`, `line` or `point`; or who is named: `units`; one of them."""

    model_config = ConfigDict(
        **STRICT,
        json_schema_extra={"example": {"point": [113.9, 30.91], "as": "building", "metres": 30}},
    )

    polygon: Annotated[_Corners, Field(min_length=3)] | None = Field(
        None, description="Corners of a line around households; it need not be closed."
    )
    line: Annotated[_Corners, Field(min_length=1)] | None = Field(
        None, description="Corners of a line along which households are."
    )
    point: Place | None = Field(None, description="Where a household or a unit is.")
    units: Annotated[tuple[str, ...], Field(min_length=1, max_length=100_000)] | None = Field(
        None, description="Households, buildings and groups, as edits name them."
    )
    meant: Literal["household", "group", "building", "estate"] = Field(
        "household", alias="as", description="What a point means."
    )
    metres: float = Field(30, gt=0, le=1000, description="From a line or a point.")


class SelectionAnswer(BaseModel):
    """Who is chosen."""

    version: int
    head: int = Field(description="The edit after which it is so.")
    units: list[str] = Field(description="Ids, as the edits `move` and `create` take them.")
    counts: list[int] = Field(description="Households of each of them.")
    at: list[str] = Field(description="The code of the first level in which each of them is.")
    households: int
    zones: dict[str, int] = Field(description="Households by the code of the first level.")
    points: list[list[float]] = Field(description="Where they are: no place twice, 5,000 at most.")
    named: str | None = Field(description="What people call them together.")


def chosen_by(asked: SelectionAsked) -> Callable[[Draft], Selection]:
    """Return what finds who is meant.

    Raises
    ------
    RequestError
        Nothing is drawn, or more than one thing.
    """
    known = ["polygon", "line", "point", "units"]
    if sum(getattr(asked, name) is not None for name in known) != 1:
        raise RequestError("selection_one", known=known)
    if asked.units is not None:
        return lambda draft: Selection(units_called(draft, asked.units or ()))
    if asked.polygon is not None:
        return lambda draft: inside(draft, asked.polygon or ())
    if asked.line is not None:
        return lambda draft: along(draft, asked.line or (), within_m=asked.metres)
    point: Any = asked.point
    return lambda draft: at_point(draft, point, asked.meant, within_m=asked.metres)


def selection_answer(version: int, head: int, draft: Draft, found: Selection) -> SelectionAnswer:
    """Return what is told of those who are chosen."""
    plan, rows = draft.plan, found.rows
    households, zones = plan.township.households, plan.levels[0]
    zone_of, count = plan.zone_of[zones.level][rows], households.count[rows]
    each = np.bincount(zone_of, weights=count, minlength=len(zones)).astype(np.int64)
    xy = households.xy[rows]
    places = np.unique(xy[np.isfinite(xy).all(axis=1)], axis=0)[:MOST_PLACES]
    lonlat = project(places, plan.township.crs, LONLAT).round(_PLACES)
    return SelectionAnswer(
        version=version,
        head=head,
        units=households.ids[rows].tolist(),
        counts=count.tolist(),
        at=zones.code[zone_of].tolist(),
        households=int(count.sum()),
        zones={str(zones.code[zone]): int(each[zone]) for zone in np.unique(zone_of)},
        points=lonlat.tolist(),
        named=found.named or None,
    )
