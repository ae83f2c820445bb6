"""Keys by which the service knows who asks: told once, kept as a SHA-256, revoked at any time."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from gridgen.model.errors import NotInStoreError, RequestError
from gridgen.versions.store.audit import add_line, now, require_actor
from gridgen.versions.store.database import Store
from gridgen.versions.store.schema import ACCESS_KEYS
from gridgen.words.discreet import KEY, is_name, masked

ROLES = ("viewer", "planner", "approver", "admin")
"""What a key may do; each may all that those before it may."""

ALL_LAND = ("",)
"""Scopes of whoever may see every plan."""

LABEL_MOST, SCOPES_MOST, DAYS_MOST = 100, 200, 3650

SERVER = "server"
"""Who made the first key of a store."""

_SCOPE = re.compile(r"[0-9]{2,12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Key:
    """What the store knows of a key; the key itself it does not know.

    Attributes
    ----------
    id
        Stands in the key, and is no secret.
    label
        What it is for, in the words of whoever made it; no person.
    role
        One of `ROLES`.
    scopes
        First digits of the codes of the land that it is for, sorted; `ALL_LAND` for all.
    made_by
        Opaque id.
    at, expires, revoked
        UTC, ISO 8601 with microseconds; the last two None where it does not, or was not.
    """

    id: str
    label: str
    role: str
    scopes: tuple[str, ...]
    made_by: str
    at: str
    expires: str | None
    revoked: str | None

    @property
    def actor(self) -> str:
        """By which history and audit know what was done with the key."""
        return f"key-{self.id}"

    def is_good(self, at: datetime) -> bool:
        """Say whether the key opens anything at a moment, given in UTC."""
        moment = at.isoformat(timespec="microseconds")
        return self.revoked is None and (self.expires is None or moment < self.expires)


@dataclass(frozen=True, slots=True)
class KeyOrder:
    """What a key shall be.

    Attributes
    ----------
    role
        One of `ROLES`.
    scopes
        First 2 to 12 digits of codes, at most `SCOPES_MOST`; "" for all land.
    label
        What it is for, at most `LABEL_MOST` characters; "" for nothing.
    days
        How long it opens anything, 1 to `DAYS_MOST`; None for until it is revoked.
    """

    role: str
    scopes: Sequence[str]
    label: str = ""
    days: int | None = None


def make_key(store: Store, order: KeyOrder, *, actor: str) -> tuple[Key, str]:
    """Return a new key as the store knows it, and the text that opens, which nobody is told again.

    Parameters
    ----------
    store
        Where it shall count.
    order
        What it shall be.
    actor
        Opaque id of whoever makes it.

    Raises
    ------
    RequestError
        The order cannot be taken: an unknown role, a scope that is no digits, a label that names a
        person.
    """
    row, text = _drawn(order, require_actor(actor))
    with store.writing() as connection:
        _keep(connection, row)
    return _key(row), text


def first_key(store: Store) -> str | None:
    """Return a new key of an administrator of all land where the store has no key at all.

    None where there are keys already, also if none of them is good any more: then
    `gridgen key add` makes one.
    """
    row, text = _drawn(KeyOrder("admin", ALL_LAND), SERVER)
    with store.writing() as connection:
        if connection.execute(select(func.count()).select_from(ACCESS_KEYS)).scalar_one():
            return None
        _keep(connection, row)
    return text


def key_of(store: Store, text: str) -> Key | None:
    """Return the key that a text opens with, good or not; None where there is none such.

    It is looked for by its SHA-256: how long that takes tells nothing of the keys there are, since
    nobody can choose what their guess is hashed to.

    Parameters
    ----------
    store
        Where keys are.
    text
        Anything that a stranger sent.
    """
    if not re.fullmatch(KEY, text):
        return None
    with store.reading() as connection:
        asked = select(ACCESS_KEYS).where(ACCESS_KEYS.c.hash == hash_of(text))
        row = connection.execute(asked).mappings().first()
    if row is None or not secrets.compare_digest(row["hash"], hash_of(text)):
        return None
    return _key(row)


def keys(store: Store) -> list[Key]:
    """Return every key that there is or was, in the order in which they were made."""
    with store.reading() as connection:
        rows = connection.execute(select(ACCESS_KEYS).order_by(ACCESS_KEYS.c.at, ACCESS_KEYS.c.id))
        return [_key(row) for row in rows.mappings()]


def revoke(store: Store, id_: str, *, actor: str) -> Key:
    """Return a key that opens nothing any more; one that was revoked before stays as it is.

    Parameters
    ----------
    store
        Where it is.
    id_
        As it stands in the key.
    actor
        Opaque id.

    Raises
    ------
    NotInStoreError
        There is no such key.
    """
    actor = require_actor(actor)
    with store.writing() as connection:
        asked = select(ACCESS_KEYS).where(ACCESS_KEYS.c.id == id_)
        row = connection.execute(asked).mappings().first()
        if row is None:
            raise NotInStoreError("key_none", id=id_)
        if row["revoked"] is None:
            at = add_line(connection, actor, "revoke-key", f"key {id_}", {})
            here = ACCESS_KEYS.c.id == id_
            connection.execute(update(ACCESS_KEYS).where(here).values(revoked=at))
        return _key(connection.execute(asked).mappings().one())


def hash_of(text: str) -> str:
    """Return by what the store knows a key: the SHA-256 of its text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def scopes_of(scopes: Sequence[str]) -> tuple[str, ...]:
    """Return scopes sorted, without those that others hold.

    Raises
    ------
    RequestError
        There are none, or too many, or one is not 2 to 12 digits.

    Examples
    --------
    >>> scopes_of(["990102", "9901", "88"]), scopes_of(["", "88"])
    (('88', '9901'), ('',))
    """
    if not 1 <= len(scopes) <= SCOPES_MOST:
        raise RequestError("key_scopes_number", number=len(scopes), most=SCOPES_MOST)
    for scope in scopes:
        if scope and not _SCOPE.fullmatch(scope):
            raise RequestError("key_scope_odd", found=scope[:20])
    found: list[str] = []
    for scope in sorted(scopes):
        if not found or not scope.startswith(found[-1]):
            found.append(scope)
    return tuple(found)


