"""Who may ask what, route by route. A route without a row here fails the first test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from asking import Client, Loads, keyed
from campaigns import campaign
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from stored import ORIGIN, drawn_town, made_store

from api.access.callers import Role
from api.access.policies import Rates
from api.app import create_app
from api.settings import Settings
from gridgen.jobs.job import Order
from gridgen.jobs.lease import claim, fail
from gridgen.jobs.queue import submit
from gridgen.model.errors import ReadError
from gridgen.versions.store.access import KeyOrder, make_key
from gridgen.versions.store.comments import comment_on
from gridgen.versions.store.database import Store
from gridgen.versions.store.hooks import add_hook
from gridgen.versions.store.uploads import receive
from gridgen.versions.store.versions import import_plan

HERE, ELSEWHERE = "990101001", "88"
"""The township of everything that is there, and another one."""


@dataclass(frozen=True)
class Right:
    """Who may ask a route.

    Attributes
    ----------
    role
        The lowest that may.
    about
        An address of the route at which something of the township `HERE` is: to callers from
        elsewhere it must be as if it were not there. "" where the route is about no single thing;
        then its answer to them must not hold the digits of the township.
    body
        What is sent there as JSON; None for nothing.
    """

    role: Role
    about: str = ""
    body: Any = None


GRID = f"{HERE}201001"
"""One of its grids."""

FILE = "qinghe"
"""A plan file of the township."""

TILE = "{tileMatrixSet}/{tileMatrix}/{tileRow}/{tileCol}"

RIGHTS = {
    ("GET", "/whoami"): Right(Role.VIEWER),
    ("GET", "/actors"): Right(Role.VIEWER),
    ("GET", "/keys"): Right(Role.ADMIN),
    ("POST", "/keys"): Right(Role.ADMIN),
    ("DELETE", "/keys/{key}"): Right(Role.ADMIN, "/keys/{key}"),
    ("GET", "/audit"): Right(Role.ADMIN),
    ("GET", "/hooks"): Right(Role.ADMIN),
    ("POST", "/hooks"): Right(Role.ADMIN),
    ("DELETE", "/hooks/{hook}"): Right(Role.ADMIN, "/hooks/{hook}"),
    ("GET", "/hooks/{hook}/deliveries"): Right(Role.ADMIN, "/hooks/{hook}/deliveries"),
    ("POST", "/hooks/{hook}/test"): Right(Role.ADMIN, "/hooks/{hook}/test"),
    ("POST", "/uploads"): Right(Role.PLANNER),
    ("GET", "/uploads"): Right(Role.PLANNER),
    ("GET", "/uploads/{upload}"): Right(Role.PLANNER, "/uploads/{upload}"),
    ("DELETE", "/uploads/{upload}"): Right(Role.PLANNER, "/uploads/{upload}"),
    ("POST", "/readings"): Right(Role.PLANNER),
    ("GET", "/presets"): Right(Role.VIEWER),
    ("GET", "/presets/{preset}"): Right(Role.VIEWER),
    ("GET", "/processes"): Right(Role.VIEWER),
    ("GET", "/processes/{process}"): Right(Role.VIEWER),
    ("POST", "/processes/{process}/execution"): Right(Role.PLANNER),
    ("GET", "/jobs"): Right(Role.PLANNER),
    ("GET", "/jobs/{job}"): Right(Role.PLANNER, "/jobs/{job}"),
    ("DELETE", "/jobs/{job}"): Right(Role.PLANNER, "/jobs/{job}"),
    ("GET", "/jobs/{job}/results"): Right(Role.PLANNER, "/jobs/{over}/results"),
    ("GET", "/jobs/{job}/events"): Right(Role.PLANNER, "/jobs/{over}/events"),
    ("GET", "/collections"): Right(Role.VIEWER),
    ("GET", "/collections/{collection}"): Right(Role.VIEWER, "/collections/v1.grids"),
    ("GET", "/collections/{collection}/queryables"): Right(
        Role.VIEWER, "/collections/v1.grids/queryables"
    ),
    ("GET", "/collections/{collection}/items"): Right(Role.VIEWER, "/collections/v1.grids/items"),
    ("GET", "/collections/{collection}/items/{code}"): Right(
        Role.VIEWER, "/collections/v1.grids/items/990101001201001"
    ),
    ("GET", "/tileMatrixSets"): Right(Role.VIEWER),
    ("GET", "/tileMatrixSets/{tileMatrixSet}"): Right(Role.VIEWER),
    ("GET", "/collections/{collection}/tiles"): Right(Role.VIEWER, "/collections/v1.grids/tiles"),
    ("GET", "/collections/{collection}/tiles/{tileMatrixSet}"): Right(
        Role.VIEWER, "/collections/v1.grids/tiles/WebMercatorQuad"
    ),
    ("GET", f"/collections/{{collection}}/tiles/{TILE}"): Right(
        Role.VIEWER, "/collections/v1.grids/tiles/WebMercatorQuad/0/0/0"
    ),
    ("GET", "/tiles"): Right(Role.VIEWER),
    ("GET", "/tiles/{plan}"): Right(Role.VIEWER, "/tiles/v1"),
    ("GET", "/tiles/{plan}/{tileMatrixSet}"): Right(Role.VIEWER, "/tiles/v1/WebMercatorQuad"),
    ("GET", f"/tiles/{{plan}}/{TILE}"): Right(Role.VIEWER, "/tiles/v1/WebMercatorQuad/0/0/0"),
    ("GET", "/locate"): Right(Role.VIEWER, "/locate?lon=114&lat=31&plan=v1"),
    ("POST", "/locate"): Right(Role.VIEWER, "/locate?plan=v1", {"points": [[114, 31]]}),
    ("GET", "/households/{household:path}"): Right(Role.VIEWER, "/households/{household}?plan=v1"),
    ("GET", "/maps/{plan}.html"): Right(Role.VIEWER, "/maps/v1.html"),
    ("GET", "/maps/{plan}.pdf"): Right(Role.VIEWER, "/maps/v1.pdf"),
    ("GET", "/maps/{plan}/preflight"): Right(Role.VIEWER, "/maps/v1/preflight"),
    ("GET", "/plans"): Right(Role.VIEWER),
    ("POST", "/plans"): Right(Role.PLANNER),
    ("GET", "/plans/{plan}/versions"): Right(Role.VIEWER, "/plans/1/versions"),
    ("GET", "/versions/{v}"): Right(Role.VIEWER, "/versions/1"),
    ("POST", "/versions/{v}/draft"): Right(Role.PLANNER, "/versions/1/draft"),
    ("POST", "/versions/{v}/state"): Right(Role.PLANNER, "/versions/1/state"),
    ("GET", "/versions/{v}/zones"): Right(Role.VIEWER, "/versions/1/zones"),
    ("POST", "/versions/{v}/selection"): Right(Role.PLANNER, "/versions/1/selection"),
    ("GET", "/versions/{v}/unplaced"): Right(Role.PLANNER, "/versions/1/unplaced"),
    ("GET", "/versions/{v}/comments"): Right(Role.VIEWER, "/versions/1/comments"),
    ("POST", "/versions/{v}/comments"): Right(Role.PLANNER, "/versions/1/comments"),
    ("DELETE", "/versions/{v}/comments/{comment}"): Right(
        Role.PLANNER, "/versions/1/comments/{comment}"
    ),
    ("POST", "/versions/{v}/share"): Right(Role.PLANNER, "/versions/1/share"),
    ("GET", "/versions/{v}/findings"): Right(Role.VIEWER, "/versions/1/findings"),
    ("GET", "/versions/{v}/people"): Right(Role.VIEWER, "/versions/1/people"),
    ("GET", "/versions/{v}/diff/{w}"): Right(Role.VIEWER, "/versions/1/diff/1"),
    ("GET", "/versions/{v}/diff/{w}/export"): Right(
        Role.VIEWER, "/versions/1/diff/1/export?format=xlsx"
    ),
    ("GET", "/versions/{v}/edits"): Right(Role.VIEWER, "/versions/1/edits"),
    ("POST", "/versions/{v}/edits"): Right(Role.PLANNER, "/versions/1/edits"),
    ("POST", "/versions/{v}/undo"): Right(Role.PLANNER, "/versions/1/undo"),
    ("POST", "/versions/{v}/redo"): Right(Role.PLANNER, "/versions/1/redo"),
    ("GET", "/versions/{v}/suggestions"): Right(Role.VIEWER, "/versions/1/suggestions"),
    ("GET", "/versions/{v}/locks"): Right(Role.VIEWER, "/versions/1/locks"),
    ("PUT", "/versions/{v}/locks/{code}"): Right(Role.PLANNER, f"/versions/1/locks/{GRID}"),
    ("DELETE", "/versions/{v}/locks/{code}"): Right(Role.PLANNER, f"/versions/1/locks/{GRID}"),
    ("GET", "/versions/{v}/export"): Right(Role.VIEWER, "/versions/1/export?format=csv"),
}

PUBLIC = {
    ("GET", "/"),
    ("GET", "/conformance"),
    ("GET", "/api"),
    ("GET", "/docs"),
    ("GET", "/plan"),
    ("GET", "/page/settings.json"),
    ("GET", "/page/words/{spoken}.json"),
    ("GET", "/page/basemap/{number}.pmtiles"),
    ("GET", "/page/{file:path}"),
    ("GET", "/static"),
    ("GET", "/health"),
    ("GET", "/metrics"),  # from this machine; to others as tests/api/routes/test_health.py says
    ("GET", "/public"),
    ("GET", "/public/{scope}"),
    ("GET", "/public/{scope}/tiles"),
    ("GET", "/public/{scope}/tiles/{z}/{y}/{x}"),
    ("GET", "/public/{scope}/{level}"),
}
"""Whatever needs no key."""

ROUTES = sorted(RIGHTS)
ABOUT = [route for route in ROUTES if RIGHTS[route].about]


def routes_of(app: FastAPI) -> set[tuple[str, str]]:
    """Every method and address of a service; what is mounted counts as read."""
    return {
        (method, context.path or getattr(context.route, "path", ""))
        for context in iter_route_contexts(app.routes)
        for method in getattr(context, "methods", None) or {"GET"}
    }


@dataclass(frozen=True)
class There:
    """A service with things of the township `HERE`, and clients of every role there."""

    app: FastAPI
    of_role: dict[Role, Client]
    elsewhere: Client
    things: dict[str, Callable[[], str]]

    def ask(self, client: Client, route: tuple[str, str]) -> tuple[int, str]:
        """Ask for what a route is about, else for anything at its address."""
        method, path = route
        address = RIGHTS[route].about or path
        body = RIGHTS[route].body
        answer = client.ask(method, address.format_map(_Named(self.things)), json=body)
        return answer.status_code, answer.text


class _Named(dict[str, str]):
    """What stands in the braces of an address, made when it is asked for; "nothing" else."""

    def __init__(self, things: dict[str, Callable[[], str]]) -> None:
        super().__init__()
        self._things = things

    def __missing__(self, name: str) -> str:
        return self._things[name]() if name in self._things else "nothing"


def things_in(store: Store) -> dict[str, Callable[[], str]]:
    """Make things of the township `HERE`: a new one for each request, for some requests end it."""
    over = submit(store, Order("check", {"version": 1}, "p1", (HERE,)))
    if (attempt := claim(store, "w1", lease_s=60)) is not None:
        fail(attempt, ReadError("file_is_empty", file="a.csv", expected="-"))
    household = drawn_town().plan.township.households.ids[0]

    def upload() -> str:
        return receive(store, [b"lon,lat"], "a.csv", "p1", 1000, scopes=(HERE,)).id

    return {
        "over": lambda: over.id,
        "household": lambda: household,
        "upload": upload,
        "job": lambda: submit(store, Order("check", {"version": 1}, "p1", (HERE,))).id,
        "key": lambda: make_key(store, KeyOrder("viewer", (HERE,)), actor="p1")[0].id,
        "comment": lambda: str(comment_on(store, 1, GRID, "?", actor="p1").number),
        "hook": lambda: add_hook(store, "https://town.example.org/x", (HERE,), actor="p1").id,
    }


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[There]:
    folder: Path = tmp_path_factory.mktemp("there")
    (folder / f"{FILE}.gpkg").write_text("")
    settings = Settings(
        data=folder, database=made_store(folder), rates=Rates(usual=0, heavy=0, failed=0)
    )
    app = create_app(settings, load=Loads())
    store = app.state.store
    version = import_plan(store, drawn_town(), ORIGIN, actor="p1")
    assert version.scope == HERE
    clients = {role: keyed(app, role.name.lower(), HERE) for role in Role}
    yield There(app, clients, keyed(app, "admin", ELSEWHERE), things_in(store))
    store.close()


def test_every_route_says_who_may_ask_it(there: There) -> None:
    found = routes_of(there.app)

    missing = sorted(found - RIGHTS.keys() - PUBLIC)
    gone = sorted((RIGHTS.keys() | PUBLIC) - found)

    assert not missing, (
        f"{missing}: nobody has said who may ask this. Give the route `needs(Role...)` and a row "
        "in RIGHTS here, with an address of something of the township if it is about one thing; or "
        "put it into PUBLIC if it is for everybody."
    )
    assert not gone, f"{gone}: there is no such route any more; take its row out."


@pytest.mark.parametrize("route", ROUTES)
def test_nobody_asks_without_a_key(there: There, route: tuple[str, str]) -> None:
    status, said = there.ask(Client(there.app), route)

    assert status == 401, said


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("sent", campaign(["nonsense", f"gg_00000000_{'A' * 43}"], everyday=1))
def test_nobody_asks_with_a_key_that_is_none(
    there: There, route: tuple[str, str], sent: str
) -> None:
    status, said = there.ask(Client(there.app, sent), route)

    assert status == 401, said


AT_THE_EDGE = [(route, role) for route in ROUTES for role in Role
               if RIGHTS[route].role - role in (0, 1)]  # fmt: skip
"""For each route the lowest role that may ask it, and the highest that may not."""

BEYOND = [(route, role) for route in ROUTES for role in Role if (route, role) not in AT_THE_EDGE]


@pytest.mark.parametrize(
    ("route", "role"),
    campaign([*AT_THE_EDGE, *BEYOND], everyday=len(AT_THE_EDGE), several=True),
)
def test_a_role_may_what_is_for_it_or_for_those_below_it_and_no_more(
    there: There, route: tuple[str, str], role: Role
) -> None:
    status, said = there.ask(there.of_role[role], route)

    assert (status == 403) is (role < RIGHTS[route].role), said
    assert status != 401, said


@pytest.mark.parametrize("route", ABOUT)
def test_a_thing_is_there_for_its_township(there: There, route: tuple[str, str]) -> None:
    status, said = there.ask(there.of_role[Role.ADMIN], route)

    assert status != 404, said


@pytest.mark.parametrize("route", ABOUT)
def test_to_another_township_a_thing_is_as_if_it_were_not_there(
    there: There, route: tuple[str, str]
) -> None:
    status, said = there.ask(there.elsewhere, route)

    assert status == 404, said
    assert HERE not in said


@pytest.mark.parametrize("route", [route for route in ROUTES if route not in ABOUT])
def test_no_list_tells_another_township_of_this_one(there: There, route: tuple[str, str]) -> None:
    status, said = there.ask(there.elsewhere, route)

    assert status not in (401, 403), said
    assert HERE not in said


@pytest.mark.parametrize("route", sorted(PUBLIC))
def test_what_is_for_everybody_tells_nothing_of_a_township(
    there: There, route: tuple[str, str]
) -> None:
    answer = Client(there.app).ask(*route)

    assert answer.status_code != 401
    # The interface is described with examples, in which the drawn town stands for any.
    if route != ("GET", "/api"):
        assert HERE not in answer.text
        assert FILE not in answer.text
