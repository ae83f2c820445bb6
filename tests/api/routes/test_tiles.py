"""Tiles of levels and plans: the abstract tests of OGC API Tiles (20-057), TileJSON, and the rest.

The name of an abstract test stands at the tests that hold it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from asking import Client, keyed
from plans import VILLAGE, lonlat, town
from published_town import TOWNSHIP, service
from stored import ORIGIN, drawn_town
from tiled import by_code, read, shapes

from api.tiles.square import DEEPEST, EXTENT, HALF_M, in_square
from gridgen.versions.edits import Rename
from gridgen.versions.store.recording import By, edit
from gridgen.versions.store.versions import import_plan

MVT = "application/vnd.mapbox-vector-tile"
CONF = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf"
TILING = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
GRIDS, PLAN = "/collections/qinghe.grids/tiles/WebMercatorQuad", "/tiles/qinghe/WebMercatorQuad"


def where(zoom: int, x: float = 890, y: float = 310) -> str:
    """The end of the address of the tile that holds a place of the town."""
    col, row = (in_square(np.array([lonlat(x, y)]))[0] * 2**zoom).astype(int).tolist()
    return f"{zoom}/{row}/{col}"


def tile(client: Client, address: str) -> httpx.Response:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == MVT
    return answer


def links(told: dict[str, Any], rel: str) -> list[dict[str, Any]]:
    return [link for link in told["links"] if link["rel"] == rel]


def path(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


# --- core ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", ["core", "tileset", "tilesets-list", "geodata-tilesets", "mvt"])
def test_the_classes_that_are_tested_here_are_declared(client: Client, one: str) -> None:
    """/conf/core/conformance-success and its like."""
    assert f"{CONF}/{one}" in client.get("/conformance").json()["conformsTo"]


@pytest.mark.parametrize("tileset", [GRIDS, PLAN])
def test_tiles_are_where_the_template_of_the_tileset_says(client: Client, tileset: str) -> None:
    """/conf/core/tc-op, and the definitions of tileMatrix, tileRow and tileCol."""
    template = links(client.get(tileset).json(), "item")[0]["href"]
    zoom, row, col = where(13).split("/")

    address = template.replace("{tileMatrix}", zoom)
    address = address.replace("{tileRow}", row).replace("{tileCol}", col)

    assert read(tile(client, path(address)).content)["grids"]


@pytest.mark.parametrize("zoom", [8, 13, 15, DEEPEST])
def test_a_tile_shows_what_lies_in_it(client: Client, zoom: int) -> None:
    """/conf/core/tc-success, /conf/mvt/content 1 to 3: coordinates go from the north-western corner
    of the tile to the south-eastern one, in the CRS of the square.
    """
    _, row, col = map(int, where(zoom).split("/"))
    side = 2 * HALF_M / 2**zoom
    corner = np.array([-HALF_M + col * side, HALF_M - row * side])

    features = read(tile(client, f"{GRIDS}/{where(zoom)}").content)["grids"]

    plan = town().to_frame("grids").to_crs("EPSG:3857").set_index("code").geometry
    around = shapely.box(*(corner + [0, -side]), *(corner + [side, 0]))
    expected = {
        code for code, shape in plan.items() if shape.buffer(-side / 500).intersects(around)
    }
    assert {f["properties"]["code"] for f in features} >= expected
    for feature, drawn in zip(features, shapes(features), strict=True):
        metres = shapely.transform(drawn, lambda xy: corner + xy * [side, -side] / EXTENT)
        exact = plan[feature["properties"]["code"]].intersection(
            around.buffer(side / 64, cap_style="square", join_style="mitre")
        )
        assert shapely.hausdorff_distance(metres, exact) < 8 * side / EXTENT


@pytest.mark.parametrize("tileset", [GRIDS, PLAN])
@pytest.mark.parametrize(
    ("at", "status"),
    [
        ("0/0/1", 404), ("3/8/0", 404), ("3/0/8", 404), ("17/0/0", 404), ("99/0/0", 404),
        ("-1/0/0", 404), ("3/-1/0", 404), ("3/2147483647/2147483647", 404),
        (f"3/{'9' * 40}/0", 404), (f"3/{'9' * 5000}/0", 400), ("NaN/0/0", 400), ("3/inf/0", 400),
        ("3/1e400/0", 400), ("3/0/0.5", 400), ("3/0/%20", 400), ("3/0/0x1", 400),
    ],
)  # fmt: skip
def test_tiles_out_of_range_are_refused(client: Client, tileset: str, at: str, status: int) -> None:
    """/conf/core/tc-error 1."""
    answer = client.get(f"{tileset}/{at}")

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("tileset", [GRIDS, PLAN])
@pytest.mark.parametrize("at", ["3/0/0", "16/0/65535", "16/65535/0"])
def test_a_tile_where_nothing_lies_is_empty(client: Client, tileset: str, at: str) -> None:
    """/conf/core/tc-error 2."""
    answer = client.get(f"{tileset}/{at}")

    assert answer.status_code == 204
    assert answer.content == b""


# --- tilesets ------------------------------------------------------------------------------------


@pytest.mark.parametrize("tileset", [GRIDS, PLAN])
def test_a_tileset_is_described(client: Client, tileset: str) -> None:
    """/conf/tileset/description 1 and 3 to 7."""
    told = client.get(f"{tileset}?f=json").json()

    assert told["dataType"] == "vector"
    assert told["crs"] == "http://www.opengis.net/def/crs/EPSG/0/3857"
    assert told["tileMatrixSetURI"].endswith("/def/tilematrixset/OGC/1.0/WebMercatorQuad")
    square = client.get(path(links(told, TILING)[0]["href"])).json()
    assert square["uri"] == told["tileMatrixSetURI"]
    item = links(told, "item")[0]
    assert item["templated"] is True
    assert item["type"] == MVT
    assert all(part in item["href"] for part in ("{tileMatrix}", "{tileRow}", "{tileCol}"))
    assert path(links(told, "self")[0]["href"]) == tileset
    west, south = told["boundingBox"]["lowerLeft"]
    assert (west, south) == pytest.approx((114.0, 31.0), abs=0.01)
    assert [one["tileMatrix"] for one in told["tileMatrixSetLimits"]] == [*map(str, range(17))]


def test_the_layers_of_a_plans_tiles_are_told(client: Client) -> None:
    told = client.get(PLAN).json()["layers"]

    assert [(one["id"], one["geometryDimension"], one["minTileMatrix"]) for one in told] == [
        ("communities", 2, "0"), ("communities_labels", 0, "0"), ("grids", 2, "0"),
        ("grids_labels", 0, "0"), ("ten_household_groups", 2, "0"),
        ("ten_household_groups_labels", 0, "0"), ("households", 0, "14"),
    ]  # fmt: skip
    assert told[2]["propertiesSchema"]["properties"]["households"] == {"type": "number"}


def test_the_square_is_that_of_the_standard(client: Client) -> None:
    listed = client.get("/tileMatrixSets").json()["tileMatrixSets"]
    square = client.get(path(listed[0]["links"][0]["href"])).json()

    assert [one["id"] for one in listed] == ["WebMercatorQuad"]
    assert [one["id"] for one in square["tileMatrices"]] == [*map(str, range(25))]
    assert square["tileMatrices"][0]["pointOfOrigin"] == [-20037508.342789244, 20037508.342789244]
    assert square["tileMatrices"][1]["scaleDenominator"] == pytest.approx(279541132.0143589)


@pytest.mark.parametrize("resource", ["/collections/qinghe.grids", "/tiles/qinghe", ""])
def test_tilesets_are_listed(client: Client, resource: str) -> None:
    """/conf/tilesets-list/tileset-links 1 to 4 and 6, /conf/geodata-tilesets/operation."""
    address = resource if resource.startswith("/tiles/") else f"{resource}/tiles"

    listed = client.get(address).json()["tilesets"]

    assert len(listed) == 1
    assert {"title", "dataType", "crs", "tileMatrixSetURI", "links"} == {*listed[0]}
    assert links(listed[0], TILING)
    full = client.get(path(links(listed[0], "self")[0]["href"])).json()
    assert full["layers"]
    if "collections" in resource:
        assert links(listed[0], "self")[0]["href"].endswith(f"{resource}/tiles/WebMercatorQuad")


def test_a_collection_and_the_landing_page_lead_to_tilesets(client: Client) -> None:
    """/conf/geodata-tilesets/desc-links."""
    for address in ("/collections/qinghe.grids", "/?f=json"):
        href = links(client.get(address).json(), TILESETS)[0]["href"]
        assert client.get(path(href)).json()["tilesets"]


# --- what else holds -----------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/tiles/qinghe?f=tilejson", f"{PLAN}?f=tilejson",
                                     f"{GRIDS}?f=tilejson"])  # fmt: skip
def test_tilejson_says_where_tiles_are_and_what_is_in_them(client: Client, address: str) -> None:
    answer = client.get(address)

    told = answer.json()
    zoom, row, col = where(14).split("/")
    at = told["tiles"][0].replace("{z}", zoom).replace("{y}", row).replace("{x}", col)
    body = tile(client, path(at)).content
    assert answer.headers["content-type"] == "application/vnd.mapbox.tile+json"
    assert told["tilejson"] == "3.0.0"
    assert (told["minzoom"], told["maxzoom"]) == (0, 16)
    assert [*mapbox_vector_tile.decode(body)] == [one["id"] for one in told["vector_layers"]]
    assert told["vector_layers"][0]["fields"]["code"] == "String"
    assert told["center"][:2] == pytest.approx(lonlat(900, 300), abs=1e-3)


def test_a_plan_tile_has_every_level(client: Client) -> None:
    found = read(tile(client, f"{PLAN}/{where(13)}").content)

    assert "households" not in found
    assert by_code(found["grids"])[f"{VILLAGE}001"]["households"] == 20
    assert {*found} == {
        f"{level}{labels}"
        for level in ("communities", "grids", "ten_household_groups")
        for labels in ("", "_labels")
    }


def test_a_tile_comes_with_a_tag_and_is_not_sent_twice(client: Client) -> None:
    first = tile(client, f"{GRIDS}/{where(13)}")

    again = client.get(f"{GRIDS}/{where(13)}", headers={"if-none-match": first.headers["etag"]})

    assert again.status_code == 304
    assert first.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{GRIDS}/3/0/0?f=png", 400),
        (f"{GRIDS}/3/0/0?layers=grids", 400),
        ("/tileMatrixSets?f=html", 400),
        (f"{PLAN}?f=mvt", 400),
        ("/tileMatrixSets/WorldCRS84Quad", 404),
        ("/collections/qinghe.grids/tiles/WorldCRS84Quad", 404),
        ("/collections/qinghe.grids/tiles/WorldCRS84Quad/0/0/0", 404),
        ("/tiles/qinghe/%2e%2e/0/0/0", 404),
        ("/collections/qinghe.households/tiles/WebMercatorQuad/14/0/0", 404),
        ("/collections/qinghe.none/tiles", 404),
        ("/collections/none.grids/tiles/WebMercatorQuad/0/0/0", 404),
        ("/tiles/none", 404),
        ("/tiles/none/WebMercatorQuad/0/0/0", 404),
        ("/tiles/%2Fetc%2Fpasswd?f=tilejson", 404),
    ],
)
def test_what_is_not_offered_is_refused(client: Client, address: str, status: int) -> None:
    answer = client.get(address)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_no_tile_tells_an_id_of_a_household(client: Client) -> None:
    body = tile(client, f"{PLAN}/{where(16, 30, 100)}").content

    found = read(body)["households"]
    assert {key for feature in found for key in feature["properties"]} == {"households", "grid"}
    assert b"h1" not in body


def test_tiles_of_a_draft_change_with_each_edit(tmp_path: Path) -> None:
    app = service(tmp_path)
    store = app.state.store
    version = import_plan(store, drawn_town(), ORIGIN, actor="p1").id
    client = keyed(app, "viewer", TOWNSHIP)
    address = f"/tiles/v{version}/WebMercatorQuad/{where(13)}"
    code = f"{VILLAGE}001"
    before = tile(client, address)

    edit(store, version, Rename(code, "河东网格"), By("p1"))

    after = client.get(address, headers={"if-none-match": before.headers["etag"]})
    assert by_code(read(before.content)["grids"])[code]["name"] == "清河村第1网格"
    assert by_code(read(after.content)["grids_labels"])[code]["name"] == "河东网格"
    store.close()
