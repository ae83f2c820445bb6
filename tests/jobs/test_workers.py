"""Worker processes: what dies is begun anew, and the work goes on where it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from killed_jobs import killed_jobs
from ordered import ordered, plan_in, sent_town, unlike

from gridgen.jobs.job import OPEN, Job
from gridgen.jobs.queue import dismiss, events_after, job_of
from gridgen.jobs.work import work_once
from gridgen.jobs.workers import Workers
from gridgen.versions.store.database import Store

TOWN = 20
"""Communities: enough that a worker is still at work when it is killed."""

WAIT_S = 240.0
"""Far longer than it takes."""

IN_SQLITE = pytest.mark.parametrize("address", ["sqlite"], indirect=True)
"""What the database has no part in, and takes seconds."""


def wait_for(is_so: Callable[[], bool]) -> None:
    """Return once something is so; fail where it never is."""
    until = time.monotonic() + WAIT_S
    while not is_so():
        assert time.monotonic() < until, "it never was so"
        time.sleep(0.02)


def divided(store: Store, job: Job, attempt: int | None = None) -> list[str]:
    """The communities that were divided, in all attempts or in one."""
    found, now = [], 0
    for event in events_after(store, job.id):
        now = event.told.get("attempt", now)
        if "community" in event.told and attempt in (None, now):
            found.append(event.told["community"])
    return found


def is_over(store: Store, job: Job) -> bool:
    return job_of(store, job.id).state not in OPEN


@pytest.mark.slow
def test_a_job_whose_worker_is_killed_goes_on_where_it_was(address: str, store: Store) -> None:
    upload = sent_town(store, TOWN)
    calm = ordered(store, upload)
    work_once(store, "calm")
    job = ordered(store, upload)

    with Workers(address, 1, processes=1) as workers:
        wait_for(lambda: len(divided(store, job)) >= 3)
        [pid] = workers.alive.values()
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: is_over(store, job))

    over = job_of(store, job.id)
    before, after = divided(store, job, 1), divided(store, job, 2)
    assert (over.state, over.attempt) == ("successful", 2)
    assert (len(before) >= 3, len(before) + len(after)) == (True, TOWN)
    assert not {*before} & {*after}  # no community was divided twice
    assert unlike(plan_in(store, job_of(store, calm.id)), plan_in(store, over)) == []


@pytest.mark.slow
@IN_SQLITE
def test_a_worker_that_is_asked_to_end_gives_its_job_to_another(address: str, store: Store) -> None:
    job = ordered(store, sent_town(store, TOWN))

    with Workers(address, 1, processes=1):
        wait_for(lambda: len(divided(store, job)) >= 3)
    left = job_of(store, job.id)
    done = work_once(store, "w2")

    assert (left.state, left.attempt) == ("running", 1)
    assert done is not None
    assert (done.state, done.attempt) == ("successful", 2)
    assert len(divided(store, job)) == len({*divided(store, job)}) == TOWN


@pytest.mark.slow
@IN_SQLITE
def test_a_worker_that_is_killed_before_it_has_begun_is_begun_anew(
    address: str, store: Store
) -> None:
    job = ordered(store, sent_town(store, 1))

    with Workers(address, 1, processes=1) as workers:
        for _ in range(2):
            wait_for(lambda: bool(workers.alive))
            [(worker, pid)] = workers.alive.items()
            os.kill(pid, signal.SIGKILL)
            wait_for(lambda gone=worker: gone not in workers.alive)
        wait_for(lambda: is_over(store, job))

    assert job_of(store, job.id).state == "successful"


SERVER = """
import sys, time
from gridgen.jobs.workers import Workers
with Workers(sys.argv[1], 1, processes=2) as workers:
    while not workers.alive:
        time.sleep(0.02)
    print(*workers.alive.values(), flush=True)
    time.sleep(600)
"""


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that is dead and not yet waited for is no longer at work.
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()


@pytest.mark.slow
@IN_SQLITE
def test_workers_end_when_who_began_them_is_killed_and_the_job_goes_on(
    address: str, store: Store
) -> None:
    job = ordered(store, sent_town(store, TOWN))
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, address], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    worker = int(server.stdout.readline())
    wait_for(lambda: len(divided(store, job)) >= 3)

    server.send_signal(signal.SIGKILL)
    server.communicate()
    wait_for(lambda: not is_alive(worker))
    done = work_once(store, "w2")

    assert done is not None
    assert (done.state, done.attempt) == ("successful", 2)
    assert len(divided(store, job)) == len({*divided(store, job)}) == TOWN


@pytest.mark.slow
@IN_SQLITE
def test_a_job_that_is_dismissed_ends_and_the_worker_does_the_next(
    address: str, store: Store
) -> None:
    upload = sent_town(store, TOWN)
    job, later = ordered(store, upload), ordered(store, upload)

    with Workers(address, 1, processes=1) as workers:
        wait_for(lambda: len(divided(store, job)) >= 1)
        [before] = workers.alive
        dismiss(store, job.id)
        wait_for(lambda: is_over(store, later))
        [after] = workers.alive

    assert job_of(store, job.id).state == "dismissed"
    assert len(divided(store, job)) < TOWN
    assert job_of(store, later.id).state == "successful"
    assert before == after


@pytest.mark.slow
def test_a_few_kills_at_random_moments_change_no_plan(tmp_path: Path) -> None:
    assert killed_jobs(tmp_path, 5, communities=12) == []
