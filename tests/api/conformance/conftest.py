"""For the tests ported from the standards: one town behind one application."""

from __future__ import annotations

import pytest
from asking import Client, Loads

from api.app import create_app
from api.settings import Settings


@pytest.fixture(scope="package")
def client(tmp_path_factory: pytest.TempPathFactory) -> Client:
    folder = tmp_path_factory.mktemp("plans")
    (folder / "qinghe.gpkg").write_text("")
    return Client(create_app(Settings(data=folder), load=Loads()))
