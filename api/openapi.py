"""The OpenAPI document as version 3.0: what OGC API clients and the packaged Swagger UI read.

FastAPI writes 3.1. Of what it says here three things are said otherwise in 3.0: a value that may be
null, one that is always the same, and items that are alike though each is named.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

VERSION = "3.0.3"


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
    return app.openapi_schema


def _as_in_3_0(part: Any) -> Any:
    """Write as 3.0 does: "one of these or null" is nullable, a constant the one of a list.

    >>> _as_in_3_0({"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Plan"})
    {'type': 'string', 'title': 'Plan', 'nullable': True}
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
