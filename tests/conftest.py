"""For all tests: the profiles of Hypothesis.
For those of the store and the service: stores in SQLite, and in PostgreSQL where there is one.
"""

from __future__ import annotations

import gc
import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import MISSING, database, programs, server
from examples import load_profiles
from stored import ORIGIN, drawn_town, made_store

from gridgen.versions.draft import Draft
from gridgen.versions.store.database import Store
from gridgen.versions.store.upgrade import init_store, open_store
from gridgen.versions.store.versions import Version, import_plan

load_profiles()

_NUMBERS = itertools.count()
_STORES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.system))
_OF_THE_SYSTEM = ("tests/browser/", "tests/clients/", "tests/maps/ink/test_system_fonts.py")
"""Where all tests need a browser, fonts or other programs, or are run beside those that do."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs programs of the system, before `-m` chooses by marks."""
    for item in items:
        if item.nodeid.startswith(_OF_THE_SYSTEM):
            item.add_marker(pytest.mark.system)


def pytest_collection_finish() -> None:
    """Let who collects garbage pass over thousands of tests and all that they import: they stay."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    found = programs()
    if found is None:
        pytest.skip(MISSING)
    with server(found) as address:
        yield address


@pytest.fixture(scope="session")
def made_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with nothing in it, of which those of tests are copies: making one takes longer."""
    return Path(made_store(tmp_path_factory.mktemp("made")))


@pytest.fixture(scope="session")
def made_database(postgres: str) -> Iterator[str]:
    """The same in PostgreSQL, by its name; to make PostGIS takes half a second."""
    with database(postgres, "made") as address:
        init_store(address).close()
        yield "made"


@pytest.fixture(params=_STORES)
def bare_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a store may be made."""
    if request.param == "sqlite":
        yield str(tmp_path / "store.sqlite")
        return
    with database(request.getfixturevalue("postgres"), f"bare{next(_NUMBERS)}") as address:
        yield address


@pytest.fixture(params=_STORES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a store with nothing in it is."""
    if request.param == "sqlite":
        yield str(shutil.copy(request.getfixturevalue("made_file"), tmp_path / "store.sqlite"))
        return
    at, like = (request.getfixturevalue(name) for name in ("postgres", "made_database"))
    with database(at, f"store{next(_NUMBERS)}", like=like) as address:
        yield address


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """A store with nothing in it."""
    store = open_store(address)
    yield store
    store.close()


@pytest.fixture(scope="session")
def drawn() -> Draft:
    return drawn_town()


@pytest.fixture
def version(store: Store, drawn: Draft) -> Version:
    """The town as the first version in the store."""
    return import_plan(store, drawn, ORIGIN, actor="p1")
