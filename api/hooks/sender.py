"""Sends what webhooks are to be told, and again what did not arrive, for a day."""

from __future__ import annotations

import asyncio
import logging
import random
import threading
import time
from datetime import UTC, datetime, timedelta

from api.hooks.allowed import Hosts, Resolve
from api.hooks.sending import LONGEST_S, Outcome, looked_up, send
from api.logs import told
from gridgen.model.errors import StoreError
from gridgen.versions.store.database import Store
from gridgen.versions.store.outbox import (
    GIVE_UP_S,
    Claimed,
    Delivery,
    claim,
    forget_older,
    settle,
)

LOG = logging.getLogger("gridgen.hooks")

LOOK_S = 2.0
"""Seconds between two looks whether something is due."""

AT_ONCE = 16
"""Deliveries that one service sends at the same time."""

FIRST_S, TIMES, LONGEST_WAIT_S = 5.0, 3.0, 2 * 3600.0
"""Seconds before the second attempt, how much longer each further one waits, and at most."""

KEPT_DAYS = 30
"""Days for which the store knows what was delivered."""

_LEASE_S = 3 * LONGEST_S


def wait_s(attempts: int, jitter: random.Random) -> float:
    """Return how long to wait after so many attempts, a fifth more or less, so that those who
    failed together do not come together again.

    >>> [round(wait_s(k, random.Random(0)) / 5) for k in (1, 2, 3)]
    [1, 3, 10]
    """
    wait = min(FIRST_S * TIMES ** (attempts - 1), LONGEST_WAIT_S)
    return wait * jitter.uniform(0.8, 1.2)


def send_due(store: Store, hosts: Hosts, *, at: float, resolve: Resolve = looked_up) -> int:
    """Send what is due; return how many deliveries were tried.

    Parameters
    ----------
    store
        Where deliveries are.
    hosts
        Which may be told.
    at
        Seconds since 1970.
    resolve
        Looks up a host.
    """
    claimed = claim(store, at, lease_s=_LEASE_S, most=AT_ONCE)
    if claimed:
        for one, outcome in zip(claimed, asyncio.run(_all(claimed, hosts, resolve)), strict=True):
            _keep(store, one.delivery, outcome, at)
    return len(claimed)


async def _all(claimed: list[Claimed], hosts: Hosts, resolve: Resolve) -> list[Outcome]:
    return list(await asyncio.gather(*(send(one, hosts, resolve=resolve) for one in claimed)))


def _keep(store: Store, delivery: Delivery, outcome: Outcome, at: float) -> None:
    due: float | None = at + wait_s(delivery.attempts, random.Random())  # noqa: S311 - no secret
    if outcome.is_final or at - delivery.began > GIVE_UP_S:
        due = None
    settle(store, delivery, status=outcome.status, why=outcome.why, due=due)
    level = logging.INFO if outcome.why is None else logging.WARNING
    fields = {"delivery": delivery.id, "hook": delivery.hook, "attempts": delivery.attempts}
    fields |= {"status": outcome.status or "", "why": outcome.why or ""}
    LOG.log(level, "", extra=told("webhook", **fields))


class Sender:
    """A thread that sends, until `stop`; as a context manager for as long as the block runs."""

    def __init__(self, store: Store, hosts: Hosts) -> None:
        self._store = store
        self._hosts = hosts
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Let what is being sent end, for as long as one attempt may take, and no more."""
        self._stop.set()
        self._thread.join(LONGEST_S + 1)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                if send_due(self._store, self._hosts, at=time.time()):
                    continue
                old = datetime.now(UTC) - timedelta(days=KEPT_DAYS)
                forget_older(self._store, old.isoformat(timespec="microseconds"))
            except StoreError as why:
                LOG.warning("", extra=told("webhook", why=why.text()))
            self._stop.wait(LOOK_S)
