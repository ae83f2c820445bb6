"""Plans behind the service: read when asked for, once, and anew when a file is replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import Client, Loads, items
from campaigns import campaign
from plans import VILLAGE, lonlat, town
from spoiled_plans import FINDINGS, SHAPES, STATEMENTS, spoiled

from api.app import create_app
from api.settings import Settings
from gridgen.files.plan_writer import write_plan


def test_nothing_is_read_before_it_is_asked_for(own_client: Client, loads: Loads) -> None:
    answer = own_client.get("/health")

    assert (answer.json()["status"], answer.json()["plans"]) == ("ok", 1)
    assert loads.files == []


def test_a_plan_is_read_once(own_client: Client, loads: Loads) -> None:
    for _ in range(3):
        own_client.get("/collections/qinghe.grids/items")

    assert loads.files == ["qinghe"]


def test_a_replaced_file_is_read_anew(own_client: Client, tmp_path: Path) -> None:
    own_client.get("/collections/qinghe.communities/items")
    new = tmp_path / "new"
    new.write_text("新村")
    new.replace(tmp_path / "qinghe.gpkg")

    features = items(own_client.get("/collections/qinghe.communities/items"))

    assert features[0]["properties"]["name"] == "新村"


def test_a_file_beside_the_data_folder_is_no_plan(tmp_path: Path) -> None:
    (tmp_path / "secret.gpkg").write_text("")
    (tmp_path / "data").mkdir()
    client = Client(create_app(Settings(data=tmp_path / "data"), load=Loads()))

    answer = client.get("/collections/..%2Fsecret.grids/items")

    assert answer.status_code == 404


def test_plans_with_chinese_names_and_dots_are_served(own_client: Client, tmp_path: Path) -> None:
    (tmp_path / "清河镇.2024.gpkg").write_text("")

    listed = [c["id"] for c in own_client.get("/collections").json()["collections"]]

    assert "清河镇.2024.grids" in listed
    assert len(items(own_client.get("/collections/清河镇.2024.grids/items"))) == 6
    assert own_client.get("/maps/清河镇.2024.html").status_code == 200


def test_a_file_that_is_no_plan_spoils_nothing(own_client: Client, tmp_path: Path) -> None:
    (tmp_path / "input.gpkg").write_text("broken")

    listed = own_client.get("/collections").json()["collections"]
    asked = own_client.get("/collections/input.grids/items")

    assert {c["id"].split(".")[0] for c in listed} == {"qinghe"}
    assert asked.status_code == 422
    assert asked.json()["detail"].startswith("input.gpkg：图层 communities 一行也没有；")


def test_a_plan_written_to_a_file_is_served_from_it(tmp_path: Path) -> None:
    write_plan(town(), tmp_path / "written.gpkg")

    client = Client(create_app(Settings(data=tmp_path)))

    lon, lat = lonlat(310, 310)
    (place,) = client.get("/locate", params={"lon": lon, "lat": lat}).json()["places"]
    assert place["zones"][0]["code"] == f"{VILLAGE}002"
    assert len(items(client.get("/collections/written.grids/items"))) == 6
    assert client.get("/maps/written.html").status_code == 200
    assert client.get("/households/h64").json()["places"][0]["presence"] == "unplaced"


BAD = (
    ("a ring of NaN", "no codes", "no grids"),
    ("a ring that is not closed", "a point", "a count of 9e18", "a level three times",
     "an endless view", "codes that are missing"),
)  # fmt: skip


@pytest.mark.parametrize("bad", campaign(BAD, everyday=1))
def test_bad_plans_touch_no_other(tmp_path: Path, bad: tuple[str, ...]) -> None:
    whole = tmp_path / "good.gpkg"
    write_plan(town(), whole)
    for what in bad:
        statement = FINDINGS.get(what) or STATEMENTS.get(what, ("",))[0]
        spoiled(whole, tmp_path / f"{what}.gpkg", statement, shape=SHAPES.get(what))
    client = Client(create_app(Settings(data=tmp_path)))

    lon, lat = lonlat(100, 100)
    routes = ["/", "/collections", "/health", f"/locate?lon={lon}&lat={lat}",
              "/collections/good.grids/items", "/maps/good.html"]  # fmt: skip
    answers = [client.get(route).status_code for route in routes]
    names = [file.stem for file in tmp_path.glob("*.gpkg") if file != whole]
    own = {name: client.get(f"/collections/{name}.grids/items") for name in names}

    assert set(answers) == {200}
    assert {name for name, answer in own.items() if answer.status_code == 200} == {
        name for name in bad if name in FINDINGS
    }
    told = [answer for answer in own.values() if answer.status_code != 200]
    assert all(answer.status_code == 422 and answer.json()["detail"] for answer in told)


def test_the_first_page_names_what_cannot_be_read_and_why(tmp_path: Path) -> None:
    write_plan(town(), tmp_path / "good.gpkg")
    statement, _ = STATEMENTS["an endless view"]
    spoiled(tmp_path / "good.gpkg", tmp_path / "bad.gpkg", statement)
    client = Client(create_app(Settings(data=tmp_path)))

    page = client.get("/?f=html&lang=en").text

    assert "good" in page
    assert "bad.gpkg: it holds a view" in page


def test_a_plan_that_is_being_written_is_served_as_it_was(tmp_path: Path) -> None:
    write_plan(town(), tmp_path / "town.gpkg")
    client = Client(create_app(Settings(data=tmp_path)))
    before = client.get("/collections/town.grids/items").content
    whole = (tmp_path / "town.gpkg").read_bytes()

    (tmp_path / "town.gpkg").write_bytes(whole[: len(whole) // 2])
    meanwhile = client.get("/collections/town.grids/items")
    write_plan(town(grid="新{}网格"), tmp_path / "town.gpkg")
    after = client.get("/collections/town.grids/items")

    assert (meanwhile.status_code, meanwhile.content) == (200, before)
    assert items(after)[0]["properties"]["name"].startswith("新")
