"""Undo and redo: new lines of the history that take back an older one, without limit."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, select

from gridgen.model.errors import StoreError
from gridgen.versions.store.audit import require_actor
from gridgen.versions.store.change_bytes import change_from_bytes, change_to_bytes
from gridgen.versions.store.conflicts import refuse_unseen
from gridgen.versions.store.database import Store
from gridgen.versions.store.recording import By, add_event, require_draft
from gridgen.versions.store.schema import EDITS
from gridgen.versions.store.temporal import take_back
from gridgen.versions.store.versions import metres_at
from gridgen.words.discreet import masked

UNDO, REDO = "undo", "redo"

Tops = tuple[int, int]
"""After an edit: the edit that an undo would take back, and the undo that a redo would."""


def undo(store: Store, version: int, by: By, *, seen: int | None = None, times: int = 1) -> int:
    """Take back the last edits of a version that stand; return the number of the last undo.

    The plan is as it was before them, byte for byte; nothing of the history is lost.

    Parameters
    ----------
    store
        Where the version is.
    version
        Its number in the store.
    by
        Who takes them back, and why.
    seen
        The last edit that the planner has seen; if not said, the last one there is.
    times
        How many, 1 or more: all of them, or none where there are fewer.

    Raises
    ------
    ConflictError
        There is a newer edit than `seen`.
    StoreError
        Not so many edits stand, or the version is no draft.
    """
    return _taken_back(store, version, by, _UNDOING, seen=seen, times=times)


def redo(store: Store, version: int, by: By, *, seen: int | None = None, times: int = 1) -> int:
    """Make again the edits that were taken back last; return the number of the last redo.

    Parameters
    ----------
    store
        Where the version is.
    version
        Its number in the store.
    by
        Who makes them again, and why.
    seen
        The last edit that the planner has seen; if not said, the last one there is.
    times
        How many, 1 or more: all of them, or none where there are fewer.

    Raises
    ------
    ConflictError
        There is a newer edit than `seen`.
    StoreError
        Not so many were taken back since the last edit, or the version is no draft.
    """
    return _taken_back(store, version, by, _REDOING, seen=seen, times=times)


def _tops_undone(at: Callable[[int], Tops], head: int) -> tuple[int, Tops]:
    taken = at(head)[0]
    return taken, (at(taken - 1)[0], head + 1) if taken else (0, 0)


def _tops_redone(at: Callable[[int], Tops], head: int) -> tuple[int, Tops]:
    taken = at(head)[1]
    return taken, (head + 1, at(taken - 1)[1]) if taken else (0, 0)


@dataclass(frozen=True, slots=True)
class _Way:
    """Undo or redo: the word for it, and how it finds what it takes back."""

    operation: str
    tops: Callable[[Callable[[int], Tops], int], tuple[int, Tops]]


_UNDOING, _REDOING = _Way(UNDO, _tops_undone), _Way(REDO, _tops_redone)


def _taken_back(
    store: Store, version: int, by: By, way: _Way, *, seen: int | None, times: int
) -> int:
    by = replace(by, actor=require_actor(by.actor), reason=masked(by.reason))
    if times < 1:
        raise StoreError("store_times_odd", number=times)
    with store.writing() as connection:
        told = require_draft(connection, version)
        refuse_unseen(connection, told, seen)
        head = told.head
        for done in range(times):
            if not _one_taken_back(connection, version, head + done, by, way):
                raise _too_few(version, done, way)
        return head + times


def _too_few(version: int, there: int, way: _Way) -> StoreError:
    """Return what is said where only so many edits could be taken back."""
    is_undo, name = way is _UNDOING, str(version)
    if there:
        return StoreError(
            "store_fewer_to_undo" if is_undo else "store_fewer_to_redo", version=name, number=there
        )
    return StoreError("store_nothing_to_undo" if is_undo else "store_nothing_to_redo", version=name)


def _one_taken_back(connection: Connection, version: int, head: int, by: By, way: _Way) -> bool:
    """Take one edit back after the edit `head`; return whether there is one."""

    def at(edit: int) -> Tops:
        event = _event(connection, version, edit) if edit else None
        return (0, 0) if event is None else (event.standing, event.undone)

    taken, (standing, undone) = way.tops(at, head)
    if not taken:
        return False
    number, event = head + 1, _event(connection, version, taken)
    take_back(connection, version, taken, number)
    row = {
        "operation": way.operation,
        "edit": json.dumps({"operation": way.operation}),
        "change": change_to_bytes(change_from_bytes(bytes(event.change)).inverse),
        "named": event.named,
        "metres": metres_at(connection, version, taken - 1),
        "base": head,
        "undoes": taken,
        "standing": standing,
        "undone": undone,
    }
    add_event(connection, version, number, by, row)
    return True


def _event(connection: Connection, version: int, edit: int) -> Row[Any]:
    which = (EDITS.c.version == version) & (EDITS.c.number == edit)
    return connection.execute(select(EDITS).where(which)).one()
