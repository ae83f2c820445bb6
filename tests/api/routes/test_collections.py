"""Levels as collections: pages, items, and what is not there."""

from __future__ import annotations

import pytest
from asking import Client, items
from plans import EAST_GATE, VILLAGE


def test_every_level_and_the_communities_are_collections(client: Client) -> None:
    listed = client.get("/collections").json()["collections"]

    assert [c["id"] for c in listed] == [
        "qinghe.grids",
        "qinghe.ten_household_groups",
        "qinghe.communities",
    ]
    west, south, east, north = listed[0]["extent"]["spatial"]["bbox"][0]
    assert west < 114.001 < east
    assert south < 31.001 < north
    assert listed[0]["itemType"] == "feature"
    assert {link["rel"] for link in listed[0]["links"]} == {
        "self", "alternate", "items", "http://www.opengis.net/def/rel/ogc/1.0/queryables",
        "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector",
    }  # fmt: skip


def test_households_are_no_collection(client: Client) -> None:
    answer = client.get("/collections/qinghe.households/items")

    assert answer.status_code == 404
    assert "现有：grids、ten_household_groups、communities。" in answer.json()["detail"]


def test_items_are_geojson_with_longitude_first(client: Client) -> None:
    feature = items(client.get("/collections/qinghe.grids/items"))[0]

    lon, lat = feature["geometry"]["coordinates"][0][0]
    assert feature["id"] == f"{VILLAGE}001"
    assert feature["properties"]["community"] == VILLAGE
    assert feature["properties"]["households"] == 20
    assert (lon, lat) == (pytest.approx(114, abs=0.1), pytest.approx(31, abs=0.1))


def test_pages_follow_one_another_to_the_end(client: Client) -> None:
    address: str | None = "/collections/qinghe.grids/items?limit=4"
    codes: list[str] = []
    while address is not None:
        page = client.get(address).json()
        assert page["numberMatched"] == 6
        assert page["numberReturned"] == len(page["features"])
        codes += [feature["id"] for feature in page["features"]]
        address = next((k["href"] for k in page["links"] if k["rel"] == "next"), None)

    assert len(codes) == len(set(codes)) == 6


def test_an_offset_beyond_the_end_is_an_empty_page_with_a_way_back(client: Client) -> None:
    page = client.get("/collections/qinghe.grids/items?offset=60&limit=5").json()

    assert page["features"] == []
    assert "offset=55" in next(k["href"] for k in page["links"] if k["rel"] == "prev")


def test_a_limit_above_the_most_is_taken_as_the_most(client: Client) -> None:
    page = client.get("/collections/qinghe.grids/items?limit=99999999").json()

    assert "limit=10000" in next(k["href"] for k in page["links"] if k["rel"] == "self")


@pytest.mark.parametrize("query", ["limit=0", "limit=-1", "limit=many", "offset=-1"])
def test_a_wrong_page_is_refused(client: Client, query: str) -> None:
    answer = client.get(f"/collections/qinghe.grids/items?{query}")

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_one_item_by_its_code(client: Client) -> None:
    answer = client.get(f"/collections/qinghe.grids/items/{EAST_GATE}002")

    feature = answer.json()
    assert feature["id"] == f"{EAST_GATE}002"
    assert {link["rel"] for link in feature["links"]} == {"self", "alternate", "collection"}
    assert client.get(feature["links"][0]["href"]).json() == feature


@pytest.mark.parametrize(
    "path",
    [
        "/collections/qinghe.grids/items/000",
        "/collections/qinghe.none/items",
        "/collections/none.grids/items",
        "/collections/qinghe/items",
        "/collections/.grids/items",
        "/collections/..%2Fqinghe.grids/items",
        "/collections/%2Fetc%2Fpasswd.grids",
        "/maps/none.html",
        "/maps/..%2F..%2Fetc%2Fpasswd.html",
        "/maps/%00.html",
        "/households/none",
        "/locate?lon=114&lat=31&plan=none",
        "/nothing",
        "/static/../app.py",
        "/static/%2e%2e/__init__.py",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404
