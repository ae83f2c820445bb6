"""Make a store, or bring an older one up to the tables of today."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from gridgen.model.errors import StoreError
from gridgen.versions.store.database import APPLICATION, Store, connect, has_tables, saying
from gridgen.versions.store.views import make_views

_STEPS = Path(__file__).with_name("migrations")


def init_store(address: str, *, upto: str = "head") -> Store:
    """Return the store at an address, made where there is none, with the tables of today.

    One transaction: a store that was killed meanwhile is the older one, or the newer one.

    Parameters
    ----------
    address
        A file (SQLite), or postgresql://user@host/database.
    upto
        The step after which to stop; for tests.

    Raises
    ------
    StoreError
        Something else is there, or the store was made by a newer gridgen, or cannot be written.
    """
    with _kept(connect(address, create=True)) as store:
        with store.reading() as connection:
            _refuse_strangers(connection, store)
        if store.file is not None:
            _take_wal(store)
        with store.writing() as connection:
            if upto != "head" or step_of(connection) != newest_step():
                config = _config()
                config.attributes["connection"] = connection
                command.upgrade(config, upto)
            if store.file is None:
                make_views(connection)
            else:
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
        return store


def open_store(address: str) -> Store:
    """Return the store at an address.

    Parameters
    ----------
    address
        A file (SQLite), or postgresql://user@host/database.

    Raises
    ------
    StoreError
        There is none, something else is there, or it was made by an older or a newer gridgen.
    """
    with _kept(connect(address)) as store, store.reading() as connection:
        _refuse_strangers(connection, store)
        here, newest = step_of(connection), newest_step()
        if here != newest:
            raise StoreError("store_older", store=store.name, here=here or "-", newest=newest)
        return store


@contextmanager
def _kept(store: Store) -> Iterator[Store]:
    """Give a store, and close it where something fails."""
    try:
        yield store
    except BaseException:
        store.close()
        raise


def step_of(connection: Connection) -> str | None:
    """Return up to which step a store was brought; None for none."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_step() -> str:
    """Return the last step that this gridgen knows."""
    return _steps()[0]


@cache
def _steps() -> tuple[str, ...]:
    """Return all steps that this gridgen knows, the newest first; Alembic runs a file for each."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return tuple(script.revision for script in scripts)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    return config


def _take_wal(store: Store) -> None:
    """Let readers go on while somebody writes; this outlasts the connection."""
    with saying(store.name), store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        if driver is not None:
            driver.execute("PRAGMA journal_mode=WAL")


def _refuse_strangers(connection: Connection, store: Store) -> None:
    tables = has_tables(connection)
    if "alembic_version" not in tables:
        # In PostgreSQL tables of others, such as those of PostGIS, may stand beside ours.
        if tables and store.file is not None:
            raise StoreError("store_not_ours", store=store.name, tables=sorted(tables)[:3])
        return
    here = step_of(connection)
    if here is not None and here not in _steps():
        raise StoreError("store_newer", store=store.name, here=here, newest=newest_step())
