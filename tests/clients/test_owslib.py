"""OWSLib reads the service as OGC API Features."""

from __future__ import annotations

import pytest
import shapely
from owslib.ogcapi.features import Features
from plans import VILLAGE, lonlat, town

GRIDS = "qinghe.grids"
EPSG_4547 = "http://www.opengis.net/def/crs/EPSG/0/4547"


@pytest.fixture(scope="module")
def features(address: str) -> Features:
    return Features(f"{address}/")


def test_owslib_finds_the_interface_and_what_it_keeps(features: Features) -> None:
    assert features.api()["openapi"].startswith("3.0")
    assert any("ogcapi-features-1" in one for one in features.conformance()["conformsTo"])


def test_owslib_lists_the_collections_of_features(features: Features) -> None:
    assert features.feature_collections() == [
        GRIDS, "qinghe.ten_household_groups", "qinghe.communities"
    ]  # fmt: skip
    assert "code" in features.collection_queryables(GRIDS)["properties"]


def test_owslib_reads_all_features_page_by_page_in_the_right_place(features: Features) -> None:
    pages = [features.collection_items(GRIDS, limit=4, offset=k)["features"] for k in (0, 4)]

    table = town().table("grids").to_crs("OGC:CRS84")
    assert [one["id"] for page in pages for one in page] == table["code"].tolist()
    for feature, shape in zip([*pages[0], *pages[1]], table.geometry, strict=True):
        assert shapely.geometry.shape(feature["geometry"]).bounds == pytest.approx(
            shape.bounds, abs=2e-7
        )


def test_owslib_asks_by_box_by_filter_and_in_metres(features: Features) -> None:
    box = [*lonlat(5, 5), *lonlat(15, 15)]

    boxed = features.collection_items(GRIDS, bbox=box)["features"]
    filtered = features.collection_items(GRIDS, filter=f"code = '{VILLAGE}002'")["features"]
    metres = features.collection_items(GRIDS, crs=EPSG_4547, limit=1)["features"]

    assert [one["id"] for one in boxed] == [f"{VILLAGE}001"]
    assert [one["id"] for one in filtered] == [f"{VILLAGE}002"]
    (north, east), *_ = metres[0]["geometry"]["coordinates"][0]
    assert (east, north) == (
        pytest.approx(500_000, abs=1_000), pytest.approx(3_431_000, abs=1_000)
    )  # fmt: skip


def test_owslib_reads_one_feature(features: Features) -> None:
    assert features.collection_item(GRIDS, f"{VILLAGE}003")["id"] == f"{VILLAGE}003"
