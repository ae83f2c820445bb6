"""Who asked is remembered, but never for longer than their key or token lasts."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update
from stored import made_store

from api.access.callers import Caller, Role
from api.access.keyring import KEPT_S, Found, Keyring, with_key
from gridgen.model.errors import AccessError
from gridgen.versions.store.access import KeyOrder, make_key
from gridgen.versions.store.schema import ACCESS_KEYS
from gridgen.versions.store.upgrade import open_store

ANNE = Caller("key-1", Role.PLANNER, ("99",))


@pytest.mark.parametrize(
    ("expires_s", "later_s", "known"),
    [
        (float("inf"), KEPT_S - 0.1, ANNE),
        (float("inf"), KEPT_S + 0.1, None),
        (1.0, 0.9, ANNE),
        (1.0, 1.1, None),
    ],
)
def test_a_caller_is_remembered_for_seconds_and_not_beyond_the_end_of_a_key(
    expires_s: float, later_s: float, known: Caller | None
) -> None:
    clock = [1000.0]
    ring = Keyring(lambda: clock[0])

    ring.remember("sent", Found(ANNE, clock[0] + expires_s))
    clock[0] += later_s

    assert ring.remembered("sent") == known


def test_what_was_sent_is_not_kept() -> None:
    ring = Keyring()

    ring.remember("the text of a key", Found(ANNE, float("inf")))

    assert "the text of a key" not in repr(vars(ring))


def test_no_more_callers_are_remembered_than_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("api.access.keyring._MOST", 3)
    ring = Keyring()

    for k in range(10):
        ring.remember(f"sent {k}", Found(ANNE, float("inf")))

    assert ring.remembered("sent 9") == ANNE
    assert sum(ring.remembered(f"sent {k}") is not None for k in range(10)) <= 3


def test_an_expired_key_opens_nothing(tmp_path: Path) -> None:
    store = open_store(made_store(tmp_path))
    _, text = make_key(store, KeyOrder("viewer", ("",), days=1), actor="p1")
    assert with_key(store, text).caller.role == Role.VIEWER

    with store.writing() as connection:
        connection.execute(update(ACCESS_KEYS).values(expires="2020-01-01T00:00:00.000000+00:00"))

    with pytest.raises(AccessError, match="opens nothing"):
        with_key(store, text)
    store.close()
