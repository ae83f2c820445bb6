"""HEAD and OPTIONS are answered for every route."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from asking import Client


def ask(client: Client, method: str, path: str) -> httpx.Response:
    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(client.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://town") as asking:
            return await asking.request(method, path)

    return asyncio.run(once())


PATHS = ["/", "/conformance", "/api", "/collections", "/collections/qinghe.grids/items",
         "/households/h1", "/health", "/docs"]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_the_head_of_an_answer_is_that_of_the_answer_without_its_body(
    client: Client, path: str
) -> None:
    head, whole = ask(client, "HEAD", path), client.get(path)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == whole.headers["content-type"]
    assert head.headers["content-length"] == str(len(whole.content))


@pytest.mark.parametrize("path", PATHS)
def test_options_says_what_a_route_takes(client: Client, path: str) -> None:
    answer = ask(client, "OPTIONS", path)

    assert answer.status_code == 204
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert answer.content == b""


def test_options_names_every_method_of_an_address(client: Client) -> None:
    answer = ask(client, "OPTIONS", "/locate")

    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_what_is_not_there_is_not_there_for_them_either(client: Client) -> None:
    assert ask(client, "HEAD", "/nothing").status_code == 404
    assert ask(client, "OPTIONS", "/nothing").status_code == 404
