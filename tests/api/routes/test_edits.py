"""Edits over HTTP: nothing is lost, whoever edits at the same time."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from asking import Client
from campaigns import campaign
from living import ON_SQLITE, SCOPE, Serve, asking, put_in_force
from plans import EAST_GATE, VILLAGE

from api.access.callers import Role
from api.planning.bodies import EXAMPLES, MOST_BYTES, MOST_EDITS
from gridgen.versions.edits import OPERATIONS
from gridgen.versions.store.database import Store
from gridgen.versions.store.history import history_of
from gridgen.versions.store.opening import open_version
from gridgen.versions.store.proof import proof_of
from gridgen.versions.store.versions import Version

FIRST, SECOND, THIRD = (f"{VILLAGE}00{number}" for number in (1, 2, 3))


def renaming(zone: str, name: str) -> dict[str, Any]:
    return {"operation": "rename", "zone": zone, "name": name}


def posted(client: Client, body: Any, etag: str, path: str = "edits") -> Any:
    """The answer to what is posted about the first version, seen in a state."""
    return client.post(f"/versions/1/{path}?lang=en", json=body, headers={"If-Match": etag})


def names_in(client: Client) -> list[str]:
    features = client.get("/collections/v1.grids/items").json()["features"]
    return [feature["properties"]["name"] for feature in features]


def test_an_edit_is_made_and_says_what_it_does(serve: Serve, version: Version) -> None:
    client = asking(serve())
    seen = client.get(f"/versions/{version.id}").headers["ETag"]

    answer = posted(client, renaming(FIRST, "河东网格") | {"reason": "as people say"}, seen)

    assert answer.status_code == 200, answer.text
    assert answer.headers["ETag"] == answer.json()["etag"] == '"1-1"'
    (effect,) = answer.json()["edits"]
    assert effect["edit"] == renaming(FIRST, "河东网格")
    assert [zone["code"] for zone in effect["zones"]] == [FIRST]
    assert names_in(client)[0] == "河东网格"
    last = client.get("/versions/1/edits").json()["events"][-1]
    assert (last["actor"], last["reason"], last["what"]) == ("p1", "as people say", "rename")


def test_two_who_edit_other_zones_both_succeed(serve: Serve, version: Version) -> None:
    app = serve()
    first, second = asking(app), asking(serve(), actor="p2")

    answers = [
        posted(first, renaming(FIRST, "河东网格"), '"1-0"'),
        posted(second, renaming(SECOND, "河西网格"), '"1-0"'),
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.headers["ETag"] for answer in answers] == ['"1-1"', '"1-2"']
    assert names_in(first)[:2] == names_in(second)[:2] == ["河东网格", "河西网格"]


def test_two_who_edit_one_zone_are_told_of_each_other(serve: Serve, version: Version) -> None:
    first, second = asking(serve()), asking(serve(), actor="p2")
    posted(first, renaming(THIRD, "北网格"), '"1-0"')
    posted(first, renaming(FIRST, "河东网格"), '"1-1"')

    answer = posted(second, renaming(FIRST, "河西网格"), '"1-0"')

    assert answer.status_code == 409
    told = answer.json()
    assert told["head"] == 2
    (edit,) = told["edits"]
    assert (edit["number"], edit["operation"], edit["actor"]) == (2, "rename", "p1")
    assert edit["zones"] == [FIRST]
    assert f"河东网格 ({FIRST}): edited meanwhile by p1" in told["detail"]
    assert names_in(second)[0] == "河东网格"
    again = posted(second, renaming(FIRST, "河西网格"), '"1-2"')
    assert again.status_code == 200


def test_no_edit_is_lost_where_many_edit_at_once(
    store: Store, serve: Serve, version: Version
) -> None:
    clients = [asking(serve(), actor=f"p{who}") for who in range(3)]
    zones = [FIRST, SECOND, f"{EAST_GATE}001"]
    for client in clients:
        # FastAPI makes a route ready at its first request, and silences warnings for all meanwhile.
        posted(client, {}, "*")

    def rename(who: int) -> list[int]:
        made = []
        while len(made) < 5:
            etag = clients[who].get("/versions/1").headers["ETag"]
            answer = posted(clients[who], renaming(zones[who], f"{who}-{len(made)}"), etag)
            assert answer.status_code == 200, answer.text
            made.append(answer.json()["head"])
        return made

    with ThreadPoolExecutor(3) as people:
        numbers = sorted(number for made in people.map(rename, range(3)) for number in made)

    assert numbers == [*range(1, 16)]
    assert len(proof_of(store)) == 0
    named = dict(zip(*(getattr(open_version(store, 1).draft.plan.levels[0], column)
                       for column in ("code", "name")), strict=True))  # fmt: skip
    assert [named[zone] for zone in zones] == ["0-4", "1-4", "2-4"]


def test_several_edits_are_made_at_once(serve: Serve, version: Version) -> None:
    client = asking(serve())
    edits = [renaming(FIRST, "河东网格"), {"operation": "lock", "zones": ["河东网格"]}]

    answer = posted(client, {"edits": edits, "reason": "together"}, '"1-0"')

    assert answer.status_code == 200, answer.text
    assert answer.json()["head"] == 2
    assert [one["edit"]["operation"] for one in answer.json()["edits"]] == ["rename", "lock"]
    events = client.get("/versions/1/edits?after=0").json()["events"]
    assert [event["reason"] for event in events if event["number"]] == ["together", "together"]


def test_of_several_edits_none_is_made_where_one_cannot_be(
    store: Store, serve: Serve, version: Version
) -> None:
    client = asking(serve())
    edits = [renaming(FIRST, "河东网格"), renaming("nowhere", "河西网格")]

    answer = posted(client, {"edits": edits}, '"1-0"')

    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("edit 2")
    assert "nowhere" in answer.json()["detail"]
    assert history_of(store, version.id).version.head == 0


@ON_SQLITE
def test_a_dry_run_tells_and_changes_nothing(store: Store, serve: Serve, version: Version) -> None:
    client = asking(serve())
    body = {"operation": "merge", "zones": [FIRST, SECOND]}

    answer = client.post("/versions/1/edits?dry_run=true", json=body)

    assert answer.status_code == 200, answer.text
    assert answer.json()["is_dry"] is True
    assert {zone["code"] for zone in answer.json()["edits"][0]["zones"]} >= {FIRST, SECOND}
    assert history_of(store, version.id).version.head == 0


@ON_SQLITE
@pytest.mark.parametrize(
    ("condition", "status"),
    campaign(
        [
            (None, 428),
            ("", 412),
            ("nonsense", 412),
            ('"1-1"', 412),
            ('"2-0"', 412),
            ('"1-0", "1-0"', 200),
            ('W/"1-0"', 200),
            ("*", 200),
        ],
        every=3,
        several=True,
    ),
)
def test_a_change_says_for_which_state_it_is_meant(
    serve: Serve, version: Version, condition: str | None, status: int
) -> None:
    client = asking(serve())
    headers = {} if condition is None else {"If-Match": condition}

    answer = client.post("/versions/1/edits", json=renaming(FIRST, "河东网格"), headers=headers)

    assert answer.status_code == status, answer.text
    assert '"1-0"' in answer.text.replace("\\", "") or status == 200


def test_edits_are_taken_back_and_made_again_after_a_new_start(
    serve: Serve, version: Version
) -> None:
    client = asking(serve())
    for number, zone in enumerate((FIRST, SECOND, THIRD)):
        posted(client, renaming(zone, f"网格{number}"), f'"1-{number}"')
    old = asking(serve())

    undone = posted(old, {"times": 2, "reason": "counted wrongly"}, '"1-3"', "undo")
    without = names_in(old)
    redone = posted(asking(serve()), {}, '"1-5"', "redo")

    assert (undone.status_code, undone.headers["ETag"]) == (200, '"1-5"')
    assert without[0] == "网格0"
    assert not {"网格1", "网格2"} & set(without)
    assert redone.status_code == 200
    assert names_in(client)[:2] == ["网格0", "网格1"]


@ON_SQLITE
@pytest.mark.parametrize(
    ("path", "body", "etag", "status", "said"),
    campaign(
        [
            ("undo", {"times": 2}, '"1-1"', 409, "only 1"),
            ("undo", {}, '"1-0"', 409, "newer edit"),
            ("redo", {}, '"1-1"', 409, "nothing to redo"),
            ("undo", {"times": 0}, '"1-1"', 400, "times"),
            ("undo", {"times": 10**9}, '"1-1"', 400, "times"),
            ("undo", {"time": 1}, '"1-1"', 400, "time"),
        ],
        every=3,
        several=True,
    ),
)
def test_what_cannot_be_taken_back_is_said(
    serve: Serve, version: Version, path: str, body: Any, etag: str, status: int, said: str
) -> None:  # fmt: skip
    client = asking(serve())
    posted(client, renaming(FIRST, "河东网格"), '"1-0"')

    answer = posted(client, body, etag, path)

    assert answer.status_code == status, answer.text
    assert said in answer.json()["detail"]


@ON_SQLITE
def test_what_is_no_draft_is_not_edited(store: Store, serve: Serve, version: Version) -> None:
    put_in_force(store, version, date(2026, 1, 1))

    answer = posted(asking(serve()), renaming(FIRST, "河东网格"), '"1-0"')

    assert answer.status_code == 409
    assert "only a draft" in answer.json()["detail"]


@ON_SQLITE
def test_suggestions_can_be_sent_back_as_edits(serve: Serve, version: Version) -> None:
    client = asking(serve())

    answer = client.get("/versions/1/suggestions?limit=5&most=1&lang=en")
    advice = answer.json()["advice"]
    edits = [one["edits"] for row in advice for one in row["suggestions"]]
    tried = [
        client.post("/versions/1/edits?dry_run=true", json={"edits": one}).status_code
        for one in edits
    ]

    assert answer.status_code == 200, answer.text
    assert 0 < len(advice) <= 5
    assert all(row["suggestions"] or row["why_none"] for row in advice)
    assert set(tried) <= {200}


@ON_SQLITE
def test_suggestions_are_for_what_is_named(serve: Serve, version: Version) -> None:
    client = asking(serve())

    some = client.get(f"/versions/1/suggestions?only={FIRST}").json()["advice"]
    none = client.get("/versions/1/suggestions?only=nothing")

    assert some
    assert all(row["findings"][0]["where"].startswith(FIRST) for row in some)
    assert none.status_code == 404


@ON_SQLITE
@pytest.mark.parametrize(
    "body",
    campaign(
        [
            b"",
            b"null",
            b"[]",
            b"{}",
            b"edits",
            b'{"edits": []}',
            b'{"edits": {"a": 1}}',
            b'{"operation": "fly"}',
            b'{"operation": []}',
            b'{"operation": "rename", "zone": "1"}',
            b'{"operation": "rename", "zone": {"a": 1}, "name": "b"}',
            b'{"operation": "rename", "zone": "1", "name": "b", "more": 1}',
            b'{"operation": "move", "units": "h1", "to": "1"}',
            b'{"operation": "split", "zone": "1", "parts": 1e400}',
            b'{"operation": "split", "zone": "1", "parts": 1000000000}',
            b'{"operation": "split", "zone": "1", "parts": 0}',
            b'{"operation": "split", "zone": "1", "line": [[NaN, 1], [2, 3]]}',
            b'{"operation": "split", "zone": "1", "line": [[500, 1], [2, 3]]}',
            b'{"operation": "split", "zone": "1", "around": [[1]]}',
            b'{"operation": "rename", "zone": "1", "name": "a\\u0000b"}',
            b'{"operation": "rename", "zone": "1", "name": "a\\ud800b"}',
            b'{"operation": "rename", "zone": "1", "name": "a", "reason": {}}',
            b'{"operation": "rename", "zone": "1", "name": "' + b"a" * 3000 + b'"}',
            b"[" * 100_000,
            b"\xff\xfe\x00",
            json.dumps(
                {"edits": [{"operation": "lock", "zones": ["1"]}] * (MOST_EDITS + 1)}
            ).encode(),
        ],
        every=3,
    ),
)
def test_what_is_no_edit_is_a_bad_request(serve: Serve, version: Version, body: bytes) -> None:
    client = asking(serve())

    answer = client.post("/versions/1/edits", content=body, headers={"If-Match": "*"})

    assert answer.status_code == 400, answer.text
    assert answer.json()["detail"]


@ON_SQLITE
def test_a_body_that_is_too_large_is_not_read(serve: Serve, version: Version) -> None:
    client = asking(serve())

    answer = client.post(
        "/versions/1/edits", content=b" " * (MOST_BYTES + 1), headers={"If-Match": "*"}
    )

    assert answer.status_code in (400, 413)


@ON_SQLITE
def test_every_kind_of_edit_is_taken(serve: Serve, version: Version) -> None:
    client = asking(serve())

    said = {
        operation: client.post(
            "/versions/1/edits?dry_run=true", json={"operation": operation, **example}
        ).status_code
        for operation, example in EXAMPLES.items()
    }

    assert set(said) == set(OPERATIONS)
    # Understood, whether or not the town has what an example names.
    assert set(said.values()) <= {200, 422}


@ON_SQLITE
@pytest.mark.parametrize(
    ("scopes", "role", "status"),
    [
        ((SCOPE,), Role.PLANNER, 200),
        ((SCOPE,), Role.VIEWER, 403),
        (("110101",), Role.ADMIN, 404),
        ((VILLAGE,), Role.ADMIN, 404),
    ],
)
def test_drafts_are_for_planners_of_the_township(
    serve: Serve, version: Version, scopes: tuple[str, ...], role: Role, status: int
) -> None:
    client = asking(serve(), *scopes, role=role)

    answer = posted(client, renaming(FIRST, "河东网格"), '"1-0"')

    assert answer.status_code == status, answer.text
