"""Pages from other origins may fetch what is public, where a setting says so; nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_PUBLIC = "/public"


class PublicCors:
    """Says with each public answer which origins may read it, and answers their preflight."""

    def __init__(self, app: ASGIApp, origins: Iterable[str]) -> None:
        self.app = app
        self._open = CORSMiddleware(
            app,
            allow_origins=[*origins],
            allow_methods=["GET", "HEAD"],
            allow_headers=["If-None-Match", "If-Modified-Since"],
            expose_headers=["ETag", "Last-Modified"],
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        is_public = path == _PUBLIC or path.startswith(f"{_PUBLIC}/")
        await (self._open if is_public else self.app)(scope, receive, send)
