"""Requests are counted together by all processes, and the store is asked once for many."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, select
from stored import made_store

from api.access.allowance import Allowance, Left
from api.access.policies import Policy
from gridgen.versions.store.database import Store
from gridgen.versions.store.schema import RATES
from gridgen.versions.store.upgrade import open_store

USUAL = Policy("usual", 600)
START = 1_800_000_000.0
"""Where a minute begins."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(made_store(tmp_path))
    yield store
    store.close()


async def ask(allowance: Allowance, policy: Policy, times: int, who: str = "anne") -> list[Left]:
    return [await allowance.take(policy, who) for _ in range(times)]


def answered(found: list[Left]) -> int:
    return sum(not left.is_over for left in found)


@pytest.mark.parametrize("most", [1, 29, 30, 119, 120, 600])
def test_exactly_as_many_are_answered_as_there_are(store: Store, most: int) -> None:
    found = asyncio.run(ask(Allowance(store, lambda: START), Policy("usual", most), most + 20))

    assert [left.is_over for left in found] == [False] * most + [True] * 20


def test_another_minute_gives_all_of_them_again(store: Store) -> None:
    clock = [START + 59]
    allowance = Allowance(store, lambda: clock[0])
    policy = Policy("usual", 5)

    before = asyncio.run(ask(allowance, policy, 7))
    clock[0] += 1
    after = asyncio.run(ask(allowance, policy, 7))

    assert (answered(before), answered(after)) == (5, 5)
    assert {left.reset_s for left in before} == {1}
    assert {left.reset_s for left in after} == {60}


def test_what_is_left_goes_down_by_one_with_each_request(store: Store) -> None:
    found = asyncio.run(ask(Allowance(store, lambda: START), Policy("usual", 10), 12))

    assert [left.number for left in found] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0]


def test_several_processes_answer_no_more_than_one_would(store: Store, tmp_path: Path) -> None:
    stores = [open_store(str(tmp_path / "store.sqlite")) for _ in range(3)]
    many = [Allowance(one, lambda: START) for one in stores]

    async def all_at_once() -> int:
        found = await asyncio.gather(*(ask(one, USUAL, 400) for one in many for _ in range(2)))
        return sum(map(answered, found))

    number = asyncio.run(all_at_once())
    for one in stores:
        one.close()

    # Nobody got one too many; what a process holds and does not use is lost until the next minute.
    assert USUAL.most - 2 * USUAL.batch <= number <= USUAL.most


def test_many_at_once_in_one_process_are_counted_one_by_one(store: Store) -> None:
    allowance = Allowance(store, lambda: START)

    async def all_at_once() -> int:
        found = await asyncio.gather(*(ask(allowance, Policy("usual", 130), 3) for _ in range(100)))
        return sum(map(answered, found))

    assert asyncio.run(all_at_once()) == 130


def test_whoever_comes_between_a_batch_and_its_being_added_goes_on(store: Store) -> None:
    allowance, policy = Allowance(store, lambda: START), Policy("usual", 1)

    async def first_and_second() -> list[bool]:
        first = asyncio.create_task(allowance.take(policy, "anne"))
        await asyncio.sleep(0)
        held = allowance._held["usual", "anne"]
        while held.filling is not None and not held.filling.done():
            await asyncio.sleep(0)  # here at each turn of the loop, until the batch has come
        second = await allowance.take(policy, "anne")
        return [second.is_over, (await first).is_over]

    assert sorted(asyncio.run(first_and_second())) == [False, True]


def test_the_store_is_asked_once_for_many_requests(store: Store) -> None:
    asked = []
    event.listen(store.engine, "begin", lambda _: asked.append(1))

    asyncio.run(ask(Allowance(store, lambda: START), Policy("usual", 6000), 1000))

    assert len(asked) <= 12  # ten batches, one ahead, and one to forget old minutes


def test_callers_and_policies_are_counted_apart(store: Store) -> None:
    allowance = Allowance(store, lambda: START)

    async def some() -> list[int]:
        few, other = Policy("heavy", 3), Policy("failed", 3)
        return [
            answered(await ask(allowance, few, 5)),
            answered(await ask(allowance, few, 5, "bert")),
            answered(await ask(allowance, other, 5)),
        ]

    assert asyncio.run(some()) == [3, 3, 3]


def test_where_the_store_cannot_be_written_a_process_counts_for_itself(store: Store) -> None:
    allowance = Allowance(store, lambda: START)

    with store.writing():
        found = asyncio.run(ask(allowance, Policy("usual", 5), 8))

    assert [left.is_over for left in found] == [False] * 5 + [True] * 3


def test_minutes_that_are_over_are_forgotten(store: Store) -> None:
    clock = [START]
    allowance = Allowance(store, lambda: clock[0])

    for _ in range(4):
        asyncio.run(ask(allowance, USUAL, 1))
        clock[0] += 60

    with store.reading() as connection:
        spans = connection.execute(select(RATES.c.span)).scalars().all()
    assert sorted(spans)[-1] == START + 180
    assert len(spans) <= 3


def test_headers_say_what_is_left() -> None:
    left, over = Left(USUAL, 17, 42), Left(USUAL, 0, 42, is_over=True)

    assert left.headers() == [
        (b"ratelimit-policy", b'"usual";q=600;w=60'), (b"ratelimit", b'"usual";r=17;t=42'),
    ]  # fmt: skip
    assert over.headers()[-1] == (b"retry-after", b"42")
