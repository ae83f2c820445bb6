"""A real Dask cluster on this machine: a scheduler and workers, each a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
BEGUN_S = 120.0
"""Seconds in which a scheduler says its address, however busy the machine is."""


@dataclass
class Cluster:
    """The address of the scheduler, and its workers."""

    address: str
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def pids(self) -> list[int]:
        """Of the workers."""
        return [worker.pid for worker in self.workers]

    def add_worker(self) -> None:
        """Begin a worker of one thread, which nobody begins anew when it is killed."""
        words = [self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
        words += ["--local-directory", str(self.folder), "--death-timeout", "60"]
        self.workers.append(_begun("dask_worker", *words))

    def kill_worker(self) -> None:
        """Kill the worker that is there the longest."""
        worker = self.workers.pop(0)
        worker.kill()
        worker.wait()


def _begun(program: str, *words: str) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(ROOT), *(entry for entry in sys.path if entry)])
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{program}", *words],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip


@contextmanager
def dask(folder: Path, workers: int) -> Iterator[Cluster]:
    """Give a cluster for as long as the block lasts."""
    said = folder / "scheduler.json"
    words = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(said)]
    scheduler = _begun("dask_scheduler", *words)
    cluster = Cluster("", folder)
    try:
        until = time.monotonic() + BEGUN_S
        while not cluster.address and time.monotonic() < until:
            time.sleep(0.05)
            if said.exists() and (text := said.read_text()):
                cluster.address = json.loads(text)["address"]
        for _ in range(workers):
            cluster.add_worker()
        yield cluster
    finally:
        for process in (*cluster.workers, scheduler):
            process.kill()
            process.wait()
