"""What was read is passed over by whoever collects garbage, in the process of a service alone."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Iterator

import pytest
from asking import Client, items


@pytest.fixture
def switching() -> Iterator[None]:
    """What a service says of all threads of its process is taken back."""
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("switching")
def test_a_service_that_runs_lets_a_plan_settle(own_client: Client) -> None:
    app = own_client.app

    async def lived() -> None:
        async with app.router.lifespan_context(app):
            assert app.state.files.read("qinghe") is not None

    stays = [[0] for _ in range(100_000)]
    before = gc.get_freeze_count()

    asyncio.run(lived())

    assert gc.get_freeze_count() >= before + len(stays)


def test_in_a_process_of_somebody_else_nothing_is_frozen(own_client: Client) -> None:
    stays = [[0] for _ in range(100_000)]
    before = gc.get_freeze_count()

    assert items(own_client.get("/collections/qinghe.grids/items"))

    # What was frozen before may have gone; nothing has come to it.
    assert gc.get_freeze_count() <= before
    assert len(stays) == 100_000
