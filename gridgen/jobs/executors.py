"""Over what a worker spreads communities, and a country its townships: processes, or Dask's."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager

from gridgen.model.errors import CommandError
from gridgen.words.say import reason_of


@contextmanager
def spreading(processes: int = 0, dask: str | None = None) -> Iterator[Executor | None]:
    """Give an executor for as long as the block lasts.

    Parameters
    ----------
    processes
        How many are begun once the first job needs them, 0 for one on each core; with 1 the worker
        itself divides, and the executor is None.
    dask
        Address of a Dask scheduler, as tcp://host:8786, whose workers divide instead.

    Raises
    ------
    CommandError
        Dask is not installed, or nobody answers at the address.
    """
    number = processes or os.cpu_count() or 1
    if dask is not None:
        with _of_dask(dask) as executor:
            yield executor
    elif number == 1:
        yield None
    else:
        with processes_of_this(number) as executor:
            yield executor


@contextmanager
def processes_of_this(number: int) -> Iterator[ProcessPoolExecutor]:
    """Give so many processes, each begun once a task needs it, that end with this one."""
    executor = ProcessPoolExecutor(
        number,
        # A forked process would inherit the threads of compiled libraries, and hang.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=gc.get_threshold(),
    )
    try:
        yield executor
    except KeyboardInterrupt:
        # Nobody waits for what they are at.
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


@contextmanager
def _of_dask(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError as why:
        raise CommandError("job_needs_dask") from why
    try:
        client = Client(address)
    except (OSError, ValueError) as why:
        raise CommandError("dask_unreachable", address=address, why=reason_of(why)) from why
    with client, client.get_executor(pure=False) as executor:
        yield executor


def places_in(executor: Executor | None) -> int:
    """Return how many tasks an executor of `spreading` runs at once now; Dask may have none yet."""
    if executor is None:
        return 1
    if isinstance(executor, ProcessPoolExecutor):
        return int(executor._max_workers)  # type: ignore[attr-defined]
    threads: dict[str, int] = executor._client.nthreads()  # type: ignore[attr-defined]
    return sum(threads.values())


def _begin(*seldom: int) -> None:
    """Begin a process: it looks for cycles of objects as seldom as the one that began it."""
    gc.set_threshold(*seldom)
    end_with_parent()


def end_with_parent() -> None:
    """End this process when the one that began it is gone, however that ended.

    An interrupt from the keyboard goes to the whole group: only the parent answers it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, name="parent", daemon=True).start()
