"""What everybody may see, and what nobody sees without a key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pytest
from asking import Client
from campaigns import campaign
from fastapi import FastAPI
from plans import EAST_GATE, VILLAGE, lonlat
from published_town import TOWNSHIP, in_force, service
from tiled import by_code, read

from api.public.settings import Face
from api.tiles.square import in_square
from gridgen.versions.store.states import retire

HERE = f"/public/{TOWNSHIP}"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The town is in force; counts below 21 are withheld: those of the grids of the village."""
    app = service(tmp_path_factory.mktemp("public"), Face(least=21))
    in_force(app.state.store)
    yield app
    app.state.store.close()


@pytest.fixture(scope="module")
def anybody(app: FastAPI) -> Client:
    """Somebody without a key."""
    return Client(app)


def where(zoom: int, x: float = 890, y: float = 310) -> str:
    col, row = (in_square(np.array([lonlat(x, y)]))[0] * 2**zoom).astype(int).tolist()
    return f"{zoom}/{row}/{col}"


def test_what_is_in_force_is_listed(anybody: Client) -> None:
    listed = anybody.get("/public").json()["plans"]

    assert [(one["scope"], one["name"], one["in_force_from"]) for one in listed] == [
        (TOWNSHIP, "qinghe", date.today().isoformat())
    ]


def test_a_plan_tells_its_public_levels_and_where_they_are(anybody: Client) -> None:
    told = anybody.get(HERE).json()

    assert [(one["level"], one["number"]) for one in told["levels"]] == [
        ("communities", 2), ("grids", 6),
    ]  # fmt: skip
    for level in told["levels"]:
        found = anybody.get(level["href"])
        assert found.headers["content-type"] == "application/geo+json"
        assert len(found.json()["features"]) == level["number"]


def test_small_counts_and_what_gives_them_away_are_null(anybody: Client) -> None:
    grids, communities = (
        {
            f["id"]: f["properties"]["households"]
            for f in anybody.get(f"{HERE}/{level}").json()["features"]
        }
        for level in ("grids", "communities")
    )

    assert grids[f"{VILLAGE}001"] is None
    assert grids[f"{EAST_GATE}001"] == 400
    assert communities == {VILLAGE: None, EAST_GATE: 1200}


def test_small_counts_are_left_out_of_tiles(anybody: Client) -> None:
    answer = anybody.get(f"{HERE}/tiles/{where(13)}")

    found = read(answer.content)
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    for layer in ("grids", "grids_labels"):
        said = by_code(found[layer])
        assert "households" not in said[f"{VILLAGE}001"]
        assert said[f"{EAST_GATE}001"]["households"] == 400
        assert "colour" in said[f"{EAST_GATE}001"]
    assert "households" not in by_code(found["communities"])[VILLAGE]


def test_zones_say_nothing_that_tells_of_a_few_households(anybody: Client) -> None:
    for level in ("grids", "communities"):
        for feature in anybody.get(f"{HERE}/{level}").json()["features"]:
            assert {*feature["properties"]} <= {
                "code", "name", "kind", "community", "parent", "households",
            }  # fmt: skip


@pytest.mark.parametrize("zoom", [14, 15, 16])
def test_households_are_in_no_public_tile(anybody: Client, zoom: int) -> None:
    found = read(anybody.get(f"{HERE}/tiles/{where(zoom)}").content)

    assert {*found} <= {"communities", "communities_labels", "grids", "grids_labels"}


@pytest.mark.parametrize("level", ["households", "people", "ten_household_groups", "none", "v1"])
def test_other_levels_are_not_public(anybody: Client, level: str) -> None:
    assert anybody.get(f"{HERE}/{level}").status_code == 404


def test_levels_below_grids_are_public_where_a_setting_says_so(tmp_path: Path) -> None:
    app = service(tmp_path, Face(has_sublevels=True))
    in_force(app.state.store)
    client = Client(app)

    found = client.get(f"{HERE}/ten_household_groups")

    assert {f["properties"]["households"] for f in found.json()["features"]} == {10}
    assert "ten_household_groups" in read(client.get(f"{HERE}/tiles/{where(13)}").content)
    app.state.store.close()


@pytest.mark.parametrize("since", [1, 30])
def test_what_is_not_in_force_yet_is_not_public(tmp_path: Path, since: int) -> None:
    app = service(tmp_path)
    in_force(app.state.store, since=since)
    client = Client(app)

    assert client.get("/public").json()["plans"] == []
    assert client.get(HERE).status_code == 404
    app.state.store.close()


