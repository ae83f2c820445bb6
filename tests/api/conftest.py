"""For the tests of the service: a folder with one plan, and who counts how often it is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import Client, Loads

from api.app import create_app
from api.settings import Settings


@pytest.fixture
def loads() -> Loads:
    return Loads()


@pytest.fixture
def client(tmp_path: Path, loads: Loads) -> Client:
    (tmp_path / "qinghe.gpkg").write_text("")
    return Client(create_app(Settings(data=tmp_path), load=loads))
