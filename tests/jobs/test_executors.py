"""Over what a worker spreads communities, and that nothing of it outlives the worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import pytest
from ordered import ordered, plan_in, sent_town, unlike

from gridgen.jobs.executors import spreading
from gridgen.jobs.work import work_once
from gridgen.model.errors import CommandError
from gridgen.versions.store.database import Store

WAIT_S = 240.0


def test_one_process_is_the_worker_itself() -> None:
    with spreading(1) as executor:
        assert executor is None


def test_more_are_processes_of_their_own() -> None:
    with spreading(2) as executor:
        assert isinstance(executor, ProcessPoolExecutor)
        assert executor.submit(os.getpid).result() != os.getpid()


@pytest.mark.slow
@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_job_over_processes_gives_the_plan_of_one_alone(store: Store) -> None:
    upload = sent_town(store, 3)
    ordered(store, upload)
    ordered(store, upload)

    alone = work_once(store, "w1")
    with spreading(2) as executor:
        spread = work_once(store, "w2", executor=executor)

    assert alone is not None
    assert spread is not None
    assert unlike(plan_in(store, alone), plan_in(store, spread)) == []


WORKER = """
import os, time
from gridgen.jobs.executors import spreading
if __name__ == "__main__":
    with spreading(2) as executor:
        print(executor.submit(os.getpid).result(), flush=True)
        time.sleep(600)
"""


def test_processes_end_when_their_worker_is_killed(tmp_path) -> None:
    (tmp_path / "worker.py").write_text(WORKER)
    worker = subprocess.Popen(
        [sys.executable, str(tmp_path / "worker.py")], stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    child = int(worker.stdout.readline())

    worker.send_signal(signal.SIGKILL)

    # Its children hold what it wrote to: that is at its end once all of them are gone.
    until = time.monotonic() + WAIT_S
    worker.communicate(timeout=WAIT_S)
    assert time.monotonic() < until
    assert child > 0


def test_dask_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    with (
        pytest.raises(CommandError, match=r"Dask is not installed\. Run pip install 'gridgen"),
        spreading(dask="tcp://127.0.0.1:8786"),
    ):
        pass


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_job_over_dask_gives_the_plan_of_one_alone(store: Store) -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    upload = sent_town(store, 3)
    ordered(store, upload)
    ordered(store, upload)
    alone = work_once(store, "w1")

    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, dashboard_address=None
        ) as there,
        spreading(dask=there.scheduler_address) as executor,
    ):
        spread = work_once(store, "w2", executor=executor)

    assert alone is not None
    assert spread is not None
    assert unlike(plan_in(store, alone), plan_in(store, spread)) == []
