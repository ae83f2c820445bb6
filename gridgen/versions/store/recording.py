"""Edits of a version: recorded once they are on the disk, and never over somebody else's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, insert, select, update

from gridgen.model.errors import StoreError
from gridgen.versions.apply import Applied, apply
from gridgen.versions.change import Change, State, changed
from gridgen.versions.draft import WHOLE, Draft, Told, report_of
from gridgen.versions.editing import Asked, made
from gridgen.versions.edits import Edit, edit_to_json, operation_of
from gridgen.versions.store.audit import add_line, now, require_actor
from gridgen.versions.store.change_bytes import change_from_bytes, change_to_bytes
from gridgen.versions.store.conflicts import refuse_conflict
from gridgen.versions.store.database import Store
from gridgen.versions.store.findings import Bordered, finding_rows, found_in
from gridgen.versions.store.marks import mark_rows, marks_of
from gridgen.versions.store.opening import Opened, open_version
from gridgen.versions.store.schema import EDITS, FINDINGS, MARKS, VERSIONS, ZONES, still_holds
from gridgen.versions.store.temporal import close, put
from gridgen.versions.store.versions import DRAFT, Version, version_of
from gridgen.versions.store.zone_rows import table_rows
from gridgen.words.discreet import masked


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """An edit that is on the disk.

    Attributes
    ----------
    opened
        The version after it.
    applied
        What it did.
    """

    opened: Opened
    applied: Applied


@dataclass(frozen=True, slots=True)
class By:
    """Who makes an edit, and why.

    Attributes
    ----------
    actor
        Opaque id.
    reason
        In the planner's words; numbers of persons in it are masked.
    """

    actor: str
    reason: str = ""


def edit(
    store: Store, opened: Opened | int, asked: Edit, by: By, *, since: int | None = None
) -> Recorded:
    """Make an edit and record it, after those that others recorded meanwhile.

    Parameters
    ----------
    store
        Where the version is.
    opened
        The version as the planner sees it, or its number for as it is now.
    asked
        The edit.
    by
        Who makes it, and why.
    since
        The edit after which the planner saw the version; that of `opened` if not said.

    Raises
    ------
    ConflictError
        Somebody else edited one of the same zones since. Nothing is recorded; the error tells who
        and when.
    StoreError
        The version is no draft.
    NotInPlanError, CommandError
        The edit cannot be made.
    """
    (recorded,) = _recorded(
        store, opened, by, lambda draft: [apply(draft, asked, day=now()[:10])], since=since
    )
    return recorded


def edit_all(
    store: Store,
    opened: Opened | int,
    asked: Sequence[Asked],
    by: By,
    *,
    since: int | None = None,
    tried: Sequence[Applied] | None = None,
) -> list[Recorded]:
    """Make edits one after the other and record all of them at once, or none.

    Parameters
    ----------
    store, opened, by, since
        As of `edit`.
    asked
        The edits, and where each is asked for.
    tried
        What they do to the draft of `opened` today, where somebody had them made already: they are
        made anew only where others recorded edits meanwhile.

    Raises
    ------
    ConflictError, StoreError
        As `edit`.
    CommandError
        One of the edits cannot be made: where it was asked, and why.
    """

    def make(draft: Draft) -> Sequence[Applied]:
        if tried is not None and isinstance(opened, Opened) and draft is opened.draft:
            return tried
        return made(draft, asked, day=now()[:10]).applied

    return _recorded(store, opened, by, make, since=since)


def _recorded(
    store: Store,
    opened: Opened | int,
    by: By,
    make: Callable[[Draft], Sequence[Applied]],
    *,
    since: int | None,
) -> list[Recorded]:
    if isinstance(opened, int):
        opened = open_version(store, opened)
    since = opened.edit if since is None else since
    while True:
        recorded = record_all(store, opened, make(opened.draft), by, since=since)
        if recorded is not None:
            return recorded
        opened = caught_up(store, opened)


def record(
    store: Store, opened: Opened, applied: Applied, by: By, *, since: int | None = None
) -> Recorded | None:
    """Record an edit that was made to an opened version; all is as in `record_all`."""
    recorded = record_all(store, opened, [applied], by, since=since)
    return None if recorded is None else recorded[0]


def record_all(
    store: Store, opened: Opened, applied: Sequence[Applied], by: By, *, since: int | None = None
) -> list[Recorded] | None:
    """Record edits that were made to an opened version, all or none; None where others were
    recorded since.

    In that case nobody touched the same zones: catch up, make them again and record them again.

    Parameters
    ----------
    store
        Where the version is.
    opened
        To which the first of the edits was made; each other one to what the one before it left.
    applied
        What they did.
    by
        Who makes them, and why.
    since
        The edit after which the planner saw the version; that of `opened` if not said.

    Raises
    ------
    ConflictError
        One of the zones that the edits name was edited after `since`.
    StoreError
        The version is no draft.
    """
    by = replace(by, actor=require_actor(by.actor), reason=masked(by.reason))
    since, told = opened.edit if since is None else since, opened.version
    stored = [change_to_bytes(one.change) for one in applied]
    recorded = []
    with store.writing() as connection:
        version = require_draft(connection, told.id)
        if version.head > since:
            named = {code for one in applied for code in one.change.named}
            refuse_conflict(connection, version, since, named, opened.draft)
        if version.head > opened.edit:
            return None
        for number, (one, change) in enumerate(
            zip(applied, stored, strict=True), start=version.head + 1
        ):
            _exchange(connection, version.id, number, one.change, one.draft)
            row = _event_row(one, change, number, since)
            add_event(connection, version.id, number, by, row)
            after = replace(version, head=number)
            recorded.append(Recorded(Opened(after, number, one.draft), one))
    return recorded


def _event_row(applied: Applied, change: bytes, number: int, since: int) -> dict[str, Any]:
    return {
        "operation": operation_of(applied.edit),
        "edit": json.dumps(edit_to_json(applied.edit), ensure_ascii=False),
        "change": change,
        "named": json.dumps(applied.change.named),
        "metres": applied.draft.plan.made_by.metres,
        "base": since,
        "standing": number,
        "undone": 0,
    }


def caught_up(store: Store, opened: Opened) -> Opened:
    """Return an opened version after all that was recorded since, without reading it anew.

    Nothing is checked: what was found then stands in the store.

    Raises
    ------
    NotInStoreError
        The version is gone from the store.
    """
    draft, last = opened.draft, opened.edit
    with store.reading() as connection:
        version = version_of(connection, opened.version.id)
        newer = changes_after(connection, version.id, last)
        touched = {WHOLE}.union(*(change.communities for change, _ in newer))
        found, bordered = _found_now(connection, version.id, touched)
    if not newer:
        return opened
    plan = draft.plan
    for change, _ in newer:
        plan = changed(plan, change)
    found, bordered = {**draft.found, **found}, {**draft.bordered, **bordered}
    report = report_of(found, draft.known.row_of_community)
    # The metres that the store has: sums may differ in their last digit.
    made_by = replace(plan.made_by, metres=newer[-1][1])
    plan = replace(plan, report=report, made_by=made_by)
    draft = replace(draft, plan=plan, found=found, bordered=bordered)
    return Opened(version, last + len(newer), draft)


def _found_now(
    connection: Connection, version: int, communities: Collection[str]
) -> tuple[dict[str, tuple[Told, ...]], dict[str, Bordered]]:
    columns = [FINDINGS.c[name] for name in ("community", "found", "border_mm", "on_lines_mm")]
    asked = select(*columns).where(
        FINDINGS.c.version == version,
        FINDINGS.c.community.in_(sorted(communities)),
        still_holds(FINDINGS),
    )
    found, bordered = found_in(map(tuple, connection.execute(asked)))
    return dict(found), dict(bordered)


def changes_after(connection: Connection, version: int, edit: int) -> list[tuple[Change, float]]:
    """Return the changes after an edit, each with the metres of the plan after it."""
    asked = (
        select(EDITS.c.change, EDITS.c.metres)
        .where(EDITS.c.version == version, EDITS.c.number > edit)
        .order_by(EDITS.c.number)
    )
    return [(change_from_bytes(bytes(row.change)), row.metres) for row in connection.execute(asked)]


def require_draft(connection: Connection, version: int) -> Version:
    """Return a version with its row held; StoreError where it is no draft any more."""
    told = version_of(connection, version, locked=True)
    if told.state != DRAFT:
        raise StoreError("store_frozen", version=str(version), state=told.state)
    return told


def add_event(
    connection: Connection, version: int, number: int, by: By, row: dict[str, Any]
) -> None:
    """Add an edit, an undo or a redo to the history of a version, and to the audit.

    Parameters
    ----------
    connection
        That writes.
    version
        Whose.
    number
        The next one.
    by
        Who did it, and why; checked and masked.
    row
        The other columns of `edits`.
    """
    detail = {
        "edit": number,
        "operation": row["operation"],
        "change": hashlib.sha256(row["change"]).hexdigest(),
    }
    at = add_line(connection, by.actor, "edit", f"version {version}", detail)
    held = {"version": version, "number": number, "actor": by.actor, "at": at, "reason": by.reason}
    connection.execute(insert(EDITS), {**held, **row})
    connection.execute(update(VERSIONS).where(VERSIONS.c.id == version).values(head=number))


def _exchange(
    connection: Connection, version: int, number: int, change: Change, draft: Draft
) -> None:
    """Let the rows of one side of a change hold up to an edit, and those of the other from it."""
    before, after = change.before, change.after
    for level, block in before.blocks.items():
        keys = [(level, code) for code in block.zones.code]
        close(connection, ZONES, version, number, keys)
    for level, block in after.blocks.items():
        made = table_rows(level, block.zones, block.members)
        put(connection, ZONES, version, number, made)
    _exchange_marks(connection, version, number, before, after)
    touched = [WHOLE, *change.communities]
    close(connection, FINDINGS, version, number, [(code,) for code in touched])
    put(connection, FINDINGS, version, number, finding_rows(draft, touched))


def _exchange_marks(
    connection: Connection, version: int, number: int, before: State, after: State
) -> None:
    old, new = marks_of(before), marks_of(after)
    gone = [key for key, value in old.items() if new.get(key) != value]
    made = {key: value for key, value in new.items() if old.get(key) != value}
    close(connection, MARKS, version, number, {*gone, *made})
    put(connection, MARKS, version, number, mark_rows(made))
