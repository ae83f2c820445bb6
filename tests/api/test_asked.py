"""What requests may ask for: nothing unknown is passed over, and what is odd is told."""

from __future__ import annotations

import pytest
from asking import Client, items
from plans import VILLAGE, lonlat

from gridgen.model.crs import project

ITEMS = "/collections/qinghe.grids/items"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


def codes(client: Client, **asked: object) -> list[str]:
    return [feature["id"] for feature in items(client.get(ITEMS, params=asked))]


@pytest.mark.parametrize(
    "path",
    ["/?x=1", "/health?x=1", "/conformance?x=1", "/api?x=1", "/collections?x=1",
     "/collections/qinghe.grids?x=1", f"{ITEMS}?x=1", f"{ITEMS}?Limit=3", f"{ITEMS}/1?x=1",
     "/collections/qinghe.grids/queryables?x=1", "/locate?lon=1&lat=1&x=1", "/households/h1?x=1",
     "/maps/qinghe.html?x=1", "/maps/qinghe.pdf?x=1", "/maps/qinghe/preflight?x=1"],
)  # fmt: skip
def test_a_parameter_that_a_route_does_not_have_is_refused(client: Client, path: str) -> None:
    answer = client.get(path, headers={"accept-language": "en"})

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert "There is no parameter" in answer.json()["detail"]


def test_a_parameter_that_stands_twice_is_refused(client: Client) -> None:
    answer = client.get(f"{ITEMS}?limit=1&limit=2&lang=en")

    assert answer.status_code == 400
    assert "more than once" in answer.json()["detail"]


def test_codes_to_print_may_stand_more_than_once(client: Client) -> None:
    answer = client.get(f"/maps/qinghe/preflight?size=A4&only={VILLAGE}001&only={VILLAGE}002")

    assert answer.status_code == 200


@pytest.mark.parametrize("crs", ["CRS84", "4326", "4490", "3857"])
def test_a_box_finds_what_meets_it_in_any_system(client: Client, crs: str) -> None:
    (west, south), (east, north) = lonlat(5, 5), lonlat(15, 15)
    if crs == "3857":
        (west, south), (east, north) = project(
            [[west, south], [east, north]],
            "EPSG:4326",
            "EPSG:3857",  # type: ignore[arg-type]
        ).tolist()
    box = [south, west, north, east] if crs in ("4326", "4490") else [west, south, east, north]
    asked = {} if crs == "CRS84" else {"bbox-crs": EPSG + crs}

    assert codes(client, bbox=",".join(map(str, box)), **asked) == [f"{VILLAGE}001"]


def test_a_box_with_heights_is_the_box_without(client: Client) -> None:
    (west, south), (east, north) = lonlat(5, 5), lonlat(15, 15)

    assert codes(client, bbox=f"{west},{south},-10,{east},{north},99") == [f"{VILLAGE}001"]


@pytest.mark.parametrize("bbox", ["170,-10,-170,10", "0,0,1,1"])
def test_a_box_elsewhere_finds_nothing(client: Client, bbox: str) -> None:
    answer = client.get(ITEMS, params={"bbox": bbox}).json()

    assert (answer["numberMatched"], answer["features"]) == (0, [])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bbox", "1,2,3"), ("bbox", "1,2,3,4,5"), ("bbox", "a,b,c,d"), ("bbox", "nan,0,1,1"),
        ("bbox", "0,1,1,0"), ("bbox", "0,0,1e400,1"), ("bbox", "200,0,201,1"), ("bbox", ""),
        ("bbox-crs", "EPSG:4326"), ("crs", EPSG + "9999"), ("filter-crs", "x"),
        ("sortby", "people"), ("sortby", ""), ("filter-lang", "cql-text"), ("f", "xml"),
        ("datetime", "yesterday"), ("datetime", "2026-02-30"), ("datetime", "../.."),
        ("datetime", "2026-05-01/2026-04-01"), ("datetime", "2026-01-01/2026-02-01/2026-03-01"),
        ("filter", "households >"),
    ],
)  # fmt: skip
def test_an_odd_value_is_refused_with_its_parameter(client: Client, name: str, value: str) -> None:
    answer = client.get(ITEMS, params={name: value, "lang": "en"})

    assert answer.status_code == 400
    assert name in answer.json()["detail"]


@pytest.mark.parametrize(
    "time",
    ["2026-03-01", "2026-03-01T08:00:00Z", "2026-03-01T08:00:00.5+08:00", "2026-03-01/..",
     "/2026-03-01", "2026-03-01/2026-04-01T00:00:00Z"],
)  # fmt: skip
def test_zones_are_found_at_any_time(client: Client, time: str) -> None:
    assert len(codes(client, datetime=time)) == 6


def test_features_are_ordered_as_asked_and_pages_keep_the_order(client: Client) -> None:
    whole = codes(client, sortby="-households,code", limit=6)

    pages = [codes(client, sortby="-households,code", limit=2, offset=k) for k in (0, 2, 4)]

    sizes = {f["id"]: f["properties"]["households"] for f in items(client.get(ITEMS))}
    assert whole == [code for page in pages for code in page]
    assert whole == sorted(sizes, key=lambda code: (-sizes[code], code))


def test_the_link_to_the_next_page_keeps_all_that_was_asked(client: Client) -> None:
    page = client.get(ITEMS, params={"filter": "households > 0", "limit": 1, "sortby": "code"})

    (following,) = [link["href"] for link in page.json()["links"] if link["rel"] == "next"]
    assert items(client.get(following))[0]["id"] == codes(client, sortby="code")[1]


def test_shapes_come_in_the_system_and_with_the_axes_that_are_asked_for(client: Client) -> None:
    plain = items(client.get(ITEMS))[0]["geometry"]["coordinates"][0][0]

    answer = client.get(ITEMS, params={"crs": EPSG + "4326"})

    turned = items(answer)[0]["geometry"]["coordinates"][0][0]
    assert answer.headers["content-crs"] == f"<{EPSG}4326>"
    assert turned == pytest.approx(plain[::-1], abs=1e-7)


def test_a_collection_says_in_which_systems_it_is_offered(client: Client) -> None:
    found = client.get("/collections/qinghe.grids").json()

    assert found["storageCrs"] == found["crs"][0]
    for system in found["crs"]:
        assert client.get(ITEMS, params={"crs": system, "limit": 1}).status_code == 200


@pytest.mark.parametrize(
    ("query", "accept", "kind"),
    [
        ("", "*/*", "json"), ("", "application/json", "json"), ("", "text/html", "html"),
        ("", "text/html,application/xhtml+xml,*/*;q=0.8", "html"), ("", "", "json"),
        ("", "text/html;q=0.3,application/json", "json"), ("?f=json", "text/html", "json"),
        ("?f=html", "application/json", "html"), ("", "image/png", "json"),
    ],
)  # fmt: skip
def test_answers_are_pages_for_who_asks_for_pages(
    client: Client, query: str, accept: str, kind: str
) -> None:
    for path in ("/", "/collections", "/collections/qinghe.grids", ITEMS, f"{ITEMS}/{VILLAGE}001"):
        answer = client.get(path + query, headers={"accept": accept})
        assert answer.status_code == 200
        assert kind in answer.headers["content-type"]
