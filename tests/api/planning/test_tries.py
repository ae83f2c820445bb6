"""Edits that were tried: found again for the same draft, words, day and language alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from edited import draft

from api.planning.tries import Tried, Tries
from gridgen.versions.edits import Lock, Unlock


@pytest.fixture(scope="module")
def tried() -> Tried:
    return Tried(draft(), (Lock(("1",)),), "2026-11-29", (), "zh", [])


def found(tries: Tries, asked: Tried) -> Tried | None:
    return tries.of(asked.draft, asked.edits, asked.day, asked.lang)


def test_what_was_tried_is_found_until_the_version_is_another(tried: Tried) -> None:
    tries = Tries()
    tries.keep(tried)

    assert found(tries, tried) is tried

    tries.forget(tried.draft)

    assert found(tries, tried) is None


@pytest.mark.parametrize(
    "other",
    [{"edits": (Unlock(("1",)),)}, {"day": "2026-11-30"}, {"lang": "en"}],
    ids=lambda other: next(iter(other)),
)
def test_nothing_is_found_for_anything_else(tried: Tried, other: dict[str, Any]) -> None:
    tries = Tries()
    tries.keep(tried)

    assert found(tries, replace(tried, **other)) is None


def test_nothing_is_found_for_a_draft_that_is_equal_but_another(tried: Tried) -> None:
    tries = Tries()
    tries.keep(tried)

    assert found(tries, replace(tried, draft=replace(tried.draft))) is None


def test_what_was_tried_long_ago_is_forgotten(tried: Tried) -> None:
    tries = Tries()
    tries.keep(tried)

    for day in range(4):
        tries.keep(replace(tried, day=f"2026-12-0{day + 1}"))

    assert found(tries, tried) is None
    assert found(tries, replace(tried, day="2026-12-01")) is not None
