"""Jobs: how they stand, what happens in them, what came of them."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated, Any
from urllib.parse import urlencode

import anyio
from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from api.access.callers import Caller, CallerHere, Role, needs
from api.access.owned import is_theirs
from api.asked import JSON, KNOWN_ONLY, Lang, day_in
from api.deps import StoreHere
from api.language import language
from api.models import Link
from api.results import answered, failed
from api.work import Jobs, StatusInfo
from gridgen.jobs.answers import answer_for
from gridgen.jobs.failure import error_of
from gridgen.jobs.job import DISMISSED, FAILED, OPEN, SUCCESSFUL, Event, Job
from gridgen.jobs.queue import dismiss, events_after, job_of, jobs_of
from gridgen.model.errors import NotInPlanError, RequestError, StoreError
from gridgen.versions.store.database import Store
from gridgen.words.say import in_both

BEAT_S = 15
"""Seconds between comments that keep a connection open while nothing happens."""

_LOOKS_S = 0.5
"""Seconds after which is looked again whether something happened."""

EVENTS = "text/event-stream"

_MOST_EVENTS = 2**31 - 1

router = APIRouter(tags=["jobs"], dependencies=[*KNOWN_ONLY, needs(Role.PLANNER)])


def _job_here(store: StoreHere, caller: CallerHere, job: str) -> Job:
    """Return the job of an address; what is not the caller's is not there."""
    if not re.fullmatch(r"[0-9A-Za-z-]{1,100}", job):  # not every database compares any text
        raise NotInPlanError("job_missing", id=job)
    found = job_of(store, job)
    if not is_theirs(caller, found.actor, found.scopes):
        raise NotInPlanError("job_missing", id=job)
    return found


JobHere = Annotated[Job, Depends(_job_here)]


@dataclass(frozen=True, slots=True)
class JobsAsked:
    """Which jobs a request asks for."""

    type: Annotated[str | None, Query(description="process: all jobs are of processes.")] = None
    process: Annotated[
        str | None, Query(alias="processID", description="Of these, with commas between.")
    ] = None
    status: Annotated[str | None, Query(description="In these states, with commas between.")] = None
    datetime: Annotated[
        str | None,
        Query(description="When they were ordered: a time, or two with a slash between."),
    ] = None
    least_s: Annotated[
        int | None, Query(alias="minDuration", ge=0, description="Seconds of work, at least.")
    ] = None
    most_s: Annotated[
        int | None, Query(alias="maxDuration", ge=0, description="Seconds of work, at most.")
    ] = None
    limit: Annotated[int, Query(ge=1, le=1000, description="Jobs in one answer.")] = 100
    offset: Annotated[int, Query(ge=0, le=2**53, description="Jobs to pass over.")] = 0


@router.get("/jobs", summary="Jobs", response_model=Jobs, response_model_exclude_none=True)
def listed(
    request: Request,
    store: StoreHere,
    caller: CallerHere,
    asked: Annotated[JobsAsked, Depends()],
    lang: Lang = None,  # noqa: ARG001 - read by `language`
) -> Any:
    """List one's own jobs, the newest first; an administrator sees those of the same land."""
    here, said = _here(request), language(request)
    if asked.datetime is not None:
        day_in(asked.datetime)  # refuses what is no time
    found = [job for job in _kept(store, caller, asked) if _is_asked(job, caller, asked)]
    shown = found[asked.offset : asked.offset + asked.limit]
    return Jobs(
        jobs=[StatusInfo.of(job, said, here) for job in shown],
        links=_links(request, asked, len(found)),
    )


@router.get(
    "/jobs/{job}",
    summary="How a job stands",
    response_model=StatusInfo,
    response_model_exclude_none=True,
)
def one(request: Request, job: JobHere, lang: Lang = None) -> Any:  # noqa: ARG001
    """Tell how far a job is, and where its results are once it is done."""
    return StatusInfo.of(job, language(request), _here(request))


@router.delete(
    "/jobs/{job}",
    summary="Dismiss a job",
    response_model=StatusInfo,
    response_model_exclude_none=True,
)
def delete(
    request: Request,
    store: StoreHere,
    caller: CallerHere,
    job: JobHere,
    lang: Lang = None,  # noqa: ARG001
) -> Any:
    """Stop a job that waits or runs; one that is over stays as it is."""
    left = dismiss(store, job.id, actor=caller.actor)
    if left.state != DISMISSED:
        raise StoreError("job_over", id=job.id, state=in_both(f"job_state_{left.state}"))
    return StatusInfo.of(left, language(request), _here(request))


@router.get(
    "/jobs/{job}/results",
    summary="What came of a job",
    responses={
        200: {"content": {JSON: {}}, "description": "The results by their names"},
        204: {"description": "The results are where Link says"},
    },
)
def results(
    request: Request,
    store: StoreHere,
    job: JobHere,
    lang: Lang = None,  # noqa: ARG001
) -> Response:
    """Return the results of a job, or why it failed."""
    said = language(request)
    if job.state == FAILED and job.problem is not None:
        return failed(error_of(job.problem), said)
    if job.state == DISMISSED:
        raise NotInPlanError("job_dismissed", id=job.id)
    if job.state != SUCCESSFUL or job.result is None:
        raise NotInPlanError("job_not_ready", id=job.id, state=in_both(f"job_state_{job.state}"))
    return answered(job.process, job.result, answer_for(store, job.id), said, _here(request))


