"""OGC API Processes: what can be done, and orders to do it."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from api.access.callers import Caller, CallerHere, Role, needs
from api.asked import JSON, KNOWN_ONLY, Lang, body_of
from api.deps import Plans, PlansHere, StoreHere
from api.described import FILES, OUTPUTS, described, summary_of
from api.executions import Execution, execution_of
from api.language import language
from api.receiving import known_already, taken, upload_for
from api.results import answered, failed
from api.work import StatusInfo
from gridgen.jobs.answers import keep_answer
from gridgen.jobs.asked import PROCESSES, refuse_odd
from gridgen.jobs.job import Job, Order
from gridgen.jobs.processes import done_now
from gridgen.jobs.queue import submit
from gridgen.model.errors import NotInPlanError, RequestError
from gridgen.versions.store.database import Store
from gridgen.versions.store.sizes import households_in
from gridgen.words.say import GridgenError

MOST_BYTES = 16 * 2**20
"""Bytes of the body of an execution: GeoJSON of 75,000 households. More comes as an upload."""

_QUICK_HOUSEHOLDS = 20_000
_QUICK_BYTES = 8 * 2**20
"""What is answered at once: of a larger version or file it would keep others waiting."""

_AT_ONCE = CapacityLimiter(1)
"""Executions that are answered at once, one after the other."""

_BODY = {
    "type": "object",
    "properties": {
        "inputs": {"type": "object", "additionalProperties": True},
        "outputs": {"type": "object", "additionalProperties": True},
        "response": {"type": "string", "enum": ["document", "raw"], "default": "document"},
    },
    "example": {
        "inputs": {"name": "qinghe", "households": {"href": "/uploads/0123456789abcdef"}},
    },
}

router = APIRouter(tags=["processes"], dependencies=KNOWN_ONLY)


@router.get("/processes", summary="What can be done", dependencies=[needs(Role.VIEWER)])
def processes(
    request: Request,
    store: StoreHere,  # noqa: ARG001 - without a store nothing can be done
    limit: Annotated[int, Query(ge=1, le=1000, description="Processes in one answer.")] = 100,
    lang: Lang = None,  # noqa: ARG001 - read by `language`
) -> dict[str, Any]:
    """List the processes."""
    here, said = _here(request), language(request)
    return {
        "processes": [summary_of(process, said, here) for process in [*PROCESSES][:limit]],
        "links": [{"href": f"{here}/processes", "rel": "self", "type": JSON}],
    }


@router.get(
    "/processes/{process}", summary="What a process is asked", dependencies=[needs(Role.VIEWER)]
)
def process(
    request: Request,
    store: StoreHere,  # noqa: ARG001
    process: str,
    lang: Lang = None,  # noqa: ARG001
) -> dict[str, Any]:
    """Describe a process: its inputs and its output, with JSON Schemas."""
    _refuse_unknown(process)
    return described(process, language(request), _here(request))


@router.post(
    "/processes/{process}/execution",
    summary="Order that it is done",
    response_class=JSONResponse,
    dependencies=[needs(Role.PLANNER)],
    openapi_extra={"requestBody": {"required": True, "content": {JSON: {"schema": _BODY}}}},
    responses={
        200: {"content": {JSON: {}}, "description": "The results, where it was done at once"},
        201: {"model": StatusInfo, "description": "A job, at the address that Location says"},
        204: {"description": "The results are where Link says"},
    },
)
async def execute(
    request: Request,
    store: StoreHere,
    plans: PlansHere,
    caller: CallerHere,
    process: str,
    prefer: Annotated[str, Header(description="respond-async for a job.")] = "",
    idempotency_key: Annotated[
        str | None, Header(description="The same key again is the same job.")
    ] = None,
    lang: Lang = None,  # noqa: ARG001
) -> Response:
    """Begin a job; check and suggest are answered at once where there is not much to look at.

    A file is `{"href": "/uploads/ID"}`, `{"href": "/uploads/ID#LAYER"}` where it has several, or
    GeoJSON as `{"value": {...}, "mediaType": "application/geo+json"}`. No other address is taken.
    """
    _refuse_unknown(process)
    if len(request.headers.getlist("idempotency-key")) > 1:
        raise RequestError("asked_twice", name="Idempotency-Key")
    body = await body_of(request, MOST_BYTES)
    here = _here(request)
    asked = await run_in_threadpool(execution_of, process, body, here)
    await _keep_inline(request, store, caller, asked)
    order = Order(process, asked.asked, caller.actor, caller.scopes, idempotency_key)
    is_small = await run_in_threadpool(_looked_through, store, plans, caller, order)
    is_asked_later = "respond-async" in prefer.lower()
    if OUTPUTS[process].is_quick and is_small and not is_asked_later:
        return await to_thread.run_sync(
            _done, store, order, asked, language(request), here, limiter=_AT_ONCE
        )
    job = await run_in_threadpool(_submitted, store, order, asked)
    told = StatusInfo.of(job, language(request), here)
    headers = {"Location": told.links[0].href}
    if is_asked_later:
        headers["Preference-Applied"] = "respond-async"
    content = told.model_dump(mode="json", exclude_none=True)
    return JSONResponse(content, status_code=HTTPStatus.CREATED, headers=headers)


def _refuse_unknown(process: str) -> None:
    if process not in PROCESSES:
        raise NotInPlanError("job_process_unknown", process=process, known=[*PROCESSES])


async def _keep_inline(request: Request, store: Store, caller: Caller, asked: Execution) -> None:
    """Let GeoJSON that came by value go the way of all files; the same again is the same upload."""
    for (name, place), content in asked.inline.items():
        called = f"{name}.geojson" if place is None else f"{name}-{place + 1}.geojson"
        kept = await run_in_threadpool(known_already, store, caller, called, content)
        if kept is None:
            with TemporaryDirectory(prefix="gridgen-upload-") as folder:
                file = Path(folder) / called
                file.write_bytes(content)
                kept = await taken(store, caller, request.app.state.settings, file)
        asked.put(name, place, kept.id)


def _looked_through(store: Store, plans: Plans, caller: Caller, order: Order) -> bool:
    """Say whether little is asked; refuse what cannot be asked, or is not the caller's to see."""
    refuse_odd(order.process, order.asked)
    size = sum(upload_for(store, caller, one).size for one in _uploads_in(order))
    households = 0
    for name in ("version", "parent"):
        if name in order.asked:
            households += households_in(store, plans.version(order.asked[name]))
    return size <= _QUICK_BYTES and households <= _QUICK_HOUSEHOLDS


def _uploads_in(order: Order) -> list[str]:
    """Return the uploads that are named among the inputs."""
    given = [order.asked.get(one.name) for one in PROCESSES[order.process] if one.kind in FILES]
    values = [one for value in given for one in (value if isinstance(value, list) else [value])]
    return [one["upload"] for one in values if isinstance(one, dict)]


def _done(store: Store, order: Order, asked: Execution, lang: str, here: str) -> Response:
    try:
        result = done_now(store, order)
    except GridgenError as error:
        return failed(error, lang)
    return answered(order.process, result, asked.answer, lang, here)


def _submitted(store: Store, order: Order, asked: Execution) -> Job:
    job = submit(store, order)
    keep_answer(store, job.id, asked.answer)
    return job


def _here(request: Request) -> str:
    return str(request.base_url).rstrip("/")
