"""Which grid is this point or household in?"""

from __future__ import annotations

import json
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from numpy.typing import NDArray

from api.asked import JSON, KNOWN_ONLY, body_of
from api.deps import PlansHere
from api.models import HouseholdAnswer, Located, LocatedMany, PlaceAnswer
from api.served import Served
from gridgen.model.arrays import Texts
from gridgen.model.datum import Datum, to_wgs84
from gridgen.model.errors import NotInPlanError, RequestError
from gridgen.plans.locate import Place

Degrees = Annotated[
    float,
    Query(
        allow_inf_nan=False,
        description="Degrees, of WGS 84 or CGCS2000 unless `datum` says another.",
    ),
]
PlanName = Annotated[
    str | None, Query(description="Ask this plan alone; all plans, in order of name, without it.")
]

MOST_POINTS = 100_000
"""Points in one request."""

MOST_BYTES = 16 * 2**20
"""Bytes of a body: 160 for each point."""

_BODY = {
    "type": "object",
    "required": ["points"],
    "properties": {
        "points": {
            "type": "array",
            "maxItems": MOST_POINTS,
            "minItems": 1,
            "items": {
                "type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number"},
                "description": "Longitude and latitude, degrees.",
            },
        }
    },
    "example": {"points": [[113.9, 30.91], [113.92, 30.9]]},
}  # fmt: skip

DatumName = Annotated[
    Datum, Query(description="What lon and lat refer to; gcj02 and bd09 are those of phone maps.")
]

router = APIRouter(tags=["locate"], dependencies=KNOWN_ONLY)


@router.get("/locate", summary="What is at a point")
def locate(
    plans: PlansHere,
    lon: Degrees,
    lat: Degrees,
    plan: PlanName = None,
    datum: DatumName = Datum.WGS84,
) -> Located:
    """Return community and zones at a point, for every plan that contains it.

    `lon` and `lat` in the answer are those that were asked for.

    On a shared border the zone with the smaller code answers. `places` is empty where no plan
    contains the point.
    """
    x, y = to_wgs84(np.array([[lon, lat]]), datum)[0].tolist()
    found = [(served.name, served.locator.at(x, y)) for served in plans.chosen(plan)]
    places = [PlaceAnswer.of(name, place) for name, place in found if place is not None]
    return Located(lon=lon, lat=lat, places=places)


@router.post(
    "/locate",
    summary="What is at each of many points",
    response_model=LocatedMany,
    openapi_extra={"requestBody": {"required": True, "content": {JSON: {"schema": _BODY}}}},
)
async def locate_many(
    request: Request, plans: PlansHere, plan: PlanName = None, datum: DatumName = Datum.WGS84
) -> Response:
    """Return the codes of community and zones at up to 100,000 points, in their order.

    The body is `{"points": [[lon, lat], ...]}`. One plan answers: `plan` must be said where there
    are several. A code is null where there is nothing.
    """
    body = await body_of(request, MOST_BYTES)
    return await run_in_threadpool(_located_many, plans, plan, body, datum)


def _located_many(plans: PlansHere, plan: str | None, body: bytes, datum: Datum) -> Response:
    served = plans.only(plan)
    points = to_wgs84(_points(body), datum)
    found = served.locator.at_many(points)
    columns = {"communities": _codes(served.plan.communities.code, found.community_of)}
    levels = {
        zones.level: _codes(zones.code, found.zone_of[zones.level]) for zones in served.plan.levels
    }
    answer = {"plan": served.name, **columns, "levels": levels}
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return Response(text, media_type=JSON)


def _codes(codes: Texts, rows: NDArray[np.int32]) -> list[str | None]:
    """Return the code at each row, None where it is -1."""
    found: list[str | None] = np.array([*codes, None], object)[rows].tolist()
    return found


def _points(body: bytes) -> NDArray[np.float64]:
    """Return (n, 2) the points that a body says.

    Raises
    ------
    RequestError
        It says none, or too many.
    """
    try:
        said = json.loads(body)["points"]
        points = np.asarray(said, dtype=np.float64)
    except (ValueError, TypeError, KeyError, RecursionError) as why:
        raise RequestError("asked_points", most=MOST_POINTS) from why
    if points.ndim != 2 or points.shape[1] != 2 or len(points) > MOST_POINTS:
        raise RequestError("asked_points", most=MOST_POINTS)
    return points


@router.get("/households/{household:path}", summary="Where a household belongs")
def household(plans: PlansHere, household: str, plan: PlanName = None) -> HouseholdAnswer:
    """Return community and zones of a household, for every plan that has it.

    `presence` is "unplaced" for one that lies in no community. Its coordinates are not told.
    """
    asked = plans.chosen(plan)
    found = [(served.name, _of(served, household)) for served in asked]
    places = [PlaceAnswer.of(name, place) for name, place in found if place is not None]
    if not places:
        names = [served.name for served in asked]
        raise NotInPlanError("service_no_household", id=household, plans=names)
    return HouseholdAnswer(id=household, places=places)


def _of(served: Served, household: str) -> Place | None:
    return served.locator.household(household) if served.locator.has(household) else None