def test_what_is_in_force_no_longer_is_not_public(tmp_path: Path) -> None:
    app = service(tmp_path)
    version = in_force(app.state.store, since=-3)
    retire(app.state.store, version, date.today() - timedelta(days=1), actor="a1")
    client = Client(app)

    assert client.get("/public").json()["plans"] == []
    assert client.get(f"{HERE}/grids").status_code == 404
    app.state.store.close()


@pytest.mark.parametrize(
    "path", ["", f"/{TOWNSHIP}", f"/{TOWNSHIP}/grids", f"/{TOWNSHIP}/tiles", f"/{TOWNSHIP}?f=html"]
)
def test_answers_may_be_kept_and_asked_for_again(anybody: Client, path: str) -> None:
    first = anybody.get(f"/public{path}")
    again = anybody.get(f"/public{path}", headers={"if-none-match": first.headers["etag"]})
    head = anybody.ask("HEAD", f"/public{path}")

    assert first.status_code == 200
    assert first.headers["cache-control"] == "public, max-age=300"
    assert again.status_code == 304
    assert again.content == b""
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == first.headers["etag"]


def test_since_when_it_is_so_is_told(anybody: Client) -> None:
    tile = f"{HERE}/tiles/{where(13)}"
    since = datetime.combine(date.today(), time.min).astimezone(UTC)

    first = anybody.get(tile)
    again = anybody.get(tile, headers={"if-modified-since": first.headers["last-modified"]})

    assert first.headers["last-modified"] == since.strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert again.status_code == 304


def test_tilejson_leads_to_the_tiles(anybody: Client) -> None:
    told = anybody.get(f"{HERE}/tiles").json()

    zoom, row, col = where(13).split("/")
    at = told["tiles"][0].replace("{z}", zoom).replace("{y}", row).replace("{x}", col)
    assert {*read(anybody.get(at).content)} == {one["id"] for one in told["vector_layers"]}


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ["已公布的网格方案", "少于 21 户的户数不公开", "东门社区"]),
     ("en", ["Published household grids", "Counts below 21 households are withheld"])],
)  # fmt: skip
def test_pages_speak_both_languages_and_run_no_script(
    anybody: Client, lang: str, words: list[str]
) -> None:
    accepted = {"accept": "text/html"}

    listed = anybody.get(f"/public?lang={lang}", headers=accepted)
    page = anybody.get(f"{HERE}?lang={lang}", headers=accepted)

    text = listed.text + page.text
    assert all(word in text for word in words)
    assert "<script" not in text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "<td>—</td>" in page.text
    assert '<td class="number">1,200</td>' in page.text


def test_every_link_of_the_pages_leads_somewhere(anybody: Client) -> None:
    for address in ("/public?f=html&lang=en", f"{HERE}?f=html&lang=en"):
        page = anybody.get(address).text
        found = re.findall(r'href="(?!data:)([^"]+)"', page)
        assert found
        for link in found:
            link = link.replace("&amp;", "&")
            at = link if link.startswith("http") else address.split("?")[0] + link
            assert anybody.get(at).status_code == 200, at


@pytest.mark.parametrize(
    ("path", "status"),
    campaign([
        ("/public/none", 404), ("/public/%00", 404), ("/public/..%2Fkeys", 404),
        ("/public/99", 404), ("/public/990101", 404), (f"/public/{VILLAGE}", 404),
        ("/public/v1", 404), (f"{HERE}/tiles/99/0/0", 404), (f"{HERE}/tiles/3/-1/0", 404),
        (f"{HERE}/tiles/NaN/0/0", 400), (f"{HERE}/tiles/3/1e400/0", 400),
        (f"{HERE}/tiles/3/0/0?f=png", 400), (f"{HERE}/grids?f=html", 400),
        (f"{HERE}/grids?bbox=1,2,3,4", 400), ("/public?datetime=2020-01-01", 400),
        (f"{HERE}/tiles/3/0/0", 204),
    ], every=3, several=True),
)  # fmt: skip
def test_whatever_else_is_asked_is_refused(anybody: Client, path: str, status: int) -> None:
    assert anybody.get(path).status_code == status


def test_only_what_is_public_needs_no_key(anybody: Client) -> None:
    for path in (f"/tiles/{TOWNSHIP}", "/collections", f"/collections/{TOWNSHIP}.grids/items"):
        assert anybody.get(path).status_code == 401


def test_a_service_of_files_alone_publishes_nothing(client: Client) -> None:
    assert client.get("/public").json()["plans"] == []
    assert client.get("/public/qinghe").status_code == 404
    assert "现在没有公布生效的方案。" in client.get("/public?f=html&lang=zh").text
