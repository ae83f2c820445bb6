"""What was done to a version: every edit, undo and redo, and every change of its state."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from gridgen.versions.store.audit import lines_in
from gridgen.versions.store.comments import RESOLVED, SAID
from gridgen.versions.store.database import Store
from gridgen.versions.store.schema import AUDIT, EDITS, VERSIONS
from gridgen.versions.store.versions import Version, version_of


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done to a version.

    Attributes
    ----------
    number
        Of the edit, undo or redo; None for a change of the state.
    at, actor
        When (UTC), and who.
    what
        The operation, or the word of the audit.
    named
        Codes of the zones that an edit names.
    reason
        As it was given.
    undoes
        For an undo the edit that it takes back, for a redo the undo.
    stands
        Whether what the edit did stands; None for all that is no edit.
    """

    number: int | None
    at: str
    actor: str
    what: str
    named: tuple[str, ...] = ()
    reason: str = ""
    undoes: int | None = None
    stands: bool | None = None


@dataclass(frozen=True, slots=True)
class History:
    """A version and all that was done to it, the first thing first."""

    version: Version
    events: tuple[Event, ...]


def history_of(store: Store, version: int) -> History:
    """Return what was done to a version.

    Raises
    ------
    NotInStoreError
        There is no such version.
    """
    with store.reading() as connection:
        told = version_of(connection, version)
        events = [*_edits(connection, version, told.head), *_states(connection, version)]
    return History(told, tuple(sorted(events, key=lambda event: event.at)))


def counts_of(store: Store) -> dict[str, int]:
    """Return how many versions, edits and lines of audit a store has."""
    tables = {"versions": VERSIONS, "edits": EDITS, "lines": AUDIT}
    with store.reading() as connection:
        return {
            name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for name, table in tables.items()
        }


def _edits(connection: Connection, version: int, head: int) -> list[Event]:
    columns = [column for column in EDITS.c if column.name != "change"]
    asked = select(*columns).where(EDITS.c.version == version).order_by(EDITS.c.number)
    rows = connection.execute(asked).fetchall()
    standing = _standing([(row.number, row.undoes) for row in rows])
    return [
        Event(row.number, row.at, row.actor, row.operation, tuple(json.loads(row.named)),
              row.reason, row.undoes, None if row.undoes else row.number in standing)
        for row in rows if row.number <= head
    ]  # fmt: skip


def _standing(rows: list[tuple[int, int | None]]) -> set[int]:
    """Return the edits that stand, from numbers in order and what each takes back."""
    edit_of: dict[int, int] = {}
    standing: set[int] = set()
    for number, undoes in rows:
        # An undo takes back an edit or a redo, a redo an undo: at the bottom is an edit.
        edit_of[number] = number if undoes is None else edit_of[undoes]
        edit = edit_of[number]
        standing = standing - {edit} if edit in standing else standing | {edit}
    return standing


def _states(connection: Connection, version: int) -> list[Event]:
    subject = f"version {version}"
    others = ("edit", SAID, RESOLVED)
    asked = select(AUDIT).where(AUDIT.c.subject == subject, AUDIT.c.action.not_in(others))
    return [
        Event(None, line.at, line.actor, line.action, reason=str(line.detail.get("reason", "")))
        for line in lines_in(connection, asked.order_by(AUDIT.c.number))
    ]
