"""Edits go through JSON unchanged; what is none is told."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.model.errors import CommandError
from gridgen.versions.edits import (
    OPERATIONS,
    Edit,
    Rename,
    Split,
    edit_from_json,
    edit_to_json,
    operation_of,
)

EDITS = st.one_of([st.from_type(kind) for kind in OPERATIONS.values()])


@given(EDITS)
def test_an_edit_goes_through_json_unchanged(edit: Edit) -> None:
    written = json.dumps(edit_to_json(edit), allow_nan=True)

    read = edit_from_json(json.loads(written))

    assert read == edit or "nan" in written.lower()
    assert OPERATIONS[operation_of(edit)] is type(edit)


def test_what_was_not_said_is_left_out_and_comes_back() -> None:
    assert edit_to_json(Split("A")) == {"operation": "split", "zone": "A"}
    assert edit_from_json({"operation": "split", "zone": "A"}) == Split("A", parts=2)


@pytest.mark.parametrize(
    ("said", "match"),
    [
        ({}, "''"),
        ({"operation": "explode"}, "explode"),
        ({"operation": "rename", "zone": "A", "colour": "red"}, "colour"),
        ({"operation": "rename", "zone": "A"}, "name"),
        ({"operation": "split", "zone": "A", "parts": "many"}, "many"),
        ({"operation": "split", "zone": "A", "line": [[1, 2, 3]]}, "split"),
        ({"operation": "merge", "zones": 7}, "merge"),
    ],
)
def test_what_is_no_edit_is_told(said: dict[str, object], match: str) -> None:
    with pytest.raises(CommandError, match=match):
        edit_from_json(said)


def test_a_name_may_be_any_text() -> None:
    edit = Rename("A", 'a=b,c"、\n')

    assert edit_from_json(edit_to_json(edit)) == edit
