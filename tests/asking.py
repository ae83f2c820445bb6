"""Asks the service what a client would, without a server between."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
from fastapi import FastAPI


class Client:
    """Asks the application itself, without a server between."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def get(
        self,
        address: str,
        *,
        params: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        return asyncio.run(self._get(address, params, headers))

    async def _get(
        self, address: str, params: dict[str, Any] | None, headers: dict[str, str] | None
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://town") as client:
            return await client.get(address, params=params, headers=headers)
