"""Which zones of a version are not as they were after one of its edits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, select

from gridgen.versions.change import Change, State
from gridgen.versions.store.database import Store
from gridgen.versions.store.marks import CLASS, LOCK, marks_of
from gridgen.versions.store.schema import KEYS, MARKS, ZONES
from gridgen.versions.store.zone_rows import COLUMNS, values_of

_Rows = dict[tuple[str, ...], tuple[object, ...]]
"""Rows of a table by their keys."""


@dataclass(frozen=True, slots=True)
class Altered:
    """What of one level is otherwise after some edits.

    Attributes
    ----------
    codes
        Of zones that are otherwise, or were not there, and of those whose lock is another.
    gone
        Of zones that are there no longer.
    communities
        Codes of those that go by other rules.
    """

    codes: frozenset[str]
    gone: frozenset[str]
    communities: frozenset[str]


def altered_zones(store: Store, version: int, level: str, *, since: int, until: int) -> Altered:
    """Return what of a level is not as it was: an edit that was taken back altered nothing.

    Parameters
    ----------
    store, version
        Which version, by its number.
    level
        Of the zones.
    since, until
        Edits of it, 0 for how it began.
    """
    with store.reading() as connection:
        span = since, until
        zones = _sides(connection, ZONES, version, span, COLUMNS, [ZONES.c.level == level])
        kinds = [MARKS.c.kind.in_([LOCK, CLASS])]
        marks = _sides(connection, MARKS, version, span, ("value",), kinds)
    return _altered(zones, marks)


def altered_by(changes: Sequence[Change], level: str) -> Altered:
    """Return what of a level changes alter that follow each other, before they are recorded.

    Parameters
    ----------
    changes
        As edits made them, the first one first.
    level
        Of the zones.
    """
    zones = [(_zones_of(one.before, level), _zones_of(one.after, level)) for one in changes]
    marks = [(_marks_of(one.before), _marks_of(one.after)) for one in changes]
    return _altered(_first_and_last(zones), _first_and_last(marks))


def _zones_of(side: State, level: str) -> _Rows:
    block = side.blocks.get(level)
    rows = () if block is None else values_of(block.zones, block.members)
    return {(level, row[0]): row for row in rows}


def _marks_of(side: State) -> _Rows:
    return {key: (value,) for key, value in marks_of(side).items() if key[0] in (LOCK, CLASS)}


def _first_and_last(steps: Iterable[tuple[_Rows, _Rows]]) -> tuple[_Rows, _Rows]:
    """Return the rows as they were before the first step that touches them, and as they are after
    the last.
    """
    was: _Rows = {}
    now: _Rows = {}
    for before, after in steps:
        for key, row in before.items():
            # What an earlier step made was not there before all of them.
            if now.pop(key, None) is None:
                was.setdefault(key, row)
        now |= after
    return was, now


def _altered(zones: tuple[_Rows, _Rows], marks: tuple[_Rows, _Rows]) -> Altered:
    """Return what is otherwise by the rows of both tables as they were and as they are."""
    (was, now), (said, says) = zones, marks
    told = {key for key in said.keys() | says.keys() if said.get(key) != says.get(key)}
    codes = {key[-1] for key, row in now.items() if was.get(key) != row}
    return Altered(
        codes=frozenset(codes | {code for kind, _, code in told if kind == LOCK}),
        gone=frozenset(code for _, code in was.keys() - now.keys()),
        communities=frozenset(code for kind, _, code in told if kind == CLASS),
    )


def _sides(
    connection: Connection,
    table: Table,
    version: int,
    span: tuple[int, int],
    columns: Iterable[str],
    which: Sequence[ColumnElement[bool]],
) -> tuple[_Rows, _Rows]:
    """Return by their keys the rows that held at the first edit and no longer at the second, and
    those that hold at the second and did not at the first.
    """
    since, until = span
    names = [table.c[name] for name in (*KEYS[table], *columns)]
    length = len(KEYS[table])
    begun, ended = table.c.from_edit, table.c.to_edit
    held = [begun <= since, ended > since, ended <= until]
    holds = [begun > since, begun <= until, ended > until]
    sides = []
    for side in (held, holds):
        asked = select(*names).where(table.c.version == version, *side, *which)
        rows = map(tuple, connection.execute(asked))
        sides.append({row[:length]: row[length:] for row in rows})
    return sides[0], sides[1]
