"""What the service answers, and what it refuses."""

from __future__ import annotations

import html
import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from asking import Client
from plans import EAST_GATE, VILLAGE, altered, lonlat, town

from api.app import create_app
from api.errors import status_of
from api.settings import Settings
from gridgen.files.plan_writer import write_plan
from gridgen.model.errors import BandError, NotInPlanError, ReadError
from gridgen.model.plan import Plan


class Loads:
    """Reads any file as the town, counts how often, and refuses files that say "broken"."""

    def __init__(self) -> None:
        self.files: list[str] = []

    def __call__(self, file: Path) -> Plan:
        self.files.append(file.stem)
        if "broken" in file.read_text():
            raise ReadError(f"{file.name}: not a plan; expected the layers grids and households.")
        return town(village=file.read_text() or "清河村")


@pytest.fixture
def loads() -> Loads:
    return Loads()


@pytest.fixture
def client(tmp_path: Path, loads: Loads) -> Client:
    (tmp_path / "qinghe.gpkg").write_text("")
    return Client(create_app(Settings(data=tmp_path), load=loads))


def items(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    features: list[dict[str, Any]] = answer.json()["features"]
    return features


def test_nothing_is_read_before_it_is_asked_for(client: Client, loads: Loads) -> None:
    answer = client.get("/health")

    assert answer.json() == {"status": "ok", "version": "0.1.0", "plans": 1}
    assert loads.files == []


def test_a_plan_is_read_once(client: Client, loads: Loads) -> None:
    for _ in range(3):
        client.get("/collections/qinghe.grids/items")

    assert loads.files == ["qinghe"]


def test_a_replaced_file_is_read_anew(client: Client, tmp_path: Path) -> None:
    client.get("/collections/qinghe.communities/items")
    new = tmp_path / "new"
    new.write_text("新村")
    new.replace(tmp_path / "qinghe.gpkg")

    features = items(client.get("/collections/qinghe.communities/items"))

    assert features[0]["properties"]["name"] == "新村"


def test_every_level_and_the_communities_are_collections(client: Client) -> None:
    listed = client.get("/collections").json()["collections"]

    assert [c["id"] for c in listed] == [
        "qinghe.grids",
        "qinghe.ten_household_groups",
        "qinghe.communities",
    ]
    west, south, east, north = listed[0]["extent"]["spatial"]["bbox"][0]
    assert west < 114.001 < east
    assert south < 31.001 < north
    assert listed[0]["itemType"] == "feature"
    assert {link["rel"] for link in listed[0]["links"]} == {"self", "items"}


def test_households_are_no_collection(client: Client) -> None:
    answer = client.get("/collections/qinghe.households/items")

    assert answer.status_code == 404
    assert "offers: grids, ten_household_groups, communities" in answer.json()["detail"]


def test_items_are_geojson_with_longitude_first(client: Client) -> None:
    feature = items(client.get("/collections/qinghe.grids/items"))[0]

    lon, lat = feature["geometry"]["coordinates"][0][0]
    assert feature["id"] == f"{VILLAGE}001"
    assert feature["properties"]["community"] == VILLAGE
    assert feature["properties"]["households"] == 20
    assert (lon, lat) == (pytest.approx(114, abs=0.1), pytest.approx(31, abs=0.1))


def test_pages_follow_one_another_to_the_end(client: Client) -> None:
    address: str | None = "/collections/qinghe.grids/items?limit=4"
    codes: list[str] = []
    while address is not None:
        page = client.get(address).json()
        assert page["numberMatched"] == 6
        assert page["numberReturned"] == len(page["features"])
        codes += [feature["id"] for feature in page["features"]]
        address = next((k["href"] for k in page["links"] if k["rel"] == "next"), None)

    assert len(codes) == len(set(codes)) == 6


def test_an_offset_beyond_the_end_is_an_empty_page_with_a_way_back(client: Client) -> None:
    page = client.get("/collections/qinghe.grids/items?offset=60&limit=5").json()

    assert page["features"] == []
    assert "offset=55" in next(k["href"] for k in page["links"] if k["rel"] == "prev")


def test_a_limit_above_the_most_is_taken_as_the_most(client: Client) -> None:
    page = client.get("/collections/qinghe.grids/items?limit=99999999").json()

    assert "limit=10000" in next(k["href"] for k in page["links"] if k["rel"] == "self")


@pytest.mark.parametrize("query", ["limit=0", "limit=-1", "limit=many", "offset=-1"])
def test_a_wrong_page_is_refused(client: Client, query: str) -> None:
    answer = client.get(f"/collections/qinghe.grids/items?{query}")

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_one_item_by_its_code(client: Client) -> None:
    answer = client.get(f"/collections/qinghe.grids/items/{EAST_GATE}002")

    feature = answer.json()
    assert feature["id"] == f"{EAST_GATE}002"
    assert {link["rel"] for link in feature["links"]} == {"self", "collection"}
    assert client.get(feature["links"][0]["href"]).json() == feature


@pytest.mark.parametrize(
    "path",
    [
        "/collections/qinghe.grids/items/000",
        "/collections/qinghe.none/items",
        "/collections/none.grids/items",
        "/collections/qinghe/items",
        "/collections/.grids/items",
        "/collections/..%2Fqinghe.grids/items",
        "/collections/%2Fetc%2Fpasswd.grids",
        "/maps/none.html",
        "/maps/..%2F..%2Fetc%2Fpasswd.html",
        "/maps/%00.html",
        "/households/none",
        "/locate?lon=114&lat=31&plan=none",
        "/nothing",
        "/static/../app.py",
        "/static/%2e%2e/__init__.py",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404


def test_a_file_beside_the_data_folder_is_no_plan(tmp_path: Path) -> None:
    (tmp_path / "secret.gpkg").write_text("")
    (tmp_path / "data").mkdir()
    client = Client(create_app(Settings(data=tmp_path / "data"), load=Loads()))

    answer = client.get("/collections/..%2Fsecret.grids/items")

    assert answer.status_code == 404


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
    ["nan", "NaN", "inf", "-inf", "Infinity", "1e400", "-1e400", "", "east", "114,0", "181", "1e9"],
)
def test_a_wrong_longitude_is_refused_with_a_sentence(client: Client, lon: str) -> None:
    answer = client.get("/locate", params={"lon": lon, "lat": "31"})

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(("lon is", "The point's longitude is"))


@pytest.mark.parametrize(("query", "said"), [("lat=31", "lon is missing"), ("lon=1", "lat is mis")])
def test_a_missing_coordinate_is_named(client: Client, query: str, said: str) -> None:
    answer = client.get(f"/locate?{query}")

    assert answer.status_code == 422
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


def test_the_map_page_lets_run_only_its_own_scripts(client: Client) -> None:
    answer = client.get("/maps/qinghe.html?lang=zh")

    policy = answer.headers["content-security-policy"]
    assert "drawPlan(map_plan" in answer.text
    assert "script-src 'sha256-" in policy
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]


@pytest.mark.parametrize(
    ("accepted", "query", "word"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "", "网格划分服务"),
        ("en-GB,en;q=0.9", "", "Household grid service"),
        ("en", "?lang=zh", "网格划分服务"),
        ("zh", "?lang=en", "Household grid service"),
        ("", "", "网格划分服务"),
    ],
)
def test_the_landing_page_speaks_the_readers_language(
    client: Client, accepted: str, query: str, word: str
) -> None:
    answer = client.get(f"/{query}", headers={"accept-language": accepted})

    assert f"<h1>{word}</h1>" in answer.text


