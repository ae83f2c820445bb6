"""What the tests ported from the standards need: to ask as they ask, and to read as they read.

Nothing here uses code of the service: a mistake of it would be its own judge.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Any

import shapely
from asking import Client
from campaigns import campaign
from pyproj import CRS, Transformer

JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
OPERATIONS = ("get", "put", "post", "delete", "patch")

SOME = campaign([1, None], everyday=1)
"""Of how many collections each system is asked for: one of every day, or all."""

ROOT = "http://town"
"""Where the service is that tests ask."""


def fetched(client: Client, address: str, kind: str = JSON, **asked: Any) -> Any:
    """The JSON of an answer that succeeded and is of a kind."""
    answer = client.get(address, params=asked or None, headers={"accept": kind})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == kind
    return answer.json()


def collections(client: Client) -> list[dict[str, Any]]:
    """Every collection, as the list of them describes it."""
    found: list[dict[str, Any]] = fetched(client, "/collections")["collections"]
    assert found
    return found


def items_of(collection: dict[str, Any]) -> str:
    """The address of the features of a collection, as it says it."""
    return hrefs(collection, "items", GEOJSON)[0]


def features(client: Client, address: str, **asked: Any) -> list[dict[str, Any]]:
    """Every feature of a collection that is asked for, page by page."""
    found: list[dict[str, Any]] = []
    page = fetched(client, address, GEOJSON, **asked)
    while True:
        found += page["features"]
        following = hrefs(page, "next", GEOJSON)
        if not following:
            return found
        page = fetched(client, following[0], GEOJSON)


def ids(client: Client, address: str, **asked: Any) -> set[str]:
    """The ids of every feature that is asked for."""
    found = [feature["id"] for feature in features(client, address, **asked)]
    assert len(set(found)) == len(found)
    return set(found)


def refused(client: Client, address: str, **asked: Any) -> None:
    """Assert that what is asked for is a bad request, told as a problem."""
    answer = client.get(address, params=asked)
    assert answer.status_code == 400, (asked, answer.text[:200])
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 400


# --- links ---------------------------------------------------------------------------------------


def hrefs(document: dict[str, Any], rel: str, kind: str | None = None) -> list[str]:
    """The addresses that a document links to by a relation, of a media type where one is said."""
    return [
        link["href"]
        for link in document["links"]
        if link["rel"] == rel and kind in (None, link["type"])
    ]


def check_links(document: dict[str, Any], *rels: str) -> None:
    """Assert that a document has links of these relations, and that each says `rel` and `type`."""
    for link in document["links"]:
        assert link["href"].startswith(ROOT)
        assert link["rel"]
        assert link["type"]
    assert set(rels) <= {link["rel"] for link in document["links"]}


def every_link(client: Client) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each link of the landing page, the collections and their first features."""
    for address in ("/", "/collections"):
        yield from ((address, link) for link in fetched(client, address)["links"])
    for one in collections(client):
        yield from ((one["id"], link) for link in one["links"])
        page = fetched(client, items_of(one), GEOJSON, limit=1)
        yield from ((items_of(one), link) for link in page["links"])


# --- what an operation takes ---------------------------------------------------------------------


def interface(client: Client) -> dict[str, Any]:
    """The OpenAPI document, found as the landing page says."""
    (address,) = hrefs(fetched(client, "/"), "service-desc", OPENAPI)
    document: dict[str, Any] = fetched(client, address, OPENAPI)
    return document


def parameter(client: Client, path: str, name: str) -> dict[str, Any]:
    """A parameter of the GET of a path as the OpenAPI document has it."""
    (found,) = [
        one for one in interface(client)["paths"][path]["get"]["parameters"] if one["name"] == name
    ]
    assert isinstance(found, dict)
    return found


ITEMS = "/collections/{collection}/items"


# --- shapes --------------------------------------------------------------------------------------


def shape_of(feature: dict[str, Any]) -> shapely.Geometry:
    """The shape of a feature, as GeoJSON has it."""
    return shapely.from_geojson(json.dumps(feature["geometry"]))


@cache
def crs_of(address: str) -> CRS:
    """What pyproj knows by a URI of OGC."""
    authority, _, code = address.removeprefix("http://www.opengis.net/def/crs/").split("/")
    return CRS.from_authority(authority, code)


@cache
def _mover(crs: str) -> Transformer:
    return Transformer.from_crs(crs_of(CRS84), crs_of(crs))


def moved(xy: tuple[float, float], crs: str) -> tuple[float, float]:
    """A longitude and a latitude in a CRS, in the order of its axes."""
    x, y = _mover(crs).transform(*xy)
    assert math.isfinite(x)
    assert math.isfinite(y)
    return x, y


def box_in(bounds: list[float], crs: str) -> list[float]:
    """A box in degrees, longitude first, as a box of a CRS: all its corners are in it."""
    west, south, east, north = bounds
    corners = [moved((x, y), crs) for x in (west, east) for y in (south, north)]
    first, second = zip(*corners, strict=True)
    return [min(first), min(second), max(first), max(second)]


class Page(HTMLParser):
    """What stands in a page: its title, its text, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.words: list[str] = []
        self.ways: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append(tag)
        self.ways += [value for name, value in attrs if tag == "a" and name == "href" and value]

    def handle_data(self, data: str) -> None:
        self.words.append(data)
