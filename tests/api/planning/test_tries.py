"""Edits that were tried: found again for the same draft, words, day and language alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from edited import draft

from api.planning.tries import Tried, Tries
from gridgen.versions.edits import Lock, Unlock

TRIED = Tried(draft(), (Lock(("1",)),), "2026-11-29", (), "zh", [])


def found(tries: Tries, **other: Any) -> Tried | None:
    asked = replace(TRIED, **other)
    return tries.of(asked.draft, asked.edits, asked.day, asked.lang)


def test_what_was_tried_is_found_until_the_version_is_another() -> None:
    tries = Tries()
    tries.keep(TRIED)

    assert found(tries) is TRIED

    tries.forget(TRIED.draft)

    assert found(tries) is None


@pytest.mark.parametrize(
    "other",
    [
        {"draft": replace(draft())},
        {"edits": (Unlock(("1",)),)},
        {"day": "2026-11-30"},
        {"lang": "en"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_nothing_is_found_for_anything_else(other: dict[str, Any]) -> None:
    tries = Tries()
    tries.keep(TRIED)

    assert found(tries, **other) is None


def test_what_was_tried_long_ago_is_forgotten() -> None:
    tries = Tries()
    tries.keep(TRIED)

    for day in range(4):
        tries.keep(replace(TRIED, day=f"2026-12-0{day + 1}"))

    assert found(tries) is None
    assert found(tries, day="2026-12-01") is not None
