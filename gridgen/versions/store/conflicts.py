"""What others recorded meanwhile, and which of it forbids an edit."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from gridgen.model.errors import ConflictError
from gridgen.versions.draft import Draft
from gridgen.versions.store.schema import EDITS
from gridgen.versions.store.versions import Version


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """An edit, undo or redo that somebody else recorded.

    Attributes
    ----------
    number
        Of the edit.
    operation
        Its word.
    actor, at
        Who recorded it, and when: UTC.
    zones
        Codes of those that it names, of an edit that is forbidden only those that both name.
    """

    number: int
    operation: str
    actor: str
    at: str
    zones: tuple[str, ...]


def meanwhile(connection: Connection, version: int, since: int) -> list[Meanwhile]:
    """Return what was recorded after an edit, the first one first."""
    columns = [EDITS.c[name] for name in ("number", "operation", "actor", "at", "named")]
    asked = select(*columns).where(EDITS.c.version == version, EDITS.c.number > since)
    return [
        Meanwhile(row.number, row.operation, row.actor, row.at, tuple(json.loads(row.named)))
        for row in connection.execute(asked.order_by(EDITS.c.number))
    ]


def refuse_conflict(
    connection: Connection, version: Version, since: int, named: Collection[str], draft: Draft
) -> None:
    """Refuse edits that name zones which others edited after the planner saw them.

    Parameters
    ----------
    connection
        That writes.
    version
        As it is now.
    since
        The edit after which the planner saw it.
    named
        Codes of the zones that the edits name.
    draft
        In whose words they are called.

    Raises
    ------
    ConflictError
        There are such zones; it tells who edited them and when, and all such edits in `edits`.
    """
    found = [
        Meanwhile(one.number, one.operation, one.actor, one.at, tuple(sorted(shared)))
        for one in meanwhile(connection, version.id, since)
        if (shared := set(named).intersection(one.zones))
    ]
    if found:
        last = found[-1]
        raise ConflictError(
            "store_conflict",
            zones=_called(draft, last.zones),
            actor=last.actor,
            at=last.at[:19].replace("T", " "),
        ).over(version.head, found)


def refuse_unseen(connection: Connection, version: Version, seen: int | None) -> None:
    """Refuse what is meant for a version as it was before somebody edited it.

    Parameters
    ----------
    connection
        That writes.
    version
        As it is now.
    seen
        The last edit that is known to whoever asks; None for whichever is the last.

    Raises
    ------
    ConflictError
        There is a newer one; it tells all of them in `edits`.
    """
    if seen is None or version.head <= seen:
        return
    since = meanwhile(connection, version.id, seen)
    raise ConflictError(
        "store_moved_on", version=str(version.id), edit=version.head, actor=since[-1].actor
    ).over(version.head, since)


def _called(draft: Draft, codes: Sequence[str]) -> list[str]:
    """Return what zones are called: name and code, for a planner knows either."""
    name_of = {
        code: name
        for zones in draft.plan.levels
        for code, name in zip(zones.code, zones.name, strict=True)
        if code in codes
    }
    return [f"{name_of.get(code, '')} ({code})".strip() for code in codes]
