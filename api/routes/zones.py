"""The zones of a version for the planner's page, and who is meant by what is drawn there."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.access.callers import Role, needs
from api.asked import JSON, KNOWN_ONLY, body_of
from api.conditional import Packed, answer
from api.deps import LivingHere, VersionHere
from api.planning.bodies import MOST_BYTES, described, read_body
from api.planning.selecting import SelectionAnswer, SelectionAsked, chosen_by, selection_answer
from api.planning.unplaced import UnplacedAnswer, unplaced_answer
from api.planning.zones import ZonesAnswer, altered_json

router = APIRouter(tags=["edits"], dependencies=KNOWN_ONLY)


@router.get(
    "/versions/{v}/zones",
    summary="Zones in columns, or what was altered since an edit",
    response_model=ZonesAnswer,
    dependencies=[needs(Role.VIEWER)],
)
def zones(
    request: Request,
    living: LivingHere,
    told: VersionHere,
    level: Annotated[
        str | None, Query(max_length=100, description="The first level if not said.")
    ] = None,
    since: Annotated[
        int | None,
        Query(ge=0, le=10**9, description="Only what is not as it was after this edit."),
    ] = None,
) -> Response:
    """Return the zones of a level as columns.

    With `since` only those that are not as they were after that edit, with their outlines, and the
    codes of those that are gone: `is_whole` is true where there was no such edit, and all are told.
    """
    body = altered_json(living, told, level, since)
    return answer(request, Packed(body), JSON, cached="private, no-cache")


@router.get(
    "/versions/{v}/unplaced",
    summary="Households in no community",
    dependencies=[needs(Role.PLANNER)],
)
def unplaced(living: LivingHere, told: VersionHere) -> UnplacedAnswer:
    """Return the households that are in no community and so in no zone, with where they stand."""
    return unplaced_answer(told.id, living.opened(told).draft.plan)


@router.post(
    "/versions/{v}/selection",
    summary="Who is meant by what is drawn",
    response_model=SelectionAnswer,
    dependencies=[needs(Role.PLANNER)],
    openapi_extra=described(SelectionAsked),
)
async def selection(request: Request, living: LivingHere, told: VersionHere) -> SelectionAnswer:
    """Return the households inside a polygon, along a line or at a point, as edits take them.

    Those that stand in no zone, or have no place, are never among them.
    """
    find = chosen_by(read_body(SelectionAsked, await body_of(request, MOST_BYTES)))

    def found() -> SelectionAnswer:
        opened = living.opened(told)
        return selection_answer(told.id, opened.edit, opened.draft, find(opened.draft))

    return await run_in_threadpool(found)
