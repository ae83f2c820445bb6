"""For the tests of who may what: a service with a store, and a plan file beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import Loads
from fastapi import FastAPI

from api.app import create_app
from api.settings import Settings


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    """A service with an empty store and the plan file `qinghe`."""
    (tmp_path / "qinghe.gpkg").write_text("")
    app = create_app(Settings(data=tmp_path, database=str(tmp_path / "store.sqlite")), load=Loads())
    yield app
    app.state.store.close()
