"""Where a store is, and transactions with it: reading sees one state, writers take turns."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    func,
    inspect,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import QueuePool

from gridgen.model.errors import StoreError, StoreFailedError
from gridgen.words.say import in_both

PATIENCE_S = 30
"""Seconds that a writer waits for its turn."""

APPLICATION = 0x67677374
"""By which a SQLite file says that it is a store ("ggst"); a GeoPackage says something else."""

_TURN = 0x67677374
"""The advisory lock of PostgreSQL that writers hold."""


@dataclass(frozen=True, slots=True, eq=False)
class Store:
    """A store that is open.

    Attributes
    ----------
    engine
        Hands out connections.
    name
        As messages call it: a file, or a URL without its password.
    file
        Of a SQLite store; None in PostgreSQL.
    """

    engine: Engine
    name: str
    file: Path | None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the store, whoever writes meanwhile."""
        engine = self.engine
        if self.file is None:
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with saying(self.name), engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection that alone writes; all that it did stands at the end, or nothing.

        What was written is durable once the block is left.
        """
        engine = self.engine.execution_options(writes=True)
        with saying(self.name), engine.connect() as connection, connection.begin():
            if self.file is None:
                connection.execute(select(func.pg_advisory_xact_lock(_TURN)))
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def connect(address: str, *, create: bool = False) -> Store:
    """Return the store at an address, whatever is in it.

    Parameters
    ----------
    address
        A file (SQLite), or postgresql://user@host/database.
    create
        Whether a file that is not there is made.

    Raises
    ------
    StoreError
        There is no such file, or the address is none.
    """
    if "://" in address:
        return _postgres(address)
    file = Path(address)
    if not create and not file.is_file():
        raise StoreError("store_missing", store=address)
    engine = create_engine(
        "sqlite://", creator=lambda: opened(file, create=create), poolclass=QueuePool
    )
    event.listen(engine, "begin", _begin)
    return Store(engine, str(file), file)


def _postgres(address: str) -> Store:
    try:
        url = make_url(address)
    except ArgumentError as why:
        raise StoreError("store_address_odd", address=address) from why
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise StoreError("store_address_odd", address=_shown(url))
    url = url.set(drivername="postgresql+psycopg")
    options = f"-c lock_timeout={PATIENCE_S}s"
    try:
        engine = create_engine(url, connect_args={"options": options}, pool_pre_ping=True)
    except ModuleNotFoundError as why:
        raise StoreError("store_needs_psycopg", store=_shown(url)) from why
    return Store(engine, _shown(url), None)


def _shown(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def opened(file: Path, *, create: bool) -> sqlite3.Connection:
    """Return a connection to a file, by which each commit is on the disk once it is done.

    Raises
    ------
    sqlite3.Error
        It cannot be opened, or made.
    """
    mode = "ro&immutable=1" if _is_archived(file) else "rwc" if create else "rw"
    connection = sqlite3.connect(
        f"file:{quote(str(file))}?mode={mode}",
        uri=True,
        timeout=PATIENCE_S,
        isolation_level=None,  # SQLAlchemy says when: Python alone leaves DDL out of transactions
        check_same_thread=False,
    )
    # Each commit is on the disk before anybody is told of it.
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _is_archived(file: Path) -> bool:
    """Say whether a store lies whole on a disk that can only be read: nobody changes it, and the
    files that are written ahead cannot be made beside it.
    """
    if not file.is_file() or not hasattr(os, "statvfs"):
        return False
    ahead = file.with_name(f"{file.name}-wal")
    is_read_only = bool(os.statvfs(file).f_flag & os.ST_RDONLY)
    return is_read_only and not (ahead.is_file() and ahead.stat().st_size)


def _begin(connection: Connection) -> None:
    # Whoever will write takes the turn at once: two that read first and then want to write would
    # refuse each other.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


_OF_SQLITE = {
    sqlite3.SQLITE_FULL: "store_why_full",
    sqlite3.SQLITE_READONLY: "store_why_read_only",
    sqlite3.SQLITE_BUSY: "store_why_busy",
    sqlite3.SQLITE_CORRUPT: "store_why_damaged",
    sqlite3.SQLITE_NOTADB: "store_why_not_ours",
    sqlite3.SQLITE_CANTOPEN: "store_why_unopened",
}

_OF_POSTGRES = {
    "53100": "store_why_full",
    "25006": "store_why_read_only",
    "55P03": "store_why_busy",
    "42501": "store_why_refused",
}


@contextmanager
def saying(name: str) -> Iterator[None]:
    """Say as one sentence what a database refuses; never the statement, which may hold anything."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as why:
        raise said(why, name) from why


def said(why: Exception, name: str) -> StoreFailedError:
    """Return what a database refused as an error of ours.

    Parameters
    ----------
    why
        Of SQLAlchemy or of a driver.
    name
        Of the store.
    """
    cause: Any = getattr(why, "orig", None) or why
    key = _OF_SQLITE.get((getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF)
    key = key or _OF_POSTGRES.get(getattr(cause, "sqlstate", None) or "") or "store_why_other"
    lines = str(cause).splitlines() or [type(cause).__name__]
    return StoreFailedError(
        "store_failed", store=name, why=in_both(key, why=lines[0], seconds=PATIENCE_S)
    )


def has_tables(connection: Connection) -> list[str]:
    """Return the names of the tables that there are."""
    return inspect(connection).get_table_names()
