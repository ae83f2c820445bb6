"""Rows that hold from one edit to another: put, closed, taken back, and read as of an edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    bindparam,
    insert,
    literal,
    select,
    update,
)

from gridgen.versions.store.schema import KEYS, OPEN, still_holds

Keys = Iterable[tuple[str, ...]]


def put(
    connection: Connection, table: Table, version: int, edit: int, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Add rows that hold from an edit on.

    Parameters
    ----------
    connection
        That writes.
    table
        One of `KEYS`.
    version
        Whose.
    edit
        0 for what a version begins with.
    rows
        Its other columns.
    """
    span = {"version": version, "from_edit": edit, "to_edit": OPEN}
    if made := [{**row, **span} for row in rows]:
        connection.execute(insert(table), made)


def close(connection: Connection, table: Table, version: int, edit: int, keys: Keys) -> None:
    """Let the rows of some things hold up to an edit, and not after it; those of others stay."""
    key = [table.c[name] for name in KEYS[table]]
    stands = [table.c.version == version, still_holds(table)]
    stands += [column == bindparam(f"the_{column.name}") for column in key]
    names = [f"the_{column.name}" for column in key]
    if asked := [dict(zip(names, one, strict=True)) for one in keys]:
        # Each by its key: one row of the index, however many zones there are.
        connection.execute(update(table).where(*stands).values(to_edit=edit), asked)


def take_back(connection: Connection, version: int, taken: int, edit: int) -> None:
    """Let hold again, from `edit` on, what held before the edit `taken`; nothing came after it."""
    for table, key in KEYS.items():
        names = [table.c[name] for name in key]
        made = select(*names).where(table.c.version == version, table.c.from_edit == taken)
        close(connection, table, version, edit, [tuple(row) for row in connection.execute(made)])
        before = [table.c.version == version, table.c.to_edit == taken]
        _copy(connection, table, before, {"from_edit": literal(edit)})


def begin_like(connection: Connection, version: int, other: int, edit: int) -> None:
    """Let a new version begin as another is after an edit.

    Parameters
    ----------
    connection
        That writes.
    version
        The new one, of which nothing is there.
    other
        The other one.
    edit
        0 for how it began.
    """
    for table in KEYS:
        begun = {"version": literal(version), "from_edit": literal(0)}
        _copy(connection, table, as_of(table, other, edit), begun)


def rows_at(
    connection: Connection, table: Table, version: int, edit: int, columns: Sequence[str]
) -> Sequence[Row[Any]]:
    """Return the rows that hold after an edit, in the order of their keys.

    Parameters
    ----------
    connection
        That reads.
    table
        One of `KEYS`.
    version
        Whose.
    edit
        0 for how the version began.
    columns
        Those wanted.
    """
    asked = select(*(table.c[name] for name in columns)).where(*as_of(table, version, edit))
    return connection.execute(asked).fetchall()


def as_of(table: Table, version: int, edit: int) -> list[ColumnElement[bool]]:
    """Return what tells the rows that hold after an edit; `OPEN` for after the last."""
    if edit == OPEN:
        return [table.c.version == version, still_holds(table)]
    return [table.c.version == version, table.c.from_edit <= edit, table.c.to_edit > edit]


def _copy(
    connection: Connection,
    table: Table,
    which: list[ColumnElement[bool]],
    changed: Mapping[str, ColumnElement[Any]],
) -> None:
    """Add copies of rows that hold on, with some of their columns changed."""
    columns = {column.name: column for column in table.c}
    made = {**columns, "to_edit": literal(OPEN), **changed}
    copied = select(*(made[name] for name in columns)).where(*which)
    connection.execute(insert(table).from_select(list(columns), copied))
