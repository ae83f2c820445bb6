"""However many take at once, nobody gets more of a span than there is."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest
from sqlalchemy import func, select, text

from gridgen.model.errors import StoreError
from gridgen.versions.store.database import Store
from gridgen.versions.store.rates import forget_spans, take
from gridgen.versions.store.schema import RATES
from gridgen.versions.store.upgrade import open_store


@pytest.mark.parametrize(
    ("asked", "most", "given"),
    [(5, 20, [5, 5, 5, 5, 0]), (7, 20, [7, 7, 6, 0]), (1, 1, [1, 0]), (9, 3, [3, 0])],
)
def test_what_is_given_ends_at_the_most(
    store: Store, asked: int, most: int, given: list[int]
) -> None:
    found = [take(store, "anne", 60, asked, most) for _ in given]

    assert [number for number, _ in found] == given
    assert found[-1] == (0, most)


def test_callers_and_spans_are_counted_apart(store: Store) -> None:
    take(store, "anne", 60, 10, 10)

    assert take(store, "anne", 120, 3, 10) == (3, 3)
    assert take(store, "bert", 60, 3, 10) == (3, 3)
    assert take(store, "anne", 60, 3, 10) == (0, 10)


def test_many_at_once_are_given_no_more_than_the_most(store: Store) -> None:
    with ThreadPoolExecutor(8) as many:
        found = [*many.map(lambda _: take_patiently(store, 7, 100), range(40))]

    assert sum(found) == 100


def take_all(address: str, most: int) -> int:
    """What one process of several is given until nothing is left."""
    store, found = open_store(address), 0
    while given := take_patiently(store, 7, most):
        found += given
    store.close()
    return found


def take_patiently(store: Store, asked: int, most: int) -> int:
    """What is given to somebody who comes again where the store is busy."""
    while True:
        try:
            return take(store, "anne", 60, asked, most)[0]
        except StoreError:
            continue


@pytest.mark.slow
def test_several_processes_are_given_no_more_than_the_most(store: Store, address: str) -> None:
    begun = get_context("spawn")
    with ProcessPoolExecutor(3, mp_context=begun) as many:
        found = [*many.map(take_all, [address] * 3, [900] * 3)]

    assert sum(found) == 900
    assert take(store, "anne", 60, 1, 900) == (0, 900)


def test_old_spans_are_forgotten(store: Store) -> None:
    for span in (0, 60, 120):
        take(store, "anne", span, 1, 10)

    forget_spans(store, 120)

    with store.reading() as connection:
        assert connection.execute(select(RATES.c.span)).scalars().all() == [120]


def test_a_long_change_of_a_plan_is_not_waited_for(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(select(func.count()).select_from(RATES))

        if store.file is None:
            assert take(store, "anne", 60, 1, 10) == (1, 1)
        else:
            with pytest.raises(StoreError, match="others were writing"):
                take(store, "anne", 60, 1, 10)


def test_after_counting_a_connection_waits_and_syncs_as_before(store: Store) -> None:
    take(store, "anne", 60, 1, 10)

    with store.reading() as connection:
        if store.file is None:
            assert connection.execute(text("SHOW lock_timeout")).scalar() == "30s"
        else:
            assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 30_000
            assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
