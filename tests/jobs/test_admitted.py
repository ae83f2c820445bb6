"""Tasks over an executor: the largest first, no more than there is room for, none lost."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path

import pytest

from gridgen.jobs.admitted import TRIES, Lost, Piece, Room, over
from gridgen.jobs.executors import places_in, spreading
from gridgen.model.errors import CommandError


class Running:
    """Counts the memory of what runs at once, and the order in which it began."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.held, self.most, self.began = 0.0, 0.0, list[float]()
        self.two = threading.Barrier(2)

    def __call__(self, need: float) -> float:
        with self.lock:
            self.held += need
            self.most = max(self.most, self.held)
            self.began.append(need)
        try:
            self.two.wait(0.05)  # whoever may run beside this one does
        except threading.BrokenBarrierError:
            self.two.reset()
        with self.lock:
            self.held -= need
        return need


def threads(number: int) -> AbstractContextManager[Executor | None]:
    return ThreadPoolExecutor(number)


@pytest.mark.parametrize(("memory", "most"), [(None, 9), (9, 9), (8, 6), (3, 5), (1, 5)])
def test_no_more_runs_at_once_than_there_is_memory_for(memory: float | None, most: float) -> None:
    running, needs = Running(), [1, 4, 2, 5]
    room = Room(lambda _: 2, memory)

    made = [*over(running, [Piece(n, n) for n in needs], partial(threads, 2), room)]

    assert sorted(str(one) for one in made) == ["1", "2", "4", "5"]
    assert running.began[0] == 5
    assert running.most <= most


def test_without_an_executor_tasks_are_done_here_one_after_the_other() -> None:
    pieces = [Piece(n, n) for n in (1, 3, 2)]

    assert [*over(float, pieces, nullcontext, Room(lambda _: 1))] == [3, 2, 1]


def kill_once(task: tuple[str, Path]) -> str:
    """Kill the process that does this, so many times as the task says."""
    name, folder = task
    with (folder / name).open("a") as file:
        file.write("x")
    if name.startswith("deadly") or (name == "once" and (folder / name).stat().st_size == 1):
        os.kill(os.getpid(), signal.SIGKILL)
    return name


def test_what_a_killed_process_was_at_is_begun_again_and_given_up_at_last(tmp_path: Path) -> None:
    names = ["deadly", "once", "calm", "calm2"]
    pieces = [Piece((name, tmp_path), -k) for k, name in enumerate(names)]

    made = [*over(kill_once, pieces, partial(spreading, 2), Room(places_in))]

    lost = [one for one in made if isinstance(one, Lost)]
    assert [(one.task[0], one.kind) for one in lost] == [("deadly", "BrokenProcessPool")]
    assert sorted(one for one in made if isinstance(one, str)) == ["calm", "calm2", "once"]
    # The first pool may have been broken by "once", before this one was begun there.
    assert len((tmp_path / "deadly").read_text()) in (TRIES - 1, TRIES)


class Scripted(Executor):
    """An executor whose tasks end as they are told."""

    def __init__(self, end: Callable[[Future[str]], object]) -> None:
        self.end = end

    def submit(self, *_: object, **__: object) -> Future[str]:  # type: ignore[override]
        future: Future[str] = Future()
        self.end(future)
        return future


@contextmanager
def scripted(end: Callable[[Future[str]], object]) -> Iterator[Executor]:
    yield Scripted(end)


def test_a_scheduler_that_is_gone_ends_all() -> None:
    def gone(future: Future[str]) -> None:
        future.cancel()
        future.set_running_or_notify_cancel()

    with pytest.raises(CommandError, match="scheduler of Dask is gone"):
        [*over(str, [Piece(1, 1)], partial(scripted, gone), Room(lambda _: 1))]


@pytest.mark.parametrize("times", [TRIES - 1, TRIES])
def test_a_task_that_dask_gives_up_is_handed_in_again_and_given_up_at_last(times: int) -> None:
    left = [times]

    def killed(future: Future[str]) -> None:
        if left[0]:
            left[0] -= 1
            future.set_exception(RuntimeError("KilledWorker"))
        else:
            future.set_result("done")

    made = [*over(str, [Piece(1, 1)], partial(scripted, killed), Room(lambda _: 1))]

    assert made == (["done"] if times < TRIES else [Lost(1, "RuntimeError")])


def test_an_executor_that_takes_nothing_any_more_is_opened_again() -> None:
    opened: list[int] = []

    def broken_first(future: Future[str]) -> None:
        if len(opened) == 1:
            raise BrokenExecutor
        future.set_result("done")

    def again() -> AbstractContextManager[Executor]:
        opened.append(1)
        return scripted(broken_first)

    made = [*over(str, [Piece(1, 1), Piece(2, 2)], again, Room(lambda _: 1))]

    assert (made, len(opened)) == (["done", "done"], 2)
