"""gridgen.client asks a service that runs: what it hears is what the plan says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shapely
from plans import VILLAGE, lonlat, town

import gridgen
from gridgen.client import Client


@pytest.fixture(scope="module")
def service(address: str) -> Iterator[Client]:
    with Client(address) as client:
        yield client


def test_every_feature_is_yielded_over_all_pages(service: Client) -> None:
    found = list(service.features("qinghe.grids", limit=4))

    table = town().table("grids").to_crs("OGC:CRS84")
    assert [one["id"] for one in found] == table["code"].tolist()
    for feature, shape in zip(found, table.geometry, strict=True):
        told = shapely.geometry.shape(feature["geometry"])
        assert shapely.hausdorff_distance(told, shape) < 2e-7


def test_features_are_asked_by_box_and_by_filter(service: Client) -> None:
    box = ",".join(map(str, (*lonlat(5, 5), *lonlat(15, 15))))

    boxed = [one["id"] for one in service.features("qinghe.grids", bbox=box)]
    filtered = service.features("qinghe.grids", filter=f"code = '{VILLAGE}002'")

    assert boxed == [f"{VILLAGE}001"]
    assert [one["id"] for one in filtered] == [f"{VILLAGE}002"]


def test_a_point_is_located(service: Client) -> None:
    lon, lat = lonlat(10, 10)

    (place,) = service.locate(lon, lat)["places"]

    assert place["community_code"] == VILLAGE
    assert place["zones"][0]["code"] == f"{VILLAGE}001"


def test_many_points_are_located_in_their_order(service: Client) -> None:
    points = [lonlat(10, 10), lonlat(1500, 300), lonlat(90_000, 0)]

    told = service.locate_many(points, plan="qinghe")

    grids = told["levels"]["grids"]
    assert grids[0] == f"{VILLAGE}001"
    assert grids[1] not in (None, grids[0])
    assert grids[2] is None


def test_households_are_found_by_id_and_where_they_lie_is_not_told(service: Client) -> None:
    plan = town()
    ids = [str(one) for one in plan.township.households.ids[:3]]

    one = service.household(ids[0])
    many = service.households([*ids, "none"])

    assert one["places"][0]["zones"][0]["code"] == many["levels"]["grids"][0]
    assert many["levels"]["grids"][3] is None
    assert not {"lon", "lat", "geometry", "x", "y"} & set(one["places"][0])


def test_what_is_not_there_is_an_error_in_the_language_of_the_caller(address: str) -> None:
    with (
        Client(address, lang="zh") as service,
        pytest.raises(gridgen.NotInPlanError, match="没有") as raised,
    ):
        service.household("none")

    assert raised.value.fields["problem"]["status"] == 404


def test_what_cannot_be_taken_is_an_error(service: Client) -> None:
    with pytest.raises(gridgen.RequestError, match="bbox"):
        list(service.features("qinghe.grids", bbox="1,2,3"))
