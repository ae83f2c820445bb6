"""What every request passes first where there is a store: who asks is found out once.

Who may do what is not decided here but by each route (`callers.needs`): some are for everybody.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.callers import ANYBODY, Caller
from api.access.credentials import refuse_in_address, sent_with
from api.access.keyring import Keyring, with_key
from api.errors import answer_to
from gridgen.versions.store.database import Store
from gridgen.words.say import GridgenError


class Gate:
    """Puts into `request.state.caller` who asks, or why that is not known; None for nobody.

    Parameters
    ----------
    app
        What comes behind the gate.
    store
        Where keys are.
    keyring
        Who asked a moment ago.
    is_open
        Whether whoever brings neither key nor token may read.
    """

    def __init__(self, app: ASGIApp, store: Store, keyring: Keyring, *, is_open: bool) -> None:
        self.app = app
        self._store = store
        self._keyring = keyring
        self._nobody = ANYBODY if is_open else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, knowing who asks."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            refuse_in_address(scope.get("raw_path") or b"")
            refuse_in_address(scope["query_string"])
        except GridgenError as why:
            await answer_to(Request(scope), why)(scope, receive, send)
            return
        scope.setdefault("state", {})["caller"] = await self._caller(scope)
        await self.app(scope, receive, send)

    async def _caller(self, scope: Scope) -> Caller | GridgenError | None:
        try:
            sent = sent_with(scope["headers"])
            if sent is None:
                return self._nobody
            known = self._keyring.remembered(sent)
            if known is not None:
                return known
            found = await run_in_threadpool(with_key, self._store, sent)
            return self._keyring.remember(sent, found)
        except GridgenError as why:
            return why
