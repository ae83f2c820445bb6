"""The planner's page: handed out to everybody, with a policy of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from archived import PICTURES, archive_of
from asking import Client, Loads

from api.app import create_app
from api.planner.basemap import BaseMap
from api.settings import Settings
from gridgen.words.say import of_subject


def test_the_page_may_ask_this_service_and_nobody_else(client: Client) -> None:
    answer = client.get("/plan")

    policy = dict(
        part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; ")
    )
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    assert {policy[name] for name in ("script-src", "style-src", "connect-src")} == {"'self'"}
    assert policy["img-src"] == "'self' data: blob:"


def test_the_hosts_of_the_base_map_stand_in_the_policy(tmp_path: Path) -> None:
    basemap = BaseMap(("https://a.org/{z}/{x}/{y}.png",), "A")
    client = Client(create_app(Settings(data=tmp_path, basemap=basemap), load=Loads()))

    policy = client.get("/plan").headers["content-security-policy"]
    told = client.get("/page/settings.json").json()

    assert "connect-src 'self' https://a.org;" in policy
    assert "img-src 'self' data: blob: https://a.org;" in policy
    assert "script-src 'self';" in policy
    assert (told["basemap"], told["basemap_note"]) == (["https://a.org/{z}/{x}/{y}.png"], "A")


def test_of_an_archive_ranges_are_sent_and_of_no_other_file(tmp_path: Path) -> None:
    file = archive_of(tmp_path / "town.pmtiles", b"square" * 100, PICTURES)
    basemap = BaseMap((str(file),), "A")
    client = Client(create_app(Settings(data=tmp_path, basemap=basemap), load=Loads()))

    begins = client.get("/page/basemap/0.pmtiles", headers={"Range": "bytes=0-6"})
    beyond = client.get("/page/basemap/0.pmtiles", headers={"Range": "bytes=99999-"})

    assert (begins.status_code, begins.content) == (206, b"PMTiles")
    assert begins.headers["content-range"] == f"bytes 0-6/{file.stat().st_size}"
    assert begins.headers["etag"]
    assert beyond.status_code == 416
    assert client.get("/page/basemap/1.pmtiles").status_code == 404
    assert client.get("/page/settings.json").json()["basemap"] == ["/page/basemap/0.pmtiles"]
    assert "connect-src 'self';" in client.get("/plan").headers["content-security-policy"]


def test_the_page_is_told_whether_anybody_is_known_without_a_key(tmp_path: Path) -> None:
    store = str(tmp_path / "store.sqlite")
    apps = [create_app(Settings(data=tmp_path), load=Loads()),
            create_app(Settings(database=store)),
            create_app(Settings(database=store, is_open=True))]  # fmt: skip

    told = [Client(app).get("/page/settings.json").json()["needs_key"] for app in apps]

    assert told == [False, True, False]


def test_the_page_has_no_script_or_style_in_itself_and_names_files_that_are_there(
    client: Client,
) -> None:
    page = client.get("/plan").text

    named = re.findall(r"""(?:src|href)="(?!data:|#)([^"]+)\"""", page)
    assert re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page) is None
    assert "page/maplibre-gl.js" in named
    assert [name for name in named if client.get(f"/{name}").status_code != 200] == []


def test_a_browser_that_has_a_file_is_told_so(client: Client) -> None:
    first = client.get("/page/maplibre-gl.js")

    again = client.get("/page/maplibre-gl.js", headers={"if-none-match": first.headers["etag"]})

    assert first.headers["cache-control"] == "no-cache"
    assert first.headers["content-encoding"] == "gzip"
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sentences_of_the_page_are_told_by_their_keys(client: Client, lang: str) -> None:
    assert client.get(f"/page/words/{lang}.json").json() == of_subject("page", lang)


@pytest.mark.parametrize("path", ["nothing.js", "words/fr.json", "%2e%2e/app.py", "../app.py"])
def test_what_is_no_file_of_the_page_is_not_there(client: Client, path: str) -> None:
    answer = client.get(f"/page/{path}")

    assert answer.status_code in (400, 404)
    assert "import" not in answer.text
