"""A store, copied while others write to it, and put back; one kind of file for both databases."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import AbstractContextManager, closing
from pathlib import Path

from sqlalchemy import Connection, func, insert, select

from gridgen.files.whole import write_whole
from gridgen.model.errors import StoreError
from gridgen.versions.store.database import Store, opened, said
from gridgen.versions.store.proof import proof_of
from gridgen.versions.store.schema import AUDIT, METADATA
from gridgen.versions.store.upgrade import init_store, open_store

_ROWS = 500
"""Rows that are held at once where tables are copied."""


def back_up(store: Store, target: Path) -> None:
    """Write a store as one SQLite file, as it was at one moment, while others go on writing.

    Parameters
    ----------
    store
        In SQLite or PostgreSQL.
    target
        An older file of that name is replaced once the new one is whole and on the disk.

    Raises
    ------
    WriteError
        The folder is missing or may not be written, or the disk is full.
    StoreError
        The target is the store itself, or the store cannot be read.
    """
    if store.file is not None and target.exists() and target.samefile(store.file):
        raise StoreError("store_onto_itself", store=store.name)
    if any(beside.exists() for beside in _beside(target)):
        raise StoreError("store_there", store=str(target))  # one that is in use
    write_whole(target, lambda file: _fill(store, file))
    _sync_folder(target)


def restore(source: Path, address: str, *, force: bool = False) -> Store:
    """Return a store made from a backup, which is proved first.

    Parameters
    ----------
    source
        A file that `back_up` wrote.
    address
        Of the store to be made: a file, or postgresql://user@host/database.
    force
        Whether one that is there is replaced.

    Raises
    ------
    StoreError
        The backup is damaged, or a store is there and `force` is not said.
    WriteError
        The store cannot be written.
    """
    backup = open_store(str(source))
    if (wrong := proof_of(backup)).errors:
        raise StoreError("store_backup_wrong", store=backup.name, why=wrong.errors[0].en)
    try:
        if "://" not in address:
            return _restore_file(backup, Path(address), force=force)
        return _restore_tables(backup, address, force=force)
    finally:
        backup.close()


def _restore_file(backup: Store, target: Path, *, force: bool) -> Store:
    if target.exists() and not force:
        raise StoreError("store_there", store=str(target))
    if target.exists() and backup.file is not None and target.samefile(backup.file):
        raise StoreError("store_onto_itself", store=str(target))
    _clear(target)
    write_whole(target, lambda file: _fill(backup, file))
    _sync_folder(target)
    return init_store(str(target))


def _restore_tables(backup: Store, address: str, *, force: bool) -> Store:
    store = init_store(address)
    try:
        with store.writing() as connection, backup.reading() as source:
            if connection.scalar(select(func.count()).select_from(AUDIT)):
                if not force:
                    raise StoreError("store_there", store=store.name)
                _empty(connection)
            _copy_tables(source, connection)
    except BaseException:
        store.close()
        raise
    return store


def _fill(store: Store, file: Path) -> None:
    if store.file is not None:
        with closing(opened(store.file, create=False)) as old, _plain(file) as new:
            # All at once: a log lets others write meanwhile, and each of them would begin it anew.
            old.backup(new, pages=-1)
            new.execute(_ALONE)
        return
    made = init_store(str(file))
    with store.reading() as source, made.writing() as connection:
        _copy_tables(source, connection)
    made.close()
    with _plain(file) as connection:
        connection.execute(_ALONE)


_ALONE = "PRAGMA journal_mode=DELETE"
"""Takes the log beside a SQLite file into the file, so that it can be copied and sent alone."""


def _plain(file: Path) -> AbstractContextManager[sqlite3.Connection]:
    return closing(sqlite3.connect(file, isolation_level=None))


def _beside(file: Path) -> list[Path]:
    """Return the log and the index of it that SQLite has beside a file."""
    return [file.with_name(f"{file.name}-{end}") for end in ("wal", "shm")]


def _clear(target: Path) -> None:
    """Leave no log beside a store that is to be replaced: it would be taken for the new one's."""
    if target.exists():
        try:
            with _plain(target) as connection:
                connection.execute(_ALONE)
        except sqlite3.OperationalError as why:
            raise said(why, str(target)) from why  # somebody has it open
        except sqlite3.DatabaseError:
            pass  # it is damaged, which is why it is replaced
    for beside in _beside(target):
        beside.unlink(missing_ok=True)


def _copy_tables(source: Connection, target: Connection) -> None:
    for table in METADATA.sorted_tables:
        asked = select(table).order_by(*table.primary_key.columns)
        rows = source.execution_options(yield_per=_ROWS).execute(asked).mappings()
        for part in rows.partitions(_ROWS):
            target.execute(insert(table), [dict(row) for row in part])


def _empty(connection: Connection) -> None:
    """Take every row out of a store in PostgreSQL, whose history is otherwise only added to."""
    tables = [table.name for table in METADATA.sorted_tables]
    _switch_triggers(connection, tables, "DISABLE")
    connection.exec_driver_sql(f"TRUNCATE {', '.join(tables)}")
    _switch_triggers(connection, tables, "ENABLE")


def _switch_triggers(connection: Connection, tables: Iterable[str], switch: str) -> None:
    for table in tables:
        connection.exec_driver_sql(f"ALTER TABLE {table} {switch} TRIGGER USER")


def _sync_folder(target: Path) -> None:
    """Have the new name on the disk too: a folder is a file of its own."""
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
