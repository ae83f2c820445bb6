"""What is done with every request: named, measured, told in the log, and answered in any case.

One layer around the application that hands messages on as they come: it costs microseconds, and
streams stay streams.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from http import HTTPStatus
from logging import DEBUG, ERROR, INFO
from typing import Any
from uuid import uuid4

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import problem
from api.language import language
from api.logs import REQUESTS, told
from api.meters import Meters
from gridgen.words.discreet import masked
from gridgen.words.say import say

_NAME = b"x-request-id"
_HARMLESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_QUIET = frozenset({"/health", "/metrics"})
"""Asked every few seconds by machines: told only where everything is."""


class Watch:
    """Watches over the requests of an application.

    Parameters
    ----------
    app
        Answers them.
    headers
        What every answer carries that does not say so itself.
    meters
        Count them.
    """

    def __init__(self, app: ASGIApp, *, headers: Mapping[str, str], meters: Meters) -> None:
        self.app = app
        self._headers = [
            (name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()
        ]
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0
        name = _name_of(scope)
        # Kept in what all see, so that whoever knows the caller can tell.
        scope.setdefault("state", {})["request_id"] = name

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._add(message, name)
            await send(message)

        try:
            await self.app(scope, receive, answer)
        except Exception:
            REQUESTS.exception("", extra=told("failure", route=_route(scope), request=name))
            if status:
                raise  # it has begun to answer: the server closes the connection
            request = Request(scope)
            lang = language(request)
            detail = say("service_failed", lang, request=name)
            await problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail, lang)(scope, receive, answer)
        finally:
            self._tell(scope, name, status, time.perf_counter() - began)

    def _add(self, message: Message, name: str) -> None:
        headers = message["headers"] = [*message.get("headers", ())]
        there = {one for one, _ in headers}
        headers += [pair for pair in self._headers if pair[0] not in there]
        headers.append((_NAME, name.encode()))

    def _tell(self, scope: Scope, name: str, status: int, seconds: float) -> None:
        route = _route(scope)
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._meters.count(route, method, status, seconds)
        level = ERROR if status >= HTTPStatus.INTERNAL_SERVER_ERROR else INFO
        if route in _QUIET and level == INFO:
            level = DEBUG
        if REQUESTS.isEnabledFor(level):
            caller = getattr(scope["state"].get("caller"), "actor", "")
            fields: dict[str, Any] = {"method": method, "route": route, "status": status}
            fields |= {"ms": round(seconds * 1000, 2), "caller": caller, "request": name}
            REQUESTS.log(level, "", extra=told("request", **fields))


def _name_of(scope: Scope) -> str:
    """Return what a request calls itself, where that is harmless in a log; else a new name."""
    for header, value in scope["headers"]:
        if header == _NAME:
            said = str(value.decode("latin-1"))
            if _HARMLESS.fullmatch(said) and masked(said) == said:
                return said
    return uuid4().hex


def _route(scope: Scope) -> str:
    """Return the template of the route of a request, "-" where nothing is there."""
    return str(getattr(scope.get("route"), "path", "-"))
