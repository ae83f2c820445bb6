"""HEAD and OPTIONS for every route, without a second handler of each."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Verbs:
    """Answers HEAD as GET without its body, and OPTIONS with the methods of the route."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, as GET where it asks for the head alone."""
        if scope["type"] != "http" or scope["method"] not in ("HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"

        async def answer(message: Message) -> None:
            if not is_head and message["type"] == "http.response.start":
                message = _allowing(message)
            elif message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"} if is_head else scope, receive, answer)


def _allowing(message: Message) -> Message:
    """Return the start of an answer to OPTIONS: that no route takes it says which methods do."""
    if message["status"] != 405:
        return message
    methods = dict(message["headers"]).get(b"allow", b"GET")
    allowed = {*methods.decode().replace(" ", "").split(","), "OPTIONS"}
    allowed |= {"HEAD"} if "GET" in allowed else set()
    allow = ", ".join(sorted(allowed)).encode()
    kept = [(name, value) for name, value in message["headers"]
            if name not in (b"allow", b"content-length", b"content-type")]  # fmt: skip
    return {**message, "status": 204, "headers": [*kept, (b"allow", allow)]}
