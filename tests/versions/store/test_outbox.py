"""Deliveries: claimed by one, settled by whoever claimed last, kept until they are old."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from gridgen.versions.store.database import Store
from gridgen.versions.store.hooks import Hook, add_hook
from gridgen.versions.store.outbox import (
    Delivery,
    claim,
    deliveries_of,
    forget_older,
    put_event,
    put_ping,
    settle,
)
from gridgen.versions.store.upgrade import open_store

LATER = time.time() + 86_400
"""After whatever is put while these tests run, however long the others take before them."""


@pytest.fixture
def hook(store: Store) -> Hook:
    return add_hook(store, "https://oa.example.org/hook", ["9901"], actor="p1")


def only(store: Store, hook: Hook) -> Delivery:
    (found,) = deliveries_of(store, hook.id, most=9)
    return found


def test_an_event_is_written_for_each_hook_of_its_land(store: Store, hook: Hook) -> None:
    other = add_hook(store, "https://oa.example.org/other", ["88"], actor="p1")

    with store.writing() as connection:
        put_event(connection, "version.published", "990101001", {"version": 3})

    event = json.loads(only(store, hook).event)
    assert (event["type"], event["data"]) == ("version.published", {"version": 3})
    assert deliveries_of(store, other.id, most=9) == []


def test_what_is_not_written_whole_is_not_written_at_all(store: Store, hook: Hook) -> None:
    def half() -> None:
        with store.writing() as connection:
            put_event(connection, "version.published", "990101001", {})
            raise KeyError("stop")

    with pytest.raises(KeyError, match="stop"):
        half()

    assert deliveries_of(store, hook.id, most=9) == []


def test_what_is_claimed_is_nobody_elses_until_its_time_is_up(store: Store, hook: Hook) -> None:
    put_ping(store, hook)

    (mine,) = claim(store, LATER, lease_s=60, most=9)

    assert (mine.address, mine.secret) == (hook.address, hook.secret)
    assert mine.delivery.attempts == 1
    assert claim(store, LATER + 59, lease_s=60, most=9) == []
    assert len(claim(store, LATER + 60, lease_s=60, most=9)) == 1


def test_nothing_is_claimed_before_it_is_due(store: Store, hook: Hook) -> None:
    ping = put_ping(store, hook)

    assert claim(store, ping.due - 1, lease_s=60, most=9) == []


def test_two_services_never_have_one_at_once(address: str, store: Store, hook: Hook) -> None:
    for _ in range(24):
        put_ping(store, hook)

    def taken(_: int) -> list[str]:
        other = open_store(address)
        try:
            ids: list[str] = []
            while found := claim(other, LATER, lease_s=60, most=2):
                ids += [one.delivery.id for one in found]
            return ids
        finally:
            other.close()

    with ThreadPoolExecutor(4) as pool:
        every = [id_ for ids in pool.map(taken, range(4)) for id_ in ids]

    assert len(every) == 24
    assert len(set(every)) == 24


@pytest.mark.parametrize(
    ("why", "after_s", "state"),
    [
        (None, None, "delivered"),
        ("hook_why_slow", 99, "waiting"),
        ("hook_why_slow", None, "given_up"),
    ],
)
def test_what_came_of_an_attempt_is_kept(
    store: Store, hook: Hook, why: str | None, after_s: float | None, state: str
) -> None:
    put_ping(store, hook)
    due = None if after_s is None else LATER + after_s
    (mine,) = claim(store, LATER, lease_s=60, most=9)

    settle(store, mine.delivery, status=503, why=why, due=due)

    kept = only(store, hook)
    assert (kept.state, kept.status, kept.why) == (state, 503, why)
    assert due is None or kept.due == due


def test_what_an_earlier_attempt_reports_is_refused(store: Store, hook: Hook) -> None:
    put_ping(store, hook)
    (early,) = claim(store, LATER, lease_s=60, most=9)
    claim(store, LATER + 60, lease_s=60, most=9)

    settle(store, early.delivery, status=500, why="hook_why_status")

    kept = only(store, hook)
    assert (kept.state, kept.status, kept.attempts) == ("waiting", None, 2)


def test_old_deliveries_are_forgotten_but_those_that_wait(store: Store, hook: Hook) -> None:
    for _ in range(2):
        put_ping(store, hook)
    (mine,) = claim(store, LATER, lease_s=60, most=1)
    settle(store, mine.delivery, status=204)

    forget_older(store, "2000-01-01T00:00:00.000000+00:00")
    assert len(deliveries_of(store, hook.id, most=9)) == 2

    forget_older(store, "2100-01-01T00:00:00.000000+00:00")
    assert only(store, hook).state == "waiting"
