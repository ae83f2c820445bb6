"""Plans as they are called: files, versions of a store, and what is in force; for those who may."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from asking import items
from campaigns import campaign
from living import ON_SQLITE, SCOPE, Serve, asking, put_in_force, renamed
from plans import VILLAGE, lonlat, town
from sqlalchemy import event

from gridgen.files.plan_writer import write_plan
from gridgen.versions.store.database import Store
from gridgen.versions.store.versions import Version, draft_from

pytestmark = ON_SQLITE

ELSEWHERE = "110101001"


def test_any_version_is_there_by_its_number(serve: Serve, version: Version) -> None:
    client = asking(serve())

    answer = client.get("/collections/v1.grids/items")

    assert version.id == 1
    assert len(items(answer)) == 6
    assert client.get("/maps/v1.html").status_code == 200


@pytest.mark.parametrize("name", ["v2", "v0", "v01", "v1x", "V1", "v9999999999", "v-1", SCOPE])
def test_a_version_that_there_is_not_is_not_found(
    serve: Serve, version: Version, name: str
) -> None:
    client = asking(serve())

    answer = client.get(f"/collections/{name}.grids/items")

    assert version.id == 1
    assert answer.status_code == 404, answer.text


def test_an_edit_of_somebody_else_is_seen_by_the_next_request(
    store: Store, serve: Serve, version: Version
) -> None:
    client = asking(serve())
    client.get("/collections/v1.grids/items")

    renamed(store, version.id, "河东网格")
    names = [one["properties"]["name"] for one in items(client.get("/collections/v1.grids/items"))]

    assert names[0] == "河东网格"


@pytest.mark.parametrize("name", [SCOPE, VILLAGE, f"{SCOPE}999"])
def test_what_is_in_force_is_there_by_the_digits_of_the_land(
    store: Store, serve: Serve, version: Version, name: str
) -> None:
    put_in_force(store, version, date(2026, 1, 1))
    client = asking(serve())

    answer = client.get(f"/collections/{name}.grids/items")

    assert len(items(answer)) == 6


@pytest.mark.parametrize(
    ("when", "name"),
    campaign(
        [
            ("2026-01-01", "旧网格"),
            ("2026-05-31T23:59:59Z", "旧网格"),
            ("2026-06-01", "新网格"),
            ("2026-02-01/2026-05-31", "旧网格"),
            ("2026-02-01/2026-06-01", "新网格"),
            ("../2026-03-01", "旧网格"),
            ("2026-01-01/..", "新网格"),
            ("2099-01-01/..", "新网格"),
            (None, "新网格"),
        ],
        every=3,
        several=True,
    ),
)
def test_the_version_in_force_on_a_day_is_chosen(
    store: Store, serve: Serve, version: Version, when: str | None, name: str
) -> None:
    renamed(store, version.id, "旧网格")
    put_in_force(store, version, date(2026, 1, 1))
    after = draft_from(store, version.id, actor="p1")
    renamed(store, after.id, "新网格")
    put_in_force(store, after, date(2026, 6, 1))
    client = asking(serve())
    params = {} if when is None else {"datetime": when}

    answer = client.get(f"/collections/{SCOPE}.grids/items", params=params)

    assert items(answer)[0]["properties"]["name"] == name


def test_before_the_first_day_nothing_is_in_force(
    store: Store, serve: Serve, version: Version
) -> None:
    put_in_force(store, version, date(2026, 1, 1))
    client = asking(serve())

    answer = client.get(f"/collections/{SCOPE}.grids/items?datetime=2025-12-31&lang=en")

    assert answer.status_code == 404
    assert "nothing is in force there on 2025-12-31" in answer.json()["detail"]


def test_collections_are_those_of_files_and_of_what_is_in_force(
    store: Store, serve: Serve, version: Version, tmp_path: Path
) -> None:
    write_plan(town(), tmp_path / "qinghe.gpkg")
    put_in_force(store, version, date(2026, 1, 1))
    draft_from(store, version.id, actor="p1")
    client = asking(serve(data=tmp_path))

    listed = client.get("/collections").json()["collections"]

    assert {one["id"].split(".")[0] for one in listed} == {"qinghe", SCOPE}
    assert client.get("/health").json()["plans"] == 2


def test_points_are_looked_for_in_what_is_in_force(
    store: Store, serve: Serve, version: Version
) -> None:
    client = asking(serve())
    lon, lat = lonlat(310, 310)
    before = client.get("/locate", params={"lon": lon, "lat": lat}).json()["places"]
    put_in_force(store, version, date(2026, 1, 1))
    client = asking(serve())

    (place,) = client.get("/locate", params={"lon": lon, "lat": lat}).json()["places"]

    assert before == []
    assert (place["plan"], place["zones"][0]["code"]) == (SCOPE, f"{VILLAGE}002")


def test_a_file_goes_before_what_is_in_force_of_the_same_name(
    store: Store, serve: Serve, version: Version, tmp_path: Path
) -> None:
    write_plan(town(village="新村"), tmp_path / f"{SCOPE}.gpkg")
    put_in_force(store, version, date(2026, 1, 1))
    client = asking(serve(data=tmp_path))

    listed = [one["id"] for one in client.get("/collections").json()["collections"]]
    answer = client.get(f"/collections/{SCOPE}.communities/items")

    assert listed.count(f"{SCOPE}.grids") == 1
    assert items(answer)[0]["properties"]["name"] == "新村"


@pytest.mark.parametrize(
    ("scopes", "is_seen"),
    campaign(
        [
            (("",), True),
            ((SCOPE,), True),
            (("9901",), True),
            ((ELSEWHERE, SCOPE), True),
            ((ELSEWHERE,), False),
            ((VILLAGE,), False),
        ],
        every=4,
        several=True,
    ),
)
def test_everybody_sees_the_plans_of_their_own_land(
    store: Store, serve: Serve, version: Version, tmp_path: Path, scopes: tuple[str, ...], *,
    is_seen: bool,
) -> None:  # fmt: skip
    write_plan(town(), tmp_path / "qinghe.gpkg")
    (tmp_path / "broken.gpkg").write_text("")
    put_in_force(store, version, date(2026, 1, 1))
    draft_from(store, version.id, actor="p1")
    client = asking(serve(data=tmp_path), *scopes)

    names = ("qinghe", SCOPE, "v1", "v2")
    answers = [client.get(f"/collections/{name}.grids") for name in names]
    missing = client.get("/collections/nothing.grids").text

    assert [answer.status_code for answer in answers] == [200 if is_seen else 404] * 4
    assert {one["id"].split(".")[0] for one in client.get("/collections").json()["collections"]} \
        == ({"qinghe", SCOPE} if is_seen else set())  # fmt: skip
    assert ("qinghe" in missing, SCOPE in missing) == (is_seen, is_seen)
    assert "broken" not in missing or "" in scopes


def test_what_is_not_theirs_is_told_like_what_is_not_there(serve: Serve, version: Version) -> None:
    client = asking(serve(), ELSEWHERE)

    theirs = client.get("/collections/v1.grids").json()
    nowhere = client.get("/collections/v7.grids").json()

    assert version.id == 1
    assert theirs["detail"].replace("1", "7") == nowhere["detail"]


def test_a_request_for_what_is_in_force_reads_no_table(
    store: Store, serve: Serve, version: Version
) -> None:
    put_in_force(store, version, date(2026, 1, 1))
    app = serve()
    client = asking(app)
    client.get(f"/collections/{SCOPE}.grids/items")
    asked: list[str] = []

    event.listen(app.state.store.engine, "before_cursor_execute",
                 lambda *said: asked.append(str(said[2])))  # fmt: skip
    answers = [client.get(f"/collections/{SCOPE}.grids/items") for _ in range(5)]

    assert {len(items(answer)) for answer in answers} == {6}
    assert not [statement for statement in asked if "FROM zones" in statement]
    # The list of versions, where a second has passed.
    assert len([statement for statement in asked if "SELECT" in statement]) < 5
