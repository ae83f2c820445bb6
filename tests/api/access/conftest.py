"""For the tests of who may what: a service with a store, and a plan file beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import Loads
from fastapi import FastAPI
from providing import Realm, realm
from stored import made_store

from api.access.policies import Rates
from api.app import create_app
from api.settings import Settings


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    """A service with an empty store and the plan file `qinghe`, which may be asked at any rate."""
    (tmp_path / "qinghe.gpkg").write_text("")
    database, rates = made_store(tmp_path), Rates(usual=0, heavy=0, failed=0)
    app = create_app(Settings(data=tmp_path, database=database, rates=rates), load=Loads())
    yield app
    app.state.store.close()


@pytest.fixture
def town() -> Iterator[Realm]:
    """A provider of OpenID Connect that runs."""
    with realm() as here:
        yield here
