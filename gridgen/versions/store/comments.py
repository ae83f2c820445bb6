"""What people say of single zones of a version, until it is dealt with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from gridgen.model.errors import CommandError, NotInPlanError
from gridgen.versions.store.audit import add_line, now, require_actor
from gridgen.versions.store.database import Store
from gridgen.versions.store.schema import COMMENTS, ZONES, still_holds
from gridgen.versions.store.versions import version_of
from gridgen.words.discreet import masked

TEXT_MOST = 500
"""Characters of a comment."""

SAID, RESOLVED = "comment", "resolve-comment"
"""Words of the audit."""


@dataclass(frozen=True, slots=True)
class Comment:
    """Something that somebody said of a zone.

    Attributes
    ----------
    number
        Among those of the version, from 1.
    zone
        Its code when it was said; the zone may be gone since.
    text
        Numbers of persons in it are masked.
    actor, at
        Opaque id, and when: UTC.
    resolved, resolved_by
        When and by whom it was said to be dealt with; None while it is not.
    """

    number: int
    zone: str
    text: str
    actor: str
    at: str
    resolved: str | None = None
    resolved_by: str | None = None


def comments_of(store: Store, version: int, *, with_resolved: bool = False) -> list[Comment]:
    """Return what is said of the zones of a version, the first thing first."""
    asked = select(COMMENTS).where(COMMENTS.c.version == version).order_by(COMMENTS.c.number)
    if not with_resolved:
        asked = asked.where(COMMENTS.c.resolved.is_(None))
    with store.reading() as connection:
        return [_comment(row) for row in connection.execute(asked).mappings()]


def comment_on(store: Store, version: int, zone: str, text: str, *, actor: str) -> Comment:
    """Say something of a zone; return it as it is kept.

    Parameters
    ----------
    store, version
        Of the zone.
    zone
        The code of a zone of any level, as the version is now.
    text
        At most `TEXT_MOST` characters.
    actor
        Opaque id.

    Raises
    ------
    NotInPlanError
        The version has no such zone.
    CommandError
        Nothing is said, or too much.
    """
    actor, text = require_actor(actor), masked(text.strip())
    if not 1 <= len(text) <= TEXT_MOST:
        raise CommandError("comment_length", number=len(text), most=TEXT_MOST)
    with store.writing() as connection:
        version_of(connection, version, locked=True)
        zones = select(func.count()).select_from(ZONES)
        here = zones.where(ZONES.c.version == version, ZONES.c.code == zone, still_holds(ZONES))
        if not connection.scalar(here):
            raise NotInPlanError("comment_no_zone", zone=zone[:40], version=str(version))
        last = select(func.max(COMMENTS.c.number)).where(COMMENTS.c.version == version)
        number = (connection.scalar(last) or 0) + 1
        said = Comment(number, zone, text, actor, now())
        row = {"version": version, "number": number, "zone": zone, "text": text, "actor": actor,
               "at": said.at}  # fmt: skip
        connection.execute(insert(COMMENTS), row)
        _tell(connection, actor, SAID, version, number)
    return said


def resolve(store: Store, version: int, number: int, *, actor: str) -> None:
    """Say that a comment is dealt with; one that was before stays as it is.

    Raises
    ------
    NotInPlanError
        The version has no such comment.
    """
    actor = require_actor(actor)
    which = (COMMENTS.c.version == version, COMMENTS.c.number == number)
    with store.writing() as connection:
        row = connection.execute(select(COMMENTS.c.resolved).where(*which)).first()
        if row is None:
            raise NotInPlanError("comment_none", number=number, version=str(version))
        if row.resolved is None:
            at = _tell(connection, actor, RESOLVED, version, number)
            said = {"resolved": at, "resolved_by": actor}
            connection.execute(update(COMMENTS).where(*which).values(**said))


def _tell(connection: Connection, actor: str, action: str, version: int, number: int) -> str:
    return add_line(connection, actor, action, f"version {version}", {"comment": number})


def _comment(row: Any) -> Comment:
    return Comment(**{name: value for name, value in row.items() if name != "version"})
