"""Hooks over HTTP: added by administrators to listed hosts, tried, and looked after."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import Client, keyed
from receiving import receiver

from api.app import create_app
from api.hooks.allowed import Hosts
from api.hooks.sender import send_due
from api.settings import Settings

LISTED = "oa.example.org"


@pytest.fixture
def admin(tmp_path: Path) -> Iterator[Client]:
    settings = Settings(database=str(tmp_path / "store.sqlite"), hook_hosts=(LISTED,))
    app = create_app(settings)
    yield keyed(app, "admin", "9901")
    app.state.store.close()


def test_a_secret_is_shown_once(admin: Client) -> None:
    made = admin.post("/hooks", json={"address": f"https://{LISTED}/hook"})

    told = made.json()
    assert made.status_code == 201
    assert made.headers["location"] == f"http://town/hooks/{told['id']}"
    assert made.headers["cache-control"] == "no-store"
    assert told["scopes"] == ["9901"]
    listed = admin.get("/hooks")
    assert [hook["id"] for hook in listed.json()["hooks"]] == [told["id"]]
    assert told["secret"] not in listed.text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"address": "https://evil.example.org/"}, "evil.example.org is not listed"),
        ({"address": f"http://{LISTED}/"}, "by https alone"),
        ({"address": f"https://{LISTED}/", "scopes": []}, ""),
        ({"address": f"https://{LISTED}/", "scopes": ["town"]}, "town"),
        ({"address": 5}, "address in the body"),
        ({"adress": f"https://{LISTED}/"}, "in the body is not understood"),
        ([], "in the body is not understood"),
    ],
)
def test_what_cannot_be_taken_is_said(admin: Client, body: object, said: str) -> None:
    answer = admin.post("/hooks?lang=en", json=body)

    if body == {"address": f"https://{LISTED}/", "scopes": []}:
        assert answer.json()["scopes"] == ["9901"]
        return
    assert answer.status_code == 400
    assert said in answer.json()["detail"]


def test_land_of_others_is_not_told(admin: Client) -> None:
    asked = {"address": f"https://{LISTED}/hook", "scopes": ["88"]}

    answer = admin.post("/hooks?lang=en", json=asked)

    assert answer.status_code == 403


def test_hooks_of_others_are_not_there(admin: Client) -> None:
    hook = admin.post("/hooks", json={"address": f"https://{LISTED}/hook"}).json()["id"]
    other = keyed(admin.app, "admin", "88")

    asked = [
        other.ask("DELETE", f"/hooks/{hook}"),
        other.get(f"/hooks/{hook}/deliveries"),
        other.post(f"/hooks/{hook}/test"),
        admin.get("/hooks/nothing/deliveries"),
    ]

    assert [answer.status_code for answer in asked] == [404] * 4
    assert other.get("/hooks").json() == {"hooks": []}


def test_a_hook_is_tried_and_what_came_of_it_is_told(tmp_path: Path) -> None:
    with receiver(status=503) as there:
        settings = Settings(
            database=str(tmp_path / "store.sqlite"), hook_hosts_inside=(there.host,)
        )
        app = create_app(settings)
        admin = keyed(app)
        made = admin.post("/hooks", json={"address": f"http://{there.host}/hook"}).json()
        there.secret = made["secret"]

        tried = admin.post(f"/hooks/{made['id']}/test")
        send_due(app.state.store, Hosts(inside=(there.host,)), at=time.time() + 60)
        (told,) = admin.get(f"/hooks/{made['id']}/deliveries?lang=en").json()["deliveries"]
        app.state.store.close()

    assert (tried.status_code, tried.json()["state"]) == (202, "waiting")
    assert told["id"] == tried.json()["id"]
    assert (told["state"], told["status"], told["attempts"]) == ("waiting", 503, 1)
    assert told["why"] == "The receiver did not take it: its status is not 2xx."
    assert told["due"] > told["at"][:19]
    assert [event["type"] for event in there.came] == ["gridgen.ping"]


def test_a_hook_that_is_taken_out_is_gone(admin: Client) -> None:
    hook = admin.post("/hooks", json={"address": f"https://{LISTED}/hook"}).json()["id"]

    assert admin.ask("DELETE", f"/hooks/{hook}").status_code == 204

    assert admin.get("/hooks").json() == {"hooks": []}
    assert admin.ask("DELETE", f"/hooks/{hook}").status_code == 404
