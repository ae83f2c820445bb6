"""Whatever stands in a parameter or a body, of any route: an answer that the OpenAPI document
describes, and never one of 500 and above. A new route is asked without a word here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from asking import Client
from campaigns import campaign
from conforming import OPERATIONS
from everything import SCOPE, everything
from plans import VILLAGE

KNOWN = {
    "plan": "qinghe", "collection": "qinghe.grids", "code": f"{VILLAGE}001", "household": "h1",
    "version": "1", "v": "1", "other": "1", "w": "1", "scope": SCOPE, "level": "grids", "z": "14",
    "y": "6689", "x": "13381", "lon": "114.001", "lat": "31.001", "limit": "1", "name": "x.csv",
    "format": "csv", "tileMatrixSet": "WebMercatorQuad", "tileMatrix": "14",
    "tileRow": "6689", "tileCol": "13381", "process": "check",
}  # fmt: skip
"""Values that are good, by the name of a parameter; "1" for those that are not here."""

ODD = (
    "", " ", "NaN", "nan", "Infinity", "-inf", "1e400", "-1e400", "9" * 40, "-1", "0", "1.5", "1e3",
    "true", "null", "None", "[]", "{}", "a" * 5_000, "\x00", "\n", "%", "../../etc/passwd", "'",
    '"', "<script>", "' OR 1=1 --", "1,2,3,4,5,6,7", "１２", "网格", "😀", "\u202e",
)  # fmt: skip
"""Values that no parameter is made for, though a text may be any of them."""

A_FEW = ODD[::4]
SOME_ODD = campaign([A_FEW, tuple(value for value in ODD if value not in A_FEW)], everyday=1)

BODIES = (
    b"", b" ", b"null", b"[]", b"{}", b"0", b'"x"', b"NaN", b"{", b"[" * 100_000, b"\xff\xfe\x00",
    b'{"points": [[NaN, 1]]}', b'{"points": [[1e400, 1]]}', b'{"points": []}', b"a,b\n1,2\n",
    b'{"unknown": 1}', b'{"a": ' + b"9" * 5_000 + b"}", b'{"points":' + b"[[1,2]," * 9 + b"",
    "{\"state\": \"网格\", \"name\": null, \"role\": []}".encode(),
    b'{"kind": "rename", "code": {"a": [1]}, "name": 1e999}', b'{"times": -1}', b'{"times": 1e99}',
    b"PK\x03\x04" + b"\x00" * 500, b"SQLite format 3\x00" + b"\x00" * 500,
)  # fmt: skip

LONG = {("/uploads", "post"), ("/plans", "post"), ("/maps/{plan}.pdf", "get"),
        ("/maps/{plan}/preflight", "get"), ("/versions/{v}/export", "get"),
        ("/versions/{v}/suggestions", "get")}  # fmt: skip
"""What answers only after seconds, as by a process of its own that reads a file: asked less."""

Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    found = everything(tmp_path_factory.mktemp("everything"))
    yield found
    found.app.state.store.close()


@pytest.fixture(scope="module")
def operations(client: Client) -> list[Operation]:
    paths = client.app.openapi()["paths"]
    return [
        (path, method, paths[path][method])
        for path in paths
        for method in OPERATIONS
        if method in paths[path]
    ]


def filled(path: str, operation: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """An address and the parameters that must stand, all of them good."""
    given = operation.get("parameters", [])
    for one in (one for one in given if one["in"] == "path"):
        path = path.replace(f"{{{one['name']}}}", KNOWN.get(one["name"], "1"))
    return path, {
        one["name"]: KNOWN.get(one["name"], "1")
        for one in given
        if one["in"] == "query" and one["required"]
    }


def described(operation: dict[str, Any], status: int) -> bool:
    """Whether a status is one that the document has, and below 500."""
    answers = operation["responses"]
    return status < 500 and (str(status) in answers or f"{status // 100}XX" in answers)


def is_any_text(schema: dict[str, Any]) -> bool:
    """Whether a parameter may be any text, so that an odd one may be a good one."""
    if schema.get("type") == "array":
        return is_any_text(schema["items"])
    return schema.get("type") == "string" and not {"enum", "pattern", "format"} & set(schema)


@pytest.mark.parametrize("odd", SOME_ODD, ids=["a few", "the others"])
def test_odd_values_of_every_parameter_are_refused(
    client: Client, operations: list[Operation], odd: tuple[str, ...]
) -> None:
    for path, method, operation in operations:
        address, needed = filled(path, operation)
        for one in (one for one in operation.get("parameters", []) if one["in"] == "query"):
            for value in odd[::8] if (path, method) in LONG else odd:
                answer = client.ask(method.upper(), address, params={**needed, one["name"]: value})
                told = (method, address, one["name"], value[:40], answer.text[:200])
                assert described(operation, answer.status_code), (answer.status_code, *told)
                if value in ("NaN", "1e400", "网格", "") and not is_any_text(one["schema"]):
                    assert 400 <= answer.status_code < 500, told


@pytest.mark.parametrize("odd", SOME_ODD, ids=["a few", "the others"])
def test_odd_names_of_things_are_not_found(
    client: Client, operations: list[Operation], odd: tuple[str, ...]
) -> None:
    for path, method, operation in operations:
        for one in (one for one in operation.get("parameters", []) if one["in"] == "path"):
            for value in odd:
                other = {**operation, "parameters": [
                    p for p in operation["parameters"] if p is not one
                ]}  # fmt: skip
                address, needed = filled(path, other)
                place = value.encode().hex("%").upper() if value else ""
                address = address.replace(f"{{{one['name']}}}", f"%{place}" if place else "")
                answer = client.ask(method.upper(), address, params=needed)
                told = (method, address[:200], answer.text[:200])
                assert answer.status_code < 500, (answer.status_code, *told)


def test_parameters_that_are_unknown_or_doubled_are_refused(
    client: Client, operations: list[Operation]
) -> None:
    for path, method, operation in operations:
        address, needed = filled(path, operation)
        answer = client.ask(method.upper(), address, params={**needed, "no_such": "1"})
        assert answer.status_code == 400, (method, address, answer.text[:200])
        for one in operation.get("parameters", []):
            if one["in"] == "query" and one.get("explode") is False:
                value = "zh" if one["name"] == "lang" else "1"
                twice = [*needed.items(), (one["name"], value), (one["name"], value)]
                answer = client.ask(method.upper(), address, params=twice)
                assert answer.status_code == 400, (method, address, one["name"])


@pytest.mark.parametrize("kind", campaign(["application/json", ""], everyday=1))
def test_odd_bodies_are_refused(client: Client, operations: list[Operation], kind: str) -> None:
    for path, method, operation in operations:
        if method in ("get", "delete") or (kind and (path, method) in LONG):
            continue
        address, needed = filled(path, operation)
        for body in BODIES[::5] if (path, method) in LONG else BODIES:
            headers = {"content-type": kind, "if-match": '"1-0"'} if kind else {}
            answer = client.ask(
                method.upper(), address, params=needed, content=body, headers=headers
            )
            told = (method, address, body[:60], answer.text[:200])
            assert described(operation, answer.status_code), (answer.status_code, *told)


def test_every_refusal_is_a_problem_that_says_what_is_wrong(
    client: Client, operations: list[Operation]
) -> None:
    for path, method, operation in operations:
        address, needed = filled(path, operation)
        for lang in ("zh", "en"):
            answer = client.ask(
                method.upper(), address, params={**needed, "no_such": "1"},
                headers={"accept-language": lang},
            )  # fmt: skip
            found = json.loads(answer.content)
            assert answer.headers["content-type"] == "application/problem+json"
            assert (found["status"], answer.headers["content-language"]) == (400, lang)
            assert "no_such" in found["detail"]
