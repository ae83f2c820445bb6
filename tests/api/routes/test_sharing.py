"""A link for others: it opens the version for those who have it, and lets them change nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asking import Client, keyed
from living import ON_SQLITE, SCOPE, Serve

from gridgen.versions.store.versions import Version

pytestmark = ON_SQLITE


def shared(client: Client, **asked: Any) -> Any:
    return client.post("/versions/1/share", json=asked)


def test_who_has_the_link_may_look_and_change_nothing(serve: Serve, version: Version) -> None:
    app = serve()
    answer = shared(keyed(app, "planner", SCOPE), days=7)
    guest = Client(app, answer.json()["key"])

    edit = {"operation": "lock", "zones": ["990101001201001"]}
    tried = guest.post("/versions/1/edits", json=edit, headers={"If-Match": "*"})

    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    assert guest.get("/versions/1").status_code == 200
    assert guest.get("/whoami").json()["scopes"] == [SCOPE]
    assert tried.status_code == 403
    assert shared(guest).status_code == 403


def test_the_link_opens_the_page_with_the_key_where_no_server_sees_it(
    serve: Serve, version: Version
) -> None:
    told = shared(keyed(serve(), "planner", SCOPE)).json()

    assert told["address"] == f"http://town/plan#key={told['key']}&v=1"


@pytest.mark.parametrize(("asked", "days"), [({}, 30), ({"days": 1}, 1), ({"days": 90}, 90)])
def test_it_opens_for_as_long_as_was_said(
    serve: Serve, version: Version, asked: dict[str, int], days: int
) -> None:
    told = shared(keyed(serve(), "planner", SCOPE), **asked).json()

    left = datetime.fromisoformat(told["expires"]) - datetime.now(UTC)
    assert timedelta(days=days, minutes=-5) < left <= timedelta(days=days)


@pytest.mark.parametrize("days", [0, 91, 1.5, "many"])
def test_no_longer_than_that_and_not_for_no_time(
    serve: Serve, version: Version, days: object
) -> None:
    assert shared(keyed(serve(), "planner", SCOPE), days=days).status_code == 400


def test_an_administrator_revokes_it(serve: Serve, version: Version) -> None:
    app = serve()
    told = shared(keyed(app, "planner", SCOPE)).json()
    guest = Client(app, told["key"])

    done = keyed(app).ask("DELETE", f"/keys/{told['id']}")

    assert done.status_code == 204
    assert guest.get("/versions/1").status_code == 401
