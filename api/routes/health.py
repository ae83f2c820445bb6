"""Whether the service lives and can work, and what it has done: for those who keep it running."""

from __future__ import annotations

import ipaddress
from datetime import date
from functools import cache
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.access.callers import Role, caller_of
from api.asked import JSON, KNOWN_ONLY, Lang
from api.files import Files
from api.language import language
from api.living import Living
from api.models import Health
from gridgen import __version__
from gridgen.model.errors import DeniedError
from gridgen.versions.store.database import Store
from gridgen.versions.store.upgrade import newest_step, step_of
from gridgen.words.say import GridgenError, say

_PASSED_ON = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
"""Headers of a proxy: who asks is not on this machine then, though the proxy is."""

router = APIRouter(tags=["running"], dependencies=KNOWN_ONLY)


@router.get(
    "/health",
    summary="Is the service up, and can it work",
    response_model=Health,
    responses={
        503: {"model": Health, "description": "It lives, and cannot work: `wrong` says why."}
    },
)
def health(request: Request, lang: Lang = None) -> Any:
    """Say whether the service lives and whether it can work; no plan is read.

    Its store must answer and have the tables of this version. What is wrong is said without names,
    addresses and passwords, for anybody may ask.
    """
    wrong = _wrong(request.app.state.store, lang or language(request))
    told = Health(
        status="failing" if wrong else "ok",
        ready=not wrong,
        version=__version__,
        plans=0 if wrong else _offered(request),
        wrong=wrong,
    )
    status = HTTPStatus.SERVICE_UNAVAILABLE if wrong else HTTPStatus.OK
    return Response(told.model_dump_json(), status, {"Cache-Control": "no-store"}, JSON)


def _offered(request: Request) -> int:
    """Return how many plans there are: files, and what is in force today."""
    files: Files = request.app.state.files
    living: Living | None = request.app.state.living
    return len(files.names()) + (0 if living is None else len(living.in_force(date.today())))


def _wrong(store: Store | None, lang: str) -> list[str]:
    if store is None:
        return []
    try:
        with store.reading() as connection:
            here = step_of(connection) or "-"
    except GridgenError:
        return [say("health_no_store", lang)]
    newest = _newest()
    return [] if here == newest else [say("health_other_step", lang, here=here, newest=newest)]


@cache
def _newest() -> str:
    """Return the step of this program: it stays, and is slow to find."""
    return newest_step()


async def let_in(request: Request) -> None:
    """Let in whoever is on this machine itself, and administrators.

    Raises
    ------
    AccessError
        It is somebody else: the service does not know them, or they are no administrator.
    """
    if not is_here(request) and (await caller_of(request)).role < Role.ADMIN:
        raise DeniedError("metrics_denied")


def is_here(request: Request) -> bool:
    """Say whether a request comes from this machine, and not through a proxy on it."""
    if request.client is None or any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


@router.get(
    "/metrics",
    summary="Numbers for Prometheus",
    dependencies=[Depends(let_in)],
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}, "description": "The text of Prometheus."}},
)
def metrics(request: Request) -> Response:
    """Return how many requests were answered and how long each took, by route and status; jobs and
    deliveries by state; plans in memory. For administrators, and from this machine itself.
    """
    return Response(request.app.state.meters.text(), media_type=CONTENT_TYPE_LATEST)
