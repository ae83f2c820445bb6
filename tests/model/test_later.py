"""Work is done once: meanwhile by a worker, or when it is asked for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from gridgen.model.later import later


def test_a_worker_begins_at_once() -> None:
    done: list[int] = []

    with ThreadPoolExecutor(1) as executor:
        given = later(executor, done.append, 1)

    assert done == [1]  # though nobody asked
    given()
    assert done == [1]


def test_without_a_worker_whoever_asks_does_it() -> None:
    done: list[int] = []

    given = later(None, done.append, 1)

    assert done == []
    given()
    assert done == [1]


def fails() -> None:
    raise KeyError("no such thing")


@pytest.mark.parametrize("workers", [0, 1])
def test_what_goes_wrong_is_told_to_whoever_asks(workers: int) -> None:
    with ThreadPoolExecutor(1) as executor:
        given = later(executor if workers else None, fails)

        with pytest.raises(KeyError, match="no such thing"):
            given()
