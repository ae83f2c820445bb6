"""Which grid a point or a household is in, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from asking import Client
from plans import EAST_GATE, VILLAGE, altered, lonlat, town, with_people

from api.app import create_app
from api.routes.locate import MOST_BYTES
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
            "responsible": [],
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


def test_every_plan_that_contains_a_point_answers(own_client: Client, tmp_path: Path) -> None:
    (tmp_path / "again.gpkg").write_text("")
    lon, lat = lonlat(10, 10)

    both = own_client.get("/locate", params={"lon": lon, "lat": lat}).json()
    one = own_client.get("/locate", params={"lon": lon, "lat": lat, "plan": "again"}).json()

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
    assert set(place) == {
        "plan", "presence", "community_code", "community_name", "zones", "responsible"
    }  # fmt: skip


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


def test_many_points_are_located_at_once_as_one_by_one(client: Client) -> None:
    points = [*(lonlat(x, y) for x in (10, 310, 700) for y in (10, 310)), (0.0, 0.0)]

    answer = client.post("/locate", json={"points": points}).json()

    for row, (lon, lat) in enumerate(points):
        places = client.get("/locate", params={"lon": lon, "lat": lat}).json()["places"]
        zones = {zone["level"]: zone["code"] for zone in places[0]["zones"]} if places else {}
        assert {level: codes[row] for level, codes in answer["levels"].items()} == {
            level: zones.get(level) for level in answer["levels"]
        }
        assert answer["communities"][row] == (places[0]["community_code"] if places else None)
    assert answer["plans"] == ["qinghe"]
    assert answer["plan_of"] == [0 if code else None for code in answer["communities"]]


def test_many_points_of_a_phone_map_are_found_where_they_really_are(client: Client) -> None:
    points = from_wgs84(np.array([lonlat(310, 310)]), Datum.GCJ02).tolist()

    answer = client.post("/locate?datum=gcj02", json={"points": points}).json()

    assert answer["levels"]["grids"] == [f"{VILLAGE}002"]


def test_of_several_plans_the_first_that_knows_a_point_answers(
    own_client: Client, tmp_path: Path
) -> None:
    (tmp_path / "again.gpkg").write_text("")
    body = {"points": [lonlat(10, 10), (0.0, 0.0)]}

    every = own_client.post("/locate", json=body).json()
    one = own_client.post("/locate?plan=qinghe", json=body).json()

    assert (every["plans"], every["plan_of"]) == (["again", "qinghe"], [0, None])
    assert (one["plans"], one["plan_of"]) == (["qinghe"], [0, None])
    assert every["levels"] == one["levels"]


def test_many_households_are_found_at_once_as_one_by_one(client: Client) -> None:
    ids = ["h1", "nobody", "h64", "h30"]

    answer = client.post("/locate", json={"households": ids}).json()

    assert answer["plan_of"] == [0, None, 0, 0]
    for row, one in enumerate(ids):
        alone = client.get(f"/households/{one}")
        (place,) = alone.json()["places"] if alone.status_code == 200 else [None]
        zones = {zone["level"]: zone["code"] for zone in place["zones"]} if place else {}
        said = {level: codes[row] for level, codes in answer["levels"].items() if codes[row]}
        assert said == zones
        assert (answer["communities"][row] or "") == (place["community_code"] if place else "")


def test_a_point_outside_is_told_the_nearest_grid_and_how_far_it_is(client: Client) -> None:
    lon, lat = lonlat(-100, 300)

    one = client.get("/locate", params={"lon": lon, "lat": lat}).json()
    many = client.post(
        "/locate?nearest=true", json={"points": [lonlat(10, 10), (lon, lat), (0, 0)]}
    ).json()

    assert one["nearest"] == {
        "plan": "qinghe",
        "level": "grids",
        "code": f"{VILLAGE}001",
        "name": "清河村第1网格",
        "community_code": VILLAGE,
        "metres": 100.0,
    }
    assert many["nearest"] == {
        "code": [None, f"{VILLAGE}001", None],
        "metres": [None, 100.0, None],
    }


def test_a_point_in_a_grid_has_no_nearest_one(client: Client) -> None:
    lon, lat = lonlat(10, 10)

    assert client.get("/locate", params={"lon": lon, "lat": lat}).json()["nearest"] is None


def test_who_answers_is_told_with_what_the_role_is_called(tmp_path: Path) -> None:
    (tmp_path / "qinghe.gpkg").write_text("")
    client = Client(create_app(Settings(data=tmp_path), load=lambda _: with_people(town())))
    lon, lat = lonlat(310, 10)

    (place,) = client.get("/locate", params={"lon": lon, "lat": lat}).json()["places"]
    body = {"points": [(lon, lat), lonlat(10, 10)]}
    many = client.post("/locate?roles=true", json=body).json()["responsible"]

    vacant = {"role": "head", "title": "网格长", "level": "grids", "zone": f"{VILLAGE}002",
              "person": None, "phone": None}  # fmt: skip
    assert place["responsible"] == [vacant]
    assert many[f"{VILLAGE}002"] == [vacant]
    assert [who["person"] for who in many[f"{VILLAGE}001"]] == ["P1"]


@pytest.mark.parametrize("ids", [[], "h1", [1], ["x" * 201], [None], {"a": 1}])
def test_ids_that_are_none_are_refused(client: Client, ids: object) -> None:
    answer = client.post("/locate?lang=en", json={"households": ids})

    assert answer.status_code == 400
    assert "expected 1 to 100,000 texts" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body",
    ["", "{}", "[]", "null", '{"points": []}', '{"points": 7}', '{"points": [[1]]}',
     '{"points": [[1, 2, 3]]}', '{"points": [[1, 2], [3]]}', '{"points": [["a", "b"]]}',
     '{"points": [[[1, 2]]]}', '{"points": [[true, false]]}', '{"points": {}}',
     '{"points": [["1", "2"]]}', '{"points": [[1, 2]], "households": ["h1"]}',
     "[" * 100_000, '{"points": [[1, 2]', "\xff"],
)  # fmt: skip
def test_a_body_that_is_no_list_of_points_is_told_what_it_should_be(
    client: Client, body: str
) -> None:
    answer = client.post("/locate?lang=en", content=body.encode("latin-1"))

    assert answer.status_code == 400
    assert '{"points": [[longitude, latitude], ...]}' in answer.json()["detail"]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e400", "361"])
def test_a_coordinate_that_is_none_is_named_by_its_row(client: Client, value: str) -> None:
    answer = client.post("/locate?lang=en", content=f'{{"points": [[1, 2], [{value}, 2]]}}')

    assert answer.status_code == 400
    assert "Point 2" in answer.json()["detail"]


def test_too_many_points_and_too_large_a_body_are_refused(client: Client) -> None:
    many = client.post("/locate?lang=en", json={"points": [[1, 2]] * 100_001})
    large = client.post("/locate?lang=en", content=b" " * (MOST_BYTES + 1))

    assert (many.status_code, large.status_code) == (400, 413)
    assert "1 to 100,000 points" in many.json()["detail"]
    assert "more than 16,777,216 bytes" in large.json()["detail"]
