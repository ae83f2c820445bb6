"""From draft to retired: what may follow what, and which plan is in force on which day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select, update

from gridgen.model.errors import NotInStoreError, StoreError
from gridgen.versions.store.audit import add_line, require_actor
from gridgen.versions.store.conflicts import refuse_unseen
from gridgen.versions.store.database import Store
from gridgen.versions.store.publications import tell_published, tell_retired
from gridgen.versions.store.schema import PLANS, VERSIONS
from gridgen.versions.store.versions import DRAFT, Version, version_of
from gridgen.words.discreet import masked
from gridgen.words.say import in_a_row, in_both

SUBMITTED, APPROVED, PUBLISHED, RETIRED = "submitted", "approved", "published", "retired"

ALLOWED: Mapping[str, tuple[str, ...]] = {
    DRAFT: (SUBMITTED,),
    SUBMITTED: (APPROVED, DRAFT),
    APPROVED: (PUBLISHED, DRAFT),
    PUBLISHED: (RETIRED,),
    RETIRED: (),
}
"""Which states may follow each: a plan that somebody has published is never a draft again."""


def move_to(
    store: Store,
    version: int,
    state: str,
    *,
    actor: str,
    reason: str = "",
    seen: int | None = None,
) -> Version:
    """Return a version in another state: submitted, approved, or a draft again.

    Parameters
    ----------
    store
        Where it is.
    version
        Its number in the store.
    state
        One of those that may follow, but for "published" and "retired", which need a day.
    actor
        Opaque id.
    reason
        In the words of whoever decides.
    seen
        The last edit that they have seen; if not said, the last one there is.

    Raises
    ------
    ConflictError
        There is a newer edit than `seen`.
    StoreError
        The state may not follow; the message says which may.
    """
    actor = require_actor(actor)
    with store.writing() as connection:
        told = version_of(connection, version, locked=True)
        refuse_unseen(connection, told, seen)
        _require(told, state)
        _set(connection, version, state=state)
        detail = {"state": state, "reason": masked(reason)}
        add_line(connection, actor, state, f"version {version}", detail)
        return version_of(connection, version)


def publish(
    store: Store,
    version: int,
    day: date,
    *,
    actor: str,
    reason: str = "",
    seen: int | None = None,
) -> Version:
    """Return a version that is in force from a day on; the one in force before is retired that day.

    Parameters
    ----------
    store
        Where it is.
    version
        Its number in the store.
    day
        The first on which it is in force.
    actor
        Opaque id.
    reason
        In the words of whoever decides.
    seen
        The last edit that they have seen; if not said, the last one there is.

    Raises
    ------
    ConflictError
        There is a newer edit than `seen`.
    StoreError
        The version is not approved, another comes into force on that day or later, or a plan of a
        part or of the whole of the same land is in force.
    """
    actor = require_actor(actor)
    with store.writing() as connection:
        told = version_of(connection, version, locked=True)
        refuse_unseen(connection, told, seen)
        _require(told, PUBLISHED)
        before = None
        for other in _open_ended(connection):
            if other.scope == told.scope:
                before = other
            elif _overlap(other.scope, told.scope):
                raise StoreError("store_other_scope", scope=told.scope, other=str(other.id),
                                 other_scope=other.scope)  # fmt: skip
        _refuse_past(connection, told, day)
        if before is not None:
            _set(connection, before.id, state=RETIRED, in_force_to=day)
            detail = {"to": day.isoformat(), "after": version}
            add_line(connection, actor, RETIRED, f"version {before.id}", detail)
        _set(connection, version, state=PUBLISHED, in_force_from=day)
        detail = {"from": day.isoformat(), "reason": masked(reason)}
        add_line(connection, actor, PUBLISHED, f"version {version}", detail)
        tell_published(connection, told, day, before)
        return version_of(connection, version)


def retire(
    store: Store,
    version: int,
    day: date,
    *,
    actor: str,
    reason: str = "",
    seen: int | None = None,
) -> Version:
    """Return a version that is in force no longer from a day on, with none in its place.

    Parameters
    ----------
    store
        Where it is.
    version
        Its number in the store.
    day
        The first on which it is no longer in force; after the one from which it was.
    actor
        Opaque id.
    reason
        In the words of whoever decides.
    seen
        The last edit that they have seen; if not said, the last one there is.

    Raises
    ------
    ConflictError
        There is a newer edit than `seen`.
    StoreError
        The version is not published, or came into force on that day or later.
    """
    actor = require_actor(actor)
    with store.writing() as connection:
        told = version_of(connection, version, locked=True)
        refuse_unseen(connection, told, seen)
        _require(told, RETIRED)
        if told.in_force_from is not None and day <= told.in_force_from:
            raise _too_early(told, day)
        _set(connection, version, state=RETIRED, in_force_to=day)
        detail = {"to": day.isoformat(), "reason": masked(reason)}
        add_line(connection, actor, RETIRED, f"version {version}", detail)
        tell_retired(connection, told, day)
        return version_of(connection, version)


def in_force(store: Store, scope: str, day: date) -> Version:
    """Return the version that was, is or will be in force on a day.

    Parameters
    ----------
    store
        Where it is looked for.
    scope
        A township, or anything in it: the first digits of the codes there.
    day
        Any.

    Raises
    ------
    NotInStoreError
        None was; the message names what there is.
    """
    with store.reading() as connection:
        published = _published(connection)
    return in_force_of(published, scope, day)


def in_force_of(versions: Iterable[Version], scope: str, day: date) -> Version:
    """Return that of some versions which was, is or will be in force on a day.

    Parameters
    ----------
    versions
        As the store told them.
    scope, day
        As of `in_force`.

    Raises
    ------
    NotInStoreError
        None was; the message names what there is.
    """
    published = [version for version in versions if version.in_force_from is not None]
    for version in published:
        if _is_in(scope, version.scope) and is_in_force(version, day):
            return version
    known = sorted({version.scope for version in published})
    raise NotInStoreError("store_none_in_force", scope=scope, day=day.isoformat(), known=known)


def is_in_force(version: Version, day: date) -> bool:
    """Say whether a version was, is or will be in force on a day."""
    begun = version.in_force_from is not None and version.in_force_from <= day
    return begun and (version.in_force_to is None or day < version.in_force_to)


def _is_in(scope: str, other: str) -> bool:
    return scope == other or (other.isdecimal() and scope.startswith(other))


def _overlap(scope: str, other: str) -> bool:
    return _is_in(scope, other) or _is_in(other, scope)


def _require(version: Version, state: str) -> None:
    allowed = ALLOWED[version.state]
    if state not in allowed:
        told = in_a_row([*map(_named, allowed)]) if allowed else in_both("nothing")
        raise StoreError("store_state_odd", version=str(version.id), state=_named(version.state),
                         wanted=_named(state), allowed=told)  # fmt: skip


def _named(state: str) -> tuple[str, str]:
    return in_both(f"state_{state}")


def _refuse_past(connection: Connection, version: Version, day: date) -> None:
    """Raise StoreError where a version of the same land is in force on the day or after it."""
    for other in _published(connection):
        if not _overlap(other.scope, version.scope) or other.in_force_from is None:
            continue
        # One that is open-ended ends where the new one begins, so that it must have begun before.
        ends = other.in_force_to or other.in_force_from
        if day < ends or (other.in_force_to is None and day == ends):
            raise _too_early(other, day)


def _too_early(version: Version, day: date) -> StoreError:
    return StoreError(
        "store_day_taken",
        version=str(version.id),
        day=day.isoformat(),
        begun=str(version.in_force_from),
    )


def _set(connection: Connection, version: int, **values: Any) -> None:
    connection.execute(update(VERSIONS).where(VERSIONS.c.id == version).values(values))


def _open_ended(connection: Connection) -> Iterable[Version]:
    return [version for version in _published(connection) if version.in_force_to is None]


def _published(connection: Connection) -> list[Version]:
    """Return every version that was ever published, by plan and number."""
    asked = (
        select(VERSIONS.c.id)
        .join(PLANS, PLANS.c.id == VERSIONS.c.plan)
        .where(VERSIONS.c.in_force_from.is_not(None))
        .order_by(VERSIONS.c.in_force_from)
    )
    return [version_of(connection, one) for one in connection.scalars(asked)]
