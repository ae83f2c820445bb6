"""Which zones of a version are not as they were after one of its edits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, select

from gridgen.versions.store.database import Store
from gridgen.versions.store.marks import CLASS, LOCK
from gridgen.versions.store.schema import KEYS, MARKS, ZONES
from gridgen.versions.store.zone_rows import COLUMNS


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
        was, now = _sides(connection, ZONES, version, span, COLUMNS, [ZONES.c.level == level])
        kinds = [MARKS.c.kind.in_([LOCK, CLASS])]
        said, says = _sides(connection, MARKS, version, span, ("value",), kinds)
    told = {key for key in said.keys() | says.keys() if said.get(key) != says.get(key)}
    codes = {code for (_, code), row in now.items() if was.get((level, code)) != row}
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
) -> tuple[dict[tuple[str, ...], tuple[object, ...]], dict[tuple[str, ...], tuple[object, ...]]]:
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
