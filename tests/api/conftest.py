"""For the tests of the service: a folder with one plan, who counts how often it is read, and
applications over a store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from asking import Client, Loads
from fastapi import FastAPI

from api.app import create_app
from api.settings import Settings


@pytest.fixture
def loads() -> Loads:
    return Loads()


def over(folder: Path, loads: Loads) -> Client:
    (folder / "qinghe.gpkg").write_text("")
    return Client(create_app(Settings(data=folder), load=loads))


@pytest.fixture
def own_client(tmp_path: Path, loads: Loads) -> Client:
    """Asks a service over one plan that no other test asks: its folder and its state may change."""
    return over(tmp_path, loads)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """Asks a service over one plan that the tests of a file share: they read alone."""
    return over(tmp_path_factory.mktemp("data"), Loads())


@pytest.fixture
def serve(address: str) -> Iterator[Callable[..., FastAPI]]:
    """Begins a service over the store, with what else is set; all of them end with the test."""
    with ExitStack() as ending:

        def begin(**settings: Any) -> FastAPI:
            app = create_app(Settings(database=address, **settings))
            ending.callback(app.state.store.close)
            return app

        yield begin
