"""Workers of jobs that are killed at random moments, and what becomes of the jobs."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
from ordered import ordered, plan_in, sent_town, unlike
from sqlalchemy import select

from gridgen.jobs.job import OPEN, RUNNING, Job
from gridgen.jobs.queue import events_after, job_of
from gridgen.jobs.work import work_once
from gridgen.jobs.workers import Workers
from gridgen.model.plan import Plan
from gridgen.versions.store.database import Store
from gridgen.versions.store.schema import JOBS
from gridgen.versions.store.upgrade import init_store
from gridgen.versions.store.versions import every_version

AT_ONCE = 2
"""Workers, and jobs that wait for them."""

LEASE_S = 1.5
EACH = 10
"""Kills while two jobs are done; then they are left alone."""

APART = 0.5
"""Of the time that an undisturbed job takes: how far two kills are apart, at most."""

STUCK_S = 600.0
"""Seconds in which nothing happens in any job: then they are stuck, however busy the machine is."""


def killed_jobs(
    folder: Path, kills: int, *, communities: int = 60, seed: int = 0, address: str | None = None
) -> list[str]:
    """Kill workers so many times, while jobs divide so many communities; return what is wrong.

    Parameters
    ----------
    folder
        Where the store is made, unless `address` says where.
    kills
        Of workers that have a job in hand.
    communities
        Of each job.
    seed
        Decides the moments.
    address
        Of a store that may be made.
    """
    rng = np.random.default_rng(seed)
    where = address or str(folder / "store.sqlite")
    store = init_store(where)
    upload = sent_town(store, communities)
    ordered(store, upload)
    begun = time.monotonic()
    calm = work_once(store, "calm")
    assert calm is not None
    apart_s = APART * (time.monotonic() - begun)
    expected, wrong, versions = plan_in(store, calm), [], 1
    with Workers(where, AT_ONCE, lease_s=LEASE_S, processes=1) as workers:
        while kills > 0:
            jobs = [ordered(store, upload).id for _ in range(AT_ONCE)]
            most = min(kills, EACH)
            kills -= _killed(store, workers, jobs, most=most, rng=rng, apart_s=apart_s)
            wrong += [said for job in jobs if (said := _wrong(store, job, expected))]
            versions += len(jobs)
            print(*(told(store, job_of(store, job)) for job in jobs), sep="\n", flush=True)
    if len(every_version(store)) != versions:
        wrong.append(f"{len(every_version(store))} versions of {versions} jobs")
    store.close()
    return wrong


def _killed(
    store: Store,
    workers: Workers,
    jobs: list[str],
    *,
    most: int,
    rng: np.random.Generator,
    apart_s: float,
) -> int:
    """Kill whoever has a job in hand until the jobs are over, or stuck; return how often."""
    kills, seen, until = 0, 0, time.monotonic() + STUCK_S
    while any(job_of(store, job).state in OPEN for job in jobs) and time.monotonic() < until:
        if (now := sum(len(events_after(store, job)) for job in jobs)) > seen:
            seen, until = now, time.monotonic() + STUCK_S
        time.sleep(rng.uniform(0, apart_s) if kills < most else 0.2)
        if kills < most and (pids := _in_hand(store, workers)):
            with suppress(ProcessLookupError):
                os.kill(int(rng.choice(pids)), signal.SIGKILL)
                kills += 1
    return kills


def _in_hand(store: Store, workers: Workers) -> list[int]:
    """The processes that have a job."""
    with store.reading() as connection:
        asked = select(JOBS.c.worker).where(JOBS.c.state == RUNNING)
        return [pid for worker in connection.scalars(asked) if (pid := workers.alive.get(worker))]


def _wrong(store: Store, job: str, expected: Plan) -> str:
    """Say what is wrong with a job, "" where it gave the plan of an undisturbed one."""
    over = job_of(store, job)
    if over.state != "successful":
        return f"job {job}: {over.state}, {over.problem}"
    return "; ".join(unlike(expected, plan_in(store, over)))


def told(store: Store, job: Job) -> str:
    """Say how often a job was begun, and how many communities were divided more than once."""
    done = [event.told["community"] for event in events_after(store, job.id)
            if "community" in event.told]  # fmt: skip
    twice = len(done) - len({*done})
    return f"{job.state}, attempts {job.attempt}, divided {len(done)}, twice {twice}"
