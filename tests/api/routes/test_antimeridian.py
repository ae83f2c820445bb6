"""A plan across the antimeridian over HTTP: GeoJSON as RFC 7946 asks, and found from both sides."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from across import LAT, VILLAGE, WIDE, box_at, divided, homes_at, lonlat_at, village_of
from asking import Client, items

from api.app import create_app
from api.settings import Settings


@pytest.fixture(scope="module", params=["EPSG:4326", "EPSG:32760", "EPSG:3857"])
def client(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Client:
    folder: Path = tmp_path_factory.mktemp("plans")
    (folder / "fiji.gpkg").write_text("")
    homes, village = homes_at(lonlat_at(180.0)), village_of(box_at(180.0))
    if request.param != "EPSG:4326":
        homes = homes.to_crs(request.param)
        village = village_of(*shapely.get_parts(cut_box())).to_crs(request.param)
    plan = divided(homes, village)
    return Client(create_app(Settings(data=folder), load=lambda _: plan))


def cut_box() -> shapely.MultiPolygon:
    half = WIDE / 2
    _, south, _, north = box_at(180.0).bounds
    return shapely.MultiPolygon(
        [shapely.box(180 - half, south, 180, north), shapely.box(-180, south, -180 + half, north)]
    )


def test_features_are_cut_at_180_and_the_extent_has_west_above_east(client: Client) -> None:
    (collection,) = [
        c for c in client.get("/collections").json()["collections"] if c["id"] == "fiji.grids"
    ]
    shapes = [
        shapely.from_geojson(str(feature["geometry"]).replace("'", '"'))
        for feature in items(client.get("/collections/fiji.grids/items"))
    ]

    west, _, east, _ = collection["extent"]["spatial"]["bbox"][0]
    assert (west, east) == pytest.approx((180 - WIDE / 2, -180 + WIDE / 2), abs=1e-6)
    lon = shapely.get_coordinates(shapes)[:, 0]
    assert np.abs(lon).max() == 180
    for part in shapely.get_parts(shapes):
        assert part.bounds[2] - part.bounds[0] < 2 * WIDE


@pytest.mark.parametrize("lon", [180 - WIDE / 3, -180 + WIDE / 3, 180 + WIDE / 3])
def test_a_point_is_located_on_either_side(client: Client, lon: float) -> None:
    (place,) = client.get("/locate", params={"lon": lon, "lat": LAT}).json()["places"]

    assert place["community_code"] == VILLAGE
