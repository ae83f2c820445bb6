"""A few requests made from the OpenAPI document, well and badly; `make schema` makes many."""

from __future__ import annotations

from pathlib import Path

import pytest
from everything import everything

EXAMPLES = 8

pytest.importorskip("schemathesis", reason="schemathesis is not installed (extra `schema`)")


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # those of the libraries of schemathesis
def test_no_request_fails_otherwise_than_the_document_says(tmp_path: Path) -> None:
    from fuzzed_schema import ask, operations

    client = everything(tmp_path)

    asked = [ask(client, operation, examples=EXAMPLES) for operation in operations(client)]

    assert min(asked) > 0
    client.app.state.store.close()
