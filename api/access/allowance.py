"""Counts requests in one process, out of what it takes from the store, a batch at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from api.access.policies import SPAN_S, Policy
from gridgen.model.errors import StoreError
from gridgen.versions.store.database import Store
from gridgen.versions.store.rates import forget_spans, take


@dataclass(frozen=True, slots=True)
class Left:
    """What somebody may still ask.

    Attributes
    ----------
    policy
        By which it is counted.
    number
        Requests, as this process knows it; others may have taken some since.
    reset_s
        Seconds until all are there again.
    is_over
        Whether the request that was counted is one too many.
    """

    policy: Policy
    number: int
    reset_s: int
    is_over: bool = False

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Return the headers that tell it, as the IETF drafts them."""
        told = [
            (b"ratelimit-policy", f'"{self.policy.name}";q={self.policy.most};w={SPAN_S}'.encode()),
            (b"ratelimit", f'"{self.policy.name}";r={self.number};t={self.reset_s}'.encode()),
        ]
        return [*told, (b"retry-after", str(self.reset_s).encode())] if self.is_over else told


@dataclass(slots=True)
class _Held:
    """What one process has of a caller's span; changed on the event loop alone."""

    left: int = 0
    given: int = 0
    given_to_all: int = 0
    is_spent: bool = False
    filling: asyncio.Future[tuple[int, int]] | None = None


class Allowance:
    """Whether somebody may ask once more.

    The store is asked once for a batch of requests, ahead of need. Where it cannot be written, or
    not soon, each process counts for itself.

    Parameters
    ----------
    store
        Where all processes count.
    clock
        Seconds since 1970.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock
        self._span = 0
        self._held: dict[tuple[str, str], _Held] = {}

    async def take(self, policy: Policy, who: str) -> Left:
        """Count one request, and return what is left after it.

        Parameters
        ----------
        policy
            By which it is counted.
        who
            Opaque.
        """
        now = self._clock()
        span = int(now) // SPAN_S * SPAN_S
        if span != self._span:
            self._turn_to(span)
        held = self._held.setdefault((policy.name, who), _Held())
        while held.left <= 0 and not held.is_spent:
            filling = self._filling(held, policy, who)
            await asyncio.shield(filling)
            # At once: a future that is over is awaited without a turn of the loop, in which what it
            # calls back would come.
            _add(held, filling)
        reset_s = span + SPAN_S - int(now)
        if held.left <= 0:
            return Left(policy, 0, reset_s, is_over=True)
        held.left -= 1
        if held.left < policy.batch // 4 and not held.is_spent:
            self._filling(held, policy, who)  # ahead of need: nobody waits for it
        return Left(policy, max(0, policy.most - held.given_to_all) + held.left, reset_s)

    def _turn_to(self, span: int) -> None:
        """Begin a span: what was held of the one before counts no more."""
        self._span, self._held = span, {}
        asyncio.get_running_loop().run_in_executor(None, self._forget, span - SPAN_S)

    def _forget(self, before: int) -> None:
        try:
            forget_spans(self._store, before)
        except StoreError:
            return  # another span, another try

    def _filling(self, held: _Held, policy: Policy, who: str) -> asyncio.Future[tuple[int, int]]:
        """Return the taking of a batch that is under way; begun where none is."""
        loop = asyncio.get_running_loop()
        if held.filling is None or held.filling.get_loop() is not loop:
            name = f"{policy.name}:{who}"
            held.filling = loop.run_in_executor(None, self._take, held, policy, name, self._span)
            held.filling.add_done_callback(partial(_add, held))
        return held.filling

    def _take(self, held: _Held, policy: Policy, name: str, span: int) -> tuple[int, int]:
        try:
            return take(self._store, name, span, policy.batch, policy.most)
        except StoreError:
            given = min(policy.batch, policy.most - held.given)
            return given, held.given + given


def _add(held: _Held, taken: asyncio.Future[tuple[int, int]]) -> None:
    """Add what was taken, once."""
    if held.filling is not taken:
        return
    held.filling = None
    given, held.given_to_all = taken.result()
    held.given += given
    held.left += given
    held.is_spent = not given
