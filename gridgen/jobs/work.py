"""What a worker does: it takes a job, does it, and looks for the next."""

from __future__ import annotations

import logging
import threading
import traceback
from concurrent.futures import BrokenExecutor, CancelledError, Executor
from contextlib import suppress

from gridgen.jobs.executors import spreading
from gridgen.jobs.heartbeat import beating
from gridgen.jobs.job import Job
from gridgen.jobs.lease import Attempt, LostError, claim, fail, finishing, give_back
from gridgen.jobs.processes import made_of, put
from gridgen.jobs.queue import job_of
from gridgen.jobs.uploaded import forget_dead
from gridgen.jobs.watching import StoppedError, Watching
from gridgen.model.errors import StoreFailedError
from gridgen.versions.store.database import Store
from gridgen.versions.store.upgrade import open_store
from gridgen.words.say import GridgenError

LEASE_S = 30.0
"""Seconds after which a job is anybody's whose worker shows no sign of life."""

PAUSE_S = 0.5
"""Seconds between two looks for a job where there is none."""

_BROKEN = (BrokenExecutor, CancelledError)
"""What comes of an executor that is of no more use."""

_LOG = logging.getLogger("gridgen.jobs")


def work(
    address: str,
    worker: str,
    *,
    stop: threading.Event,
    lease_s: float = LEASE_S,
    processes: int = 0,
    dask: str | None = None,
) -> None:
    """Do one job after the other until told to stop.

    Parameters
    ----------
    address
        Of the store.
    worker
        A name that no other worker has.
    stop
        Set from outside: what is being done is kept as far as it is, and given to another.
    lease_s
        Seconds after which others take over what this worker does, where it shows no sign of life.
    processes, dask
        Over what communities are spread, as `gridgen.jobs.executors.spreading` takes it.

    Raises
    ------
    StoreError
        There is no such store.
    CommandError
        Dask is asked for and not installed.
    """
    store = open_store(address)
    forget_dead()
    try:
        while not stop.is_set():
            # Anew where a process of it was killed: then none of it is of use.
            with spreading(processes, dask) as executor, suppress(*_BROKEN):
                _work_on(store, worker, executor, stop=stop, lease_s=lease_s)
    finally:
        store.close()


def _work_on(
    store: Store,
    worker: str,
    executor: Executor | None,
    *,
    stop: threading.Event,
    lease_s: float,
) -> None:
    while not stop.is_set():
        try:
            done = work_once(store, worker, lease_s=lease_s, executor=executor, stop=stop)
        except StoreFailedError as why:
            # It is busy or away; what was being done is anybody's once the lease is over.
            _LOG.warning("%s", why)
            done = None
        if done is None:
            stop.wait(PAUSE_S)


def work_once(
    store: Store,
    worker: str,
    *,
    lease_s: float = LEASE_S,
    executor: Executor | None = None,
    stop: threading.Event | None = None,
) -> Job | None:
    """Take one job and do it; return how it is then, None where there was none.

    Parameters
    ----------
    store
        Where jobs are.
    worker
        A name that no other worker has.
    lease_s
        Seconds after which others take over, where this worker shows no sign of life.
    executor
        Over which communities are spread; None for this process alone.
    stop
        Set where the worker is to end: the job is given back after the community in hand.

    Raises
    ------
    StoreFailedError
        The store cannot be read or written.
    BrokenExecutor, CancelledError
        A process of the executor was killed, or it is gone; the job was given back.
    """
    attempt = claim(store, worker, lease_s=lease_s)
    if attempt is None:
        return None
    with suppress(LostError), beating(attempt) as gone:
        _do(attempt, executor, Watching(attempt, gone, stop or threading.Event()))
    return job_of(store, attempt.job.id)


def _do(attempt: Attempt, executor: Executor | None, watching: Watching) -> None:
    """Do a job to its end, whichever that is.

    Raises
    ------
    LostError
        It is another's, or over.
    """
    try:
        order = attempt.job.order
        made = made_of(attempt.store, order, watching.watch(executor))
        with finishing(attempt) as (connection, result):
            result.update(put(connection, made, order))
    except LostError:
        raise
    except StoppedError:
        give_back(attempt)
    except _BROKEN:
        give_back(attempt, in_vain=True)
        raise
    except StoreFailedError:
        raise  # no fault of the job
    except GridgenError as why:
        fail(attempt, why)
    except Exception as why:  # whatever it is, a job is not left without an end
        # Where, and of which kind: what it says may quote a row of somebody's table.
        where = "".join(traceback.format_tb(why.__traceback__))
        _LOG.error("job %s: %s\n%s", attempt.job.id, type(why).__name__, where)
        fail(attempt, why)
