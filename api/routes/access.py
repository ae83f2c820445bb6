"""Keys, who asks, and the audit."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError

from api.access.callers import Caller, CallerHere, Role, needs
from api.asked import JSON, KNOWN_ONLY, body_of
from api.deps import StoreHere
from api.models import (
    Actor,
    Actors,
    AuditLine,
    AuditPage,
    KeyAnswer,
    KeyAsked,
    KeyMade,
    Keys,
    Link,
    WhoAmI,
)
from gridgen.model.errors import DeniedError, NotInStoreError, RequestError
from gridgen.versions.store.access import Key, KeyOrder, keys, make_key, revoke, scopes_of
from gridgen.versions.store.audit_pages import page_of_audit
from gridgen.versions.store.database import Store

MOST_BYTES = 64 * 2**10
"""Bytes of the body that asks for a key."""

router = APIRouter(tags=["access"], dependencies=KNOWN_ONLY)

_BODY = {"required": True, "content": {JSON: {"schema": KeyAsked.model_json_schema()}}}


@router.get("/whoami", summary="Who asks", dependencies=[needs(Role.VIEWER)])
def whoami(caller: CallerHere) -> WhoAmI:
    """Return the role and the land of whoever asks, and the id by which history knows them."""
    return WhoAmI(actor=caller.actor, role=caller.role.name.lower(), scopes=[*caller.scopes])


@router.get("/actors", summary="Who is who", dependencies=[needs(Role.VIEWER)])
def list_actors(store: StoreHere, caller: CallerHere) -> Actors:
    """Return the labels of keys that change plans of the caller's land, also of those that were
    revoked: what they did stands in history.
    """
    return Actors(
        actors=[
            Actor(actor=key.actor, name=key.label)
            for key in keys(store)
            if key.label and Role[key.role.upper()] > Role.VIEWER and _meets(key, caller)
        ]
    )


@router.get("/keys", summary="The keys that there are", dependencies=[needs(Role.ADMIN)])
def list_keys(store: StoreHere, caller: CallerHere) -> Keys:
    """List the keys of the caller's land, also those that were revoked; what opens is not told."""
    return Keys(keys=[_answer(key) for key in keys(store) if _is_theirs(key, caller)])


@router.post(
    "/keys",
    summary="Make a key",
    status_code=201,
    response_model=KeyMade,
    dependencies=[needs(Role.ADMIN)],
    openapi_extra={"requestBody": _BODY},
)
async def add_key(
    request: Request, response: Response, store: StoreHere, caller: CallerHere
) -> KeyMade:
    """Make a key for land of the caller's own. The key stands in this answer and nowhere else."""
    asked = _asked(await body_of(request, MOST_BYTES))
    for scope in scopes_of(asked.scopes):
        if not caller.sees(scope):
            raise DeniedError("key_not_yours", scope=scope, mine=[*caller.scopes])
    order = KeyOrder(asked.role, asked.scopes, asked.label, asked.days)
    key, text = await run_in_threadpool(make_key, store, order, actor=caller.actor)
    response.headers["Location"] = f"{str(request.base_url).rstrip('/')}/keys/{key.id}"
    response.headers["Cache-Control"] = "no-store"
    return KeyMade(**_answer(key).model_dump(), key=text)


@router.delete(
    "/keys/{key}", summary="Revoke a key", status_code=204, dependencies=[needs(Role.ADMIN)]
)
def revoke_key(request: Request, store: StoreHere, caller: CallerHere, key: str) -> None:
    """Revoke a key: it opens nothing any more, here at once, in other processes in seconds."""
    _require_theirs(store, key, caller)
    revoke(store, key, actor=caller.actor)
    request.app.state.keyring.forget()


@router.get("/audit", summary="Who did what and when", dependencies=[needs(Role.ADMIN)])
def audit(
    request: Request,
    store: StoreHere,
    caller: CallerHere,
    limit: Annotated[int, Query(ge=1, le=1000, description="Lines in one answer.")] = 100,
    before: Annotated[
        int | None, Query(ge=1, le=2**31 - 1, description="Lines older than this one alone.")
    ] = None,
) -> AuditPage:
    """Return lines of the audit, the newest first: those on the caller's land."""
    lines = page_of_audit(store, caller.scopes, before=before, most=limit)
    links = []
    if len(lines) == limit:
        here = f"{str(request.base_url).rstrip('/')}/audit"
        address = f"{here}?limit={limit}&before={lines[-1].number}"
        links.append(Link(href=address, rel="next", type=JSON))
    return AuditPage(lines=[AuditLine.of(line) for line in lines], links=links)


def _asked(body: bytes) -> KeyAsked:
    try:
        return KeyAsked.model_validate_json(body)
    except ValidationError as why:
        where = ".".join(map(str, why.errors()[0]["loc"])) or "-"
        raise RequestError("key_body_odd", where=where[:100]) from why


def _is_theirs(key: Key, caller: Caller) -> bool:
    return all(caller.sees(scope) for scope in key.scopes)


def _meets(key: Key, caller: Caller) -> bool:
    """Say whether there may be land that is the key's and the caller's."""
    return any(
        scope.startswith(mine) or mine.startswith(scope)
        for scope in key.scopes
        for mine in caller.scopes
    )


def _require_theirs(store: Store, id_: str, caller: Caller) -> None:
    if not any(key.id == id_ and _is_theirs(key, caller) for key in keys(store)):
        raise NotInStoreError("key_none", id=id_)


def _answer(key: Key) -> KeyAnswer:
    told: dict[str, Any] = {"id": key.id, "label": key.label, "role": key.role}
    return KeyAnswer(
        **told, scopes=[*key.scopes], made_by=key.made_by, at=key.at, expires=key.expires,
        revoked=key.revoked,
    )  # fmt: skip
