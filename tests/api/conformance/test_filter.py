"""OGC API Features, part 3 (19-079r2), annex A: queryables, filter, features filter."""

from __future__ import annotations

import pytest
from asking import Client
from conforming import (
    CRS84,
    GEOJSON,
    ITEMS,
    SOME,
    box_in,
    collections,
    features,
    fetched,
    hrefs,
    ids,
    items_of,
    parameter,
    refused,
    shape_of,
)

pytestmark = pytest.mark.slow  # ported; tests of the service ask the same of fewer things

SCHEMA = "application/schema+json"
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
PART = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf"
NOWHERE = "http://www.opengis.net/def/crs/OGC/0/does_not_exist"


def envelope(box: list[float]) -> str:
    return f"S_INTERSECTS(geometry,BBOX({','.join(map(str, box))}))"


@pytest.mark.parametrize("name", ["queryables", "filter", "features-filter"])
def test_the_class_is_declared(client: Client, name: str) -> None:
    """/conf/queryables/get-conformance, /conf/filter/get-conformance,
    /conf/features-filter/get-conformance."""
    assert f"{PART}/{name}" in fetched(client, "/conformance")["conformsTo"]


def test_every_collection_says_by_what_it_is_filtered(client: Client) -> None:
    """/conf/queryables/get-collections, /conf/queryables/get-queryables."""
    for one in collections(client):
        address = f"http://town/collections/{one['id']}/queryables"
        found = fetched(client, address, SCHEMA)
        assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert found["$id"] == address
        assert found["type"] == "object"
        assert found["additionalProperties"] is False
        spatial = {name for name, one in found["properties"].items() if "format" in one}
        assert spatial == {"geometry"}
        assert found["properties"]["geometry"]["format"] == "geometry-any"
        assert "type" not in found["properties"]["geometry"]
        assert all("type" in one for name, one in found["properties"].items() if name != "geometry")


def test_every_collection_links_to_its_queryables(client: Client) -> None:
    """/conf/queryables/get-collection."""
    for one in collections(client):
        (address,) = hrefs(fetched(client, f"/collections/{one['id']}"), QUERYABLES, SCHEMA)
        assert address == f"http://town/collections/{one['id']}/queryables"


@pytest.mark.parametrize("name", ["filter", "filter-lang", "filter-crs"])
def test_the_parameters_are_described(client: Client, name: str) -> None:
    """/conf/features-filter/filter-on-items: their definitions."""
    found = parameter(client, ITEMS, name)

    assert (found["in"], found["required"], found["schema"]["type"]) == ("query", False, "string")


@pytest.mark.parametrize("said", [{"filter-lang": "cql2-text"}, {}], ids=["said", "default"])
def test_a_filter_chooses_what_matches_it(client: Client, said: dict[str, str]) -> None:
    """/conf/filter/filter-param, /conf/filter/filter-lang-default,
    /conf/features-filter/filter-on-items."""
    for one in collections(client):
        everything = features(client, items_of(one))
        for name in everything[0]["properties"]:
            expected = {f["id"] for f in everything if f["properties"][name] in (None, "")}
            assert ids(client, items_of(one), filter=f"{name} IS NULL", **said) == expected
        refused(client, items_of(one), filter="THIS IS NOT A FILTER", **said)


def test_a_language_that_is_not_offered_is_refused(client: Client) -> None:
    """/conf/filter/filter-lang-default: the other side."""
    one = collections(client)[0]

    refused(client, items_of(one), **{"filter": "code IS NULL", "filter-lang": "cql2-json"})


def test_what_is_no_queryable_is_refused(client: Client) -> None:
    """/conf/filter/expression-construction."""
    for one in collections(client):
        refused(client, items_of(one), filter="this_is_not_a_queryable IS NULL")


def test_shapes_of_a_filter_are_in_degrees_where_no_system_is_said(client: Client) -> None:
    """/conf/filter/filter-crs-wgs84."""
    for one in collections(client):
        box = one["extent"]["spatial"]["bbox"][0]
        assert ids(client, items_of(one), filter=envelope(box)) == ids(client, items_of(one))
        refused(client, items_of(one), filter=envelope([1e6, 1e6, 2e6, 2e6]))


@pytest.mark.parametrize("most", SOME)
def test_shapes_of_a_filter_may_be_in_every_system_that_is_offered(
    client: Client, most: int | None
) -> None:
    """/conf/filter/filter-crs-param."""
    for one in collections(client)[:most]:
        box = one["extent"]["spatial"]["bbox"][0]
        inner = [*shape_of(features(client, items_of(one))[0]).buffer(-2e-4).bounds]
        expected = ids(client, items_of(one), filter=envelope(inner))
        for crs in one["crs"]:
            said = {"filter-crs": crs}
            whole = ids(client, items_of(one), filter=envelope(box_in(box, crs)), **said)
            assert whole == ids(client, items_of(one))
            few = ids(client, items_of(one), filter=envelope(box_in(inner, crs)), **said)
            assert few == expected
        refused(client, items_of(one), **{"filter": envelope(box), "filter-crs": NOWHERE})


def test_a_filter_and_a_box_both_choose(client: Client) -> None:
    """/conf/filter/mixing-expression."""
    for one in collections(client):
        box = one["extent"]["spatial"]["bbox"][0]
        here, elsewhere = ",".join(map(str, box)), "10,10,11,11"
        whole = ids(client, items_of(one))
        assert ids(client, items_of(one), filter=envelope(box), bbox=here) == whole
        assert ids(client, items_of(one), filter=envelope(box), bbox=elsewhere) == set()


def test_a_filter_leaves_the_system_of_the_answer_as_it_is(client: Client) -> None:
    """/conf/features-filter/filter-on-items."""
    one = collections(client)[0]

    answer = client.get(items_of(one), params={"filter": "code IS NOT NULL"})

    assert answer.headers["content-type"] == GEOJSON
    assert answer.headers["content-crs"] == f"<{CRS84}>"
