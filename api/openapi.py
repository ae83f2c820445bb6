"""The OpenAPI document as version 3.0: what OGC API clients and the packaged Swagger UI read.

FastAPI writes 3.1. Of what it says here four things are said otherwise in 3.0: a value that may be
null, one that is always the same, items that are alike though each is named, and a limit that must
not be reached. How parameters are written is said as OGC API Features has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from api.access.callers import Need
from api.curl import curl_of

VERSION = "3.0.3"

SCHEMES = {
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "token": {"type": "http", "scheme": "bearer"},
}
"""A key of the service, or a token of the provider that it trusts."""


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the document of an application; made once and kept by the application."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            openapi_version=VERSION,
            routes=app.routes,
        )
        app.openapi_schema = _as_in_3_0(document)
        if app.state.store is not None:
            _lock(app, app.openapi_schema)
        for parameter in _parameters(app.openapi_schema):
            _once(parameter)
        for path, methods in app.openapi_schema["paths"].items():
            for method, operation in methods.items():
                operation["x-curl"] = curl_of(method, path, operation)
    return app.openapi_schema


def _lock(app: FastAPI, document: dict[str, Any]) -> None:
    """Write how somebody says who they are, and at which operations they must."""
    document.setdefault("components", {})["securitySchemes"] = SCHEMES
    for route in iter_route_contexts(app.routes):
        path = route.path_format
        if path not in document["paths"] or not isinstance(route.original_route, APIRoute):
            continue
        if any(isinstance(one, Need) for one in _calls(route.original_route.dependant)):
            for method in route.methods or ():
                document["paths"][path][method.lower()]["security"] = [
                    {name: []} for name in SCHEMES
                ]


def _calls(dependant: Dependant) -> Iterator[Any]:
    """Yield all that a route depends on."""
    yield dependant.call
    for other in dependant.dependencies:
        yield from _calls(other)


def _parameters(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the parameters of every operation that stand behind the question mark."""
    for methods in document["paths"].values():
        for operation in methods.values():
            yield from (one for one in operation.get("parameters", []) if one["in"] == "query")


def _once(parameter: dict[str, Any]) -> None:
    """Write that a parameter stands once, unless it is a list of words; it is left out, not null.

    >>> bbox = {"name": "bbox", "schema": {"type": "array", "items": {"type": "number"}}}
    >>> _once(bbox)
    >>> bbox["style"], bbox["explode"]
    ('form', False)
    """
    schema = parameter["schema"]
    schema.pop("nullable", None)
    if schema.get("type") != "array" or schema["items"].get("type") == "number":
        parameter |= {"style": "form", "explode": False}


def _as_in_3_0(part: Any) -> Any:
    """Write as 3.0 does: "one of these or null" is nullable, a constant the one of a list.

    >>> _as_in_3_0({"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Plan"})
    {'type': 'string', 'title': 'Plan', 'nullable': True}
    >>> _as_in_3_0({"type": "number", "exclusiveMinimum": 0})
    {'type': 'number', 'exclusiveMinimum': True, 'minimum': 0}
    """
    if isinstance(part, list):
        return [_as_in_3_0(one) for one in part]
    if not isinstance(part, dict):
        return part
    said = {key: _as_in_3_0(value) for key, value in part.items()}
    if isinstance(said.get("const"), str):
        said["enum"] = [said.pop("const")]
    if isinstance(said.get("prefixItems"), list):
        said["items"] = said.pop("prefixItems")[0]
    for beyond, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if beyond in said:
            said[limit], said[beyond] = said[beyond], True
    choices = said.get("anyOf")
    if not isinstance(choices, list) or {"type": "null"} not in choices:
        return said
    others = [choice for choice in choices if choice != {"type": "null"}]
    rest = {key: value for key, value in said.items() if key != "anyOf"}
    if len(others) > 1:
        return {"anyOf": others, **rest, "nullable": True}
    # Beside a reference nothing else counts in 3.0, so it goes into a list of its own.
    only = {"allOf": others} if "$ref" in others[0] else others[0]
    return {**only, **rest, "nullable": True}
