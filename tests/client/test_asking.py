"""An answer becomes the error that it stands for, with what the service said."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

import gridgen
from gridgen.client import Client
from gridgen.words.say import GridgenError

PROBLEM = {"type": "about:blank", "title": "Refused", "detail": "Grid 001 was changed by p2."}


def client(answer: httpx.Response, seen: list[httpx.Request] | None = None) -> Client:
    """Who asks a service that always answers so."""

    def reply(request: httpx.Request) -> httpx.Response:
        (seen if seen is not None else []).append(request)
        return answer

    return Client("http://town/", "gg_key", lang="zh", transport=httpx.MockTransport(reply))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, gridgen.RequestError), (401, gridgen.AccessError), (403, gridgen.DeniedError),
        (404, gridgen.NotInPlanError), (409, gridgen.ConflictError),
        (412, gridgen.ConditionError), (413, gridgen.TooLargeError), (422, gridgen.ReadError),
        (428, gridgen.NoConditionError), (429, gridgen.ServiceError), (500, gridgen.ServiceError),
        (503, gridgen.ServiceError), (302, gridgen.ServiceError),
    ],
)  # fmt: skip
def test_a_refusal_is_an_error_of_ours_with_the_words_of_the_service(
    status: int, kind: type[GridgenError]
) -> None:
    service = client(httpx.Response(status, json={**PROBLEM, "status": status, "edits": [7]}))

    with pytest.raises(kind, match=r"Grid 001 was changed by p2\.") as raised:
        service.plans()

    assert type(raised.value) is kind
    assert raised.value.fields["problem"]["edits"] == [7]
    assert str(status) in raised.value.text("zh")


def test_a_conflict_tells_which_edits_stand_against_it() -> None:
    edits = [{"number": 7, "actor": "p2", "operation": "merge"}]
    service = client(httpx.Response(409, json={**PROBLEM, "head": 9, "edits": edits}))

    with pytest.raises(gridgen.ConflictError, match="changed by p2") as raised:
        service.plans()

    assert (raised.value.head, raised.value.edits) == (9, tuple(edits))


def test_what_the_state_does_not_allow_is_no_conflict_of_edits() -> None:
    service = client(httpx.Response(409, json=PROBLEM))

    with pytest.raises(gridgen.StoreError, match="changed by p2") as raised:
        service.plans()

    assert not isinstance(raised.value, gridgen.ConflictError)


def test_a_refusal_that_is_no_problem_is_told_as_it_is() -> None:
    service = client(httpx.Response(502, text="<h1>Bad gateway</h1>" + "x" * 9_000))

    with pytest.raises(gridgen.ServiceError, match="Bad gateway") as raised:
        service.plans()

    assert len(str(raised.value)) < 700


def test_an_answer_that_is_no_json_is_told() -> None:
    with pytest.raises(gridgen.ServiceError, match="answers what this service does not write"):
        client(httpx.Response(200, text="hello")).plans()


def test_a_service_that_is_not_there_is_told_with_its_address() -> None:
    with (
        Client("http://127.0.0.1:9", timeout_s=2) as service,
        pytest.raises(gridgen.ServiceError, match=r"http://127\.0\.0\.1:9 cannot be reached"),
    ):
        service.plans()


def test_the_key_stands_in_a_header_and_goes_to_no_other_host() -> None:
    seen: list[httpx.Request] = []
    links = [{"rel": "next", "href": "https://elsewhere:99/collections/v1.grids/items?offset=1"}]

    def reply(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        is_first = "offset" not in str(request.url)
        return httpx.Response(200, json={"features": [{}], "links": links if is_first else []})

    service = Client("http://town", "gg_key", transport=httpx.MockTransport(reply))

    assert len(list(service.features("v1.grids"))) == 2
    assert {(one.url.scheme, one.url.host) for one in seen} == {("http", "town")}
    assert all(one.headers["x-api-key"] == "gg_key" for one in seen)
    assert all("gg_key" not in str(one.url) for one in seen)


def test_the_language_is_asked_for() -> None:
    seen: list[httpx.Request] = []

    client(httpx.Response(200, json={"plans": []}), seen).plans()

    assert seen[0].headers["accept-language"] == "zh"


def test_the_client_is_imported_without_what_divides_and_draws() -> None:
    heavy = "('numpy', 'pandas', 'geopandas', 'shapely', 'numba', 'fastapi', 'sqlalchemy')"
    asks = f"import sys, gridgen.client; sys.exit(str([n for n in {heavy} if n in sys.modules]))"

    done = subprocess.run(
        [sys.executable, "-c", asks], capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(Path(gridgen.__file__).parents[1])},
    )  # fmt: skip

    assert done.stderr.strip() == "[]"
