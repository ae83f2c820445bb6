"""OGC API Features, part 1 (17-069r4), annex A.8: OpenAPI 3.0."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asking import Client
from conforming import OPENAPI, OPERATIONS, collections, fetched, hrefs, interface
from everything import everything
from fastapi.routing import iter_route_contexts


def test_the_document_is_where_and_of_the_kind_that_the_landing_page_says(client: Client) -> None:
    """/conf/oas30/oas-definition-1."""
    (address,) = hrefs(fetched(client, "/"), "service-desc", OPENAPI)

    assert client.get(address).headers["content-type"] == OPENAPI


def test_the_document_is_one_of_version_3_0(client: Client) -> None:
    """/conf/oas30/oas-definition-2: what the schema of the version asks for, and that each
    reference leads somewhere."""
    document = interface(client)

    assert re.fullmatch(r"3\.0\.\d", document["openapi"])
    assert {"title", "version"} <= set(document["info"])
    for path, method, operation in _operations(document):
        assert path.startswith("/")
        assert operation["responses"], (path, method)
        named = set(re.findall(r"{(\w+)}", path))
        given = operation.get("parameters", [])
        assert named == {one["name"] for one in given if one["in"] == "path"}
        assert all(one["required"] for one in given if one["in"] == "path")
        assert len({(one["in"], one["name"]) for one in given}) == len(given)
        for status, answer in operation["responses"].items():
            assert re.fullmatch(r"[1-5](\d\d|XX)|default", status)
            assert answer["description"]
    for reference in _references(document):
        assert _found(document, reference) is not None, reference


def test_each_operation_has_an_id_of_its_own(client: Client) -> None:
    """/conf/oas30/oas-definition-2."""
    found = [operation["operationId"] for _, _, operation in _operations(interface(client))]

    assert len(set(found)) == len(found)


def test_the_document_describes_every_operation_and_no_other(client: Client) -> None:
    """/conf/oas30/completeness."""
    routes = {
        (re.sub(r":\w+}", "}", route.path), method.lower())
        for route in iter_route_contexts(client.app.routes)
        if route.path is not None
        and route.path not in ("/docs", "/static")
        and not route.path.startswith("/page/")
        for method in route.methods or ()
    }

    assert {(path, method) for path, method, _ in _operations(interface(client))} == routes


@pytest.mark.parametrize(
    ("method", "address"),
    [("get", "/collections/none"), ("get", "/?x=1"), ("get", "/locate"), ("post", "/locate"),
     ("get", "/households/none"), ("get", "/collections/qinghe.grids/items?limit=0")],
)  # fmt: skip
def test_every_status_of_a_failure_is_described(client: Client, method: str, address: str) -> None:
    """/conf/oas30/exceptions-codes."""
    answer = getattr(client, method)(address)

    for _, _, operation in _operations(interface(client)):
        described = operation["responses"]
        assert str(answer.status_code) in described or "4XX" in described


def test_what_needs_a_key_says_so(tmp_path: Path) -> None:
    """/conf/oas30/security: a service with a store names its schemes, at the operations that are
    refused without a key and at no others."""
    app = everything(tmp_path).app
    document = interface(Client(app))

    assert set(document["components"]["securitySchemes"]) == {"key", "token"}
    for path, method, operation in _operations(document):
        answer = Client(app).ask(method.upper(), re.sub(r"{\w+}", "1", path))
        assert (answer.status_code == 401) == bool(operation.get("security")), (method, path)
    app.state.store.close()


def test_a_service_of_files_alone_asks_for_no_key(client: Client) -> None:
    """/conf/oas30/security: the other side."""
    document = interface(client)

    assert "securitySchemes" not in document.get("components", {})
    assert not any("security" in operation for _, _, operation in _operations(document))


def test_the_service_is_as_the_document_says(client: Client) -> None:
    """/conf/oas30/oas-impl: answers are of the kinds and have the members that are described."""
    document = interface(client)
    one = collections(client)[0]["id"]

    for path, _, operation in _operations(document):
        if "get" not in document["paths"][path] or "{" in path.replace("{collection}", ""):
            continue
        if any(p["required"] for p in operation.get("parameters", []) if p["in"] == "query"):
            continue
        answer = client.get(path.replace("{collection}", one))
        kinds = operation["responses"].get("200", {}).get("content", {})
        if "requestBody" in operation or answer.status_code != 200:
            continue
        kind = answer.headers["content-type"]
        assert kind.split(";")[0] in {k.split(";")[0] for k in kinds}, path
        if kind == "application/json":
            _check(answer.json(), kinds[kind].get("schema", {}), document)


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        yield from ((path, name, methods[name]) for name in OPERATIONS if name in methods)


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for one in part.values():
            yield from _references(one)
    elif isinstance(part, list):
        for one in part:
            yield from _references(one)


def _found(document: dict[str, Any], reference: str) -> Any:
    part: Any = document
    for name in reference.removeprefix("#/").split("/"):
        part = part[name]
    return part


def _check(value: Any, schema: dict[str, Any], document: dict[str, Any]) -> None:
    """Assert that a value has the types and the members that a schema asks for."""
    if "$ref" in schema:
        schema = _found(document, schema["$ref"])
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool,
             "integer": int, "number": int | float}  # fmt: skip
    kind = schema.get("type")
    if value is None:
        assert schema.get("nullable")
    elif kind is not None:
        assert isinstance(value, kinds[kind])
    if kind == "object":
        assert set(schema.get("required", [])) <= set(value)
        for name, one in schema.get("properties", {}).items():
            if name in value:
                _check(value[name], one, document)
    if kind == "array":
        for one in value:
            _check(one, schema.get("items", {}), document)
