"""Plans of the store over HTTP, and new ones from files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from campaigns import campaign
from living import ON_SQLITE, SCOPE, Serve, asking, put_in_force
from plans import town

from api.access.callers import Role
from gridgen.files.plan_writer import write_plan
from gridgen.versions.store.database import Store
from gridgen.versions.store.versions import Version, draft_from, every_version


@pytest.fixture(scope="module")
def plan_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan of the township, as a file."""
    file = tmp_path_factory.mktemp("plan") / "qinghe.gpkg"
    write_plan(town(), file)
    return file


def test_plans_are_listed_with_what_is_new_and_what_is_in_force(
    store: Store, serve: Serve, version: Version
) -> None:
    client = asking(serve())
    alone = client.get("/plans").json()["plans"]
    put_in_force(store, version, date(2026, 1, 1))
    draft_from(store, version.id, actor="p1")

    (plan,) = client.get("/plans").json()["plans"]
    versions = client.get(f"/plans/{plan['id']}/versions").json()["versions"]

    assert alone[0]["in_force"] is None
    assert (plan["name"], plan["scope"], plan["versions"]) == ("qinghe", SCOPE, 2)
    assert (plan["newest"]["id"], plan["in_force"]["id"]) == (2, 1)
    assert [one["number"] for one in versions] == [1, 2]
    assert client.get("/plans/9/versions").status_code == 404


def test_a_plan_file_becomes_a_version(serve: Serve, plan_file: Path) -> None:
    client = asking(serve(), SCOPE, role=Role.PLANNER)

    answer = client.post("/plans", params={"name": "清河 2026"}, content=plan_file.read_bytes())

    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == "http://town/versions/1"
    told = answer.json()
    assert (told["plan"], told["scope"], told["state"]) == ("清河 2026", SCOPE, "draft")
    assert client.get("/versions/1").json()["zones"]["grids"] == 6


@ON_SQLITE
def test_a_plan_file_becomes_the_next_version_of_its_parent(
    serve: Serve, version: Version, plan_file: Path
) -> None:
    client = asking(serve())
    body = plan_file.read_bytes()

    answer = client.post("/plans?name=other&parent=1", content=body)
    nowhere = client.post("/plans?name=other&parent=9", content=body)

    assert answer.status_code == 201, answer.text
    assert (answer.json()["plan"], answer.json()["parent"]) == ("qinghe", 1)
    assert answer.json()["number"] == 2
    assert nowhere.status_code == 404


@ON_SQLITE
@pytest.mark.parametrize(
    ("scopes", "query", "status"),
    campaign(
        [
            ((SCOPE,), "", 201),
            (("9901",), "", 201),
            (("110101001",), "", 403),
            # Whatever the plan is said to be of: its codes tell.
            (("110101001",), "&scope=110101001", 403),
            ((SCOPE,), "&scope=110101001", 403),
            ((SCOPE,), f"&scope={SCOPE}", 201),
            (("110101001",), "&parent=1", 404),
        ],
        every=3,
        several=True,
    ),
)
def test_nobody_brings_a_plan_of_land_that_is_not_theirs(
    store: Store, serve: Serve, version: Version, plan_file: Path, scopes: tuple[str, ...],
    query: str, status: int,
) -> None:  # fmt: skip
    client = asking(serve(), *scopes, role=Role.PLANNER)

    answer = client.post(f"/plans?name=a{query}", content=plan_file.read_bytes())

    assert answer.status_code == status, answer.text
    assert len(every_version(store)) == (2 if status == 201 else 1)


@ON_SQLITE
@pytest.mark.parametrize(
    "query",
    ["", "?name=", "?name=a%00b", "?name=a&scope=x", "?name=a&scope=9", "?name=a&parent=0",
     "?name=a&more=1", f"?name={'a' * 201}"],
)  # fmt: skip
def test_what_is_said_of_a_plan_is_looked_at(serve: Serve, query: str) -> None:
    answer = asking(serve()).post(f"/plans{query}", content=b"")

    assert answer.status_code == 400, answer.text


@ON_SQLITE
@pytest.mark.parametrize(
    "body",
    [b"", b"no plan", b"SQLite format 3\x00", b'{"type": "FeatureCollection"}', b"PK\x03\x04"],
)
def test_what_is_no_plan_is_refused(store: Store, serve: Serve, body: bytes) -> None:
    answer = asking(serve()).post("/plans?name=a", content=body)

    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"].startswith("plan.gpkg")
    assert every_version(store) == []


@ON_SQLITE
def test_no_more_is_taken_than_the_service_is_told(serve: Serve, plan_file: Path) -> None:
    body = plan_file.read_bytes()

    async def parts() -> Iterator[bytes]:
        yield body[:1000]
        yield body[1000:]

    over = asking(serve(upload_bytes=len(body) - 1)).post("/plans?name=a", content=parts())
    within = asking(serve(upload_bytes=len(body))).post("/plans?name=a", content=parts())

    assert (over.status_code, within.status_code) == (413, 201)


@ON_SQLITE
@pytest.mark.parametrize(
    "name", campaign(["/etc/passwd", "/etc/rules.toml", "nonsense"], everyday=1)
)
def test_rules_are_presets_and_no_file_of_the_service(
    serve: Serve, plan_file: Path, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "odd.gpkg"
    file.write_bytes(plan_file.read_bytes())
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE plan SET value = ? WHERE key = 'rules'", (name,))
    connection.close()
    client = asking(serve())

    own = client.post("/plans?name=a&lang=en", content=file.read_bytes())
    asked = client.post(f"/plans?name=a&lang=en&rules={name}", content=plan_file.read_bytes())
    known = client.post("/plans?name=a&rules=standard", content=file.read_bytes())

    assert [own.status_code, asked.status_code, known.status_code] == [400, 400, 201]
    assert "which are no preset" in own.json()["detail"]
