"""Asks the service what a client would, without a server between."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from plans import town
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.callers import Caller
from gridgen.model.errors import ReadError
from gridgen.model.plan import Plan
from gridgen.versions.store.access import KeyOrder, make_key


class Client:
    """Asks the application itself, without a server between; with a key where one is given."""

    def __init__(self, app: FastAPI, key: str = "") -> None:
        self.app = app
        self.key = key

    def get(
        self,
        address: str,
        *,
        params: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        return asyncio.run(self._ask("GET", address, params=params, headers=headers))

    def head(self, address: str) -> httpx.Response:
        return asyncio.run(self._ask("HEAD", address))

    def post(self, address: str, **asked: Any) -> httpx.Response:
        return asyncio.run(self._ask("POST", address, **asked))

    def ask(self, method: str, address: str, **asked: Any) -> httpx.Response:
        return asyncio.run(self._ask(method, address, **asked))

    async def _ask(self, method: str, address: str, **asked: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        headers = {"X-API-Key": self.key} if self.key else {}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://town", headers=headers
        ) as client:
            return await client.request(method, address, **asked)


def keyed(app: FastAPI, role: str = "admin", *scopes: str, days: int | None = None) -> Client:
    """A client with a key of its own: of an administrator of all land, unless said otherwise."""
    order = KeyOrder(role, scopes or ("",), days=days)
    return Client(app, make_key(app.state.store, order, actor="tester")[1])


class _As:
    """Stands behind the gate and says who asks, whatever it found."""

    def __init__(self, app: ASGIApp, caller: Caller) -> None:
        self.app, self.caller = app, caller

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["caller"] = self.caller
        await self.app(scope, receive, send)


def known_as(app: FastAPI, caller: Caller) -> None:
    """Let whoever asks an application be somebody, without a key, from now on."""
    others = [one for one in app.user_middleware if one.cls is not _As]
    app.user_middleware = [*others, Middleware(_As, caller=caller)]
    app.middleware_stack = None  # made anew with the next request


class Loads:
    """Reads any file as the town, counts how often, and refuses files that say "broken"."""

    def __init__(self) -> None:
        self.files: list[str] = []

    def __call__(self, file: Path) -> Plan:
        self.files.append(file.stem)
        if "broken" in file.read_text():
            raise ReadError("plan_communities_empty", file=file.name)
        return town(village=file.read_text() or "清河村")


def items(answer: httpx.Response) -> list[dict[str, Any]]:
    """The features of an answer that is a page of items."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    features: list[dict[str, Any]] = answer.json()["features"]
    return features
