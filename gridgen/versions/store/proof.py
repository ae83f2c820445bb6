"""A store, proved line by line: its seals, references, and that plans follow from their edits.

Nothing here uses what records edits: states are worked out again from the recorded changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import Any

from sqlalchemy import Connection, Table, and_, func, select

from gridgen.model.communities import Communities
from gridgen.model.findings import Finding, Report, Severity, finding
from gridgen.versions.change import Change, State
from gridgen.versions.store.audit import FIRST, hash_of, lines_of
from gridgen.versions.store.change_bytes import change_from_bytes
from gridgen.versions.store.database import Store
from gridgen.versions.store.marks import Marks, marks_of
from gridgen.versions.store.packing import value_from_bytes
from gridgen.versions.store.schema import (
    AUDIT,
    CONTENTS,
    EDITS,
    KEYS,
    MARKS,
    METADATA,
    OPEN,
    PIECES,
    VERSIONS,
    ZONES,
)
from gridgen.versions.store.temporal import rows_at
from gridgen.versions.store.zone_rows import COLUMNS, values_of

_ERROR = Severity.ERROR

Seals = dict[tuple[str, ...], str]
"""A hash of each thing that stands, by its key: zones by level and code, marks by kind too."""


def proof_of(store: Store) -> Report:
    """Return what is wrong with a store: errors, none where it is sound.

    Raises
    ------
    StoreError
        The store cannot be read.
    """
    with store.reading() as connection:
        found = chain(
            _file_is_sound(connection),
            _references_hold(connection),
            _contents_match(connection),
            _chain_holds(connection),
            _edits_are_sealed(connection),
            chain.from_iterable(
                _state_follows(connection, version)
                for version in connection.scalars(select(VERSIONS.c.id).order_by(VERSIONS.c.id))
            ),
        )
        return Report(tuple(found))


def _file_is_sound(connection: Connection) -> Iterator[Finding]:
    if connection.dialect.name == "sqlite":
        said = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
        if said != "ok":
            yield finding("store_file_broken", _ERROR, "integrity_check", why=said)


def _references_hold(connection: Connection) -> Iterator[Finding]:
    for table in METADATA.sorted_tables:
        for reference in table.foreign_keys:
            column, other = reference.parent, reference.column
            target = other.table.alias()
            lost = (
                select(func.count())
                .select_from(table.outerjoin(target, column == target.c[other.name]))
                .where(and_(column.is_not(None), target.c[other.name].is_(None)))
            )
            if number := connection.execute(lost).scalar_one():
                where = f"{table.name}.{column.name}"
                yield finding("store_reference_lost", _ERROR, where, number=number)


def _contents_match(connection: Connection) -> Iterator[Finding]:
    for digest in connection.execute(select(CONTENTS.c.hash)).scalars().all():
        which = select(CONTENTS.c.bytes).where(CONTENTS.c.hash == digest)
        stored = bytes(connection.execute(which).scalar_one())
        if hashlib.sha256(stored).hexdigest() != digest:
            yield finding("store_content_changed", _ERROR, digest[:12])


def _chain_holds(connection: Connection) -> Iterator[Finding]:
    previous = FIRST
    for number, line in enumerate(lines_of(connection), start=1):
        if (line.number, line.previous) != (number, previous) or hash_of(line) != line.hash:
            yield finding("store_chain_broken", _ERROR, f"audit {line.number}")
            return
        previous = line.hash


def _edits_are_sealed(connection: Connection) -> Iterator[Finding]:
    """Yield where the audit tells of other edits than there are."""
    sealed = {}
    asked = select(AUDIT.c.subject, AUDIT.c.detail).where(AUDIT.c.action == "edit")
    for row in connection.execute(asked):
        detail = json.loads(row.detail)
        sealed[row.subject, detail["edit"]] = detail["change"]
    for edit in connection.execute(select(EDITS.c.version, EDITS.c.number, EDITS.c.change)):
        key = (f"version {edit.version}", edit.number)
        if sealed.pop(key, None) != hashlib.sha256(bytes(edit.change)).hexdigest():
            yield finding("store_edit_unsealed", _ERROR, f"{key[0]}, edit {edit.number}")
    for subject, number in sealed:
        yield finding("store_edit_lost", _ERROR, f"{subject}, edit {number}")


def _state_follows(connection: Connection, version: int) -> Iterator[Finding]:
    """Yield where a version is not what its edits make of how it began, or began otherwise."""
    row = connection.execute(select(VERSIONS).where(VERSIONS.c.id == version)).one()
    where = f"version {version}"
    begun = _seals_at(connection, version, 0)
    if row.parent_edit is not None and begun != _seals_at(connection, row.parent, row.parent_edit):
        yield finding("store_begun_otherwise", _ERROR, where, parent=f"version {row.parent}")
    for table in KEYS:
        yield from _spans_join(connection, table, version)
    made, number = begun, 0
    edits = select(EDITS.c.number, EDITS.c.change).where(EDITS.c.version == version)
    for edit in connection.execute(edits.order_by(EDITS.c.number)):
        number += 1
        if edit.number != number or not _fits(made, change_from_bytes(bytes(edit.change))):
            yield finding("store_edit_odd", _ERROR, f"{where}, edit {edit.number}")
            return
    if number != row.head or made != _seals_at(connection, version, OPEN):
        yield finding("store_state_differs", _ERROR, where, number=number)
    if row.head and _seals_at(connection, version, row.head) != made:
        yield finding("store_state_differs", _ERROR, where, number=number)


def _spans_join(connection: Connection, table: Table, version: int) -> Iterator[Finding]:
    """Yield the first thing that is in two states at once, or in one that ends before it begins."""
    key = KEYS[table]
    columns = [table.c[name] for name in (*key, "from_edit", "to_edit")]
    asked = select(*columns).where(table.c.version == version).order_by(*columns)
    rows = [(tuple(row[:-2]), row.from_edit, row.to_edit) for row in connection.execute(asked)]
    odd = [one for one in rows if one[1] >= one[2]]
    odd += [later for one, later in pairwise(rows) if one[0] == later[0] and one[2] > later[1]]
    if odd:
        what = " ".join(odd[0][0]).strip()
        yield finding("store_span_odd", _ERROR, f"version {version}, {table.name} {what}".strip())


def _seals_at(connection: Connection, version: int, edit: int) -> Seals:
    seals = _classes_given(connection, version)
    for row in rows_at(connection, ZONES, version, edit, ("level", *COLUMNS)):
        held: list[Any] = [bytes(v) if isinstance(v, memoryview) else v for v in tuple(row)[1:]]
        seals["zone", row.level, row.code] = _seal(held)
    for row in rows_at(connection, MARKS, version, edit, ("kind", "level", "code", "value")):
        seals[row.kind, row.level, row.code] = row.value
    return seals


def _classes_given(connection: Connection, version: int) -> Seals:
    """Return the class of each community as it was given, which stands where no edit changed it."""
    which = (PIECES.c.version == version) & (PIECES.c.role == "communities")
    asked = select(CONTENTS.c.bytes).join(PIECES, PIECES.c.hash == CONTENTS.c.hash).where(which)
    stored = bytes(connection.execute(asked).scalar_one())
    communities = value_from_bytes(Communities, stored)
    given = zip(communities.code, communities.kind, communities.urban_class, strict=True)
    marks = marks_of(State(class_of={code: (kind, urban) for code, kind, urban in given}))
    return {tuple(key): value for key, value in marks.items()}


def _fits(seals: Seals, change: Change) -> bool:
    """Make a change to seals; return whether all that it takes away was there as it says."""
    before, after = _seals_of(change.before), _seals_of(change.after)
    fits = all(seals.get(key) == seal for key, seal in before.items())
    for key in before:
        seals.pop(key, None)
    seals |= after
    return fits


def _seals_of(side: State) -> Seals:
    seals: Seals = {}
    for level, block in side.blocks.items():
        for row in values_of(block.zones, block.members):
            seals["zone", level, row[0]] = _seal(row)
    marks: Marks = marks_of(side)
    return seals | dict(marks)


def _seal(values: Iterable[Any]) -> str:
    """Return a hash of the columns of a zone, the same whichever database they come from."""
    told = [value.hex() if isinstance(value, bytes) else _number(value) for value in values]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, int | float) else value
