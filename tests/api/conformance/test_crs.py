"""OGC API Features, part 2 (18-058r1), annex A: coordinate reference systems by reference."""

from __future__ import annotations

import re

import pytest
import shapely
from asking import Client
from conforming import (
    CRS84,
    GEOJSON,
    HTML,
    ITEMS,
    SOME,
    box_in,
    collections,
    crs_of,
    features,
    fetched,
    ids,
    items_of,
    moved,
    parameter,
    refused,
    shape_of,
)

pytestmark = pytest.mark.slow  # ported; tests of the service ask the same of fewer things

NONE = "http://www.opengis.net/def/crs/EPSG/0/999999"


def test_every_system_is_named_by_an_address_of_ogc(client: Client) -> None:
    """/conf/crs/crs-uri."""
    for one in collections(client):
        for crs in (*one["crs"], one["storageCrs"]):
            assert re.fullmatch(r"http://www\.opengis\.net/def/crs/\w+/[\d.]+/\w+", crs)
            assert crs_of(crs).is_exact_same(crs_of(crs))


def test_the_first_system_is_that_of_answers_that_ask_for_none(client: Client) -> None:
    """/conf/crs/default-crs."""
    for one in collections(client):
        assert one["crs"][0] == CRS84


def test_the_system_of_storage_is_one_that_is_offered(client: Client) -> None:
    """/conf/crs/storageCrs."""
    for one in collections(client):
        assert one["storageCrs"] in one["crs"]


@pytest.mark.parametrize("path", [ITEMS, f"{ITEMS}/{{code}}"])
def test_the_parameter_crs_is_described(client: Client, path: str) -> None:
    """/conf/crs/crs-parameter: its definition."""
    found = parameter(client, path, "crs")

    assert (found["required"], found["schema"]["type"]) == (False, "string")
    assert (found["style"], found["explode"]) == ("form", False)


@pytest.mark.parametrize("most", SOME)
def test_features_come_in_every_system_that_is_offered(client: Client, most: int | None) -> None:
    """/conf/crs/crs-parameter."""
    for one in collections(client)[:most]:
        code = features(client, items_of(one))[0]["id"]
        for crs in one["crs"]:
            for address in (items_of(one), f"{items_of(one)}/{code}"):
                answer = client.get(address, params={"crs": crs}, headers={"accept": GEOJSON})
                assert answer.status_code == 200
                assert answer.headers["content-crs"] == f"<{crs}>"


@pytest.mark.parametrize("crs", [NONE, "EPSG:4326", "", "nothing"])
def test_a_system_that_is_not_offered_is_refused(client: Client, crs: str) -> None:
    """/conf/crs/crs-parameter-invalid."""
    for one in collections(client):
        code = features(client, items_of(one))[0]["id"]
        refused(client, items_of(one), crs=crs)
        refused(client, f"{items_of(one)}/{code}", crs=crs)


def test_features_come_in_degrees_where_no_system_is_asked_for(client: Client) -> None:
    """/conf/crs/crs-parameter-default."""
    for one in collections(client):
        answer = client.get(items_of(one))
        assert answer.headers["content-crs"] == f"<{CRS84}>"
        assert answer.json() | {"links": []} == fetched(
            client, items_of(one), GEOJSON, crs=CRS84
        ) | {"links": []}


def test_coordinates_are_transformed_with_their_axes_in_their_order(client: Client) -> None:
    """/conf/crs/crs-parameter-transform: to a centimetre, as coordinates are told."""
    for one in collections(client):
        plain = {feature["id"]: feature for feature in features(client, items_of(one))}
        for crs in one["crs"]:
            near = 2e-7 if crs_of(crs).is_geographic else 2e-2
            for feature in features(client, items_of(one), crs=crs):
                expected = shapely.get_coordinates(shape_of(plain[feature["id"]]))
                found = shapely.get_coordinates(shape_of(feature))
                for before, after in zip(expected, found, strict=True):
                    assert tuple(after) == pytest.approx(moved(tuple(before), crs), abs=near)


def test_the_parameter_bbox_crs_is_described(client: Client) -> None:
    """/conf/crs/bbox-crs-parameter: its definition."""
    found = parameter(client, ITEMS, "bbox-crs")

    assert (found["required"], found["schema"]["type"]) == (False, "string")


@pytest.mark.parametrize("most", SOME)
def test_a_box_finds_the_same_features_in_every_system(client: Client, most: int | None) -> None:
    """/conf/crs/bbox-crs-parameter."""
    for one in collections(client)[:most]:
        first = shape_of(features(client, items_of(one))[0]).buffer(-2e-4)
        expected = ids(client, items_of(one), bbox=",".join(map(str, first.bounds)))
        for crs in one["crs"]:
            box = ",".join(map(str, box_in([*first.bounds], crs)))
            found = ids(client, items_of(one), **{"bbox": box, "bbox-crs": crs})
            assert found == expected


@pytest.mark.parametrize("crs", [NONE, "EPSG:4326", "", "nothing"])
def test_a_box_in_a_system_that_is_not_offered_is_refused(client: Client, crs: str) -> None:
    """/conf/crs/bbox-crs-parameter-invalid."""
    for one in collections(client):
        refused(client, items_of(one), **{"bbox": "113,30,115,32", "bbox-crs": crs})


def test_a_box_is_in_degrees_where_no_system_is_said(client: Client) -> None:
    """/conf/crs/bbox-crs-parameter-default."""
    for one in collections(client):
        box = ",".join(map(str, one["extent"]["spatial"]["bbox"][0]))
        assert ids(client, items_of(one), bbox=box) == ids(
            client, items_of(one), **{"bbox": box, "bbox-crs": CRS84}
        )


def test_a_page_for_people_comes_whatever_the_system(client: Client) -> None:
    """/conf/crs/crs-parameter: pages have no coordinates."""
    one = collections(client)[0]

    answer = client.get(items_of(one), params={"crs": one["crs"][-1], "f": "html"})

    assert answer.headers["content-type"].startswith(HTML)
