"""OGC API Features, part 1 (17-069r4), annex A.2: Core. Each test says which it is a port of."""

from __future__ import annotations

import pytest
import shapely
from asking import Client
from conforming import (
    CRS84,
    GEOJSON,
    HTML,
    ITEMS,
    JSON,
    OPENAPI,
    check_links,
    collections,
    every_link,
    features,
    fetched,
    hrefs,
    ids,
    items_of,
    parameter,
    refused,
    shape_of,
)


def test_every_link_leads_somewhere_over_http(client: Client) -> None:
    """/conf/core/http."""
    for where, link in every_link(client):
        answer = client.get(link["href"], headers={"accept": link["type"]})
        assert answer.status_code == 200, (where, link)
        assert answer.headers["content-type"].startswith(link["type"]), (where, link)


def test_the_landing_page_is_found_and_links_to_all_parts(client: Client) -> None:
    """/conf/core/root-op, /conf/core/root-success."""
    landing = fetched(client, "/")

    check_links(landing, "self", "alternate", "conformance", "data")
    assert hrefs(landing, "service-desc") + hrefs(landing, "service-doc")


def test_the_interface_is_described_where_the_landing_page_says(client: Client) -> None:
    """/conf/core/api-definition-op, /conf/core/api-definition-success."""
    landing = fetched(client, "/")

    for rel, kind in (("service-desc", OPENAPI), ("service-doc", HTML)):
        (address,) = hrefs(landing, rel)
        answer = client.get(address, headers={"accept": kind})
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)


def test_conformance_is_declared_as_addresses(client: Client) -> None:
    """/conf/core/conformance-op, /conf/core/conformance-success."""
    (address,) = hrefs(fetched(client, "/"), "conformance")

    declared = fetched(client, address)["conformsTo"]

    assert all(one.startswith("http://www.opengis.net/spec/") for one in declared)
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in declared


def test_coordinates_are_longitude_and_latitude_of_wgs84(client: Client) -> None:
    """/conf/core/crs84."""
    for one in collections(client):
        west, south, east, north = one["extent"]["spatial"]["bbox"][0]
        answer = client.get(items_of(one))
        assert answer.headers["content-crs"] == f"<{CRS84}>"
        for feature in answer.json()["features"]:
            left, bottom, right, top = shape_of(feature).bounds
            assert west <= left <= right <= east
            assert south <= bottom <= top <= north
            assert 113 < left < 115  # the town is drawn there, and its latitude is 31


def test_the_collections_are_listed_with_their_links(client: Client) -> None:
    """/conf/core/fc-md-op, /conf/core/fc-md-success, /conf/core/fc-md-links."""
    (address,) = hrefs(fetched(client, "/"), "data")

    listed = fetched(client, address)

    check_links(listed, "self", "alternate")
    assert hrefs(listed, "alternate", HTML)
    assert listed["collections"]


def test_each_collection_says_what_it_is_and_where_its_features_are(client: Client) -> None:
    """/conf/core/fc-md-items, /conf/core/fc-md-items-links."""
    for one in collections(client):
        assert {"id", "title", "links"} <= set(one)
        check_links(one, "items")
        assert {GEOJSON, HTML} <= {link["type"] for link in one["links"] if link["rel"] == "items"}


def test_each_collection_lies_within_its_extent(client: Client) -> None:
    """/conf/core/fc-md-extent."""
    for one in collections(client):
        spatial = one["extent"]["spatial"]
        (box,) = spatial["bbox"]
        assert spatial["crs"] == CRS84
        assert len(box) == 4
        assert -180 <= box[0] <= box[2] <= 180
        assert -90 <= box[1] <= box[3] <= 90


def test_a_collection_by_its_id_is_as_it_is_listed(client: Client) -> None:
    """/conf/core/sfc-md-op, /conf/core/sfc-md-success."""
    for one in collections(client):
        assert fetched(client, f"/collections/{one['id']}") == one


def test_a_collection_that_there_is_not_is_not_found(client: Client) -> None:
    """/conf/core/sfc-md-op: the other side."""
    assert client.get("/collections/none").status_code == 404


def test_features_come_without_any_parameter(client: Client) -> None:
    """/conf/core/fc-op, /conf/core/fc-response."""
    for one in collections(client):
        page = fetched(client, items_of(one), GEOJSON)
        assert page["type"] == "FeatureCollection"
        assert all(feature["type"] == "Feature" for feature in page["features"])


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("limit", {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 100}),
        ("bbox", {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}),
        ("datetime", {"type": "string"}),
    ],
    ids=["/conf/core/fc-limit-definition", "/conf/core/fc-bbox-definition",
         "/conf/core/fc-time-definition"],
)  # fmt: skip
def test_a_parameter_is_defined_as_the_standard_has_it(
    client: Client, name: str, schema: dict[str, object]
) -> None:
    """/conf/core/fc-limit-definition, /conf/core/fc-bbox-definition, /conf/core/fc-time-definition
    (a box of six numbers has heights; five are refused, see below)."""
    found = parameter(client, ITEMS, name)

    assert (found["in"], found["required"]) == ("query", False)
    assert (found["style"], found["explode"]) == ("form", False)
    assert schema.items() <= found["schema"].items()


