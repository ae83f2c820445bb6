"""One version: what it is, its state, what is found in it, who serves, and what differs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.access.callers import CallerHere, Role, needs
from api.asked import KNOWN_ONLY, body_of
from api.deps import LivingHere, PlansHere, VersionHere
from api.language import language
from api.planning.answers import (
    FindingsAnswer,
    PeopleAnswer,
    PostAnswer,
    VersionAnswer,
    VersionWhole,
)
from api.planning.asking import address_of, links_of, require_role, tagged
from api.planning.bodies import MOST_BYTES, StateAsked, described, read_body
from api.planning.changing import ChangeHere
from api.planning.etags import seen_in
from gridgen.model.errors import RequestError
from gridgen.model.findings import Report, as_rows
from gridgen.plans.diff import diff, first_level
from gridgen.plans.differing import difference_rows
from gridgen.plans.reasons import explained
from gridgen.versions.store.database import Store
from gridgen.versions.store.states import PUBLISHED, RETIRED, SUBMITTED, move_to, publish, retire
from gridgen.versions.store.versions import Version, draft_from

router = APIRouter(tags=["versions"], dependencies=KNOWN_ONLY)


@router.get("/versions/{v}", summary="One version", dependencies=[needs(Role.VIEWER)])
def version(
    request: Request, response: Response, living: LivingHere, told: VersionHere
) -> VersionWhole:
    """Tell the state of a version, what is in it, and where its parts are.

    The ETag names the state after its last edit; changes ask for it in If-Match.
    """
    served = living.served(told)
    told = served.version or told
    etag = tagged(response, told.id, told.head)
    return VersionWhole.whole(served, told, etag, links_of(request, told.id, served.levels))


@router.post(
    "/versions/{v}/draft",
    summary="A new draft of the same plan",
    status_code=201,
    dependencies=[needs(Role.PLANNER)],
)
def draft(
    request: Request, response: Response, caller: CallerHere, living: LivingHere, told: VersionHere
) -> VersionAnswer:
    """Begin a new draft as a version is now."""
    made = draft_from(living.store, told.id, actor=caller.actor)
    living.look_again()
    response.headers["Location"] = address_of(request, f"/versions/{made.id}")
    tagged(response, made.id, made.head)
    return VersionAnswer.of(made)


@router.post(
    "/versions/{v}/state",
    summary="Submit, approve, send back, publish, retire",
    response_model=VersionAnswer,
    dependencies=[needs(Role.PLANNER)],
    openapi_extra=described(StateAsked),
)
async def state(change: ChangeHere) -> VersionAnswer:
    """Bring a version into another state. Planners submit; all else is for approvers.

    With If-Match it is refused where the version was edited since it was seen. Whoever publishes
    retires what was in force on the same land from that day on.
    """
    caller, told = change.caller, change.told
    asked = read_body(StateAsked, await body_of(change.request, MOST_BYTES))
    require_role(caller.role, Role.PLANNER if asked.state == SUBMITTED else Role.APPROVER)
    seen = None if change.condition is None else seen_in(change.condition, told)
    move = _move(asked, caller.actor, seen)
    now = await run_in_threadpool(move, change.living.store, told.id)
    change.living.look_again()
    tagged(change.response, now.id, now.head)
    return VersionAnswer.of(now)


def _move(asked: StateAsked, actor: str, seen: int | None) -> Callable[[Store, int], Version]:
    """Return what brings a version into the state that is asked for."""
    told: dict[str, Any] = {"actor": actor, "reason": asked.reason, "seen": seen}
    if asked.state not in (PUBLISHED, RETIRED):
        if asked.day is not None:
            raise RequestError("planning_day_extra", state=asked.state)
        return lambda store, version: move_to(store, version, asked.state, **told)
    day = asked.day
    if day is None:
        raise RequestError("planning_day_missing", state=asked.state)
    change = publish if asked.state == PUBLISHED else retire
    return lambda store, version: change(store, version, day, **told)


@router.get("/versions/{v}/findings", summary="What checks find", dependencies=[needs(Role.VIEWER)])
def findings(
    request: Request,
    response: Response,
    living: LivingHere,
    told: VersionHere,
    severity: Annotated[
        Literal["error", "warning", "note"] | None, Query(description="Of this severity alone.")
    ] = None,
    rule: Annotated[str | None, Query(max_length=100, description="Of this rule alone.")] = None,
    limit: Annotated[int, Query(ge=1, le=10_000, description="Findings in one answer.")] = 1000,
    offset: Annotated[int, Query(ge=0, le=2**53, description="Findings to pass over.")] = 0,
) -> FindingsAnswer:
    """Return what checks find in a version, the worst first, with what to do about it."""
    opened = living.opened(told)
    found = [
        one
        for one in opened.draft.plan.report
        if severity in (None, one.severity.value) and rule in (None, one.rule)
    ]
    rows = as_rows(Report(tuple(found[offset : offset + limit])), language(request))
    etag = tagged(response, told.id, opened.edit)
    return FindingsAnswer(version=told.id, etag=etag, matched=len(found), findings=rows)


@router.get(
    "/versions/{v}/people", summary="Who serves, and which posts are vacant",
    dependencies=[needs(Role.VIEWER)],
)  # fmt: skip
def people(
    request: Request,
    response: Response,
    living: LivingHere,
    told: VersionHere,
) -> PeopleAnswer:
    """Return the posts of a version, by role, in the order of the zones; people are opaque ids."""
    served, said = living.served(told), language(request)
    plan = served.plan
    staff = plan.staff
    known = () if staff is None else zip(staff.people.ids, staff.people.phone, strict=True)
    phone_of = {str(one): str(phone) for one, phone in known}
    name_of = {code: name for zones in plan.levels
               for code, name in zip(zones.code, zones.name, strict=True)}  # fmt: skip
    posts = [
        PostAnswer(
            role=post.role, title=served.title_of(post.role, said), level=post.level,
            zone=post.zone, zone_name=name_of.get(post.zone, ""), person=post.person or None,
            phone=phone_of.get(post.person) or None, households=post.households,
        )
        for post in (() if staff is None else staff.posts)
    ]  # fmt: skip
    filled = sum(post.person is not None for post in posts)
    head = told.head if served.version is None else served.version.head
    return PeopleAnswer(
        version=told.id, etag=tagged(response, told.id, head), people=len(phone_of),
        filled=filled, vacant=len(posts) - filled, posts=posts,
    )  # fmt: skip


@router.get(
    "/versions/{v}/diff/{w}",
    summary="What is different in another version",
    dependencies=[needs(Role.VIEWER)],
)
def difference(
    living: LivingHere,
    plans: PlansHere,
    told: VersionHere,
    w: Annotated[int, Path(ge=1, le=10**9, description="Number of the newer version.")],
    level: Annotated[str | None, Query(max_length=100, description="Which both have.")] = None,
) -> dict[str, Any]:
    """Return what `gridgen diff --json` prints of two versions: zones, communities, households."""
    old, new = (living.opened(one).draft for one in (told, plans.version(w)))
    found = diff(old.plan, new.plan, level or first_level(new.plan))
    rows = difference_rows(explained(found, old.plan, new.plan, new.rules))
    return {"old": told.id, "new": w, **rows}
