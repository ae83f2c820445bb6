"""A worker keeps its job as long as it lives, and hears when it is no longer wanted."""

from __future__ import annotations

from sqlalchemy import select

from gridgen.jobs.heartbeat import beating
from gridgen.jobs.job import Order
from gridgen.jobs.lease import claim
from gridgen.jobs.queue import dismiss, submit
from gridgen.versions.store.database import Store
from gridgen.versions.store.schema import JOBS

WAIT_S = 30
"""Far longer than it takes."""


def lease_until(store: Store) -> float:
    with store.reading() as connection:
        return float(connection.execute(select(JOBS.c.lease_until)).scalar_one())


def test_the_lease_is_extended_while_the_work_goes_on(store: Store) -> None:
    submit(store, Order("check", {"version": 1}, "p1"))
    attempt = claim(store, "w1", lease_s=0.06)
    assert attempt is not None
    first = lease_until(store)

    with beating(attempt) as gone:
        while lease_until(store) <= first + 0.1:
            assert not gone.is_set()

    last = lease_until(store)
    assert last > first
    assert lease_until(store) == last  # and no longer, once it is over


def test_a_worker_hears_that_its_job_is_dismissed(store: Store) -> None:
    job = submit(store, Order("check", {"version": 1}, "p1"))
    attempt = claim(store, "w1", lease_s=0.06)
    assert attempt is not None

    with beating(attempt) as gone:
        dismiss(store, job.id)

        assert gone.wait(WAIT_S)


def test_a_worker_hears_that_another_has_its_job(store: Store) -> None:
    submit(store, Order("check", {"version": 1}, "p1"))
    stale = claim(store, "w1", lease_s=-1)
    assert stale is not None
    assert claim(store, "w2", lease_s=60) is not None
    quick = type(stale)(store, stale.job, 0.06)

    with beating(quick) as gone:
        assert gone.wait(WAIT_S)
