"""Bodies of requests: checked against the edits that there are."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from fastapi.exceptions import RequestValidationError

from api.planning.bodies import EXAMPLES, MOST_EDITS, edits_described, read_edits
from gridgen.model.errors import RequestError
from gridgen.versions.edits import OPERATIONS, Merge, Split, edit_from_json


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_edit_is_read_as_commands_read_it(operation: str) -> None:
    said = {"operation": operation, **EXAMPLES[operation]}

    (edit,), reason = read_edits(json.dumps({**said, "reason": "so"}).encode())

    assert edit == edit_from_json(said)
    assert reason == "so"


def test_codes_may_be_numbers_and_places_whole() -> None:
    merge = {"operation": "merge", "zones": [990101001201001, "2"]}
    split = {"operation": "split", "zone": "1", "line": [[113, 30.5], [114, 31]]}
    body = {"edits": [merge, split]}

    edits, reason = read_edits(json.dumps(body).encode())

    assert edits == [
        Merge(("990101001201001", "2")),
        Split("1", line=((113.0, 30.5), (114.0, 31.0))),
    ]
    assert reason == ""


@pytest.mark.parametrize(("number", "is_taken"), [(1, True), (MOST_EDITS, True),
                                                  (MOST_EDITS + 1, False), (0, False)])  # fmt: skip
def test_so_many_edits_are_taken_at_once(number: int, *, is_taken: bool) -> None:
    body = json.dumps({"edits": [{"operation": "lock", "zones": ["1"]}] * number}).encode()

    if is_taken:
        assert len(read_edits(body)[0]) == number
    else:
        with pytest.raises(RequestValidationError):
            read_edits(body)


def test_a_null_character_is_said_to_be_one() -> None:
    with pytest.raises(RequestError, match="null character"):
        read_edits(b'{"operation": "rename", "zone": "1", "name": "a\\u0000"}')


def test_the_document_describes_every_edit_with_an_example() -> None:
    content = edits_described()["requestBody"]["content"]["application/json"]

    *single, several = content["schema"]["oneOf"]

    assert [schema["title"] for schema in single] == list(OPERATIONS)
    for schema in single:
        known = {field.name for field in fields(OPERATIONS[schema["title"]])}
        assert set(schema["properties"]) == {*known, "operation", "reason"}
        assert schema["additionalProperties"] is False
    assert "edits" in several["required"]
    assert set(content["examples"]) == {*OPERATIONS, "several"}
    assert "$ref" not in json.dumps(content)
