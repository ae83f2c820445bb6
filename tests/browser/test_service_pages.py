"""Pages of a running service in a real browser that reaches nothing but that service."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from browser.conftest import Seen, watch
from plans import town
from playwright.sync_api import Browser, expect

from api.app import create_app
from api.settings import Settings


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service on a free port of this machine."""
    folder = tmp_path_factory.mktemp("plans")
    (folder / "qinghe.gpkg").touch()
    app = create_app(Settings(data=folder), load=lambda _: town())
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [own]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield f"http://127.0.0.1:{own.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
def seen(browser: Browser, address: str) -> Iterator[Seen]:
    with browser.new_context() as context:
        yield watch(context, address)


def test_the_documentation_works_from_this_server_alone(seen: Seen, address: str) -> None:
    seen.page.goto(f"{address}/docs")

    operations = seen.page.locator(".opblock")
    expect(operations.first).to_be_visible(timeout=10_000)
    document = seen.page.request.get(f"{address}/api").json()
    assert operations.count() == sum(map(len, document["paths"].values()))
    assert [url for url in seen.requests if not url.startswith((address, "data:"))] == []
    assert seen.complaints == []


def test_a_point_can_be_asked_for_from_the_documentation(seen: Seen, address: str) -> None:
    seen.page.goto(f"{address}/docs")
    route = seen.page.locator(".opblock", has_text="What is at a point")
    route.locator(".opblock-summary").click()
    route.get_by_role("button", name="Try it out").click()
    route.get_by_placeholder("lon").fill("114.001")
    route.get_by_placeholder("lat").fill("31.001")

    route.get_by_role("button", name="Execute").click()

    expect(route.locator(".live-responses-table")).to_contain_text("清河村第1网格", timeout=10_000)
    assert seen.complaints == []


def test_from_the_landing_page_to_the_map(seen: Seen, address: str) -> None:
    seen.page.goto(f"{address}/?lang=zh")

    seen.page.get_by_role("link", name="网页地图").click()

    expect(seen.page.locator(".title h1")).to_have_text(re.compile("qinghe"))
    assert seen.page.locator(".leaflet-zones-pane path").count() == 6
    assert seen.complaints == []
