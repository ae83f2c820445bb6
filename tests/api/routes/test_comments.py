"""Comments over HTTP: said by planners, read by everybody of the township."""

from __future__ import annotations

import pytest
from living import ON_SQLITE, Serve, asking
from plans import VILLAGE

from api.access.callers import Role
from gridgen.versions.store.versions import Version

FIRST = f"{VILLAGE}001"

pytestmark = ON_SQLITE


def test_a_comment_is_said_read_and_dealt_with(serve: Serve, version: Version) -> None:
    app = serve()
    planner = asking(app, role=Role.PLANNER, actor="p7")
    said = planner.post("/versions/1/comments", json={"zone": FIRST, "text": "跨沟了？"})
    viewer = asking(app, role=Role.VIEWER)
    read = viewer.get("/versions/1/comments").json()

    planner = asking(app, role=Role.PLANNER, actor="p8")
    done = planner.ask("DELETE", f"/versions/1/comments/{said.json()['id']}")

    assert (said.status_code, done.status_code) == (201, 204)
    assert read == {"version": 1, "comments": [said.json()]}
    assert said.json()["actor"] == "p7"
    assert planner.get("/versions/1/comments").json()["comments"] == []
    (kept,) = planner.get("/versions/1/comments?resolved=true").json()["comments"]
    assert (kept["resolved_by"], kept["text"]) == ("p8", "跨沟了？")


def test_of_a_draft_it_is_told_in_which_version_a_comment_was_said(
    serve: Serve, version: Version
) -> None:
    planner = asking(serve(), role=Role.PLANNER, actor="p7")
    planner.post("/versions/1/comments", json={"zone": FIRST, "text": "a"})
    drafts = [planner.post(f"/versions/{v}/draft").json()["id"] for v in (1, 2)]
    planner.post(f"/versions/{drafts[1]}/comments", json={"zone": FIRST, "text": "b"})

    told = planner.get(f"/versions/{drafts[1]}/comments").json()["comments"]

    assert [(one["text"], one["said_in"]) for one in told] == [("a", 1), ("b", None)]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"zone": FIRST, "text": ""}, 400),
        ({"zone": FIRST, "text": "长" * 501}, 400),
        ({"zone": FIRST}, 400),
        ({"zone": FIRST, "text": "a", "by": "me"}, 400),
        ({"zone": f"{VILLAGE}777", "text": "a"}, 404),
    ],
)
def test_what_cannot_be_kept_is_refused(
    serve: Serve, version: Version, body: dict[str, str], status: int
) -> None:
    answer = asking(serve()).post("/versions/1/comments", json=body)

    assert answer.status_code == status, answer.text
