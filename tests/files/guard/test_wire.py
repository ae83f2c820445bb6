"""What is sent between the processes arrives as it was, and nothing else can arrive."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.files.guard.wire import packed, unpacked
from gridgen.model.errors import CoordinateError, ReadError
from gridgen.words.say import GridgenError

plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
values = st.recursive(
    plain,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.lists(inner).map(tuple),
    max_leaves=20,
)


def sent(value: Any) -> Any:
    return unpacked(json.loads(json.dumps(packed(value))))


@given(values)
def test_values_arrive_as_they_were(value: Any) -> None:
    assert sent(value) == value


def test_arrays_arrive_with_their_type() -> None:
    rows = np.array([3, 7], np.int64)

    assert sent(rows).dtype == rows.dtype
    assert sent(rows).tolist() == [3, 7]


@pytest.mark.parametrize(
    "error",
    [
        ReadError("no_such_file", file="a"),
        CoordinateError("crs_unknown", crs="b"),
        ReadError("no_row_usable", source="a", rows=2, number=1, example=("甲", "one")),
    ],
)
def test_an_error_arrives_in_its_class_and_says_the_same(error: GridgenError) -> None:
    arrived = sent(error)

    assert type(arrived) is type(error)
    assert [arrived.text("zh"), arrived.text("en")] == [error.text("zh"), error.text("en")]


@pytest.mark.parametrize(
    "value", [{"is": "module"}, {"a": 1}, {"is": "array", "of": "|V8", "values": []}]
)
def test_what_is_never_sent_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"nothing that is sent|an array of"):
        unpacked(value)
