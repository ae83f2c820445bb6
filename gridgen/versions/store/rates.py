"""How often somebody asked in a span of time, counted by all processes together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, delete, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from gridgen.versions.store.database import PATIENCE_S, Store, saying
from gridgen.versions.store.schema import RATES

_PATIENCE_MS = 200
"""Milliseconds that counting waits for others: whoever asks waits as long."""


def take(store: Store, caller: str, span: int, asked: int, most: int) -> tuple[int, int]:
    """Return how many more times somebody may ask in a span, and how many were given by then.

    All that is ever given of one span is `most` in sum, whoever takes it.

    Parameters
    ----------
    store
        Where it is counted.
    caller
        Who asks, or from where; opaque.
    span
        Seconds since 1970 at which it begins.
    asked
        For how many times, 1 or more; fewer are given where fewer are left, also none.
    most
        How many times altogether.

    Raises
    ------
    StoreError
        The store cannot be written, or others have written for longer than a moment.
    """
    here = (RATES.c.caller == caller) & (RATES.c.span == span)
    with _counting(store) as connection:
        _begin(store, connection, caller, span)
        asked_for = select(RATES.c.taken).where(here).with_for_update()
        taken: int = connection.execute(asked_for).scalar_one()
        given = max(0, min(asked, most - taken))
        if given:
            connection.execute(update(RATES).where(here).values(taken=taken + given))
    return given, taken + given


def forget_spans(store: Store, before: int) -> None:
    """Forget what was counted in spans that began before a moment, in seconds since 1970."""
    with _counting(store) as connection:
        connection.execute(delete(RATES).where(RATES.c.span < before))


def _begin(store: Store, connection: Connection, caller: str, span: int) -> None:
    row = {"caller": caller, "span": span, "taken": 0}
    if store.file is None:
        connection.execute(postgresql.insert(RATES).values(row).on_conflict_do_nothing())
    else:
        connection.execute(sqlite.insert(RATES).values(row).on_conflict_do_nothing())


@contextmanager
def _counting(store: Store) -> Iterator[Connection]:
    """Give a connection that writes without waiting for those who change plans, where it can.

    A count need not outlive the power: SQLite is not made to wait for the disk.
    """
    engine = store.engine.execution_options(writes=True)
    with saying(store.name), engine.connect() as connection:
        if store.file is None:
            with connection.begin():
                connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE_MS}ms'"))
                yield connection
            return
        with _hasty(connection), connection.begin():
            yield connection


@contextmanager
def _hasty(connection: Connection) -> Iterator[None]:
    """Let a connection of SQLite give up soon, and not wait for the disk."""
    driver = connection.connection.cursor()
    driver.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
    driver.execute("PRAGMA synchronous=NORMAL")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout={PATIENCE_S * 1000}")
        driver.execute("PRAGMA synchronous=FULL")
        driver.close()