def test_a_box_finds_what_meets_it_and_nothing_else(client: Client) -> None:
    """/conf/core/fc-bbox-response."""
    for one in collections(client):
        everything = features(client, items_of(one))
        for feature in everything:
            box = shape_of(feature).buffer(-1e-4).bounds
            found = ids(client, items_of(one), bbox=",".join(map(str, box)))
            assert feature["id"] in found
            met = [other for other in everything if shape_of(other).intersects(shapely.box(*box))]
            assert found == {other["id"] for other in met}


@pytest.mark.parametrize("box", ["1,2,3", "1,2,3,4,5", "0,1,1,0", "0,0,999,1", "a,b,c,d", ""])
def test_what_is_no_box_is_refused(client: Client, box: str) -> None:
    """/conf/core/fc-bbox-response: the other side."""
    refused(client, items_of(collections(client)[0]), bbox=box)


@pytest.mark.parametrize("limit", [1, 2, 5, 10_000, 10_001, 10**12])
def test_no_more_features_come_than_the_limit(client: Client, limit: int) -> None:
    """/conf/core/fc-limit-response."""
    for one in collections(client):
        page = fetched(client, items_of(one), GEOJSON, limit=limit)
        assert len(page["features"]) == min(limit, page["numberMatched"])


@pytest.mark.parametrize(
    "time",
    ["2026-03-01", "2026-03-01T08:00:00Z", "2026-03-01T08:00:00+08:00", "../2026-03-01",
     "2026-03-01/..", "2026-03-01T00:00:00Z/2026-04-01T00:00:00Z"],
)  # fmt: skip
def test_features_without_a_time_are_found_at_any(client: Client, time: str) -> None:
    """/conf/core/fc-time-response."""
    for one in collections(client):
        assert ids(client, items_of(one), datetime=time) == ids(client, items_of(one))


def test_pages_link_to_themselves_and_to_the_next_until_all_are_there(client: Client) -> None:
    """/conf/core/fc-links, /conf/core/fc-rel-type."""
    for one in collections(client):
        page = fetched(client, items_of(one), GEOJSON, limit=1)
        check_links(page, "self", "alternate")
        assert hrefs(page, "alternate", HTML)
        assert bool(hrefs(page, "next")) == (page["numberMatched"] > 1)
        assert ids(client, items_of(one), limit=1) == ids(client, items_of(one))


def test_the_numbers_of_a_page_are_right(client: Client) -> None:
    """/conf/core/fc-numberMatched, /conf/core/fc-numberReturned, and /conf/core/fc-timeStamp: the
    service says none."""
    for one in collections(client):
        whole = features(client, items_of(one))
        page = fetched(client, items_of(one), GEOJSON, limit=2)
        assert page["numberMatched"] == len(whole)
        assert page["numberReturned"] == len(page["features"])
        assert "timeStamp" not in page


def test_a_parameter_that_is_not_described_is_refused(client: Client) -> None:
    """/conf/core/query-param-unknown."""
    for address in ("/", "/conformance", "/collections", *map(items_of, collections(client))):
        refused(client, address, nothing="1")


@pytest.mark.parametrize(("name", "value"), [("limit", "0"), ("limit", "x"), ("bbox", "x"),
                                             ("datetime", "x")])  # fmt: skip
def test_a_value_that_is_not_described_is_refused(client: Client, name: str, value: str) -> None:
    """/conf/core/query-param-invalid."""
    refused(client, items_of(collections(client)[0]), **{name: value})


def test_one_feature_is_as_it_is_among_others(client: Client) -> None:
    """/conf/core/f-op, /conf/core/f-success."""
    for one in collections(client):
        for feature in features(client, items_of(one)):
            found = fetched(client, f"{items_of(one)}/{feature['id']}", GEOJSON)
            assert {name: found[name] for name in feature} == feature


def test_one_feature_links_to_itself_to_its_page_and_to_its_collection(client: Client) -> None:
    """/conf/core/f-links."""
    for one in collections(client):
        for feature in features(client, items_of(one), limit=2):
            found = fetched(client, f"{items_of(one)}/{feature['id']}", GEOJSON)
            check_links(found, "self", "alternate", "collection")
            assert hrefs(found, "alternate", HTML)
            assert fetched(client, hrefs(found, "collection", JSON)[0])["id"] == one["id"]