def test_every_link_of_the_landing_page_leads_somewhere(client: Client) -> None:
    page = client.get("/?lang=en").text

    links = [html.unescape(link) for link in re.findall(r'href="(?!data:)([^"]+)"', page)]
    assert len(links) == 14
    assert [link for link in links if client.get(f"/{link}").status_code != 200] == []


def test_markup_in_a_plans_name_is_escaped(client: Client, tmp_path: Path) -> None:
    (tmp_path / "<b>&.gpkg").write_text("")

    page = client.get("/?lang=en").text

    assert "<b>" not in page
    assert "&lt;b&gt;&amp;" in page


def test_plans_with_chinese_names_and_dots_are_served(client: Client, tmp_path: Path) -> None:
    (tmp_path / "清河镇.2024.gpkg").write_text("")

    listed = [c["id"] for c in client.get("/collections").json()["collections"]]

    assert "清河镇.2024.grids" in listed
    assert len(items(client.get("/collections/清河镇.2024.grids/items"))) == 6
    assert client.get("/maps/清河镇.2024.html").status_code == 200


def test_a_file_that_is_no_plan_spoils_nothing(client: Client, tmp_path: Path) -> None:
    (tmp_path / "input.gpkg").write_text("broken")

    listed = client.get("/collections").json()["collections"]
    asked = client.get("/collections/input.grids/items")

    assert {c["id"].split(".")[0] for c in listed} == {"qinghe"}
    assert asked.status_code == 500
    assert asked.json()["detail"].startswith("input.gpkg: not a plan")


