"""Keys by HTTP: only for land of one's own, told once, gone at once; and the audit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asking import Client, keyed
from campaigns import campaign
from fastapi import FastAPI
from stored import made_store

from api.app import create_app
from api.settings import Settings

ASKED = {"role": "viewer", "scopes": ["990101"], "label": "QGIS", "days": 30}
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    app = create_app(Settings(database=made_store(tmp_path)))
    yield app
    app.state.store.close()


@pytest.fixture
def admin(app: FastAPI) -> Client:
    return keyed(app)


def test_a_key_is_made_used_listed_and_revoked(app: FastAPI, admin: Client) -> None:
    made = admin.post("/keys", json=ASKED)
    assert made.status_code == 201
    assert made.headers["cache-control"] == "no-store"
    key = made.json()
    client = Client(app, key["key"])

    assert made.headers["location"] == f"http://town/keys/{key['id']}"
    assert client.get("/whoami").json()["scopes"] == ["990101"]
    assert key["key"] not in admin.get("/keys").text
    assert admin.ask("DELETE", f"/keys/{key['id']}").status_code == 204
    assert client.get("/whoami").status_code == 401
    listed = next(one for one in admin.get("/keys").json()["keys"] if one["id"] == key["id"])
    assert listed["revoked"] is not None


def test_nobody_hands_out_land_that_is_not_theirs(app: FastAPI) -> None:
    admin = keyed(app, "admin", "9901", "88")

    said = {
        scope: admin.post("/keys", json={**ASKED, "scopes": ["88", scope]}).status_code
        for scope in ("9901", "990102001", "99", "", "77")
    }

    assert said == {"9901": 201, "990102001": 201, "99": 403, "": 403, "77": 403}


def test_labels_of_keys_that_change_plans_of_the_same_land_are_told_to_all(
    app: FastAPI, admin: Client
) -> None:
    def made(role: str, scope: str, label: str) -> Any:
        return admin.post(
            "/keys", json={"role": role, "scopes": [scope], "label": label, "days": 30}
        ).json()

    desk = made("planner", "990101001", "网格办")
    county = made("approver", "9901", "县审核")
    made("planner", "990101002", "别的镇")
    made("planner", "990101001", "")
    viewer = made("viewer", "990101001", "大屏")
    admin.ask("DELETE", f"/keys/{desk['id']}")

    told = Client(app, viewer["key"]).get("/actors").json()["actors"]

    assert told == [
        {"actor": f"key-{desk['id']}", "name": "网格办"},
        {"actor": f"key-{county['id']}", "name": "县审核"},
    ]


def test_keys_of_other_land_are_as_if_they_were_not_there(app: FastAPI, admin: Client) -> None:
    theirs = admin.post("/keys", json={**ASKED, "scopes": ["8801"]}).json()["id"]
    wider = admin.post("/keys", json={**ASKED, "scopes": ["9901", "88"]}).json()["id"]
    mine = admin.post("/keys", json={**ASKED, "scopes": ["990101"]}).json()["id"]
    local = keyed(app, "admin", "9901")

    listed = {key["id"] for key in local.get("/keys").json()["keys"]}
    gone = [local.ask("DELETE", f"/keys/{id_}", headers=ENGLISH) for id_ in (theirs, "0badc0de")]

    assert mine in listed
    assert not {theirs, wider} & listed
    assert [answer.status_code for answer in gone] == [404, 404]
    assert gone[0].text == gone[1].text.replace("0badc0de", theirs)
    assert local.ask("DELETE", f"/keys/{wider}").status_code == 404


@pytest.mark.parametrize(
    "body",
    campaign([
        b"", b"null", b"[]", b"{", b"{}", b"\xff", b'{"role":"viewer"}',
        b'{"role":"boss","scopes":[""]}', b'{"role":"viewer","scopes":"99"}',
        b'{"role":"viewer","scopes":[1]}', b'{"role":"viewer","scopes":[]}',
        b'{"role":"viewer","scopes":["x"]}', b'{"role":"viewer","scopes":[""],"days":0}',
        b'{"role":"viewer","scopes":[""],"days":1e400}', b'{"role":"viewer","scopes":[""],"a":1}',
        b'{"role":"viewer","scopes":[""],"label":"\\u9648\\u5efa\\u56fd"}',
        b'{"role":"viewer","scopes":["\\ud800"]}', b"[" * 60_000,
    ], every=4),
)  # fmt: skip
def test_a_body_that_cannot_be_taken_is_a_bad_request(admin: Client, body: bytes) -> None:
    answer = admin.post("/keys", content=body, headers=ENGLISH)

    assert answer.status_code == 400, answer.text
    assert "expected" in answer.json()["detail"]


def test_a_body_that_is_too_large_is_not_read(admin: Client) -> None:
    assert admin.post("/keys", content=b" " * 100_000).status_code == 413


def test_the_audit_tells_who_made_which_key_page_by_page(admin: Client) -> None:
    for _ in range(4):
        admin.post("/keys", json=ASKED)
    pages: list[dict[str, Any]] = []
    address = "/audit?limit=2"

    while address:
        pages.append(admin.get(address).json())
        links = pages[-1]["links"]
        address = links[0]["href"].removeprefix("http://town") if links else ""

    lines = [line for page in pages for line in page["lines"]]
    assert [line["number"] for line in lines] == [5, 4, 3, 2, 1]
    assert {line["actor"] for line in lines[:4]} == {admin.get("/whoami").json()["actor"]}
    assert lines[0]["action"] == "make-key"


@pytest.mark.parametrize(
    ("query", "status"),
    campaign([
        ("limit=1", 200), ("limit=1000", 200), ("limit=0", 400), ("limit=1001", 400),
        ("limit=nan", 400), ("before=1", 200), ("before=0", 400), ("before=2147483647", 200),
        ("before=2147483648", 400), ("before=1e400", 400), ("after=1", 400),
    ], every=3, several=True),
)  # fmt: skip
def test_the_audit_takes_numbers_within_its_limits(admin: Client, query: str, status: int) -> None:
    assert admin.get(f"/audit?{query}").status_code == status
