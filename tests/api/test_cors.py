"""Pages of other origins read what is public, where a setting says so, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import Client, Loads

from api.app import create_app
from api.public.settings import Face
from api.settings import Settings

OTHER = "https://www.example.org"


def service(tmp_path: Path, *origins: str) -> Client:
    (tmp_path / "qinghe.gpkg").write_text("")
    return Client(create_app(Settings(data=tmp_path, public=Face(origins=origins)), load=Loads()))


@pytest.mark.parametrize("origins", [(OTHER,), ("https://a.org", OTHER), ("*",)])
def test_an_origin_of_the_setting_may_read_what_is_public(
    tmp_path: Path, origins: tuple[str, ...]
) -> None:
    answer = service(tmp_path, *origins).get("/public", headers={"origin": OTHER})

    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] in (OTHER, "*")
    assert "ETag" in answer.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("origins", [(), ("https://a.org",), (f"{OTHER}.evil.net",)])
def test_no_other_origin_may(tmp_path: Path, origins: tuple[str, ...]) -> None:
    answer = service(tmp_path, *origins).get("/public", headers={"origin": OTHER})

    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/collections", "/tiles", "/publicity", "/api", "/health"])
def test_nothing_else_is_open(tmp_path: Path, path: str) -> None:
    client = service(tmp_path, "*")

    answer = client.get(path, headers={"origin": OTHER})
    flight = client.ask(
        "OPTIONS", path, headers={"origin": OTHER, "access-control-request-method": "GET"}
    )

    assert "access-control-allow-origin" not in answer.headers
    assert "access-control-allow-origin" not in flight.headers


def test_a_preflight_is_answered(tmp_path: Path) -> None:
    asked = {
        "origin": OTHER,
        "access-control-request-method": "GET",
        "access-control-request-headers": "if-none-match",
    }

    answer = service(tmp_path, OTHER).ask("OPTIONS", "/public/990101001/grids", headers=asked)

    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == OTHER
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD"


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_preflight_for_writing_is_refused(tmp_path: Path, method: str) -> None:
    asked = {"origin": OTHER, "access-control-request-method": method}

    answer = service(tmp_path, OTHER).ask("OPTIONS", "/public", headers=asked)

    assert answer.status_code == 400


def test_options_without_a_preflight_names_the_methods(tmp_path: Path) -> None:
    answer = service(tmp_path, OTHER).ask("OPTIONS", "/public")

    assert answer.status_code == 204
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