@pytest.mark.parametrize(
    "path", ["/", "/health", "/collections", "/docs", "/maps/qinghe.html", "/nothing", "/locate"]
)
def test_browsers_are_told_to_be_careful(client: Client, path: str) -> None:
    headers = client.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")


def test_the_openapi_document_names_every_route_and_the_largest_limit(client: Client) -> None:
    document = client.get("/openapi.json").json()

    assert document["openapi"] == "3.0.3"
    assert '"null"' not in json.dumps(document)

    assert set(document["paths"]) == {
        "/",
        "/maps/{plan}.pdf",
        "/maps/{plan}/preflight",
        "/health",
        "/collections",
        "/collections/{collection}",
        "/collections/{collection}/items",
        "/collections/{collection}/items/{code}",
        "/locate",
        "/households/{household}",
        "/maps/{plan}.html",
    }
    parameters = document["paths"]["/collections/{collection}/items"]["get"]["parameters"]
    assert next(p for p in parameters if p["name"] == "limit")["schema"]["maximum"] == 10_000


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    files = os.pathsep.join(str(tmp_path / name) for name in ("a.gpkg", "b.gpkg"))

    settings = Settings.from_environment({"GRIDGEN_DATA": str(tmp_path), "GRIDGEN_PLANS": files})

    assert settings == Settings(tmp_path, (tmp_path / "a.gpkg", tmp_path / "b.gpkg"))
    assert Settings.from_environment({}) == Settings()


def test_single_files_are_served_without_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "one.gpkg"
    file.write_text("")

    client = Client(create_app(Settings(plans=(file, tmp_path / "gone.gpkg")), load=Loads()))

    assert client.get("/health").json()["plans"] == 1


def test_a_plan_written_to_a_file_is_served_from_it(tmp_path: Path) -> None:
    write_plan(town(), tmp_path / "written.gpkg")

    client = Client(create_app(Settings(data=tmp_path)))

    lon, lat = lonlat(310, 310)
    (place,) = client.get("/locate", params={"lon": lon, "lat": lat}).json()["places"]
    assert place["zones"][0]["code"] == f"{VILLAGE}002"
    assert len(items(client.get("/collections/written.grids/items"))) == 6
    assert client.get("/maps/written.html").status_code == 200
    assert client.get("/households/h64").json()["places"][0]["presence"] == "unplaced"


def test_errors_without_a_row_of_their_own_take_that_of_their_parent() -> None:
    assert status_of(NotInPlanError("x")) == 404
    assert status_of(BandError("x")) == 500
