"""What the service sends is written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import gridgen
from gridgen.client import Client


def client(*pieces: bytes, breaks: bool = False) -> Client:
    """Who asks a service that sends these pieces, and may break off behind them."""

    def body() -> Iterator[bytes]:
        yield from pieces
        if breaks:
            raise httpx.ReadError("the connection broke")

    class Body(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            return body()

    def reply(request: httpx.Request) -> httpx.Response:
        assert request.url.params["format"] == "gpkg"
        return httpx.Response(200, stream=Body())

    return Client("http://town", transport=httpx.MockTransport(reply))


def test_a_file_holds_all_that_was_sent(tmp_path: Path) -> None:
    file = client(b"one", b"two").export(1, tmp_path / "plan.gpkg")

    assert file.read_bytes() == b"onetwo"
    assert [*tmp_path.iterdir()] == [file]


def test_what_breaks_off_leaves_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "plan.gpkg"
    file.write_text("before")

    with pytest.raises(gridgen.ServiceError, match="the connection broke"):
        client(b"one", breaks=True).export(1, file)

    assert file.read_text() == "before"
    assert [*tmp_path.iterdir()] == [file]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(gridgen.WriteError, match=r"none/plan\.gpkg: the file cannot be written"):
        client(b"one").export(1, tmp_path / "none" / "plan.gpkg")


def test_a_name_that_says_no_format_is_told(tmp_path: Path) -> None:
    with pytest.raises(gridgen.RequestError, match=r"plan\.doc: the name says no format"):
        client().export(1, tmp_path / "plan.doc")
