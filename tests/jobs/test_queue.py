"""Orders become jobs: once for each key, with what happened told in order."""

from __future__ import annotations

import itertools
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from gridgen.jobs.job import Order
from gridgen.jobs.queue import KEPT_DAYS, dismiss, events_after, job_of, jobs_of, submit
from gridgen.model.errors import NotInPlanError, RequestError, StoreError
from gridgen.versions.store.audit import lines_of
from gridgen.versions.store.database import Store
from gridgen.versions.store.schema import JOBS
from gridgen.versions.store.upgrade import open_store

CHECK = Order("check", {"version": 1}, "p1", ("990101",))


def test_an_order_becomes_a_job_that_waits(store: Store) -> None:
    job = submit(store, CHECK)

    assert (job.process, job.asked, job.actor, job.scopes) == (
        "check", {"version": 1}, "p1", ("990101",)
    )  # fmt: skip
    assert (job.state, job.progress, job.attempt) == ("accepted", 0, 0)
    assert (job.started, job.finished, job.result, job.problem) == (None, None, None, None)
    assert job_of(store, job.id) == job
    assert job.order == CHECK


def test_what_cannot_be_asked_is_refused_and_no_job(store: Store) -> None:
    with pytest.raises(RequestError, match="Of the inputs version, plan exactly one"):
        submit(store, Order("check", {}, "p1"))

    assert jobs_of(store) == []


def test_a_key_of_the_same_actor_is_the_same_job(store: Store) -> None:
    first = submit(store, Order("check", {"version": 1, "rules": "standard"}, "p1", ("",), "k"))

    again = submit(store, Order("check", {"rules": "standard", "version": 1}, "p1", ("",), "k"))
    other = submit(store, Order("check", {"version": 1}, "p2", ("",), "k"))

    assert again == first
    assert other.id != first.id


def test_a_key_that_was_used_for_something_else_is_refused(store: Store) -> None:
    first = submit(store, Order("check", {"version": 1}, "p1", ("",), "k"))

    with pytest.raises(StoreError, match=f"another job, {first.id} \\(check\\)"):
        submit(store, Order("check", {"version": 2}, "p1", ("",), "k"))


@pytest.mark.parametrize("key", ["", "x" * 201, "a\x00"])
def test_a_key_that_no_store_keeps_is_refused(store: Store, key: str) -> None:
    with pytest.raises(RequestError, match=r"'Idempotency-Key' is .*; expected a text of 1 to 200"):
        submit(store, Order("check", {"version": 1}, "p1", ("",), key))


def test_many_who_send_one_key_at_once_have_one_job(address: str, store: Store) -> None:
    made: list[str] = []
    order = Order("check", {"version": 1}, "p1", ("",), "k")

    def send() -> None:
        mine = open_store(address)
        made.append(submit(mine, order).id)
        mine.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 6
    assert len(set(made)) == len(jobs_of(store)) == 1


def test_jobs_are_found_by_who_ordered_them_and_by_state_the_newest_first(store: Store) -> None:
    first, second = submit(store, CHECK), submit(store, CHECK)
    other = submit(store, Order("check", {"version": 1}, "p2"))
    dismiss(store, first.id)

    assert [job.id for job in jobs_of(store)] == [other.id, second.id, first.id]
    assert [job.id for job in jobs_of(store, actor="p1")] == [second.id, first.id]
    assert [job.id for job in jobs_of(store, states=["accepted"])] == [other.id, second.id]
    assert [job.id for job in jobs_of(store, actor="p1", states=["dismissed"])] == [first.id]
    assert [job.id for job in jobs_of(store, processes=["divide", "check"])] == [
        other.id, second.id, first.id
    ]  # fmt: skip
    assert jobs_of(store, processes=["divide"]) == []


@pytest.mark.parametrize(("days", "is_kept"), [(KEPT_DAYS - 1, True), (KEPT_DAYS + 1, False)])
def test_jobs_that_are_long_over_go_when_the_next_is_ordered(
    store: Store, days: int, is_kept: bool
) -> None:
    over, waits = submit(store, CHECK), submit(store, CHECK)
    dismiss(store, over.id)
    long_ago = (datetime.now(UTC) - timedelta(days=days)).isoformat()
    with store.writing() as connection:
        connection.execute(update(JOBS).values(created=long_ago))
        connection.execute(update(JOBS).where(JOBS.c.id == over.id).values(finished=long_ago))

    new = submit(store, CHECK)

    assert {job.id for job in jobs_of(store)} - {over.id} == {waits.id, new.id}
    assert any(job.id == over.id for job in jobs_of(store)) is is_kept
    if not is_kept:
        with pytest.raises(NotInPlanError):
            events_after(store, over.id)


def test_a_job_that_is_not_there_is_told(store: Store) -> None:
    for ask in (job_of, events_after, dismiss):
        with pytest.raises(NotInPlanError, match="There is no job 'none'"):
            ask(store, "none")


def test_a_job_that_waits_is_dismissed_at_once_and_only_once(store: Store) -> None:
    job = submit(store, CHECK)

    gone = dismiss(store, job.id)

    assert (gone.state, gone.finished is not None) == ("dismissed", True)
    assert dismiss(store, job.id) == gone


def test_events_are_numbered_and_asked_for_from_any_on(store: Store) -> None:
    job = submit(store, CHECK)
    submit(store, CHECK)
    dismiss(store, job.id)

    events = events_after(store, job.id)

    assert [(one.number, one.told) for one in events] == [
        (1, {"state": "accepted"}), (2, {"state": "dismissed"})
    ]  # fmt: skip
    assert all(a.at <= b.at for a, b in itertools.pairwise(events))
    assert events_after(store, job.id, 1) == events[1:]
    assert events_after(store, job.id, 2) == []


def test_the_audit_tells_who_ordered_and_who_dismissed(store: Store) -> None:
    job = submit(store, CHECK)
    dismiss(store, job.id, actor="p9")

    with store.reading() as connection:
        lines = [(line.actor, line.action, line.subject) for line in lines_of(connection)]

    assert lines[-2:] == [("p1", "order", f"job {job.id}"), ("p9", "dismiss", f"job {job.id}")]
