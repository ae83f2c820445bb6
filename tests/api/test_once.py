"""Things that are made when they are first asked for."""

from __future__ import annotations

import threading
import time

import pytest

from api.once import Once


def test_of_many_who_ask_at_once_one_makes_it() -> None:
    once, made = Once(), list[int]()

    def make() -> int:
        time.sleep(0.05)
        made.append(len(made))
        return made[-1]

    found: list[int] = []
    asks = [threading.Thread(target=lambda: found.append(once(("a", ""), make))) for _ in range(8)]
    for ask in asks:
        ask.start()
    for ask in asks:
        ask.join()

    assert (made, found) == ([0], [0] * 8)


def test_what_makes_one_thing_may_ask_for_another() -> None:
    once = Once()

    whole = once(("whole", ""), lambda: once(("part", ""), lambda: 2) + 1)

    assert (whole, once.get(("part", "")), once.get(("none", ""))) == (3, 2, None)


def test_what_could_not_be_made_is_made_when_it_is_asked_for_again() -> None:
    once = Once()
    fails = iter([True, False])

    def make() -> str:
        if next(fails):
            raise ValueError("not yet")
        return "made"

    with pytest.raises(ValueError, match="not yet"):
        once(("a", ""), make)

    assert once(("a", ""), make) == "made"
