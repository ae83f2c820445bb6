"""Files that were sent to the service, kept in the store in parts until a job reads them.

Every part is a transaction of its own: a large file lets other writers in between. A file counts
once its hash stands; what was broken off goes with the old ones.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, delete, insert, select, update

from gridgen.model.errors import NotInPlanError, RequestError, StoreError, TooLargeError
from gridgen.versions.store.audit import add_line, now
from gridgen.versions.store.database import Store
from gridgen.versions.store.schema import JOBS, UPLOAD_PARTS, UPLOADS

PART_BYTES = 1 << 20
"""Bytes that stand in one row."""

_STEM = 60
"""Letters of a name before its suffix: in UTF-8 they fit the 255 bytes of any disk."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent, without its bytes.

    Attributes
    ----------
    id
        Nobody guesses it.
    name
        Its own, made harmless: no folders, colons or hidden names.
    size
        Bytes.
    hash
        SHA-256 of the bytes, in hexadecimal.
    actor
        Opaque id of whoever sent it.
    scopes
        First digits of the codes that whoever sent it may see.
    at
        UTC, ISO 8601 with microseconds: when it was whole.
    seen
        What was recognised in it, as plain values; empty until somebody looked.
    """

    id: str
    name: str
    size: int
    hash: str
    actor: str
    scopes: tuple[str, ...]
    at: str
    seen: Mapping[str, Any]


def receive(
    store: Store,
    parts: Iterable[bytes],
    name: str,
    actor: str,
    most_bytes: int,
    *,
    scopes: tuple[str, ...] = ("",),
) -> Upload:
    """Keep a file; no more than two parts of 1 MB of it are in memory.

    Parameters
    ----------
    parts
        Its bytes in pieces of any size.
    name
        As its owner calls it.
    actor, scopes
        As `Upload` has them.
    most_bytes
        More are not taken.

    Raises
    ------
    TooLargeError
        It has more bytes; nothing of it is kept.
    RequestError
        It has none.
    StoreError
        The store cannot be written, its disk is full.
    """
    upload = uuid4().hex
    row = {"id": upload, "name": harmless(name), "size": 0, "hash": "", "actor": actor,
           "scopes": json.dumps(scopes), "at": now()}  # fmt: skip
    digest, size = hashlib.sha256(), 0
    with store.writing() as connection:
        connection.execute(insert(UPLOADS), row)
    with _whole_or_nothing(store, upload):
        for number, part in enumerate(_of_one_size(parts)):
            size += len(part)
            if size > most_bytes:
                raise TooLargeError("upload_too_large", file=row["name"], most=most_bytes)
            digest.update(part)
            with store.writing() as connection:
                values = {"upload": upload, "number": number, "bytes": part}
                connection.execute(insert(UPLOAD_PARTS), values)
        if not size:
            raise RequestError("upload_empty", file=row["name"])
        with store.writing() as connection:
            told = {"size": size, "hash": digest.hexdigest()}
            at = add_line(connection, actor, "upload", f"upload {upload}", told)
            whole = update(UPLOADS).where(UPLOADS.c.id == upload)
            connection.execute(whole.values(**told, at=at))
            return _one(connection, upload)


@contextmanager
def _whole_or_nothing(store: Store, upload: str) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with suppress(StoreError), store.writing() as connection:
            connection.execute(delete(UPLOADS).where(UPLOADS.c.id == upload))
        raise


def _of_one_size(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in parts of `PART_BYTES`; the last one may be smaller."""
    held = bytearray()
    for part in parts:
        for start in range(0, len(part), PART_BYTES):
            held += part[start : start + PART_BYTES]
            if len(held) >= PART_BYTES:
                yield bytes(held[:PART_BYTES])
                del held[:PART_BYTES]
    if held:
        yield bytes(held)