def _drawn(order: KeyOrder, actor: str) -> tuple[dict[str, Any], str]:
    """Return the row of a new key, and its text."""
    if order.role not in ROLES:
        raise RequestError("key_role_odd", found=order.role[:20], known=list(ROLES))
    label = order.label.strip()
    if len(label) > LABEL_MOST or masked(label) != label or is_name(label):
        raise RequestError("key_label_odd", most=LABEL_MOST)
    if order.days is not None and not 1 <= order.days <= DAYS_MOST:
        raise RequestError("key_days_odd", found=order.days, most=DAYS_MOST)
    # Eight digits at most in a row: no number of a telephone or an identity card looks so.
    id_ = secrets.token_hex(4)
    text = f"gg_{id_}_{secrets.token_urlsafe(32)}"
    expires = None
    if order.days is not None:
        until = datetime.now(UTC) + timedelta(days=order.days)
        expires = until.isoformat(timespec="microseconds")
    row = {
        "id": id_, "hash": hash_of(text), "label": label, "role": order.role,
        "scopes": json.dumps(scopes_of(order.scopes)), "actor": actor, "at": now(),
        "expires": expires, "revoked": None,
    }  # fmt: skip
    return row, text


def _keep(connection: Connection, row: dict[str, Any]) -> None:
    detail = {"role": row["role"], "scopes": json.loads(row["scopes"]), "expires": row["expires"]}
    row["at"] = add_line(connection, row["actor"], "make-key", f"key {row['id']}", detail)
    connection.execute(insert(ACCESS_KEYS), row)


def _key(row: Any) -> Key:
    return Key(
        row["id"], row["label"], row["role"], tuple(json.loads(row["scopes"])), row["actor"],
        row["at"], row["expires"], row["revoked"],
    )  # fmt: skip
