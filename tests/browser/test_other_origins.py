"""A page of another origin fetches what is public, where a setting says so, and nothing else."""

from __future__ import annotations

import functools
import http.server
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser
from published_town import TOWNSHIP, in_force, service

from api.public.settings import Face

FETCH = """async address => {
    try {
        const answer = await fetch(address, {headers: {"If-None-Match": '"x"'}});
        return [answer.status, answer.headers.get("etag") !== null, (await answer.text()).length];
    } catch (error) {
        return String(error);
    }
}"""


@pytest.fixture(scope="module")
def page_of_others(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page that is no page of the service."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "index.html").write_text("<!DOCTYPE html><title>other</title>")
    serve = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module", params=[True, False], ids=["open", "closed"])
def address(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, page_of_others: str
) -> Iterator[tuple[str, bool]]:
    """A service with the town in force; whether pages of others may read it."""
    folder: Path = tmp_path_factory.mktemp("store")
    app = service(folder, Face(origins=(page_of_others,) if request.param else ()))
    in_force(app.state.store)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [own]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield f"http://127.0.0.1:{own.getsockname()[1]}", request.param
        server.should_exit = True
        thread.join()
    app.state.store.close()


def test_a_page_of_another_origin_fetches_what_is_public_alone(
    browser: Browser, address: tuple[str, bool], page_of_others: str
) -> None:
    service_at, is_open = address
    page = browser.new_page()
    page.goto(page_of_others)

    found = {
        path: page.evaluate(FETCH, f"{service_at}{path}")
        for path in (f"/public/{TOWNSHIP}/grids", f"/public/{TOWNSHIP}/tiles", "/public", "/health",
                     "/conformance")
    }  # fmt: skip

    page.close()
    for path, told in found.items():
        if is_open and path.startswith("/public"):
            assert told[:2] == [200, True], path
            assert told[2] > 100
        else:
            assert "TypeError" in told, path
