"""What a division would read is told before it is ordered, and the rows refused go back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import openpyxl
import pytest
from asking import Client
from shapely.geometry import shape
from working import asked_by, kept, ordered, service, worked

from api.access.callers import Role
from gridgen.model.datum import Datum, from_wgs84

SQUARE = (
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"990101001201",'
    '"name":"<b>上塘</b>"},"geometry":{"type":"Polygon","coordinates":[[[114,31],[114.01,31],'
    "[114.01,31.01],[114,31.01],[114,31]]]}}]}"
)
"""One village of about a kilometre."""


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return service(tmp_path)


def homes(datum: Datum = Datum.WGS84, *, more: str = "") -> bytes:
    """A list of 81 households all over the village, in a datum."""
    at = np.linspace(0.0005, 0.0095, 9)
    lonlat = np.array([[114 + x, 31 + y] for x in at for y in at])
    rows = [
        f"{k},{x:.7f},{y:.7f},1"
        for k, (x, y) in enumerate(from_wgs84(lonlat, datum).tolist(), start=1)
    ]
    return ("id,lon,lat,households\n" + "\n".join(rows) + "\n" + more).encode()


def laid(client: Client, households: bytes) -> dict[str, Any]:
    """A list with the boundary beside it, as inputs."""
    return {
        "households": {"href": f"/uploads/{kept(client, households, 'homes.csv')}"},
        "communities": {"href": f"/uploads/{kept(client, SQUARE.encode(), 'v.geojson')}"},
    }


def reading(client: Client, inputs: dict[str, Any], **how: Any) -> httpx.Response:
    """Ask what would be read."""
    return client.post("/readings", params={"lang": "en", **how}, json={"inputs": inputs})


def test_what_would_be_read_is_told_with_places_for_a_map(client: Client) -> None:
    told = reading(client, laid(client, homes())).json()

    assert told["problem"] is None
    assert (told["rows"], told["households"], told["refused"], told["inside"]) == (81, 81, 0, 81)
    assert told["tables"] == {"households": 81, "communities": 1}
    assert len(told["points"]) == 81
    (village,) = told["communities"]
    assert village["properties"] == {
        "code": "990101001201", "name": "<b>上塘</b>", "kind": "village", "households": 81,
    }  # fmt: skip
    assert shape(village["geometry"]).bounds == pytest.approx((114, 31, 114.01, 31.01), abs=1e-5)


@pytest.mark.slow
def test_the_datum_that_fits_is_told_where_places_miss_the_boundaries(client: Client) -> None:
    inputs = laid(client, homes(Datum.GCJ02))

    told = reading(client, inputs).json()
    again = reading(client, {**inputs, "datum": "gcj02"}).json()

    assert told["problem"]["datum"] == "gcj02"
    assert "GCJ-02" in told["problem"]["text"]
    assert again["problem"] is None
    assert again["inside"] == 81


def test_rows_that_are_refused_are_counted_and_go_back_as_a_workbook(client: Client) -> None:
    bad = laid(client, homes(more="82,114.005,north,1\n83,114.005,31.005,many\n"))

    told = reading(client, bad).json()
    book = reading(client, bad, format="xlsx")

    assert told["refused"] == 2
    assert book.headers["content-type"].endswith("spreadsheetml.sheet")
    assert ".xlsx" in book.headers["content-disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == ["82", "83"]


def version_of_the_village(client: Client) -> int:
    """The village, divided."""
    with_boundary = {
        "households": {"href": f"/uploads/{kept(client, homes(), 'homes.csv')}"},
        "communities": {"href": f"/uploads/{kept(client, SQUARE.encode(), 'v.geojson')}"},
    }
    ordered(client, "divide", {"name": "上塘", **with_boundary})
    return int(worked(client).result["version"])


@pytest.mark.slow
def test_of_a_redraw_the_boundaries_are_those_of_its_version(client: Client) -> None:
    version = version_of_the_village(client)
    newer = {"href": f"/uploads/{kept(client, homes(Datum.GCJ02), 'newer.csv')}"}

    def told(**more: Any) -> Any:
        inputs = {"households": newer, **more}
        return client.post("/readings", params={"version": version}, json={"inputs": inputs}).json()

    assert told()["problem"]["datum"] == "gcj02"
    assert told(datum="gcj02", partial=True)["inside"] == 81
    assert client.post("/readings", params={"version": version},
                       json={"inputs": {"rules": "standard"}}).status_code == 400  # fmt: skip


@pytest.mark.slow
def test_of_a_version_that_is_not_the_callers_nothing_is_told(client: Client) -> None:
    version = version_of_the_village(client)
    asked_by(client, "other", Role.PLANNER, "88")
    mine = {"href": f"/uploads/{kept(client, actor='other', scope='88')}"}

    for number in (version, version + 1):
        answer = client.post(
            "/readings", params={"version": number}, json={"inputs": {"households": mine}}
        )
        assert answer.status_code == 404


def test_nothing_is_told_of_an_upload_that_is_not_the_callers(client: Client) -> None:
    theirs = {"href": f"/uploads/{kept(client)}"}
    asked_by(client, "other", Role.PLANNER, "88")
    mine = {"href": f"/uploads/{kept(client, actor='other', scope='88')}"}

    for inputs in ({"households": theirs}, {"households": mine, "communities": theirs},
                   {"households": mine, "rules": theirs},
                   {"households": mine, "corrections": [theirs]}):  # fmt: skip
        assert client.post("/readings", json={"inputs": inputs}).status_code == 404


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "households"),
        ({"inputs": {"households": {"href": "file:///etc/passwd"}}}, "households"),
        ({"inputs": {"households": {"href": "/uploads/x"}, "color": "red"}}, "color"),
        ({"inputs": {"households": {"value": {"type": "FeatureCollection", "features": []}}}},
         "send the file first"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_words(
    client: Client, body: dict[str, Any], said: str
) -> None:
    answer = client.post("/readings", params={"lang": "en"}, json=body)

    assert answer.status_code == 400
    assert said in answer.json()["detail"]
