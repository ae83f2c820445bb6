"""Requests that schemathesis makes of the OpenAPI document: good ones, and ones that break it."""

from __future__ import annotations

from typing import Any

import schemathesis
from asking import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip

schemathesis.serializer.alias("application/geopackage+sqlite3", "application/octet-stream")

LEFT_OUT = ("/maps/{plan}.pdf", "/maps/{plan}/preflight", "/jobs/{job}/events",
            "/versions/{v}/export", "/versions/{v}/suggestions")  # fmt: skip
"""What takes seconds for one answer, or answers for as long as a job runs; their parameters are
asked by tests/api/test_parameters.py."""


def operations(client: Client) -> list[Any]:
    """Every operation of the document, ready to be asked."""
    document = client.app.openapi()
    schema = schemathesis.openapi.from_dict(document)
    schema.app = client.app
    found = [result.ok() for result in schema.get_all_operations()]
    return [one for one in found if one.path not in LEFT_OUT]


def ask(client: Client, operation: Any, *, examples: int, start: int = 0) -> int:
    """Ask an operation so many times, well and badly; return how often it was asked.

    Raises
    ------
    Exception
        An answer was of 500 or above, or is not what the document says.
    """
    asked = 0
    for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):

        @seed(start)
        @settings(
            max_examples=examples, database=None, deadline=None, phases=[Phase.generate],
            suppress_health_check=[*HealthCheck],
        )  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode))
        def once(case: Any) -> None:
            nonlocal asked
            asked += 1
            answer = case.call(headers={"X-API-Key": client.key})
            case.validate_response(answer, checks=CHECKS)

        try:
            once()
        except Exception as why:  # some operations take nothing that could be bad
            if "Unsatisfiable" not in type(why).__name__:
                raise
    return asked
