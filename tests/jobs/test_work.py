"""A worker does jobs to their end, and what it leaves another goes on with."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from campaigns import campaign
from ordered import ordered, plan_in, sent_town, unlike
from sqlalchemy import func, select

from gridgen.division.options import Options
from gridgen.doors import divide_inputs
from gridgen.files.inputs import read_inputs
from gridgen.jobs.failure import error_of
from gridgen.jobs.job import Order
from gridgen.jobs.queue import dismiss, events_after, job_of, submit
from gridgen.jobs.work import work_once
from gridgen.rules.loader import load_rules
from gridgen.versions.draft import open_draft
from gridgen.versions.store.database import Store
from gridgen.versions.store.schema import CHECKPOINTS, JOBS
from gridgen.versions.store.uploads import fetched
from gridgen.versions.store.versions import every_version

TOWN = 4
"""Communities."""


class After(threading.Event):
    """An event that does something when it was asked for so many times, and then counts as set."""

    def __init__(self, times: int, then: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self._left, self._then = times, then

    def is_set(self) -> bool:
        self._left -= 1
        if self._left == 0:
            self._then()
            self.set()
        return super().is_set()


def checkpoints(store: Store) -> int:
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(CHECKPOINTS)).scalar_one()


def computed(store: Store, job: str, after: int = 0) -> list[str]:
    """The communities that were divided, in order."""
    told = [event.told for event in events_after(store, job, after)]
    return [one["community"] for one in told if "community" in one]


def test_nothing_is_done_where_there_is_no_job(store: Store) -> None:
    assert work_once(store, "w1") is None


def test_a_job_gives_the_plan_that_the_command_gives(store: Store, tmp_path: Path) -> None:
    upload = sent_town(store, TOWN)
    job = ordered(store, upload, seed=3, lang="en", day="2026-11-29")

    done = work_once(store, "w1")

    assert done is not None
    assert (done.id, done.state, done.progress) == (job.id, "successful", 100)
    assert done.result == {
        "version": 1, "plan": "drawn", "number": 1, "scope": "990101001",
        "findings": {"error": 0, "warning": 0, "note": 1},
    }  # fmt: skip
    options = Options(effort="fast", seed=3, lang="en", day="2026-11-29")
    inputs = read_inputs(fetched(store, upload, tmp_path))
    plan = divide_inputs(inputs, rules="standard", existing=None, options=options)
    assert unlike(plan_in(store, done), open_draft(plan, load_rules("standard")).plan) == []


def test_events_tell_each_stage_and_community(store: Store) -> None:
    job = ordered(store, sent_town(store, TOWN))

    work_once(store, "w1")

    told = [event.told for event in events_after(store, job.id)]
    assert told[:5] == [
        {"state": "accepted"}, {"state": "running", "attempt": 1}, {"stage": "reading"},
        {"stage": "dividing"}, {"done": 0, "of": TOWN},
    ]  # fmt: skip
    assert [one["done"] for one in told[5:-2]] == [1, 2, 3, 4]
    assert told[-2:] == [{"stage": "checking"}, {"state": "successful"}]


@pytest.mark.parametrize("executor", campaign([None, ThreadPoolExecutor(2)], everyday=1))
def test_one_that_is_stopped_gives_back_and_the_next_goes_on_to_the_same_plan(
    store: Store, executor: ThreadPoolExecutor | None
) -> None:
    upload = sent_town(store, TOWN)
    calm = ordered(store, upload)
    work_once(store, "calm")
    job = ordered(store, upload)

    # Asked at both stages and after each community: the worker ends after the second of these.
    left = work_once(store, "w1", stop=After(4), executor=executor)
    kept, last = checkpoints(store), events_after(store, job.id)[-1].number
    done = work_once(store, "w2", executor=executor)

    assert left is not None
    assert (left.state, kept) == ("running", 2)
    assert done is not None
    assert (done.state, done.attempt) == ("successful", 2)
    again = computed(store, job.id, last)
    assert len(again) == TOWN - 2
    assert not {*computed(store, job.id)[:2]} & {*again}
    assert unlike(plan_in(store, job_of(store, calm.id)), plan_in(store, done)) == []


def test_what_was_kept_of_another_problem_is_divided_again(store: Store) -> None:
    upload = sent_town(store, TOWN)
    job, other = ordered(store, upload), ordered(store, upload, seed=9)
    work_once(store, "w1", stop=After(4))
    with store.writing() as connection:
        connection.execute(CHECKPOINTS.update().values(job=other.id))
        later = JOBS.update().where(JOBS.c.id == job.id)
        connection.execute(later.values(state="failed"))

    done = work_once(store, "w2")

    assert done is not None
    assert (done.id, done.state) == (other.id, "successful")
    assert len(computed(store, other.id)) == TOWN


def test_a_job_that_is_dismissed_meanwhile_ends_and_leaves_nothing(store: Store) -> None:
    job = ordered(store, sent_town(store, TOWN))

    done = work_once(store, "w1", stop=After(4, lambda: dismiss(store, job.id)))

    assert done is not None
    assert done.state == "dismissed"
    assert len(computed(store, job.id)) == 2
    assert (every_version(store), checkpoints(store)) == ([], 0)
    assert work_once(store, "w2") is None


def test_a_job_that_another_has_by_now_makes_no_second_version(store: Store) -> None:
    job = ordered(store, sent_town(store, TOWN))
    done: list[Any] = []

    def overtake() -> None:
        with store.writing() as connection:
            connection.execute(JOBS.update().values(lease_until=0.0))
        done.append(work_once(store, "w2"))

    class Overtaken(After):
        def is_set(self) -> bool:
            super().is_set()
            return False

    work_once(store, "w1", stop=Overtaken(4, overtake))

    assert done[0].state == "successful"
    assert job_of(store, job.id) == done[0]
    assert [version.id for version in every_version(store)] == [1]


def test_an_upload_that_is_gone_is_told_in_both_languages(store: Store) -> None:
    ordered(store, "none")

    done = work_once(store, "w1")

    assert done is not None
    assert (done.state, done.result) == ("failed", None)
    assert done.problem is not None
    assert str(error_of(done.problem)).startswith("There is no upload 'none'")
    assert error_of(done.problem).text("zh").startswith("没有编号为“none”的上传文件")


def test_land_that_is_not_theirs_who_ordered_is_refused(store: Store) -> None:
    asked = {"name": "drawn", "households": {"upload": sent_town(store, 1)}, "effort": "fast"}
    submit(store, Order("divide", asked, "p1", ("440606",)))

    done = work_once(store, "w1")

    assert done is not None
    assert done.problem is not None
    assert "The plan is of 990101001, which is not land that is yours (440606)" in str(
        error_of(done.problem)
    )
    assert every_version(store) == []


class Failing(ThreadPoolExecutor):
    """An executor that takes no work."""

    def __init__(self, why: Exception) -> None:
        super().__init__(1)
        self.why = why

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        raise self.why


def test_an_error_that_nobody_foresaw_ends_the_job_without_telling_what_it_quotes(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    ordered(store, sent_town(store, 1))

    done = work_once(store, "w1", executor=Failing(ValueError("row of somebody")))

    assert done is not None
    assert (done.state, done.problem) == (
        "failed", {"kind": "GridgenError", "key": "job_broke", "fields": {"kind": "ValueError"}}
    )  # fmt: skip
    assert "ValueError" in caplog.text
    assert "row of somebody" not in caplog.text


def test_a_job_whose_processes_were_killed_is_given_back(store: Store) -> None:
    job = ordered(store, sent_town(store, 1))

    with pytest.raises(BrokenExecutor):
        work_once(store, "w1", executor=Failing(BrokenExecutor()))

    assert job_of(store, job.id).state == "running"
    again = work_once(store, "w2")
    assert again is not None
    assert (again.id, again.state) == (job.id, "successful")
