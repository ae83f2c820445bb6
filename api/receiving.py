"""A file that somebody sent -> an upload of theirs, once it was looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import Depends
from fastapi.concurrency import run_in_threadpool

from api.access.callers import Caller, CallerHere
from api.access.owned import is_theirs
from api.deps import StoreHere
from api.previews import previewed
from api.settings import Settings
from gridgen.model.errors import NotInPlanError
from gridgen.versions.store.database import Store
from gridgen.versions.store.uploads import (
    PART_BYTES,
    Upload,
    forget_older,
    note,
    receive,
    upload_of,
    uploads_of,
)

_READERS = CapacityLimiter(2)
"""Files that are looked at at the same time: each takes a core, and memory."""


async def taken(store: Store, caller: Caller, settings: Settings, file: Path) -> Upload:
    """Keep a file that can be read, for some days.

    Parameters
    ----------
    file
        Under its own name, made harmless.

    Raises
    ------
    GridgenError
        It cannot be read; nothing is kept.
    """
    seen = await to_thread.run_sync(previewed, file, limiter=_READERS)
    return await run_in_threadpool(_kept, store, caller, settings, file, seen)


def _kept(
    store: Store, caller: Caller, settings: Settings, file: Path, seen: Mapping[str, Any]
) -> Upload:
    forget_older(store, datetime.now(UTC) - timedelta(days=settings.upload_days))
    with file.open("rb") as content:
        parts = iter(lambda: content.read(PART_BYTES), b"")
        kept = receive(store, parts, file.name, caller.actor, settings.upload_bytes,
                       scopes=caller.scopes)  # fmt: skip
    return note(store, kept.id, seen)


def known_already(store: Store, caller: Caller, name: str, content: bytes) -> Upload | None:
    """Return an upload of the caller with that name and these bytes; None where there is none."""
    digest = hashlib.sha256(content).hexdigest()
    mine = uploads_of(store, actor=caller.actor)
    return next((one for one in mine if (one.hash, one.name) == (digest, name)), None)


def upload_for(store: Store, caller: Caller, upload: str) -> Upload:
    """Return an upload; NotInPlanError where there is none of that id that is the caller's."""
    found = upload_of(store, upload)
    if not is_theirs(caller, found.actor, found.scopes):
        raise NotInPlanError("upload_missing", id=upload)
    return found


def _upload_here(store: StoreHere, caller: CallerHere, upload: str) -> Upload:
    return upload_for(store, caller, upload)


UploadHere = Annotated[Upload, Depends(_upload_here)]
"""The upload of an address."""
