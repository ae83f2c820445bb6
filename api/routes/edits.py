"""Edits of a version: made, taken back, made again, suggested."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.access.callers import Role, needs
from api.asked import JSON, KNOWN_ONLY, body_of
from api.deps import LivingHere, VersionHere
from api.language import language
from api.living import Living
from api.planning.answers import (
    Edited,
    EventAnswer,
    History,
    Stepped,
    SuggestionsAnswer,
    with_changes,
)
from api.planning.asking import tagged
from api.planning.bodies import (
    MOST_BYTES,
    StepsAsked,
    described,
    edits_described,
    read_body,
    read_edits,
)
from api.planning.changing import Change, ChangeHere
from api.planning.etags import etag_of, seen_in
from api.planning.making import made, tried
from api.planning.zones import altered_json, foreseen_json
from gridgen.versions.advised import advice_rows
from gridgen.versions.edits import Edit
from gridgen.versions.store.history import history_of
from gridgen.versions.store.recording import By
from gridgen.versions.store.undoing import redo, undo
from gridgen.versions.store.versions import Version
from gridgen.versions.suggest import MOST, advise

router = APIRouter(tags=["edits"], dependencies=KNOWN_ONLY)

ChangesAsked = Annotated[
    str | None,
    Query(
        max_length=100,
        description="A level whose zones that are otherwise since If-Match are told besides, as "
        "GET zones with `since` would. Of a dry run: those that would be otherwise than they are.",
    ),
]


@router.get("/versions/{v}/edits", summary="What was done", dependencies=[needs(Role.VIEWER)])
def edits(
    response: Response,
    living: LivingHere,
    told: VersionHere,
    after: Annotated[
        int, Query(ge=0, le=10**9, description="Edits after this one alone; 0 for everything.")
    ] = 0,
) -> History:
    """Return every edit, undo and redo of a version, and every change of its state: who did it,
    when and why, and whether it stands.
    """
    history = history_of(living.store, told.id)
    events = [EventAnswer.of(event) for event in history.events
              if not after or (event.number or 0) > after]  # fmt: skip
    head = history.version.head
    return History(version=told.id, head=head, etag=tagged(response, told.id, head), events=events)


@router.post(
    "/versions/{v}/edits",
    summary="Edit a draft",
    response_model=Edited,
    dependencies=[needs(Role.PLANNER)],
    openapi_extra=edits_described(),
)
async def edit(
    change: ChangeHere,
    dry_run: Annotated[bool, Query(description="Only tell what it would do.")] = False,
    changes: ChangesAsked = None,
) -> Any:
    """Make one edit, or several at once: all of them or none; tell what they do.

    If-Match says as of when the version was seen. What others did to other zones since does not
    matter; where they edited the same, nothing is made, and the answer (409) tells who, when and
    which edits.
    """
    living, told = change.living, change.told
    asked, reason = read_edits(await body_of(change.request, MOST_BYTES))
    lang = language(change.request)
    await run_in_threadpool(_require_level, living, told, changes)
    if dry_run:
        return await run_in_threadpool(_foreseen, change, asked, changes)
    since, by = seen_in(change.condition, told), By(change.caller.actor, reason)

    def make() -> Response | Edited:
        answer = made(living, told, asked, by, since, lang)
        return _answered(change, answer, changes, since)

    return await run_in_threadpool(make)


def _foreseen(change: Change, asked: list[Edit], level: str | None) -> Response | Edited:
    """Return what edits would do, where it was asked for with the zones that would be otherwise."""
    living, told = change.living, change.told
    answer, applied = tried(living, told, asked, language(change.request))
    tagged(change.response, told.id, answer.head)
    if level is None:
        return answer
    return _joined(change, answer, foreseen_json(living, told, level, applied))


A = TypeVar("A", Edited, Stepped)


@router.post(
    "/versions/{v}/undo",
    summary="Take back the last edits",
    response_model=Stepped,
    dependencies=[needs(Role.PLANNER)],
    openapi_extra=described(StepsAsked),
)
async def take_back(change: ChangeHere, changes: ChangesAsked = None) -> Any:
    """Take back the last edits that stand, all that are asked for or none; without limit."""
    return await _stepped(change, undo, changes)


@router.post(
    "/versions/{v}/redo",
    summary="Make again what was taken back",
    response_model=Stepped,
    dependencies=[needs(Role.PLANNER)],
    openapi_extra=described(StepsAsked),
)
async def make_again(change: ChangeHere, changes: ChangesAsked = None) -> Any:
    """Make again the edits that were taken back last, all that are asked for or none."""
    return await _stepped(change, redo, changes)


async def _stepped(
    change: Change, step: Callable[..., int], changes: str | None
) -> Response | Stepped:
    told, living = change.told, change.living
    asked = read_body(StepsAsked, await body_of(change.request, MOST_BYTES))
    seen, by = seen_in(change.condition, told), By(change.caller.actor, asked.reason)

    def make() -> Response | Stepped:
        _require_level(living, told, changes)
        head = step(living.store, told.id, by, seen=seen, times=asked.times)
        answer = Stepped(version=told.id, head=head, etag=etag_of(told.id, head))
        return _answered(change, answer, changes, seen)

    return await run_in_threadpool(make)


def _require_level(living: Living, told: Version, level: str | None) -> None:
    """Refuse a level that is none before anything is changed."""
    if level is not None:
        living.opened(told).draft.plan.level(level)


def _answered(change: Change, answer: A, level: str | None, since: int) -> Response | A:
    """Return an answer, where it was asked for with the zones that are otherwise since an edit."""
    tagged(change.response, answer.version, answer.head)
    if level is None:
        return answer
    living = change.living
    told = living.version(answer.version)
    return _joined(change, answer, altered_json(living, told, level, since))


def _joined(change: Change, answer: Edited | Stepped, changes: bytes) -> Response:
    body = with_changes(answer, changes)
    return Response(body, media_type=JSON, headers=dict(change.response.headers))


@router.get(
    "/versions/{v}/suggestions", summary="Repairs of findings", dependencies=[needs(Role.VIEWER)]
)
def suggestions(
    request: Request,
    response: Response,
    living: LivingHere,
    told: VersionHere,
    only: Annotated[
        tuple[str, ...],
        Query(max_length=100, description="Codes or names of zones, communities or findings."),
    ] = (),
    most: Annotated[int, Query(ge=1, le=10, description="Repairs for one finding.")] = MOST,
    limit: Annotated[int, Query(ge=1, le=100, description="Findings that are looked at.")] = 20,
) -> SuggestionsAnswer:
    """Return for the worst findings what would put them right, or why nothing would.

    The `edits` of a suggestion are what POST `/versions/{v}/edits` takes.
    """
    opened = living.opened(told)
    advices = advise(opened.draft, only=only, most=most, first=limit)
    rows = advice_rows(opened.draft, advices, language(request))
    etag = tagged(response, told.id, opened.edit)
    return SuggestionsAnswer(version=told.id, etag=etag, advice=rows)
