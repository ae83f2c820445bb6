"""Webhooks: which addresses are told when a plan comes into force, and for which land."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select, update

from gridgen.model.errors import NotInPlanError
from gridgen.versions.store.access import scopes_of
from gridgen.versions.store.audit import add_line, now, require_actor
from gridgen.versions.store.database import Store
from gridgen.versions.store.schema import DELIVERIES, HOOKS

WAITING, DELIVERED, GIVEN_UP = "waiting", "delivered", "given_up"
"""States of a delivery."""

PREFIX = "whsec_"
"""With which the secret of a webhook begins, as Standard Webhooks has it."""


@dataclass(frozen=True, slots=True)
class Hook:
    """Who is told.

    Attributes
    ----------
    id
        Opaque.
    address
        A URL; whether it may be one is for whoever sends to say.
    scopes
        First digits of the codes of the land that it is told of, sorted; ("",) for all.
    made_by, at
        Opaque id, and when: UTC.
    secret
        Signs what is sent. Shown to whoever made the hook, once.
    """

    id: str
    address: str
    scopes: tuple[str, ...]
    made_by: str
    at: str
    secret: str = field(repr=False)

    def is_told_of(self, scope: str) -> bool:
        """Say whether it is told of the plans of a township or county."""
        return any(scope.startswith(mine) for mine in self.scopes)


def add_hook(store: Store, address: str, scopes: Sequence[str], *, actor: str) -> Hook:
    """Return a new hook.

    Parameters
    ----------
    store
        Gets it.
    address
        A URL.
    scopes
        As those of a key.
    actor
        Opaque id.

    Raises
    ------
    RequestError
        The scopes are none.
    """
    actor = require_actor(actor)
    secret = PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    hook = Hook(secrets.token_hex(4), address, scopes_of(scopes), actor, now(), secret)
    row = {
        "id": hook.id, "address": address, "secret": secret, "scopes": json.dumps(hook.scopes),
        "actor": actor, "at": hook.at, "revoked": None,
    }  # fmt: skip
    with store.writing() as connection:
        connection.execute(insert(HOOKS), row)
        add_line(connection, actor, "add-hook", f"hook {hook.id}", {"scopes": [*hook.scopes]})
    return hook


def hooks(store: Store) -> list[Hook]:
    """Return the hooks that stand, in the order in which they were added."""
    with store.reading() as connection:
        return standing(connection)


def standing(connection: Connection) -> list[Hook]:
    """Return the hooks that stand, as `hooks` does."""
    asked = select(HOOKS).where(HOOKS.c.revoked.is_(None)).order_by(HOOKS.c.at, HOOKS.c.id)
    return [_hook(row) for row in connection.execute(asked).mappings()]


def remove_hook(store: Store, id_: str, *, actor: str) -> None:
    """Tell a hook nothing any more, not what waits to be told either.

    Parameters
    ----------
    store
        Where it is.
    id_
        Of the hook.
    actor
        Opaque id.

    Raises
    ------
    NotInPlanError
        There is no such hook.
    """
    actor = require_actor(actor)
    with store.writing() as connection:
        if id_ not in {hook.id for hook in standing(connection)}:
            raise NotInPlanError("hook_none", id=id_)
        at = add_line(connection, actor, "remove-hook", f"hook {id_}", {})
        connection.execute(update(HOOKS).where(HOOKS.c.id == id_).values(revoked=at))
        waits = (DELIVERIES.c.hook == id_, DELIVERIES.c.state == WAITING)
        ended = {"state": GIVEN_UP, "why": "hook_why_removed"}
        connection.execute(update(DELIVERIES).where(*waits).values(**ended))


def _hook(row: Any) -> Hook:
    return Hook(
        row["id"], row["address"], tuple(json.loads(row["scopes"])), row["actor"], row["at"],
        row["secret"],
    )  # fmt: skip
