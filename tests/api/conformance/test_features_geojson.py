"""OGC API Features, part 1 (17-069r4), annex A.4: GeoJSON. The schema is that of RFC 7946, read by
code of the test.
"""

from __future__ import annotations

from typing import Any

from asking import Client
from conforming import (
    GEOJSON,
    ITEMS,
    JSON,
    OPENAPI,
    collections,
    features,
    fetched,
    interface,
    items_of,
)

ITEM = f"{ITEMS}/{{code}}"


def test_features_are_offered_as_geojson_and_the_rest_as_json(client: Client) -> None:
    """/conf/geojson/definition."""
    paths = interface(client)["paths"]

    for path in ("/", "/conformance", "/collections", "/collections/{collection}"):
        assert JSON in paths[path]["get"]["responses"]["200"]["content"]
    assert OPENAPI in paths["/api"]["get"]["responses"]["200"]["content"]
    for path in (ITEMS, ITEM):
        assert GEOJSON in paths[path]["get"]["responses"]["200"]["content"]


def test_features_are_geojson(client: Client) -> None:
    """/conf/geojson/content."""
    for one in collections(client):
        page = fetched(client, items_of(one), GEOJSON)
        assert {"type", "features", "links"} <= set(page)
        for feature in page["features"]:
            _check(feature)
        for feature in features(client, items_of(one), limit=3)[:3]:
            _check(fetched(client, f"{items_of(one)}/{feature['id']}", GEOJSON))


def _check(feature: dict[str, Any]) -> None:
    """Assert that a feature is one of RFC 7946 whose shape covers something."""
    assert feature["type"] == "Feature"
    assert isinstance(feature["id"], str | int)
    assert isinstance(feature["properties"], dict)
    shape = feature["geometry"]
    assert set(shape) == {"type", "coordinates"}
    assert shape["type"] in ("Polygon", "MultiPolygon")
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    assert polygons
    for ring in (ring for polygon in polygons for ring in polygon):
        assert len(ring) >= 4
        assert ring[0] == ring[-1]
        assert all(len(xy) == 2 and -180 <= xy[0] <= 180 and -90 <= xy[1] <= 90 for xy in ring)
