"""Versions over HTTP: what they are, their states, findings, people and differences."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from living import ON_SQLITE, SCOPE, Serve, asking, renamed
from plans import VILLAGE, town, with_people
from stored import ORIGIN, RULES

from api.access.callers import Role
from gridgen.rules.loader import load_rules
from gridgen.versions.draft import open_draft
from gridgen.versions.store.database import Store
from gridgen.versions.store.versions import Version, draft_from, import_plan


def test_a_version_tells_what_is_in_it(serve: Serve, version: Version) -> None:
    client = asking(serve())

    answer = client.get("/versions/1")

    told = answer.json()
    assert answer.headers["ETag"] == told["etag"] == '"1-0"'
    assert (told["state"], told["head"], told["scope"]) == ("draft", 0, SCOPE)
    assert told["zones"] == {"grids": 6, "ten_household_groups": 6}
    assert (told["communities"], told["rows"]) == (2, 64)
    assert set(told["findings"]) == {"error", "warning", "note"}
    assert sum(told["findings"].values()) == client.get("/versions/1/findings").json()["matched"]
    addresses = {link["href"] for link in told["links"]}
    assert "http://town/collections/v1.grids" in addresses
    assert all(client.get(address).status_code == 200 for address in addresses)


def test_a_draft_goes_on_from_a_version(store: Store, serve: Serve, version: Version) -> None:
    renamed(store, version.id, "河东网格")
    client = asking(serve())

    answer = client.post("/versions/1/draft")

    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == "http://town/versions/2"
    made = client.get("/versions/2").json()
    assert (made["parent"], made["parent_edit"], made["number"]) == (1, 1, 2)
    features = client.get("/collections/v2.grids/items").json()["features"]
    assert features[0]["properties"]["name"] == "河东网格"


def test_a_version_goes_from_draft_to_retired(serve: Serve, version: Version) -> None:
    app = serve()
    planner, approver = asking(app, role=Role.PLANNER), Role.APPROVER

    def move(state: str, **more: Any) -> Any:
        body = {"state": state, "reason": f"{state} it is", **more}
        return asking(app, role=approver).post("/versions/1/state", json=body)

    asking(app, role=Role.PLANNER)
    submitted = planner.post("/versions/1/state", json={"state": "submitted"})
    returned, again, approved = move("draft"), move("submitted"), move("approved")
    published = move("published", day="2026-01-01")
    served = asking(app).get(f"/collections/{SCOPE}.grids").status_code
    retired = move("retired", day="2026-06-01")

    answers = [submitted, returned, again, approved, published, retired]
    assert [answer.status_code for answer in answers] == [200] * 6, [a.text for a in answers]
    assert published.json()["in_force_from"] == "2026-01-01"
    assert served == 200
    assert asking(app).get(f"/collections/{SCOPE}.grids").status_code == 404
    events = asking(app).get("/versions/1/edits").json()["events"]
    assert [event["reason"] for event in events[-2:]] == ["published it is", "retired it is"]


@ON_SQLITE
@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"state": "approved"}, 409, "cannot become approved"),
        ({"state": "published", "day": "2026-01-01"}, 409, "cannot become published"),
        ({"state": "published"}, 400, "needs day"),
        ({"state": "retired"}, 400, "needs day"),
        ({"state": "submitted", "day": "2026-01-01"}, 400, "has no day"),
        ({"state": "published", "day": "2026-02-30"}, 400, "day"),
        ({"state": "published", "day": "tomorrow"}, 400, "day"),
        ({"state": "gone"}, 400, "state"),
        ({}, 400, "state"),
        ({"state": "submitted", "actor": "p9"}, 400, "actor"),
    ],
)
def test_what_does_not_follow_is_refused(
    serve: Serve, version: Version, body: dict[str, str], status: int, said: str
) -> None:
    answer = asking(serve()).post("/versions/1/state?lang=en", json=body)

    assert answer.status_code == status, answer.text
    assert said in answer.json()["detail"]


@ON_SQLITE
@pytest.mark.parametrize(
    ("role", "state", "status"),
    [
        (Role.VIEWER, "submitted", 403),
        (Role.PLANNER, "submitted", 200),
        (Role.PLANNER, "approved", 403),
        (Role.PLANNER, "draft", 403),
        (Role.APPROVER, "approved", 409),
    ],
)
def test_planners_submit_and_approvers_decide(
    serve: Serve, version: Version, role: Role, state: str, status: int
) -> None:
    client = asking(serve(), SCOPE, role=role)

    answer = client.post("/versions/1/state", json={"state": state})

    assert answer.status_code == status, answer.text


@ON_SQLITE
def test_nobody_submits_what_was_edited_since_they_saw_it(
    store: Store, serve: Serve, version: Version
) -> None:
    client = asking(serve())
    renamed(store, version.id, "河东网格")

    body = {"state": "submitted"}
    stale = client.post("/versions/1/state", json=body, headers={"If-Match": '"1-0"'})
    now = client.post("/versions/1/state", json=body, headers={"If-Match": '"1-1"'})

    assert (stale.status_code, now.status_code) == (409, 200)
    assert [edit["actor"] for edit in stale.json()["edits"]] == ["p2"]


@ON_SQLITE
def test_findings_are_told_page_by_page(serve: Serve, version: Version) -> None:
    client = asking(serve())
    every = client.get("/versions/1/findings?lang=en").json()

    errors = client.get("/versions/1/findings?severity=error&lang=en").json()
    page = client.get("/versions/1/findings?limit=2&offset=1&lang=en").json()
    rule = every["findings"][0]["rule"]
    of_rule = client.get(f"/versions/1/findings?rule={rule}").json()

    assert every["matched"] == len(every["findings"]) > 3
    assert page["findings"] == every["findings"][1:3]
    assert page["matched"] == every["matched"]
    assert {found["severity"] for found in errors["findings"]} == {"error"}
    assert {found["rule"] for found in of_rule["findings"]} == {rule}
    assert every["findings"][0]["todo"]


@ON_SQLITE
def test_posts_are_told_with_who_has_them(store: Store, serve: Serve) -> None:
    draft = open_draft(with_people(town()), load_rules(RULES))
    import_plan(store, draft, ORIGIN, actor="p1")
    client = asking(serve())

    told = client.get("/versions/1/people?lang=en").json()

    first = next(post for post in told["posts"] if post["zone"] == f"{VILLAGE}001")
    assert first["zone_name"] == "清河村第1网格"
    assert first["person"]
    assert first["phone"]
    assert told["filled"] + told["vacant"] == len(told["posts"])
    assert any(post["person"] is None for post in told["posts"])
    assert told["people"] > 0


@ON_SQLITE
def test_two_versions_are_compared(store: Store, serve: Serve, version: Version) -> None:
    other = draft_from(store, version.id, actor="p1")
    renamed(store, other.id, "河东网格")
    client = asking(serve())

    same = client.get("/versions/1/diff/1").json()
    told = client.get("/versions/1/diff/2").json()
    nowhere = client.get("/versions/1/diff/7")
    no_level = client.get("/versions/1/diff/2?level=none")

    assert same["same"] is True
    assert (told["old"], told["new"], told["same"]) == (1, 2, False)
    states = [zone["state"] for zone in told["zones"] if zone["state"] != "kept"]
    assert states == ["renamed"]
    assert (nowhere.status_code, no_level.status_code) == (404, 404)


@ON_SQLITE
def test_versions_of_other_plans_are_compared_where_both_are_seen(
    store: Store, serve: Serve, version: Version
) -> None:
    draft = open_draft(town(village="新村"), load_rules(RULES))
    import_plan(store, draft, replace(ORIGIN, name="other", scope="110101001"), actor="p1")
    app = serve()

    both = asking(app).get("/versions/1/diff/2").status_code
    one = [asking(app, scope).get(path).status_code
           for scope in (SCOPE, "110101001")
           for path in ("/versions/1/diff/2", "/versions/2/diff/1")]  # fmt: skip

    assert both == 200
    assert one == [404] * 4


@ON_SQLITE
@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "99999999999", "NaN"])
def test_what_is_no_number_is_a_bad_request(serve: Serve, version: Version, number: str) -> None:
    answer = asking(serve()).get(f"/versions/{number}")

    assert answer.status_code == 400


@ON_SQLITE
def test_a_service_of_files_alone_says_that_it_has_no_store(serve: Serve) -> None:
    app = serve()
    app.state.store.close()
    app.state.store = app.state.living = None

    answer = asking(app).get("/versions/1?lang=en")

    assert answer.status_code == 400
    assert "has no store" in answer.json()["detail"]
