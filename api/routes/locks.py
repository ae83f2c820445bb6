"""Zones that stay as they are in all redraws: told, locked, unlocked."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool

from api.access.callers import Role, needs
from api.asked import KNOWN_ONLY, body_of
from api.deps import LivingHere, VersionHere
from api.language import language
from api.planning.answers import Edited, LockAnswer, LocksAnswer
from api.planning.asking import tagged
from api.planning.bodies import MOST_BYTES, ReasonAsked, described, read_body
from api.planning.changing import Change, ChangeHere
from api.planning.etags import seen_in
from api.planning.making import made
from gridgen.model.errors import NotInPlanError
from gridgen.versions.edits import Lock, Unlock
from gridgen.versions.store.recording import By

router = APIRouter(tags=["edits"], dependencies=KNOWN_ONLY)


@router.get(
    "/versions/{v}/locks", summary="Which zones are locked", dependencies=[needs(Role.VIEWER)]
)
def locks(response: Response, living: LivingHere, told: VersionHere) -> LocksAnswer:
    """Return the zones that stay as they are in all redraws."""
    opened = living.opened(told)
    plan = opened.draft.plan
    zones = plan.levels[0]
    name_of = dict(zip(zones.code, zones.name, strict=True))
    found = [LockAnswer(code=code, name=name_of.get(code, "")) for code in plan.made_by.locks]
    etag = tagged(response, told.id, opened.edit)
    return LocksAnswer(version=told.id, etag=etag, level=zones.level, locks=found)


@router.put(
    "/versions/{v}/locks/{code}",
    summary="Lock a zone",
    response_model=Edited,
    dependencies=[needs(Role.PLANNER)],
    openapi_extra=described(ReasonAsked),
)
async def lock(change: ChangeHere, code: str) -> Edited:
    """Keep a zone of the first level as it is in all redraws; edits of it are warned of."""
    asked = read_body(ReasonAsked, await body_of(change.request, MOST_BYTES))
    return await run_in_threadpool(_made_of, change, Lock((code,)), asked.reason)


@router.delete(
    "/versions/{v}/locks/{code}",
    summary="Unlock a zone",
    dependencies=[needs(Role.PLANNER)],
)
def unlock(change: ChangeHere, code: str) -> Edited:
    """Keep a zone no longer."""
    return _made_of(change, Unlock((code,)))


def _made_of(change: Change, edit: Lock | Unlock, reason: str = "") -> Edited:
    """Make an edit of zones that stand in the address, where they must be."""
    living, told = change.living, change.told
    since, by = seen_in(change.condition, told), By(change.caller.actor, reason)
    zones = living.opened(told).draft.plan.levels[0]
    (code,) = edit.zones
    if code not in set(zones.code):
        raise NotInPlanError(
            "service_no_zone", collection=f"v{told.id}.{zones.level}", code=code, number=len(zones)
        )
    answer = made(living, told, [edit], by, since, language(change.request))
    tagged(change.response, told.id, answer.head)
    return answer
