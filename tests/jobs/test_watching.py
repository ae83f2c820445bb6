"""What a worker tells while a process works, and when it ends it."""

from __future__ import annotations

import threading

import pytest
from villages import problems_in, township

from gridgen.division.community import divide_community
from gridgen.jobs.job import Order
from gridgen.jobs.lease import LostError, claim, kept
from gridgen.jobs.queue import events_after, job_of, submit
from gridgen.jobs.watching import StoppedError, Watching
from gridgen.versions.store.database import Store

pytestmark = pytest.mark.parametrize("address", ["sqlite"], indirect=True)


@pytest.fixture
def watching(store: Store) -> Watching:
    submit(store, Order("check", {"version": 1}, "p1"))
    attempt = claim(store, "w1", lease_s=60)
    assert attempt is not None
    return Watching(attempt, threading.Event(), threading.Event())


def test_it_goes_on_until_the_job_is_gone_or_the_worker_is_stopped(watching: Watching) -> None:
    watching.go_on()
    watching.stop.set()

    with pytest.raises(StoppedError):
        watching.stage("reading")

    watching.gone.set()
    with pytest.raises(LostError):
        watching.step(1, 2)


def test_communities_lie_between_reading_and_checking(store: Store, watching: Watching) -> None:
    problems = problems_in(*township())
    job, seen = watching.attempt.job.id, []

    watching.stage("dividing")
    assert watching.known(problems) == {}
    for problem in problems.values():
        watching.keep(problem, divide_community(problem))
        seen.append(job_of(store, job).progress)
    watching.stage("checking")

    assert seen == [33, 61, 90]
    assert job_of(store, job).progress == 90
    assert len(kept(watching.attempt)) == len(watching.known(problems)) == 3


def test_steps_are_told_where_no_community_is(store: Store, watching: Watching) -> None:
    watching.step(1, 2)

    assert events_after(store, watching.attempt.job.id)[-1].told == {"done": 1, "of": 2}


def test_steps_are_not_told_twice_where_communities_are(store: Store, watching: Watching) -> None:
    watching.known(problems_in(*township()))
    before = events_after(store, watching.attempt.job.id)

    watching.step(1, 3)

    assert events_after(store, watching.attempt.job.id) == before
