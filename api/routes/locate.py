"""Which grid is this point or household in?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import chain
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from numpy.typing import NDArray
from pydantic import BaseModel
from pydantic_core import from_json, to_json

from api.access.callers import Role, needs
from api.asked import JSON, KNOWN_ONLY, body_of
from api.deps import PlansHere
from api.language import language
from api.located import Extras, households_in, nearest_in, points_in, told
from api.models import HouseholdAnswer, Located, LocatedMany, PlaceAnswer
from api.quick import QuickRoute
from api.served import Served
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
    str | None,
    Query(
        description="Ask this plan alone: a file by its name, a township by its digits, a version "
        "of the store as v12. Without it all files, in order of name, and what is in force."
    ),
]

MOST_POINTS = 100_000
"""Points in one request."""

MOST_BYTES = 16 * 2**20
"""Bytes of a body: 160 for each point."""

MOST_LENGTH = 200
"""Characters of the id of a household."""

_BODY = {
    "type": "object",
    "description": "Either points or households.",
    "minProperties": 1,
    "maxProperties": 1,
    "additionalProperties": False,
    "properties": {
        "points": {
            "type": "array",
            "maxItems": MOST_POINTS,
            "minItems": 1,
            "items": {
                "type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number"},
                "description": "Longitude and latitude, degrees.",
            },
        },
        "households": {
            "type": "array",
            "maxItems": MOST_POINTS,
            "minItems": 1,
            "items": {"type": "string", "maxLength": MOST_LENGTH},
            "description": "Ids.",
        },
    },
    "example": {"points": [[113.9, 30.91], [113.92, 30.9]]},
}  # fmt: skip

DatumName = Annotated[
    Datum, Query(description="What lon and lat refer to; gcj02 and bd09 are those of phone maps.")
]

router = APIRouter(
    route_class=QuickRoute, tags=["locate"], dependencies=[*KNOWN_ONLY, needs(Role.VIEWER)]
)


DayAsked = Annotated[
    date | None,
    Query(description="Ask what is in force on this day, as 2027-03-01; today without it."),
]
RolesAsked = Annotated[bool, Query(description="Tell who answers for each zone named.")]
NearestAsked = Annotated[bool, Query(description="Tell the nearest grid of points in none.")]


@router.get("/locate", summary="What is at a point", response_model=Located)
async def locate(
    request: Request,
    plans: PlansHere,
    lon: Degrees,
    lat: Degrees,
    plan: PlanName = None,
    day: DayAsked = None,
    datum: DatumName = Datum.WGS84,
) -> Response:
    """Return community, zones and who answers at a point, for every plan that contains it.

    `lon` and `lat` in the answer are those that were asked for.

    On a shared border the zone with the smaller code answers. `places` is empty where no plan
    contains the point; `nearest` then tells which grid is nearest, and how far.
    """
    work = partial(_located, lon=lon, lat=lat, datum=datum, lang=language(request))
    return await _soon(plans, plan, day, work)


async def _soon(
    plans: PlansHere,
    plan: str | None,
    day: date | None,
    work: Callable[[list[Served]], Response],
) -> Response:
    """Return what is worked out from plans: at once where they are in memory, ready to be asked,
    and in a thread where one has to be read first. The way to a thread and back takes longer than
    to find a point.
    """
    held = plans.at_hand(plan, day)
    if held is not None and all(served.has_locator for served in held):
        return work(held)
    return await run_in_threadpool(lambda: work(plans.chosen(plan, day)))


def _located(asked: list[Served], *, lon: float, lat: float, datum: Datum, lang: str) -> Response:
    x, y = to_wgs84(np.array([[lon, lat]]), datum)[0].tolist()
    found = [(served, served.locator.at(x, y)) for served in asked]
    places = [_known_answer(served, place, lang) for served, place in found if place is not None]
    in_grid = any(place.zones for place in places)
    nearest = None if in_grid else nearest_in(asked, x, y)
    return _json(Located(lon=lon, lat=lat, places=places, nearest=nearest))


def _json(answer: BaseModel) -> Response:
    return Response(answer.model_dump_json(), media_type=JSON)


@router.post(
    "/locate",
    summary="What is at each of many points, or where many households belong",
    response_model=LocatedMany,
    openapi_extra={"requestBody": {"required": True, "content": {JSON: {"schema": _BODY}}}},
)
async def locate_many(
    request: Request,
    plans: PlansHere,
    plan: PlanName = None,
    day: DayAsked = None,
    datum: DatumName = Datum.WGS84,
    roles: RolesAsked = False,
    nearest: NearestAsked = False,
) -> Response:
    """Return the codes of community and zones of up to 100,000 points or households, in order.

    The body is `{"points": [[lon, lat], ...]}` or `{"households": ["id", ...]}`. The first plan
    that knows a point or household answers for it. A code is null where there is nothing; of a
    household that was cut, its first part answers.
    """
    body = await body_of(request, MOST_BYTES)
    extras = Extras(roles=roles, nearest=nearest, lang=language(request))
    return await run_in_threadpool(
        lambda: _located_many(plans.chosen(plan, day), body, datum, extras)
    )


def _located_many(asked: list[Served], body: bytes, datum: Datum, extras: Extras) -> Response:
    said = _said(body)
    if "households" in said:
        answer = households_in(asked, _ids(said["households"]), extras)
    else:
        answer = points_in(asked, to_wgs84(_points(said.get("points")), datum), extras)
    return Response(to_json(answer), media_type=JSON)


def _said(body: bytes) -> dict[str, Any]:
    """Return what a body says; RequestError where it is not one of points and households."""
    try:
        said = from_json(body)
    except ValueError as why:
        raise RequestError("asked_points", most=MOST_POINTS) from why
    if not isinstance(said, dict) or [*said] not in (["points"], ["households"]):
        raise RequestError("asked_points", most=MOST_POINTS)
    return said


def _points(said: Any) -> NDArray[np.float64]:
    """Return points as (n, 2) degrees; RequestError where they are none."""
    is_list = isinstance(said, list) and 0 < len(said) <= MOST_POINTS
    if not is_list or {*map(type, said)} != {list} or {*map(len, said)} != {2}:
        raise RequestError("asked_points", most=MOST_POINTS)
    if not {*map(type, chain.from_iterable(said))} <= {int, float}:
        raise RequestError("asked_points", most=MOST_POINTS)
    try:
        flat = np.fromiter(chain.from_iterable(said), np.float64, 2 * len(said))
    except OverflowError as why:
        raise RequestError("asked_points", most=MOST_POINTS) from why
    return flat.reshape(-1, 2)


def _ids(said: Any) -> list[str]:
    is_list = isinstance(said, list) and 0 < len(said) <= MOST_POINTS
    if not is_list or not all(isinstance(one, str) and len(one) <= MOST_LENGTH for one in said):
        raise RequestError("asked_households", most=MOST_POINTS)
    return list(said)


@router.get(
    "/households/{household:path}",
    summary="Where a household belongs",
    response_model=HouseholdAnswer,
)
async def household(
    request: Request,
    plans: PlansHere,
    household: str,
    plan: PlanName = None,
    day: DayAsked = None,
) -> Response:
    """Return community, zones and who answers for a household, for every plan that has it.

    `presence` is "unplaced" for one that lies in no community. Its coordinates are not told.
    """
    work = partial(_belonging, household=household, lang=language(request))
    return await _soon(plans, plan, day, work)


def _belonging(asked: list[Served], *, household: str, lang: str) -> Response:
    found = [(served, _of(served, household)) for served in asked]
    places = [_answer(served, place, lang) for served, place in found if place is not None]
    if not places:
        names = [served.name for served in asked]
        raise NotInPlanError("service_no_household", id=household, plans=names)
    return _json(HouseholdAnswer(id=household, places=places))


def _of(served: Served, household: str) -> Place | None:
    return served.locator.household(household) if served.locator.has(household) else None


def _known_answer(served: Served, place: Place, lang: str) -> PlaceAnswer:
    """Return the answer for a place on the ground: there are no more of them than zones."""
    said = served.said_of_places(lang)
    known = said.get(place)
    if known is None:
        known = said[place] = _answer(served, place, lang)
    return known


def _answer(served: Served, place: Place, lang: str) -> PlaceAnswer:
    return PlaceAnswer.of(served.name, place, told(served, place.responsible, lang))
