"""Undo and redo: new lines of the history that take back an older one, without limit."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row, select

from gridgen.model.errors import ConflictError, StoreError
from gridgen.versions.store.audit import require_actor
from gridgen.versions.store.change_bytes import change_from_bytes, change_to_bytes
from gridgen.versions.store.database import Store
from gridgen.versions.store.recording import By, add_event, require_draft
from gridgen.versions.store.schema import EDITS
from gridgen.versions.store.temporal import take_back
from gridgen.versions.store.versions import metres_at
from gridgen.words.discreet import masked

UNDO, REDO = "undo", "redo"

Tops = tuple[int, int]
"""After an edit: the edit that an undo would take back, and the undo that a redo would."""


def undo(store: Store, version: int, by: By, *, seen: int | None = None) -> int:
    """Take back the last edit of a version that stands; return the number of this undo.

    The plan is as it was before that edit, byte for byte; nothing of the history is lost.

    Parameters
    ----------
    store
        Where the version is.
    version
        Its number in the store.
    by
        Who takes it back, and why.
    seen
        The last edit that the planner has seen; if not said, the last one there is.

    Raises
    ------
    ConflictError
        There is a newer edit than `seen`.
    StoreError
        No edit stands, or the version is no draft.
    """

    def tops(at: Callable[[int], Tops], head: int) -> tuple[int, Tops]:
        taken = at(head)[0]
        return taken, (at(taken - 1)[0], head + 1) if taken else (0, 0)

    return _taken_back(store, version, by, seen, operation=UNDO, tops=tops)


def redo(store: Store, version: int, by: By, *, seen: int | None = None) -> int:
    """Make again the edit that was taken back last; return the number of this redo.

    Parameters
    ----------
    store
        Where the version is.
    version
        Its number in the store.
    by
        Who makes it again, and why.
    seen
        The last edit that the planner has seen; if not said, the last one there is.

    Raises
    ------
    ConflictError
        There is a newer edit than `seen`.
    StoreError
        Nothing was taken back since the last edit, or the version is no draft.
    """

    def tops(at: Callable[[int], Tops], head: int) -> tuple[int, Tops]:
        taken = at(head)[1]
        return taken, (head + 1, at(taken - 1)[1]) if taken else (0, 0)

    return _taken_back(store, version, by, seen, operation=REDO, tops=tops)


def _taken_back(
    store: Store,
    version: int,
    by: By,
    seen: int | None,
    *,
    operation: str,
    tops: Callable[[Callable[[int], Tops], int], tuple[int, Tops]],
) -> int:
    actor = require_actor(by.actor)
    with store.writing() as connection:
        head = require_draft(connection, version).head
        if seen is not None and head > seen:
            last = _event(connection, version, head)
            raise ConflictError("store_moved_on", version=str(version), edit=head, actor=last.actor)

        def at(edit: int) -> Tops:
            event = _event(connection, version, edit) if edit else None
            return (0, 0) if event is None else (event.standing, event.undone)

        taken, (standing, undone) = tops(at, head)
        if not taken:
            is_undo = operation == UNDO
            raise StoreError(
                "store_nothing_to_undo" if is_undo else "store_nothing_to_redo",
                version=str(version),
            )
        number, event = head + 1, _event(connection, version, taken)
        take_back(connection, version, taken, number)
        row = {
            "operation": operation,
            "edit": json.dumps({"operation": operation}),
            "change": change_to_bytes(change_from_bytes(bytes(event.change)).inverse),
            "named": event.named,
            "metres": metres_at(connection, version, taken - 1),
            "reason": masked(by.reason),
            "base": head,
            "undoes": taken,
            "standing": standing,
            "undone": undone,
        }
        add_event(connection, version, number, actor, row)
        return number


def _event(connection: Connection, version: int, edit: int) -> Row[Any]:
    which = (EDITS.c.version == version) & (EDITS.c.number == edit)
    return connection.execute(select(EDITS).where(which)).one()
