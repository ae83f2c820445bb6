"""Whom a key or token belongs to, remembered for a few seconds, so that reads stay fast."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from api.access.callers import Caller, Role
from gridgen.model.errors import AccessError
from gridgen.versions.store.access import Key, hash_of, key_of
from gridgen.versions.store.database import Store

KEPT_S = 3.0
"""Seconds for which an answer counts: so long a revoked key may still open in other processes."""

_MOST = 10_000
"""Callers that are remembered; with more all are forgotten."""


@dataclass(frozen=True, slots=True)
class Found:
    """Who asks, and until when that may be believed.

    Attributes
    ----------
    caller
        Who asks.
    until
        Seconds since 1970 at which key or token expires; infinite where it does not.
    """

    caller: Caller
    until: float


class Keyring:
    """Callers by the SHA-256 of what they sent. Only good keys and tokens are remembered.

    Parameters
    ----------
    clock
        Seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._known: dict[str, Found] = {}

    def remembered(self, sent: str) -> Caller | None:
        """Return who sent this a moment ago."""
        found = self._known.get(hash_of(sent))
        return found.caller if found is not None and self._clock() < found.until else None

    def remember(self, sent: str, found: Found) -> Caller:
        """Remember who sent this for `KEPT_S` at most, and return them."""
        if len(self._known) >= _MOST:
            self._known.clear()
        until = min(found.until, self._clock() + KEPT_S)
        self._known[hash_of(sent)] = Found(found.caller, until)
        return found.caller

    def forget(self) -> None:
        """Forget everybody, so that what was changed in this process counts at once."""
        self._known.clear()


def with_key(store: Store, sent: str) -> Found:
    """Return who has a key.

    Parameters
    ----------
    store
        Where keys are.
    sent
        What a stranger sent.

    Raises
    ------
    AccessError
        It opens nothing: there is no such key, or it was revoked or has expired; which of these
        is not told.
    """
    key = key_of(store, sent)
    if key is None or not key.is_good(datetime.now(UTC)):
        raise AccessError("access_refused")
    return Found(caller_with(key), _seconds(key.expires))


def caller_with(key: Key) -> Caller:
    """Return whom a key stands for."""
    return Caller(key.actor, Role[key.role.upper()], key.scopes)


def _seconds(at: str | None) -> float:
    return float("inf") if at is None else datetime.fromisoformat(at).timestamp()
