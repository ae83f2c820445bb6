"""Files are sent, looked at, kept for their owner, and refused where they cannot be read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import geopandas as gpd
import httpx
import pytest
import shapely
from asking import Client
from campaigns import campaign
from plans import town
from saved import HOMES, save
from sqlalchemy import update
from working import ROWS, asked_by, delete, kept, sent, service

import gridgen
from api.access.callers import Role
from api.app import create_app
from api.settings import Settings
from gridgen.files.plan_writer import write_plan
from gridgen.versions.store.schema import UPLOADS
from gridgen.versions.store.uploads import fetched

MOST = 100_000


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return service(tmp_path, upload_bytes=MOST)


def refused(client: Client, content: bytes, name: str = "a.csv") -> tuple[int, str]:
    answer = client.post("/uploads", params={"name": name, "lang": "en"}, content=content)
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/uploads").json()["uploads"] == []
    return answer.status_code, answer.json()["detail"]


@pytest.fixture(scope="module")
def of_one(tmp_path_factory: pytest.TempPathFactory) -> tuple[Client, httpx.Response]:
    """A service to which one file was sent, and its answer."""
    client = service(tmp_path_factory.mktemp("one"), upload_bytes=MOST)
    how = {"name": "../农户.csv", "lang": "en"}
    return client, client.post("/uploads", params=how, content=ROWS.encode("gbk"))


def test_what_is_in_a_file_is_told(of_one: tuple[Client, httpx.Response]) -> None:
    _, answer = of_one

    told = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"http://town/uploads/{told['id']}"
    assert (told["name"], told["size"]) == ("农户.csv", len(ROWS.encode("gbk")))
    assert (told["kind"], told["holds"]) == ("CSV", "input")
    (layer,) = told["layers"]
    assert (layer["role"], layer["rows"], layer["unused"]) == ("households", 2, ["备注"])
    assert {column["header"]: column["means"] for column in layer["columns"]} == {
        "编号": "id", "经度": "lon", "纬度": "lat", "户数": "households", "村代码": "community",
    }  # fmt: skip
    assert [found["rule"] for found in told["findings"]] == ["columns_unused"]
    assert told["findings"][0]["text"].startswith("农户.csv: 1 columns were not used")


def test_the_same_is_told_later_and_in_the_other_language(
    of_one: tuple[Client, httpx.Response],
) -> None:
    client, told = of_one[0], of_one[1].json()

    later = client.get(f"/uploads/{told['id']}", params={"lang": "en"}).json()
    chinese = client.get(f"/uploads/{told['id']}", params={"lang": "zh"}).json()

    assert later == told
    assert chinese["findings"][0]["text"].startswith("农户.csv：有 1 列没有用到")


def test_the_bytes_are_kept_as_they_were_sent(
    of_one: tuple[Client, httpx.Response], tmp_path: Path
) -> None:
    client, told = of_one[0], of_one[1].json()

    kept_file = fetched(client.app.state.store, told["id"], tmp_path)

    assert kept_file.read_bytes() == ROWS.encode("gbk")


def test_a_plan_is_known_as_a_plan(client: Client, tmp_path: Path) -> None:
    client.app.state.settings = service(tmp_path).app.state.settings
    write_plan(town(), tmp_path / "plan.gpkg")

    told = sent(client, (tmp_path / "plan.gpkg").read_bytes(), "plan.gpkg")

    rows = {layer["name"]: layer["rows"] for layer in told["layers"]}
    assert told["holds"] == "plan"
    assert rows["grids"] == len(town().levels[0])
    assert rows["households"] == len(town().township.households)


def test_rules_are_known_as_rules(client: Client) -> None:
    rules = (Path(gridgen.__file__).parent / "rules/presets/standard.toml").read_bytes()

    told = sent(client, rules, "ours.toml")

    assert (told["holds"], [layer["name"] for layer in told["layers"]]) == (
        "rules", ["grids", "ten_household_groups"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "told"),
    campaign(
        [
            ("a.csv", b"", "a.csv: the file is empty"),
            ("a.gpkg", b"SQLite format 3\x00" + b"\x00" * 84, "a.gpkg"),
            ("a.geojson", b'{"type": "gdal_streamed_alg", "command_line": "x"}', "a.geojson"),
            ("a.json", b"[" * 50_000, "a.json"),
            ("a.json", b'{"type":"FeatureCollection","features":[', "a.json"),
            ("a.xlsx", b"PK\x03\x04" + b"0" * 40, "a.xlsx"),
            ("a.html", b"<!doctype html><html></html>", "a.html"),
            ("a.bin", bytes(range(128, 256)) + b"\x00\x00", "a.bin"),
            ("a.toml", b"level = 3", "a.toml"),
            ("a.toml", b"a = " + b"[" * 50_000, "a.toml"),
        ],
        everyday=2,
        several=True,
    ),
)
def test_what_cannot_be_read_is_refused_with_the_reason_and_not_kept(
    client: Client, name: str, content: bytes, told: str
) -> None:
    status, detail = refused(client, content, name)

    assert status == 422
    assert told in detail


@pytest.mark.parametrize(("size", "status"), [(MOST, 201), (MOST + 1, 413)])
def test_a_file_may_be_as_large_as_the_settings_say(client: Client, size: int, status: int) -> None:
    rows = ROWS.encode()
    content = rows + b"x" * (size - len(rows))

    answer = client.post("/uploads", params={"name": "a.csv", "lang": "en"}, content=content)

    assert answer.status_code == status, answer.text
    assert (status == 201) or "has more than 100,000 bytes" in answer.json()["detail"]


def test_a_file_whose_size_nobody_says_is_stopped_where_it_is_too_large(client: Client) -> None:
    read = []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            read.append(1)
            yield b"x" * 10_000

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(client.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://town") as asking:
            return await asking.post("/uploads", params={"name": "a.csv"}, content=endless())

    answer = asyncio.run(ask())

    assert answer.status_code == 413
    assert len(read) < 20


def test_a_disk_without_room_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    # /dev/full is always full.
    monkeypatch.setattr("api.routes.uploads.harmless", lambda name: "/dev/full")

    answer = client.post("/uploads", params={"name": "a.csv", "lang": "en"}, content=b"x" * 50_000)

    assert answer.status_code == 507
    assert "The server cannot keep full: No space left on device" in answer.json()["detail"]


def test_a_name_is_needed_and_nothing_else_is_known(client: Client) -> None:
    without = client.post("/uploads", content=ROWS)
    twice = client.post("/uploads?name=a.csv&name=b.csv", content=ROWS)
    unknown = client.post("/uploads?name=a.csv&nam=b", content=ROWS)

    assert [answer.status_code for answer in (without, twice, unknown)] == [400, 400, 400]


def test_an_upload_is_there_for_its_owner_alone(client: Client) -> None:
    upload = kept(client, actor="p1", scope="990101")
    address = f"/uploads/{upload}"

    asked_by(client, "p2", Role.PLANNER, "990101")
    foreign = client.get(address, params={"lang": "en"})

    assert foreign.status_code == 404
    assert f"no upload '{upload}'" in foreign.json()["detail"]
    assert foreign.json() == {
        **client.get("/uploads/none", params={"lang": "en"}).json(),
        "detail": foreign.json()["detail"],
    }
    assert delete(client, address).status_code == 404
    assert client.get("/uploads").json()["uploads"] == []
    asked_by(client, "p1", Role.PLANNER, "990101")
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(("scope", "status"), [("", 200), ("9901", 200), ("990102", 404)])
def test_an_administrator_sees_the_uploads_of_the_same_land(
    client: Client, scope: str, status: int
) -> None:
    upload = kept(client, actor="p1", scope="990101")

    asked_by(client, "boss", Role.ADMIN, scope)

    assert client.get(f"/uploads/{upload}").status_code == status
    assert len(client.get("/uploads").json()["uploads"]) == (status == 200)


def test_viewers_send_nothing(client: Client) -> None:
    asked_by(client, "v1", Role.VIEWER)

    answers = [
        client.post("/uploads", params={"name": "a.csv"}, content=ROWS),
        client.get("/uploads"),
        client.get("/uploads/any"),
        delete(client, "/uploads/any"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4


def test_a_deleted_upload_is_gone(client: Client) -> None:
    upload = kept(client)

    answer = delete(client, f"/uploads/{upload}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get(f"/uploads/{upload}").status_code == 404


def test_old_uploads_go_when_another_comes(client: Client) -> None:
    old = kept(client)
    before = (datetime.now(UTC) - timedelta(days=8)).isoformat(timespec="microseconds")
    with client.app.state.store.writing() as connection:
        connection.execute(update(UPLOADS).values(at=before))

    new = sent(client)

    assert [one["id"] for one in client.get("/uploads").json()["uploads"]] == [new["id"]]
    assert old != new["id"]


def test_without_a_store_nothing_is_kept(tmp_path: Path) -> None:
    client = Client(create_app(Settings(data=tmp_path)))
    asked_by(client, "p1", Role.PLANNER)

    answer = client.post("/uploads", params={"name": "a.csv"}, content=ROWS)

    assert answer.status_code == 400


def test_several_layers_are_told_one_by_one(client: Client, tmp_path: Path) -> None:
    villages = gpd.GeoDataFrame(
        {"代码": ["990101001201"], "名称": ["清河村"]},
        geometry=[shapely.box(114, 31, 114.1, 31.1)], crs="EPSG:4490",
    )  # fmt: skip
    client.app.state.settings = service(tmp_path).app.state.settings
    file = save(tmp_path / "input.gpkg", 农户分布=HOMES, 村界=villages, 图层1=villages)

    told = sent(client, file.read_bytes(), "input.gpkg")

    assert [
        (layer["name"], layer["role"], layer["rows"], layer["geometry"], layer["crs"])
        for layer in told["layers"]
    ] == [
        ("农户分布", "households", 2, "Point", "EPSG:4326"),
        ("村界", "communities", 1, "Polygon", "EPSG:4490"),
        ("图层1", "communities", 1, "Polygon", "EPSG:4490"),
    ]
    assert json.dumps(told)
