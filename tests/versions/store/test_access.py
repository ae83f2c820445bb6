"""Keys are told once, kept as what nobody can turn back, and open nothing once they are over."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from gridgen.model.errors import NotInStoreError, RequestError, StoreError
from gridgen.versions.store.access import (
    ALL_LAND,
    DAYS_MOST,
    SCOPES_MOST,
    KeyOrder,
    first_key,
    key_of,
    keys,
    make_key,
    revoke,
)
from gridgen.versions.store.audit import lines_of
from gridgen.versions.store.database import Store
from gridgen.versions.store.schema import ACCESS_KEYS
from gridgen.words.discreet import KEY, MASK, masked

VIEWER = KeyOrder("viewer", ("990101",), "QGIS of the office", 30)


def test_a_key_is_found_by_its_text_alone(store: Store) -> None:
    made, text = make_key(store, VIEWER, actor="p1")

    assert re.fullmatch(KEY, text)
    assert key_of(store, text) == made
    assert (made.role, made.scopes, made.actor) == ("viewer", ("990101",), f"key-{made.id}")
    for other in (text[:-1], f"{text}=", text.upper(), f"{text}\n", made.id, "", "gg_", "a\0b"):
        assert key_of(store, other) is None


def test_the_store_holds_no_text_of_a_key(store: Store) -> None:
    _, text = make_key(store, VIEWER, actor="p1")

    with store.reading() as connection:
        rows = [*connection.execute(select(ACCESS_KEYS)), *lines_of(connection)]

    assert text.split("_", 2)[2] not in repr(rows)
    if store.file is not None:
        everything = b"".join(f.read_bytes() for f in Path(store.file).parent.iterdir())
        assert text.encode() not in everything


def test_keys_differ_in_all_that_is_secret(store: Store) -> None:
    texts = {make_key(store, VIEWER, actor="p1")[1].split("_", 2)[2] for _ in range(20)}

    assert len(texts) == 20
    assert {len(text) for text in texts} == {43}  # 256 bits, six to a character


@pytest.mark.parametrize(("days", "is_good"), [(29.9, True), (30.1, False)])
def test_a_key_opens_until_it_expires(store: Store, days: float, is_good: bool) -> None:
    made, _ = make_key(store, VIEWER, actor="p1")

    assert made.is_good(datetime.now(UTC) + timedelta(days=days)) is is_good


def test_a_revoked_key_is_over_and_stays_in_the_list(store: Store) -> None:
    made, text = make_key(store, VIEWER, actor="p1")

    revoke(store, made.id, actor="p2")
    again = revoke(store, made.id, actor="p3")

    assert again.revoked is not None
    assert not again.is_good(datetime.now(UTC))
    assert keys(store) == [again] == [key_of(store, text)]


def test_making_and_revoking_stand_in_the_audit(store: Store) -> None:
    made, _ = make_key(store, VIEWER, actor="p1")
    revoke(store, made.id, actor="p2")

    with store.reading() as connection:
        lines = list(lines_of(connection))

    assert [(line.actor, line.action, line.subject) for line in lines] == [
        ("p1", "make-key", f"key {made.id}"), ("p2", "revoke-key", f"key {made.id}"),
    ]  # fmt: skip
    assert lines[0].detail == {"role": "viewer", "scopes": ["990101"], "expires": made.expires}


def test_nobody_revokes_a_key_that_is_not_there(store: Store) -> None:
    with pytest.raises(NotInStoreError, match="There is no key '0badc0de'"):
        revoke(store, "0badc0de", actor="p1")


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (KeyOrder("boss", ALL_LAND), "The role is 'boss'; expected one of viewer, planner"),
        (KeyOrder("viewer", ()), "There are 0 scopes; expected 1 to 200"),
        (KeyOrder("viewer", ["11"] * (SCOPES_MOST + 1)), "There are 201 scopes"),
        (KeyOrder("viewer", ("9",)), "The scope is '9'"),
        (KeyOrder("viewer", ("9" * 13,)), "The scope is '9999999999999'"),
        (KeyOrder("viewer", ("99%",)), "The scope is '99%'"),
        (KeyOrder("viewer", ("９９",)), "The scope is"),
        (KeyOrder("viewer", ALL_LAND, "x" * 101), "at most 100 characters"),
        (KeyOrder("viewer", ALL_LAND, "陈建国"), "no person"),
        (KeyOrder("viewer", ALL_LAND, "QGIS 13912345678"), "no person"),
        (KeyOrder("viewer", ALL_LAND, "", 0), "The key is to last 0 days"),
        (KeyOrder("viewer", ALL_LAND, "", DAYS_MOST + 1), "The key is to last 3,651 days"),
    ],
)
def test_an_order_that_cannot_be_taken_is_one_sentence(
    store: Store, order: KeyOrder, said: str
) -> None:
    with pytest.raises(RequestError, match=re.escape(said)):
        make_key(store, order, actor="p1")

    assert keys(store) == []


def test_whoever_makes_a_key_is_no_name(store: Store) -> None:
    with pytest.raises(StoreError, match="must be an id"):
        make_key(store, VIEWER, actor="陈建国")


def test_a_store_without_keys_gives_its_administrator_one_and_only_one(store: Store) -> None:
    first, second = first_key(store), first_key(store)

    assert first is not None
    assert second is None
    made = key_of(store, first)
    assert made is not None
    assert (made.role, made.scopes, made.expires) == ("admin", ALL_LAND, None)


def test_two_keys_are_never_one(store: Store) -> None:
    make_key(store, VIEWER, actor="p1")

    with store.reading() as connection:
        row = dict(connection.execute(select(ACCESS_KEYS)).mappings().one())
    with pytest.raises(StoreError), store.writing() as connection:
        connection.execute(insert(ACCESS_KEYS), {**row, "id": "0badc0de"})


def test_no_message_repeats_a_key(store: Store) -> None:
    _, text = make_key(store, VIEWER, actor="p1")

    assert masked(f"There is no household {text}.") == f"There is no household {MASK}."


def test_of_many_that_start_at_once_one_gets_the_first_key(store: Store) -> None:
    with ThreadPoolExecutor(8) as many:
        found = [*many.map(lambda _: first_key(store), range(8))]

    assert sum(text is not None for text in found) == 1
    assert len(keys(store)) == 1
