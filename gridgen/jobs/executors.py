"""Over what a worker spreads the communities of a job: processes of its own, or Dask's."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager

from gridgen.model.errors import CommandError


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
        Dask is not installed.
    """
    number = processes or os.cpu_count() or 1
    if dask is not None:
        with _of_dask(dask) as executor:
            yield executor
    elif number == 1:
        yield None
    else:
        executor = ProcessPoolExecutor(
            number,
            # A forked process would inherit the threads of compiled libraries, and hang.
            mp_context=multiprocessing.get_context("spawn"),
            initializer=end_with_parent,
        )
        try:
            yield executor
        finally:
            executor.shutdown(cancel_futures=True)


@contextmanager
def _of_dask(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError as why:
        raise CommandError("job_needs_dask") from why
    with Client(address) as client, client.get_executor(pure=False) as executor:
        yield executor


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
