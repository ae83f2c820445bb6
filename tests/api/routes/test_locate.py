"""Which grid a point or a household is in, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from asking import Client
from plans import EAST_GATE, VILLAGE, altered, lonlat, town

from api.app import create_app
from api.settings import Settings
from gridgen.model.datum import Datum, from_wgs84


def test_a_point_is_located(client: Client) -> None:
    lon, lat = lonlat(310, 310)

    answer = client.get("/locate", params={"lon": lon, "lat": lat}).json()

    assert answer["places"] == [
        {
            "plan": "qinghe",
            "presence": "placed",
            "community_code": VILLAGE,
            "community_name": "清河村",
            "zones": [
                {"level": "grids", "code": f"{VILLAGE}002", "name": "清河村第2网格"},
                {
                    "level": "ten_household_groups",
                    "code": f"{VILLAGE}00202",
                    "name": "第2十户组",
                },
            ],
        }
    ]


@pytest.mark.parametrize("datum", ["gcj02", "bd09", "cgcs2000"])
def test_a_point_of_a_phone_map_is_found_where_it_really_is(client: Client, datum: str) -> None:
    place = np.array([lonlat(310, 310)])
    lon, lat = from_wgs84(place, Datum(datum))[0].tolist()

    answer = client.get("/locate", params={"lon": lon, "lat": lat, "datum": datum}).json()

    assert answer["places"][0]["zones"][0]["code"] == f"{VILLAGE}002"
    assert (answer["lon"], answer["lat"]) == (lon, lat)


def test_an_unknown_datum_is_refused(client: Client) -> None:
    answer = client.get("/locate", params={"lon": 113, "lat": 23, "datum": "gcj03"})

    assert answer.status_code == 400


def test_every_plan_that_contains_a_point_answers(client: Client, tmp_path: Path) -> None:
    (tmp_path / "again.gpkg").write_text("")
    lon, lat = lonlat(10, 10)

    both = client.get("/locate", params={"lon": lon, "lat": lat}).json()
    one = client.get("/locate", params={"lon": lon, "lat": lat, "plan": "again"}).json()

    assert [place["plan"] for place in both["places"]] == ["again", "qinghe"]
    assert [place["plan"] for place in one["places"]] == ["again"]


def test_outside_of_every_plan_no_place_is_found(client: Client) -> None:
    answer = client.get("/locate?lon=0&lat=0")

    assert answer.status_code == 200
    assert answer.json()["places"] == []


@pytest.mark.parametrize(
    "lon",
    ["nan", "NaN", "inf", "-inf", "Infinity", "1e400", "-1e400", "", "east", "114,0", "361", "1e9"],
)
def test_a_wrong_longitude_is_refused_with_a_sentence(client: Client, lon: str) -> None:
    answer = client.get("/locate", params={"lon": lon, "lat": "31", "lang": "en"})

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(("lon is", "The point's longitude is"))


@pytest.mark.parametrize(("query", "said"), [("lat=31", "lon is missing"), ("lon=1", "lat is mis")])
def test_a_missing_coordinate_is_named(client: Client, query: str, said: str) -> None:
    answer = client.get(f"/locate?{query}&lang=en")

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(said)


def test_a_household_is_found_by_its_id(client: Client) -> None:
    answer = client.get("/households/h1").json()

    (place,) = answer["places"]
    assert (answer["id"], place["presence"]) == ("h1", "placed")
    assert place["zones"][0]["code"] == f"{VILLAGE}001"
    assert set(place) == {"plan", "presence", "community_code", "community_name", "zones"}


def test_a_household_row_that_was_cut_is_in_all_grids_of_its_parts(tmp_path: Path) -> None:
    plan = town()
    part_of = ["tower" if id_ in {"h61", "h62"} else "" for id_ in plan.township.households.ids]
    cut = altered(plan, households=replace(plan.township.households, part_of=part_of))
    (tmp_path / "qinghe.gpkg").write_text("")
    client = Client(create_app(Settings(data=tmp_path), load=lambda _: cut))

    (whole,) = client.get("/households/tower").json()["places"]
    (part,) = client.get("/households/h62").json()["places"]

    assert [z["code"] for z in whole["zones"]] == [f"{EAST_GATE}001", f"{EAST_GATE}002"]
    assert [z["code"] for z in part["zones"]] == [f"{EAST_GATE}002"]


def test_an_unplaced_household_says_so(client: Client) -> None:
    (place,) = client.get("/households/h64").json()["places"]

    assert (place["presence"], place["zones"]) == ("unplaced", [])
