"""What webhooks are told: written with the publication itself, and claimed by whoever sends.

A delivery stands in the store before anybody sends it, so that none is lost with a process. Whoever
claims one has it to itself until its time is up; what an earlier attempt still reports is refused.
"""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from gridgen.versions.store.audit import now
from gridgen.versions.store.database import Store
from gridgen.versions.store.hooks import (
    DELIVERED,
    GIVEN_UP,
    WAITING,
    Hook,
    standing,
)
from gridgen.versions.store.schema import DELIVERIES, HOOKS

GIVE_UP_S = 24 * 3600
"""Seconds after which a delivery is given up."""

PING = "gridgen.ping"
"""Type of the message that only tries whether a hook works."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message for one hook.

    Attributes
    ----------
    id
        The same at every attempt, so that a receiver knows what it has had.
    hook
        Id of the hook.
    event
        The message, JSON as it is sent.
    state
        "waiting", "delivered" or "given_up".
    attempts
        How often it was begun to be sent.
    due
        Seconds since 1970 at which it is sent again, where it waits.
    status
        Of the last answer; None where there was none.
    why
        Key of the sentence that says why the last attempt failed; None where none did.
    at
        When it was written: UTC.
    """

    id: str
    hook: str
    event: str
    state: str
    attempts: int
    due: float
    status: int | None
    why: str | None
    at: str

    @property
    def began(self) -> float:
        """Seconds since 1970 at which it was written."""
        return datetime.fromisoformat(self.at).timestamp()


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is for its claimer alone to send, with where and how."""

    delivery: Delivery
    address: str
    secret: str


def put_event(connection: Connection, kind: str, scope: str, data: dict[str, Any]) -> None:
    """Write a message for every hook that is told of a land, in the transaction of what it tells.

    Parameters
    ----------
    connection
        That writes.
    kind
        Type of the message: "version.published".
    scope
        The land.
    data
        Plain values, nothing personal.
    """
    for hook in standing(connection):
        if hook.is_told_of(scope):
            _put(connection, hook.id, kind, data)


def put_ping(store: Store, hook: Hook) -> Delivery:
    """Write a message that only tries whether a hook works; return it."""
    with store.writing() as connection:
        id_ = _put(connection, hook.id, PING, {"hook": hook.id})
        row = connection.execute(select(DELIVERIES).where(DELIVERIES.c.id == id_))
        return Delivery(**row.mappings().one())


def _put(connection: Connection, hook: str, kind: str, data: dict[str, Any]) -> str:
    id_, at = f"msg_{secrets.token_hex(12)}", now()
    event = {"type": kind, "timestamp": at, "data": data}
    text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    row = {
        "id": id_, "hook": hook, "event": text, "state": WAITING, "attempts": 0,
        "due": time.time(), "status": None, "why": None, "at": at,
    }  # fmt: skip
    connection.execute(insert(DELIVERIES), row)
    return id_


def deliveries_of(store: Store, hook: str, *, most: int) -> list[Delivery]:
    """Return the deliveries of a hook, the newest first."""
    asked = (
        select(DELIVERIES)
        .where(DELIVERIES.c.hook == hook)
        .order_by(DELIVERIES.c.at.desc(), DELIVERIES.c.id)
        .limit(most)
    )
    with store.reading() as connection:
        return [Delivery(**row) for row in connection.execute(asked).mappings()]


def claim(store: Store, at: float, *, lease_s: float, most: int) -> list[Claimed]:
    """Return deliveries that are due, for the claimer alone until `lease_s` have passed.

    Parameters
    ----------
    store
        Where they are.
    at
        Seconds since 1970.
    lease_s
        Longer than sending takes at most.
    most
        How many; those that wait longest.
    """
    due = (DELIVERIES.c.state == WAITING, DELIVERIES.c.due <= at)
    first = select(DELIVERIES.c.id).where(*due).order_by(DELIVERIES.c.due).limit(most)
    with store.reading() as connection:
        if connection.execute(first).first() is None:
            return []  # nobody who writes is kept waiting for it
    mine = (
        update(DELIVERIES)
        .where(DELIVERIES.c.id.in_(first), *due)
        .values(attempts=DELIVERIES.c.attempts + 1, due=at + lease_s)
        .returning(*DELIVERIES.c)
    )
    with store.writing() as connection:
        found = [Delivery(**row) for row in connection.execute(mine).mappings()]
        asked = select(HOOKS.c.id, HOOKS.c.address, HOOKS.c.secret)
        wheres = {row.id: (row.address, row.secret) for row in connection.execute(asked)}
    return [Claimed(one, *wheres[one.hook]) for one in found]


def settle(
    store: Store,
    delivery: Delivery,
    *,
    status: int | None = None,
    why: str | None = None,
    due: float | None = None,
) -> None:
    """Keep what came of an attempt, unless another has claimed the delivery since.

    Parameters
    ----------
    store
        Where it is.
    delivery
        As it was claimed.
    status
        Of the answer.
    why
        Key of why it failed; None where it did not.
    due
        When it is sent again; None for never.
    """
    state = DELIVERED if why is None else GIVEN_UP if due is None else WAITING
    values: dict[str, Any] = {"state": state, "status": status, "why": why}
    if due is not None:
        values["due"] = due
    mine = (
        DELIVERIES.c.id == delivery.id,
        DELIVERIES.c.state == WAITING,
        DELIVERIES.c.attempts == delivery.attempts,
    )
    with store.writing() as connection:
        connection.execute(update(DELIVERIES).where(*mine).values(**values))


def forget_older(store: Store, before: str) -> None:
    """Take out what was delivered or given up, and written before a moment: UTC as the store has
    it.
    """
    old = (DELIVERIES.c.state != WAITING, DELIVERIES.c.at < before)
    with store.reading() as connection:
        if connection.execute(select(DELIVERIES.c.id).where(*old).limit(1)).first() is None:
            return
    with store.writing() as connection:
        connection.execute(delete(DELIVERIES).where(*old))
