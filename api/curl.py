"""Each operation of the OpenAPI document as one line for curl."""

from __future__ import annotations

import json
import shlex
from typing import Any
from urllib.parse import quote

SERVICE, KEY = "$SERVICE", "$KEY"
"""What stands in a line for the address of the service and for the key."""

EXAMPLES = {
    "plan": "qinghe", "collection": "990101001.grids", "code": "990101001201001",
    "household": "H000123", "format": "gpkg", "v": "12", "w": "11", "scope": "990101001",
    "level": "grids", "upload": "0123456789abcdef", "job": "0123456789abcdef",
    "process": "divide", "key": "5d0c71e2", "hook": "1", "comment": "1", "z": "14",
    "y": "6689", "x": "13381", "lon": "113.9", "lat": "30.91", "name": "households.csv",
    "tileMatrixSet": "WebMercatorQuad", "tileMatrix": "14", "tileRow": "6689", "tileCol": "13381",
}  # fmt: skip
"""What a line has for a parameter that has no example of its own."""


def curl_of(method: str, path: str, operation: dict[str, Any]) -> str:
    """Return a line for a shell in which SERVICE and KEY are set.

    Parameters
    ----------
    method
        In any case.
    path
        With the names of parameters in braces.
    operation
        As the OpenAPI document describes it.

    >>> curl_of("get", "/locate", {"parameters": [
    ...     {"name": "lon", "in": "query", "required": True, "schema": {}}]})
    'curl "$SERVICE/locate?lon=113.9"'
    """
    given = operation.get("parameters", [])
    for one in given:
        if one["in"] == "path":
            path = path.replace(f"{{{one['name']}}}", quote(_example(one), safe=".-"))
    asked = [f"{one['name']}={quote(_example(one), safe='/,:')}"
             for one in given if one["in"] == "query" and one.get("required")]  # fmt: skip
    words = ["curl"]
    if method.upper() != "GET":
        words += ["-X", method.upper()]
    if operation.get("security"):
        words += ["-H", f'"X-API-Key: {KEY}"']
    words += [f'"{SERVICE}{path}{"?" if asked else ""}{"&".join(asked)}"']
    for one in given:
        if one["in"] == "header" and one.get("required"):
            words += ["-H", shlex.quote(f"{one['name'].title()}: {_example(one)}")]
    return " ".join(words + _body(operation))


def _example(parameter: dict[str, Any]) -> str:
    schema = parameter.get("schema", {})
    found = parameter.get("example", schema.get("example"))
    if found is None:
        found = EXAMPLES.get(parameter["name"])
    if found is None:
        found = next(iter(schema.get("enum", [])), schema.get("default", "1"))
    return str(found)


def _body(operation: dict[str, Any]) -> list[str]:
    """Return the words that send a body, if one is taken."""
    content = operation.get("requestBody", {}).get("content", {})
    if not content:
        return []
    kind, described = next(iter(content.items()))
    if kind != "application/json":
        return ["-H", shlex.quote(f"Content-Type: {kind}"), "--data-binary", "@FILE"]
    example = described.get("example", described.get("schema", {}).get("example", {}))
    said = json.dumps(example, ensure_ascii=False)
    return ["-H", "'Content-Type: application/json'", "-d", shlex.quote(said)]
