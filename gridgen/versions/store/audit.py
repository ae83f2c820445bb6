"""Who did what and when: lines that are only ever added, each sealed over the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from gridgen.model.errors import StoreError
from gridgen.versions.store.schema import AUDIT
from gridgen.words.discreet import is_name, masked

FIRST = "0" * 64
"""What stands as the hash before the first line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the audit.

    Attributes
    ----------
    number
        From 1, without gaps.
    at
        UTC, ISO 8601 with microseconds.
    actor
        Opaque id of whoever did it.
    action
        A word: "import", "edit", "publish", ...
    subject
        What it was done to: "version 3".
    detail
        Plain values, nothing personal: numbers of edits, hashes, states, days.
    previous, hash
        SHA-256 in hexadecimal: of the line before, and of all else in this one.
    """

    number: int
    at: str
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any]
    previous: str
    hash: str


def now() -> str:
    """Return this moment, UTC, as the store writes it."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def add_line(
    connection: Connection, actor: str, action: str, subject: str, detail: Mapping[str, Any]
) -> str:
    """Add a line, in the transaction of what it tells of; return its time.

    Parameters
    ----------
    connection
        That writes, so that no other line is added meanwhile.
    actor, action, subject, detail
        As `Line` has them.
    """
    last = connection.execute(
        select(AUDIT.c.number, AUDIT.c.hash).order_by(AUDIT.c.number.desc()).limit(1)
    ).first()
    number, previous = (1, FIRST) if last is None else (last.number + 1, last.hash)
    line = Line(number, now(), actor, action, subject, detail, previous, "")
    row = {**asdict(line), "detail": _canonical(detail), "hash": hash_of(line)}
    connection.execute(insert(AUDIT), row)
    return line.at


def hash_of(line: Line) -> str:
    """Return the SHA-256 of a line over all but its own hash."""
    told = {name: value for name, value in asdict(line).items() if name != "hash"}
    return hashlib.sha256(_canonical(told).encode()).hexdigest()


def lines_of(connection: Connection) -> Iterator[Line]:
    """Yield every line, the first one first."""
    yield from lines_in(connection, select(AUDIT).order_by(AUDIT.c.number))


def lines_in(connection: Connection, asked: Select[Any]) -> Iterator[Line]:
    """Yield the lines that a select of whole lines finds, in its order."""
    for row in connection.execute(asked).mappings():
        yield Line(**{**row, "detail": json.loads(row["detail"])})


def require_actor(actor: str) -> str:
    """Return an actor's id; StoreError where it is empty or tells who the person is."""
    actor = actor.strip()
    if not actor or masked(actor) != actor or is_name(actor):
        raise StoreError("store_actor_odd")
    return actor


def _canonical(value: Any) -> str:
    """Return JSON that is the same for the same value, whoever writes it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
