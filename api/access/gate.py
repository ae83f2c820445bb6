"""What every request passes first where there is a store: who asks, and whether too often.

Who may do what is not decided here but by each route (`callers.needs`): some are for everybody.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.allowance import Allowance, Left
from api.access.callers import ANYBODY, Caller
from api.access.credentials import refuse_in_address, sent_with
from api.access.keyring import Keyring, with_key
from api.access.policies import SPAN_S, Policy, Rates
from api.access.tokens import Tokens, is_token
from api.errors import answer_to, problem
from api.language import language
from gridgen.model.errors import AccessError
from gridgen.versions.store.database import Store
from gridgen.words.say import GridgenError, say


@dataclass(frozen=True, slots=True)
class Doors:
    """What a gate goes by.

    Attributes
    ----------
    store
        Where keys are.
    keyring
        Who asked a moment ago.
    rates
        How often somebody may ask.
    allowance
        How often they did.
    tokens
        Says who a token is of; None where none count.
    is_open
        Whether whoever brings neither key nor token may read.
    """

    store: Store
    keyring: Keyring
    rates: Rates
    allowance: Allowance
    tokens: Tokens | None
    is_open: bool


class Gate:
    """Puts into `request.state.caller` who asks, or why that is not known; None for nobody.

    Answers 429 to whoever asks too often, and tells everybody in headers what is left.
    """

    def __init__(self, app: ASGIApp, doors: Doors) -> None:
        self.app = app
        self._doors = doors

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
        found = await self._caller(scope)
        scope.setdefault("state", {})["caller"] = found
        left = await self._left(scope, found)
        if left is None:
            await self.app(scope, receive, send)
        elif left.is_over:
            await _refusal(Request(scope), left)(scope, receive, _telling(send, left))
        else:
            await self.app(scope, receive, _telling(send, left))

    async def _caller(self, scope: Scope) -> Caller | GridgenError | None:
        try:
            sent = sent_with(scope["headers"])
            if sent is None:
                return ANYBODY if self._doors.is_open else None
            known = self._doors.keyring.remembered(sent)
            if known is not None:
                return known
            tokens = self._doors.tokens
            if tokens is not None and is_token(sent):
                found = await tokens.found(sent)
            else:
                found = await run_in_threadpool(with_key, self._doors.store, sent)
            return self._doors.keyring.remember(sent, found)
        except GridgenError as why:
            return why

    async def _left(self, scope: Scope, found: Caller | GridgenError | None) -> Left | None:
        """Count a request; None where it may be any number.

        Whoever has a good key is not held up by those who try bad ones at the same address.
        """
        rates = self._doors.rates
        is_known = isinstance(found, Caller) and found is not ANYBODY
        who = found.actor if isinstance(found, Caller) and is_known else _address(scope)
        if isinstance(found, AccessError):
            left = await self._counted(rates.of_failed, who)
            if left is not None and left.is_over:
                return left
        return await self._counted(rates.policy_of(scope["method"], scope["path"]), who)

    async def _counted(self, policy: Policy, who: str) -> Left | None:
        return await self._doors.allowance.take(policy, who) if policy.most else None


def _address(scope: Scope) -> str:
    """Return whence a request comes, as what nobody reads an address from; one network of IPv6 is
    one: whoever has an address there has them all.
    """
    host = (scope.get("client") or ("",))[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:  # a socket has none
        told = host
    else:
        width = 64 if address.version == 6 else 32
        told = str(ipaddress.ip_network((address, width), strict=False))
    return f"at-{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def _refusal(request: Request, left: Left) -> ASGIApp:
    lang = language(request)
    detail = say("access_too_often", lang, most=left.policy.most, seconds=SPAN_S, wait=left.reset_s)
    return problem(HTTPStatus.TOO_MANY_REQUESTS, detail, lang)


def _telling(send: Send, left: Left) -> Send:
    """Return what sends an answer with the headers that tell what is left."""

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *left.headers()]}
        await send(message)

    return answer