def harmless(name: str) -> str:
    """Return a name under which a file may be written into a folder, with its suffix.

    >>> harmless("../../etc/农户 分布.GPKG"), harmless(".."), harmless("a:b.csv")
    ('农户 分布.GPKG', 'upload', 'a_b.csv')
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r"[^\w.()（）·, -]", "_", last).strip(". -")
    stem, dot, suffix = plain.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,8}", suffix):
        stem, dot, suffix = plain, "", ""
    return f"{stem[:_STEM].rstrip('. ') or 'upload'}{dot}{suffix}"


def note(store: Store, upload: str, seen: Mapping[str, Any]) -> Upload:
    """Keep what was recognised in an upload; NotInPlanError where it is gone."""
    with store.writing() as connection:
        text = json.dumps(seen, ensure_ascii=False)
        connection.execute(update(UPLOADS).where(UPLOADS.c.id == upload).values(seen=text))
        return _one(connection, upload)


def upload_of(store: Store, upload: str) -> Upload:
    """Return one upload; NotInPlanError where there is none of that id."""
    with store.reading() as connection:
        return _one(connection, upload)


def uploads_of(store: Store, *, actor: str | None = None) -> list[Upload]:
    """Return the uploads of one actor, or all, the newest first."""
    asked = select(UPLOADS).where(UPLOADS.c.hash != "").order_by(UPLOADS.c.at.desc(), UPLOADS.c.id)
    if actor is not None:
        asked = asked.where(UPLOADS.c.actor == actor)
    with store.reading() as connection:
        return [_upload(row) for row in connection.execute(asked)]


def fetched(store: Store, upload: str, folder: Path) -> Path:
    """Write an upload into a folder, under its own name made harmless; return the file.

    Raises
    ------
    NotInPlanError
        There is no upload of that id.
    OSError
        The folder cannot be written.
    """
    parts = select(UPLOAD_PARTS.c.number, UPLOAD_PARTS.c.bytes).where(
        UPLOAD_PARTS.c.upload == upload
    )
    with store.reading() as connection:
        target = folder / _one(connection, upload).name
        with target.open("wb") as file:
            number = 0
            # One part at a time: a driver fetches whole all that one select returns.
            while row := connection.execute(parts.where(UPLOAD_PARTS.c.number == number)).first():
                file.write(row.bytes)
                number += 1
    return target


def forget(store: Store, upload: str, *, actor: str) -> None:
    """Delete an upload; NotInPlanError where there is none of that id."""
    with store.writing() as connection:
        gone = _one(connection, upload)
        connection.execute(delete(UPLOADS).where(UPLOADS.c.id == upload))
        add_line(connection, actor, "forget", f"upload {upload}", {"hash": gone.hash})


def forget_older(store: Store, before: datetime) -> int:
    """Delete the uploads from before a moment, but those that a job still waits for.

    Parameters
    ----------
    before
        With its time zone.

    Returns
    -------
    How many.
    """
    moment = before.astimezone(UTC).isoformat(timespec="microseconds")
    with store.writing() as connection:
        waiting = select(JOBS.c.asked).where(JOBS.c.state.in_(("accepted", "running")))
        asked = [*connection.scalars(waiting)]
        old = connection.scalars(select(UPLOADS.c.id).where(UPLOADS.c.at < moment))
        gone = [one for one in old if not any(one in text for text in asked)]
        for one in gone:
            connection.execute(delete(UPLOADS).where(UPLOADS.c.id == one))
            add_line(connection, "service", "forget", f"upload {one}", {})
    return len(gone)


def _one(connection: Connection, upload: str) -> Upload:
    asked = select(UPLOADS).where(UPLOADS.c.id == upload, UPLOADS.c.hash != "")
    # Not every database compares what is no text.
    row = connection.execute(asked).first() if upload.isalnum() else None
    if row is None:
        raise NotInPlanError("upload_missing", id=upload)
    return _upload(row)


def _upload(row: Row[Any]) -> Upload:
    told = dict(row._mapping)
    scopes, seen = json.loads(told.pop("scopes")), told.pop("seen")
    return Upload(**told, scopes=tuple(scopes), seen=json.loads(seen or "{}"))
