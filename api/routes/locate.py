"""Which grid is this point or household in?"""

from __future__ import annotations

from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query

from api.asked import KNOWN_ONLY
from api.deps import PlansHere, Served
from api.models import HouseholdAnswer, Located, PlaceAnswer
from gridgen.model.datum import Datum, to_wgs84
from gridgen.model.errors import NotInPlanError
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
