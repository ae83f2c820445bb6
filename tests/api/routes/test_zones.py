"""The zones of a version in columns, as the planner's page keeps them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from asking import Client
from living import ON_SQLITE, Serve, asking
from plans import EAST_GATE, VILLAGE, lonlat
from shapely.geometry import shape

from gridgen.versions.store.versions import Version

FIRST, SECOND, THIRD = (f"{VILLAGE}00{number}" for number in (1, 2, 3))

pytestmark = ON_SQLITE


@pytest.fixture
def client(serve: Serve, version: Version) -> Client:
    return asking(serve())


def told(client: Client, **asked: Any) -> dict[str, Any]:
    answer = client.get("/versions/1/zones", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def edited(client: Client, **edit: Any) -> int:
    answer = client.post("/versions/1/edits", json=edit, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    head: int = answer.json()["head"]
    return head


def row_of(found: dict[str, Any], code: str) -> dict[str, Any]:
    at = found["columns"]["code"].index(code)
    return {name: values[at] for name, values in found["columns"].items()}


def test_all_zones_are_told_in_columns_of_one_length(client: Client) -> None:
    found = told(client)

    assert (found["version"], found["head"], found["etag"]) == (1, 0, '"1-0"')
    assert (found["level"], found["is_whole"], found["gone"], found["shapes"]) == (
        "grids", True, [], None,
    )  # fmt: skip
    assert {len(values) for values in found["columns"].values()} == {6}
    assert found["communities"]["code"] == [VILLAGE, EAST_GATE]


def test_a_zone_says_its_band_its_colour_and_whether_it_is_locked(client: Client) -> None:
    edited(client, operation="lock", zones=[SECOND])

    found = told(client)

    first, second = row_of(found, FIRST), row_of(found, SECOND)
    urban = row_of(found, f"{EAST_GATE}001")
    assert (first["fewest"], first["most"]) == (50, 100)
    assert (urban["fewest"], urban["most"]) == (300, 500)
    assert first["colour"] != second["colour"]
    assert (first["locked"], second["locked"]) == (False, True)


def test_labels_stand_in_their_zones_and_boxes_are_around_them(client: Client) -> None:
    features = client.get("/collections/v1.grids/items").json()["features"]
    shapes = {one["id"]: shape(one["geometry"]) for one in features}

    columns = told(client)["columns"]

    for code, *numbers in zip(
        *(columns[n] for n in ("code", "lon", "lat", "west", "south", "east", "north")), strict=True
    ):
        assert shapes[code].contains(shapely.Point(numbers[:2]))
        assert np.allclose(numbers[2:], shapes[code].bounds, atol=1e-7)


def test_since_an_edit_only_what_is_otherwise_is_told_with_its_outline(client: Client) -> None:
    before = edited(client, operation="rename", zone=THIRD, name="北网格")
    told(client)
    edited(client, operation="merge", zones=[FIRST, SECOND], keep=FIRST)
    features = client.get("/collections/v1.grids/items").json()["features"]
    whole = told(client)

    found = told(client, since=before)

    assert (found["is_whole"], found["head"], found["gone"]) == (False, 2, [SECOND])
    codes = found["columns"]["code"]
    assert FIRST in codes
    assert {*codes} <= {FIRST, THIRD}  # beside it a zone may get a corner
    assert [row_of(found, code) for code in codes] == [row_of(whole, code) for code in codes]
    assert found["shapes"] == [one["geometry"] for one in features if one["id"] in codes]


def test_another_service_over_the_store_tells_the_same_colours_and_what_may_be_otherwise(
    serve: Serve, client: Client
) -> None:
    first = told(client)
    edited(client, operation="merge", zones=[FIRST, SECOND], keep=SECOND)
    whole = told(client)

    other = asking(serve())
    found = told(other, since=0)

    assert told(other) == whole
    applied = {code: row_of(first, code) for code in first["columns"]["code"]}
    applied |= {code: row_of(found, code) for code in found["columns"]["code"]}
    for code in found["gone"]:
        del applied[code]
    assert applied == {code: row_of(whole, code) for code in whole["columns"]["code"]}


def test_after_an_undo_what_was_altered_is_told_as_it_was(client: Client) -> None:
    begun = told(client)
    edited(client, operation="merge", zones=[FIRST, SECOND], keep=FIRST)
    client.post("/versions/1/undo", json={}, headers={"If-Match": "*"})

    since_edit, since_begin = told(client, since=1), told(client, since=0)

    assert since_edit["gone"] == []
    assert {FIRST, SECOND} <= {*since_edit["columns"]["code"]}
    for code in since_edit["columns"]["code"]:
        assert row_of(since_edit, code) == row_of(begun, code)
    assert (since_begin["columns"]["code"], since_begin["is_whole"]) == ([], False)


def test_after_another_rule_every_zone_of_the_community_is_told(client: Client) -> None:
    told(client)
    edited(client, operation="rule", community=EAST_GATE, goes_by="village")

    found = told(client, since=0)

    assert [*found["columns"]["code"]] == [f"{EAST_GATE}00{number}" for number in (1, 2, 3)]
    assert found["columns"]["most"] == [100] * 3


def test_since_an_edit_that_is_not_there_all_are_told(client: Client) -> None:
    found = told(client, since=7)

    assert (found["is_whole"], len(found["columns"]["code"])) == (True, 6)


def test_a_lower_level_has_no_colours_and_the_zones_above_as_parents(client: Client) -> None:
    found = told(client, level="ten_household_groups")

    assert set(found["columns"]["colour"]) == {None}
    assert FIRST in found["columns"]["parent"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [({"level": "streets"}, 404), ({"level": "communities"}, 404), ({"since": -1}, 400),
     ({"since": "x"}, 400), ({"sinse": 1}, 400)],
)  # fmt: skip
def test_what_is_not_understood_is_refused(
    client: Client, asked: dict[str, Any], status: int
) -> None:
    assert client.get("/versions/1/zones", params=asked).status_code == status


def chosen(client: Client, **drawn: Any) -> Any:
    return client.post("/versions/1/selection?lang=en", json=drawn)


def test_who_is_inside_is_told_by_id_by_zone_and_by_place(client: Client) -> None:
    # The western half of the first grid: columns of houses at 30, 80 and 130 m.
    corners = [lonlat(*xy) for xy in ((0, 0), (150, 0), (150, 600), (0, 600))]

    found = chosen(client, polygon=corners).json()

    assert (found["version"], found["head"], found["named"]) == (1, 0, None)
    assert (found["households"], found["zones"]) == (12, {FIRST: 12})
    assert len(found["units"]) == len(found["points"]) == 12
    assert min(found["points"]) == pytest.approx(lonlat(30, 100), abs=1e-6)
    moved = {"operation": "move", "units": found["units"], "to": SECOND}
    assert client.post("/versions/1/edits?dry_run=true", json=moved).status_code == 200


def test_a_brush_and_a_point_choose_too(client: Client) -> None:
    line = [lonlat(0, 100), lonlat(300, 100)]

    along = chosen(client, line=line, metres=20).json()
    (lon, lat) = lonlat(1050, 310)
    at = chosen(client, point=[lon, lat], metres=30, **{"as": "household"}).json()

    assert along["zones"] == {FIRST: 5}
    assert at["households"] == 400
    assert len(at["units"]) == 1


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({}, 400, "Expected one of polygon, line, point, units, and only one"),
        ({"point": [114, 31], "line": [[114, 31]]}, 400, "Expected one of"),
        ({"polygon": [[114, 31], [114, 32]]}, 400, "polygon"),
        ({"point": [114, 131]}, 400, "longitude and latitude"),
        ({"point": [114, 31], "metres": 0}, 400, "metres"),
        ({"point": [114, 31], "as": "street"}, 400, "household"),
        ({"point": [114, 31], "as": "building"}, 404, "which building"),
    ],
)
def test_a_drawing_that_means_nobody_is_refused(
    client: Client, body: dict[str, Any], status: int, said: str
) -> None:
    answer = chosen(client, **body)

    assert (answer.status_code, said in answer.json()["detail"]) == (status, True), answer.text


def test_who_is_named_is_told_with_the_zone_and_the_households_of_each(client: Client) -> None:
    corners = [lonlat(*xy) for xy in ((0, 0), (150, 0), (150, 600), (0, 600))]
    units = chosen(client, polygon=corners).json()["units"]

    named = chosen(client, units=units[:3]).json()

    assert (named["units"], named["at"], named["counts"]) == (units[:3], [FIRST] * 3, [1] * 3)
    assert len(named["points"]) == 3
    assert chosen(client, units=["nobody"]).status_code == 404


def test_the_answer_to_a_change_tells_the_zones_where_a_level_is_asked_for(client: Client) -> None:
    rename = {"operation": "rename", "zone": SECOND, "name": "东网格"}
    asked: dict[str, Any] = {"headers": {"If-Match": '"1-0"'}, "params": {"changes": "grids"}}

    made = client.post("/versions/1/edits", json=rename, **asked)
    since = told(client, since=0)
    asked["headers"] = {"If-Match": made.headers["etag"]}
    back = client.post("/versions/1/undo", json={}, **asked)

    assert made.json()["changes"] == since
    assert "东网格" in since["columns"]["name"]
    assert made.json()["edits"][0]["says"]
    assert back.json()["changes"] == told(client, since=1)
    assert (back.json()["head"], back.headers["etag"]) == (2, '"1-2"')


@pytest.mark.parametrize("path", ["edits", "undo"])
def test_a_level_that_is_none_is_refused_before_anything_changes(client: Client, path: str) -> None:
    edited(client, operation="rename", zone=FIRST, name="西网格")
    body = {"operation": "rename", "zone": SECOND, "name": "东网格"} if path == "edits" else {}

    answer = client.post(f"/versions/1/{path}", json=body, params={"changes": "rooms"},
                         headers={"If-Match": "*"})  # fmt: skip

    assert answer.status_code == 404
    assert told(client)["head"] == 1


def test_an_edit_that_was_tried_is_made_as_it_was_tried(client: Client) -> None:
    begun = told(client)
    merge = {"operation": "merge", "zones": [FIRST, SECOND]}
    asked: dict[str, Any] = {"json": merge, "headers": {"If-Match": "*"}}

    tried = client.post("/versions/1/edits?dry_run=true&changes=grids", **asked).json()
    between = told(client)
    made = client.post("/versions/1/edits?changes=grids", **asked).json()
    again = client.post("/versions/1/edits", **asked)

    assert (tried["is_dry"], made["is_dry"]) == (True, False)
    assert made["edits"] == tried["edits"]
    # What would be is told as what then is; until then all is as it was.
    assert (tried["changes"]["head"], between) == (0, begun)
    later = {name: made["changes"][name] for name in ("head", "etag")}
    assert tried["changes"] | later == made["changes"] == told(client, since=0)
    assert FIRST not in made["changes"]["gone"]
    assert row_of(made["changes"], FIRST)["households"] == sum(
        row_of(begun, code)["households"] for code in (FIRST, SECOND)
    )
    # It was tried on the plan as it was; now there is nothing left to merge.
    assert again.status_code in (404, 422)


def test_who_is_in_no_community_is_told_with_how_far_from_one_they_stand(client: Client) -> None:
    found = client.get("/versions/1/unplaced").json()

    (home,) = found["households"]
    assert (found["version"], found["matched"]) == (1, 1)
    assert (home["id"], home["households"], home["community"]) == ("h64", 1, EAST_GATE)
    south_west = np.array(lonlat(0, 0))
    away = (np.array([home["lon"], home["lat"]]) - south_west) * [95_500, 110_900]
    assert home["metres"] == pytest.approx(np.hypot(*np.maximum(away - [1800, 600], 0)), rel=0.02)


def test_what_edits_would_do_one_after_the_other_is_foreseen_of_all_of_them(
    client: Client,
) -> None:
    edits = [
        {"operation": "merge", "zones": [FIRST, SECOND]},
        {"operation": "rename", "zone": FIRST, "name": "河东网格"},
        {"operation": "lock", "zones": [FIRST]},
    ]
    asked: dict[str, Any] = {"json": {"edits": edits}, "headers": {"If-Match": "*"}}

    tried = client.post("/versions/1/edits?dry_run=true&changes=grids", **asked).json()["changes"]
    assert told(client)["head"] == 0
    made = client.post("/versions/1/edits?changes=grids", **asked).json()["changes"]

    row = row_of(tried, FIRST)
    assert (row["name"], row["locked"], tried["gone"]) == ("河东网格", True, [SECOND])
    assert tried["columns"] == made["columns"]
    assert tried["shapes"] == made["shapes"]


def test_colours_of_neighbours_that_an_edit_would_paint_anew_are_foreseen_too(
    client: Client,
) -> None:
    """Whoever takes what was foreseen for what is has the colours that the service tells."""
    seen = told(client)
    colours = dict(zip(seen["columns"]["code"], seen["columns"]["colour"], strict=True))
    codes = [FIRST, SECOND]
    asked: dict[str, Any] = {
        "json": {"operation": "merge", "zones": codes}, "headers": {"If-Match": "*"},
    }  # fmt: skip

    for _ in range(2):
        tried = client.post("/versions/1/edits?dry_run=true&changes=grids", **asked).json()
        columns = tried["changes"]["columns"]
        colours |= dict(zip(columns["code"], columns["colour"], strict=True))
        client.post("/versions/1/edits?changes=grids", **asked)
        now = told(client)["columns"]
        assert dict(zip(now["code"], now["colour"], strict=True)).items() <= colours.items()
        client.post("/versions/1/undo", json={}, headers={"If-Match": "*"})
