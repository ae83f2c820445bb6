"""HEAD and OPTIONS for every route, without a second handler of each."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")


class Verbs:
    """Answers HEAD as GET without its body, and OPTIONS with the methods of the route."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, as GET where it asks for the head alone."""
        method = scope.get("method")
        if method == "HEAD":
            # A route whose answer does not end by itself asks for `is_head`.
            asked: Scope = {**scope, "method": "GET", "is_head": True}
            try:
                await self.app(asked, receive, _headed(send))
            finally:
                scope["route"] = asked.get("route")
        elif method == "OPTIONS" and (allowed := _allowed(scope)):
            await Response(status_code=204, headers={"Allow": allowed})(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _headed(send: Send) -> Send:
    """Return what sends an answer without its body."""

    async def answer(message: Message) -> None:
        is_body = message["type"] == "http.response.body"
        await send({**message, "body": b""} if is_body else message)

    return answer


def _allowed(scope: Scope) -> str:
    """Return the methods that the address of a request takes, "" where nothing is there."""
    found = {
        method
        for method in _METHODS
        for route in scope["app"].routes
        if route.matches({**scope, "method": method})[0] is Match.FULL
        and (method == "GET" or not isinstance(route, Mount))  # files are only read
    }
    if not found:
        return ""
    found |= {"OPTIONS"} | ({"HEAD"} if "GET" in found else set())
    return ", ".join(sorted(found))
