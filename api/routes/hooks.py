"""Webhooks: who is told when a plan comes into force."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError

from api.access.callers import CallerHere, Role, needs
from api.asked import JSON, KNOWN_ONLY, Lang, body_of
from api.deps import StoreHere
from api.hooks.allowed import Hosts
from api.language import language
from api.models import Deliveries, DeliveryAnswer, HookAnswer, HookAsked, HookMade, Hooks
from gridgen.model.errors import DeniedError, NotInPlanError, RequestError
from gridgen.versions.store.access import scopes_of
from gridgen.versions.store.hooks import WAITING, Hook, add_hook, hooks, remove_hook
from gridgen.versions.store.outbox import Delivery, deliveries_of, put_ping
from gridgen.words.say import say

MOST_BYTES = 64 * 2**10
"""Bytes of the body that asks for a hook."""

_BODY = {"required": True, "content": {JSON: {"schema": HookAsked.model_json_schema()}}}

router = APIRouter(tags=["hooks"], dependencies=[*KNOWN_ONLY, needs(Role.ADMIN)])


def hosts_of(request: Request) -> Hosts:
    """Return which hosts may be told."""
    settings = request.app.state.settings
    return Hosts(settings.hook_hosts, settings.hook_hosts_inside)


def hook_of(store: StoreHere, caller: CallerHere, hook: str) -> Hook:
    """Return the hook that an address names.

    Raises
    ------
    NotInPlanError
        There is none, or it is about land that is not the caller's.
    """
    for one in hooks(store):
        if one.id == hook and all(map(caller.sees, one.scopes)):
            return one
    raise NotInPlanError("hook_none", id=hook)


HookHere = Annotated[Hook, Depends(hook_of)]


@router.get("/hooks", summary="Who is told of publications")
def list_hooks(store: StoreHere, caller: CallerHere) -> Hooks:
    """List the hooks of the caller's land; their secrets are not told."""
    theirs = [hook for hook in hooks(store) if all(map(caller.sees, hook.scopes))]
    return Hooks(hooks=[_answer(hook) for hook in theirs])


@router.post(
    "/hooks",
    summary="Tell an address of publications",
    status_code=201,
    response_model=HookMade,
    openapi_extra={"requestBody": _BODY},
)
async def make_hook(
    request: Request, response: Response, store: StoreHere, caller: CallerHere
) -> HookMade:
    """Add an address that is told when a plan of the caller's land comes into force or is retired.

    Its host must be one that whoever runs the service has listed. What is sent is signed as
    Standard Webhooks has it; the secret stands in this answer and nowhere else.
    """
    asked = _asked(await body_of(request, MOST_BYTES))
    url = hosts_of(request).url(asked.address)
    for scope in scopes_of(asked.scopes or caller.scopes):
        if not caller.sees(scope):
            raise DeniedError("key_not_yours", scope=scope, mine=[*caller.scopes])
    hook = await run_in_threadpool(
        add_hook, store, str(url), asked.scopes or caller.scopes, actor=caller.actor
    )
    response.headers["Location"] = f"{str(request.base_url).rstrip('/')}/hooks/{hook.id}"
    response.headers["Cache-Control"] = "no-store"
    return HookMade(**_answer(hook).model_dump(), secret=hook.secret)


@router.delete("/hooks/{hook}", summary="Tell an address nothing any more", status_code=204)
def delete_hook(store: StoreHere, caller: CallerHere, hook: HookHere) -> None:
    """Take a hook out, and what waits to be sent to it."""
    remove_hook(store, hook.id, actor=caller.actor)


@router.get("/hooks/{hook}/deliveries", summary="What was sent to an address")
def list_deliveries(
    request: Request,
    store: StoreHere,
    hook: HookHere,
    limit: Annotated[int, Query(ge=1, le=1000, description="Deliveries at most.")] = 100,
    lang: Lang = None,
) -> Deliveries:
    """List what was sent to an address or waits to be, the newest first, and why it did not arrive.

    What does not arrive is sent again after 5 seconds, 15, 45 and so on, for a day.
    """
    tongue = lang or language(request)
    found = deliveries_of(store, hook.id, most=limit)
    return Deliveries(deliveries=[_told(one, tongue) for one in found])


@router.post("/hooks/{hook}/test", summary="Try an address", status_code=202)
def try_hook(
    request: Request, store: StoreHere, hook: HookHere, lang: Lang = None
) -> DeliveryAnswer:
    """Send a message that only tries whether the address works: `/hooks/{hook}/deliveries` says
    what came of it.
    """
    return _told(put_ping(store, hook), lang or language(request))


def _asked(body: bytes) -> HookAsked:
    try:
        return HookAsked.model_validate_json(body)
    except ValidationError as why:
        where = ".".join(map(str, why.errors()[0]["loc"])) or "-"
        raise RequestError("hook_body_odd", where=where[:100]) from why


def _answer(hook: Hook) -> HookAnswer:
    return HookAnswer(
        id=hook.id, address=hook.address, scopes=[*hook.scopes], made_by=hook.made_by, at=hook.at
    )


def _told(one: Delivery, lang: str) -> DeliveryAnswer:
    again = None
    if one.state == WAITING:
        again = datetime.fromtimestamp(one.due, UTC).isoformat(timespec="seconds")
    why = None if one.why is None else say(one.why, lang)
    return DeliveryAnswer(
        id=one.id, state=one.state, attempts=one.attempts, status=one.status, why=why, due=again,
        at=one.at, event=one.event,
    )  # fmt: skip
