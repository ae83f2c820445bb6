"""ETags of versions, and what If-Match says of them."""

from __future__ import annotations

from datetime import date

import pytest

from api.planning.etags import etag_of, seen_in
from gridgen.model.errors import ConditionError, NoConditionError
from gridgen.versions.store.versions import Version

VERSION = Version(
    12, "qinghe", 1, "990101001", 1, None, None, "draft", 5, "grids", ("grids",), "p1",
    "2026-01-01T00:00:00+00:00", date(2026, 1, 1), None,
)  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "seen"),
    [
        ('"12-5"', 5),
        ('"12-0"', 0),
        ("*", 5),
        (" * ", 5),
        ('W/"12-3"', 3),
        ('"12-4", "12-2"', 2),
        ('"11-9", "12-4"', 4),
    ],
)
def test_the_edit_that_was_seen_is_found(condition: str, seen: int) -> None:
    assert seen_in(condition, VERSION) == seen


@pytest.mark.parametrize(
    "condition", ["", "12-5", '"12-6"', '"11-5"', '"abc"', '"12--1"', "\u0661"]
)
def test_a_state_that_never_was_is_refused(condition: str) -> None:
    with pytest.raises(ConditionError, match=r'version 12 .* is now "12-5"'):
        seen_in(condition, VERSION)


def test_without_a_condition_nothing_is_changed() -> None:
    with pytest.raises(NoConditionError, match=r'version 12 .*If-Match .*now "12-5"'):
        seen_in(None, VERSION)


def test_what_is_told_is_understood() -> None:
    assert seen_in(etag_of(12, 3), VERSION) == 3
