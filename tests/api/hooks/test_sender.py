"""What is due is sent, again where it did not arrive, and by one service alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from receiving import receiver
from stored import made_store

from api.hooks.allowed import Hosts
from api.hooks.sender import Sender, send_due
from gridgen.versions.store.database import Store
from gridgen.versions.store.hooks import Hook, add_hook
from gridgen.versions.store.outbox import GIVE_UP_S, Delivery, deliveries_of, put_ping
from gridgen.versions.store.upgrade import open_store

NOW = 0.0


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """A moment after whatever a test puts into the store, whenever it runs."""
    monkeypatch.setitem(globals(), "NOW", time.time() + 60)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(made_store(tmp_path))
    yield store
    store.close()


def hooked(store: Store, host: str) -> Hook:
    hook = add_hook(store, f"http://{host}/hook", [""], actor="p1")
    put_ping(store, hook)
    return hook


def only(store: Store, hook: Hook) -> Delivery:
    (found,) = deliveries_of(store, hook.id, most=9)
    return found


def test_a_receiver_that_is_down_is_told_when_it_is_up_again(store: Store) -> None:
    with receiver() as there:
        port = there.port
    hook = hooked(store, there.host)
    hosts = Hosts(inside=(there.host,))

    assert send_due(store, hosts, at=NOW) == 1
    waits = only(store, hook)
    assert (waits.state, waits.why, waits.attempts) == ("waiting", "hook_why_no_connection", 1)
    assert 4 <= waits.due - NOW <= 6
    assert send_due(store, hosts, at=NOW + 3) == 0

    with receiver(port=port, secret=hook.secret) as there:
        assert send_due(store, hosts, at=waits.due) == 1

    arrived = only(store, hook)
    assert (arrived.state, arrived.status, arrived.why) == ("delivered", 204, None)
    assert [headers["webhook-id"] for headers in there.headers] == [arrived.id]
    assert send_due(store, hosts, at=NOW + GIVE_UP_S) == 0


def test_each_attempt_waits_longer_and_after_a_day_it_is_given_up(store: Store) -> None:
    with receiver(status=500) as there:
        hook = hooked(store, there.host)
        there.secret = hook.secret
        hosts, at, waits = Hosts(inside=(there.host,)), NOW, []
        while only(store, hook).state == "waiting":
            send_due(store, hosts, at=at)
            waits.append(only(store, hook).due - at)
            at = only(store, hook).due

    ended = only(store, hook)
    assert (ended.state, ended.status) == ("given_up", 500)
    assert 24 * 3600 < at - NOW < 27 * 3600
    assert waits[0] < waits[1] < waits[2] < waits[3] < 7200 * 1.2
    assert ended.attempts < 25


def test_the_slow_do_not_keep_others_waiting(store: Store) -> None:
    with receiver(how="endless", status=200) as one, receiver() as two:
        hooks = [hooked(store, one.host), hooked(store, two.host)]
        one.secret, two.secret = (hook.secret for hook in hooks)

        send_due(store, Hosts(inside=(one.host, two.host)), at=NOW)

    assert [only(store, hook).state for hook in hooks] == ["delivered", "delivered"]


def test_a_thread_sends_until_it_is_stopped(store: Store) -> None:
    with receiver() as there:
        hook = hooked(store, there.host)
        there.secret = hook.secret
        with Sender(store, Hosts(inside=(there.host,))):
            while only(store, hook).state == "waiting":
                pass

    assert only(store, hook).state == "delivered"
