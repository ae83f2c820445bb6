"""One worker has a job at a time; what an earlier attempt writes is refused."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from gridgen.jobs.failure import error_of
from gridgen.jobs.job import Order
from gridgen.jobs.lease import (
    MOST_IN_VAIN,
    Attempt,
    LostError,
    claim,
    extend,
    fail,
    finishing,
    give_back,
    keep,
    kept,
    release,
    tell,
)
from gridgen.jobs.queue import dismiss, events_after, job_of, submit
from gridgen.model.errors import ReadError
from gridgen.versions.store.database import Store
from gridgen.versions.store.schema import CHECKPOINTS, JOBS
from gridgen.versions.store.upgrade import open_store

OVER = -1.0
"""Seconds of a lease that has run out when it begins."""


def order(store: Store) -> str:
    return submit(store, Order("check", {"version": 1}, "p1")).id


def taken(store: Store, worker: str = "w1", lease_s: float = 60) -> Attempt:
    attempt = claim(store, worker, lease_s=lease_s)
    assert attempt is not None
    return attempt


def finish(attempt: Attempt) -> None:
    with finishing(attempt) as (_, result):
        result["found"] = 1


def test_jobs_are_taken_the_oldest_first_and_each_once(store: Store) -> None:
    first, second = order(store), order(store)

    attempts = [claim(store, worker, lease_s=60) for worker in ("w1", "w2", "w3")]

    assert [attempt and attempt.job.id for attempt in attempts] == [first, second, None]
    job = job_of(store, first)
    assert (job.state, job.attempt, job.started is not None) == ("running", 1, True)
    assert events_after(store, first, 1)[0].told == {"state": "running", "attempt": 1}


def test_many_workers_take_each_job_once(address: str, store: Store) -> None:
    jobs = {order(store) for _ in range(12)}
    took: list[str] = []

    def work(number: int) -> None:
        mine = open_store(address)
        while (attempt := claim(mine, f"w{number}", lease_s=60)) is not None:
            took.append(attempt.job.id)
        mine.close()

    with ThreadPoolExecutor(6) as workers:
        list(workers.map(work, range(6)))

    assert sorted(took) == sorted(jobs)


def test_a_job_whose_lease_is_over_is_anothers(store: Store) -> None:
    job = order(store)
    taken(store, "w1", OVER)

    again = taken(store, "w2")

    assert (again.job.id, again.number) == (job, 2)
    assert claim(store, "w3", lease_s=60) is None


WRITES: list[Callable[[Attempt], None]] = [
    extend,
    lambda attempt: tell(attempt, {"stage": "x"}, progress=50),
    lambda attempt: keep(attempt, "a", b"late", {"done": 9, "of": 9}, progress=50),
    lambda attempt: fail(attempt, ReadError("no_such_file", file="a")),
    give_back,
    finish,
]


@pytest.mark.parametrize("write", WRITES)
def test_what_an_earlier_attempt_writes_is_refused_and_changes_nothing(
    store: Store, write: Callable[[Attempt], None]
) -> None:
    job = order(store)
    stale, mine = taken(store, "w1", OVER), taken(store, "w2")
    keep(mine, "a", b"mine", {"done": 1, "of": 2}, progress=30)
    before, events = job_of(store, job), events_after(store, job)

    with pytest.raises(LostError):
        write(stale)

    assert job_of(store, job) == before
    assert events_after(store, job) == events
    assert kept(mine) == {"a": b"mine"}
    extend(mine)


@pytest.mark.parametrize("write", WRITES)
def test_what_is_written_to_a_dismissed_job_is_refused(
    store: Store, write: Callable[[Attempt], None]
) -> None:
    job = order(store)
    attempt = taken(store)
    gone = dismiss(store, job)

    with pytest.raises(LostError):
        write(attempt)

    assert job_of(store, job) == gone
    assert gone.state == "dismissed"
    assert kept(attempt) == {}
    assert claim(store, "w2", lease_s=60) is None


def test_a_late_attempt_whose_lease_is_over_goes_on_where_nobody_took_the_job(
    store: Store,
) -> None:
    job = order(store)
    attempt = taken(store, "w1", OVER)

    finish(attempt)

    assert job_of(store, job).state == "successful"


def test_a_job_ends_with_its_result_and_without_checkpoints(store: Store) -> None:
    job = order(store)
    attempt = taken(store)
    keep(attempt, "a", b"1", {"done": 1, "of": 1}, progress=90)

    finish(attempt)

    over = job_of(store, job)
    assert (over.state, over.progress, over.result, over.problem) == (
        "successful", 100, {"found": 1}, None
    )  # fmt: skip
    assert over.finished is not None
    assert events_after(store, job)[-1].told == {"state": "successful"}
    with store.reading() as connection:
        assert connection.execute(select(CHECKPOINTS)).all() == []


def test_nothing_of_a_result_stands_where_writing_it_fails(store: Store) -> None:
    job = order(store)
    attempt = taken(store)

    with pytest.raises(ZeroDivisionError), finishing(attempt) as (_, result):
        result["found"] = 1 / 0

    assert job_of(store, job).state == "running"


def test_why_a_job_failed_is_told_in_both_languages(store: Store) -> None:
    job = order(store)

    fail(taken(store), ReadError("no_such_file", file="a.csv"))

    over = job_of(store, job)
    assert (over.state, over.result) == ("failed", None)
    assert over.problem is not None
    assert str(error_of(over.problem)).startswith("a.csv: there is no such file.")
    assert error_of(over.problem).text("zh").startswith("找不到文件 a.csv。")


def test_a_job_that_is_given_back_is_taken_at_once(store: Store) -> None:
    job = order(store)
    attempt = taken(store)

    give_back(attempt)

    assert taken(store, "w2").job.id == job


def test_what_a_dead_worker_did_is_taken_at_once_and_that_of_others_is_not(store: Store) -> None:
    first, _ = order(store), order(store)
    taken(store, "dead")
    taken(store, "alive")

    release(store, "dead")

    assert taken(store, "w3").job.id == first
    assert claim(store, "w4", lease_s=60) is None


def test_a_job_that_kills_its_workers_fails_and_is_not_begun_for_ever(store: Store) -> None:
    job = order(store)
    for number in range(MOST_IN_VAIN):
        assert taken(store, f"w{number}", OVER).number == number + 1

    assert claim(store, "w", lease_s=60) is None

    over = job_of(store, job)
    assert (over.state, over.attempt) == ("failed", MOST_IN_VAIN)
    assert over.problem is not None
    assert f"was killed {MOST_IN_VAIN} times" in str(error_of(over.problem))
    assert f"连续 {MOST_IN_VAIN} 次中断" in error_of(over.problem).text("zh")


@pytest.mark.parametrize(
    "further",
    [
        lambda attempt: tell(attempt, {"stage": "x"}, progress=10 + attempt.number),
        lambda attempt: keep(attempt, "a", b"1", {"done": 1, "of": 9}, progress=1),
        give_back,
    ],
)
def test_one_that_came_further_or_was_given_back_is_begun_as_often_as_it_takes(
    store: Store, further: Callable[[Attempt], None]
) -> None:
    order(store)
    for _ in range(MOST_IN_VAIN + 3):
        further(taken(store, "w", OVER))
        release(store, "w")

    assert taken(store).number == MOST_IN_VAIN + 4


def test_telling_no_more_than_before_is_no_progress(store: Store) -> None:
    job = order(store)
    for _ in range(MOST_IN_VAIN):
        attempt = taken(store, "w", OVER)
        tell(attempt, {"stage": "reading"}, progress=1)
        release(store, "w")
    # The first attempt came to 1 percent, so that there is one more.
    assert claim(store, "w", lease_s=OVER) is not None

    assert claim(store, "w", lease_s=60) is None
    assert job_of(store, job).state == "failed"


def test_progress_never_goes_back(store: Store) -> None:
    job = order(store)
    attempt = taken(store)

    for progress in (5, 60, 5):
        tell(attempt, {"stage": "x"}, progress=progress)

    assert job_of(store, job).progress == 60


def test_a_checkpoint_takes_the_place_of_an_older_one(store: Store) -> None:
    order(store)
    attempt = taken(store)

    for outcome in (b"1", b"2"):
        keep(attempt, "a", outcome, {"done": 1, "of": 2}, progress=1)

    assert kept(attempt) == {"a": b"2"}


def test_two_attempts_that_write_at_once_leave_what_the_later_wrote(
    address: str, store: Store
) -> None:
    job = order(store)
    stale, mine = taken(store, "w1", OVER), taken(store, "w2")
    lost: list[bool] = []

    def write(attempt: Attempt, outcome: bytes) -> None:
        other = open_store(address)
        own = Attempt(other, attempt.job, attempt.lease_s)
        for number in range(20):
            try:
                keep(own, str(number), outcome, {"done": number, "of": 20}, progress=1)
            except LostError:
                lost.append(True)
        other.close()

    threads = [threading.Thread(target=write, args=pair) for pair in ((stale, b"0"), (mine, b"1"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(lost) == 20
    assert set(kept(mine).values()) == {b"1"}
    numbers = [event.number for event in events_after(store, job)]
    assert numbers == [*range(1, len(numbers) + 1)]


def test_the_lease_stands_in_the_store_while_it_runs(store: Store) -> None:
    order(store)
    taken(store, "w1")

    with store.reading() as connection:
        row = connection.execute(select(JOBS.c.worker, JOBS.c.lease_until)).one()

    assert row.worker == "w1"
    assert row.lease_until > 0