@router.get(
    "/jobs/{job}/events",
    summary="What happens in a job",
    response_class=Response,
    responses={
        200: {"content": {EVENTS: {}}, "description": "Server-Sent Events until the job is over"},
        204: {"description": "The job is over, and there is nothing more to tell"},
    },
)
async def events(
    request: Request,
    store: StoreHere,
    job: JobHere,
    last_event_id: Annotated[
        str, Header(description="Number of the last event that is known.")
    ] = "0",
) -> Response:
    """Tell what happens, as it happens: each event is JSON, numbered from 1 without gaps."""
    seen = _number(last_event_id)
    first = await run_in_threadpool(events_after, store, job.id, seen)
    if job.state not in OPEN and not first:
        return Response(status_code=204)  # a browser asks no more
    if request.scope.get("is_head"):
        return Response(media_type=EVENTS)
    told = _told(store, job.id, first, request.app.state.stopping)
    # A proxy that gathers what comes would hold events back.
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(told, media_type=EVENTS, headers=headers)


async def _told(
    store: Store, job: str, found: list[Event], stopping: threading.Event
) -> AsyncIterator[str]:
    """Yield what happened and what happens, until the job is over or the service stops."""
    seen, spoken = 0, anyio.current_time()
    while not stopping.is_set():
        for event in found:
            seen = event.number
            told = json.dumps({"at": event.at, **event.told}, ensure_ascii=False)
            yield f"id: {seen}\ndata: {told}\n\n"
            if event.told.get("state") not in (None, *OPEN):
                return
        if found:
            spoken = anyio.current_time()
        elif anyio.current_time() - spoken >= BEAT_S:
            spoken = anyio.current_time()
            yield ": still there\n\n"
        await anyio.sleep(_LOOKS_S)
        found = await run_in_threadpool(events_after, store, job, seen)


def _number(text: str) -> int:
    """Return the number of an event; RequestError where it is none."""
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= _MOST_EVENTS):
        raise RequestError("job_event_odd", found=text[:60])
    return int(text)


def _kept(store: Store, caller: Caller, asked: JobsAsked) -> list[Job]:
    """Return the jobs that the store tells apart: of an actor, a process, a state."""
    if asked.type is not None and "process" not in asked.type.split(","):
        return []
    return jobs_of(
        store,
        actor=None if caller.role >= Role.ADMIN else caller.actor,
        states=() if asked.status is None else asked.status.split(","),
        processes=() if asked.process is None else asked.process.split(","),
    )


def _is_asked(job: Job, caller: Caller, asked: JobsAsked) -> bool:
    """Say whether a job is the caller's to see, and of the time that is asked for."""
    is_mine = is_theirs(caller, job.actor, job.scopes)
    return is_mine and _is_in_time(job, asked.datetime) and _is_as_long(job, asked)


def _is_in_time(job: Job, asked: str | None) -> bool:
    if asked is None:
        return True
    begin, _, end = asked.partition("/") if "/" in asked else (asked, "", asked)
    ordered = datetime.fromisoformat(job.created)
    # A second that is said without parts of it is meant as a whole.
    until = ordered if "." in end.strip(".") else ordered.replace(microsecond=0)
    first, last = _moment(begin, time.min), _moment(end, time.max)
    return (first is None or first <= ordered) and (last is None or until <= last)


def _moment(text: str, of_day: time) -> datetime | None:
    """Return a moment, None where it is open; a day begins and ends in UTC."""
    if text in ("", ".."):
        return None
    if len(text) == len("2026-11-29"):
        return datetime.combine(date.fromisoformat(text), of_day, UTC)
    return datetime.fromisoformat(text.upper().replace("Z", "+00:00"))


def _is_as_long(job: Job, asked: JobsAsked) -> bool:
    """Say whether a job worked for as many seconds as is asked for; one that waits has not yet."""
    if asked.least_s is None and asked.most_s is None:
        return True
    if job.started is None:
        return False
    end = datetime.now(UTC) if job.finished is None else datetime.fromisoformat(job.finished)
    lasted = (end - datetime.fromisoformat(job.started)).total_seconds()
    return (asked.least_s or 0) <= lasted and (asked.most_s is None or lasted <= asked.most_s)


def _links(request: Request, asked: JobsAsked, number: int) -> list[Link]:
    """Return the links of a page of jobs: itself, the next, the one before."""
    kept = [(name, value) for name, value in request.query_params.multi_items()
            if name not in ("limit", "offset")]  # fmt: skip

    def at(rel: str, start: int) -> Link:
        query = urlencode([*kept, ("limit", asked.limit), ("offset", start)])
        return Link(href=f"{_here(request)}/jobs?{query}", rel=rel, type=JSON)

    links = [at("self", asked.offset)]
    if asked.offset + asked.limit < number:
        links.append(at("next", asked.offset + asked.limit))
    if asked.offset > 0:
        links.append(at("prev", max(0, asked.offset - asked.limit)))
    return links


def _here(request: Request) -> str:
    return str(request.base_url).rstrip("/")
