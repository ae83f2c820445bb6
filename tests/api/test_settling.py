"""What was read is passed over by whoever collects garbage, in the process of a service alone."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import Client, Loads, items

from api.app import create_app
from api.settings import Settings


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    (tmp_path / "qinghe.gpkg").write_text("")
    gc.unfreeze()
    yield Client(create_app(Settings(data=tmp_path), load=Loads()))
    gc.unfreeze()


def test_a_service_that_runs_lets_a_plan_settle(client: Client) -> None:
    async def lived() -> None:
        async with client.app.router.lifespan_context(client.app):
            assert client.app.state.files.read("qinghe") is not None

    asyncio.run(lived())

    assert gc.get_freeze_count() > 0


def test_in_a_process_of_somebody_else_nothing_is_frozen(client: Client) -> None:
    assert items(client.get("/collections/qinghe.grids/items"))

    assert gc.get_freeze_count() == 0
