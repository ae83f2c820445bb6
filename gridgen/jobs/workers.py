"""Worker processes: so many are kept alive, and they end with whoever began them."""

from __future__ import annotations

import json
import logging
import secrets
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

from gridgen.jobs.lease import release
from gridgen.jobs.work import LEASE_S
from gridgen.model.errors import StoreError
from gridgen.versions.store.database import connect

AGAIN_S = 1.0
"""Seconds before a worker that died is begun anew."""

PATIENCE_S = 20.0
"""Seconds that workers have to keep what they are doing, once they are asked to end."""

_LOG = logging.getLogger("gridgen.jobs")


class Workers:
    """Worker processes of a store: each that dies is begun anew, until `stop`.

    What a worker did that died is given to another at once. As a context manager it stops them at
    the end of the block; where this process is killed they end by themselves.

    Parameters
    ----------
    address
        Of the store; it is not shown to who lists processes.
    number
        How many.
    lease_s, processes, dask
        As `gridgen.jobs.work.work` takes them.
    """

    def __init__(
        self,
        address: str,
        number: int,
        *,
        lease_s: float = LEASE_S,
        processes: int = 0,
        dask: str | None = None,
    ) -> None:
        self._address = address
        self._words = {"lease_s": lease_s, "processes": processes, "dask": dask}
        self._stop = threading.Event()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._threads = [
            threading.Thread(target=self._keep_alive, name=f"worker {place}", daemon=True)
            for place in range(number)
        ]

    def start(self) -> None:
        """Begin them."""
        for thread in self._threads:
            thread.start()

    def stop(self, patience_s: float = PATIENCE_S) -> None:
        """Ask them to end, and wait; whoever takes longer is killed."""
        self._stop.set()
        for process in [*self._processes.values()]:
            process.terminate()
        for thread in self._threads:
            thread.join(patience_s)
        for process in [*self._processes.values()]:
            process.kill()
        for thread in self._threads:
            thread.join()

    @property
    def alive(self) -> dict[str, int]:
        """The workers that are alive, by the names that the store knows, and their process ids."""
        return {worker: process.pid for worker, process in [*self._processes.items()]}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        why: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self.stop()

    def _keep_alive(self) -> None:
        """Begin a worker, wait until it ends, and so on."""
        while not self._stop.is_set():
            worker = f"{socket.gethostname()}-{secrets.token_hex(8)}"
            try:
                self._live(worker)
            except OSError as why:  # no process to be had: in a second there may be one
                _LOG.warning("no worker: %s", why)
            with suppress(StoreError):  # else its lease runs out
                self._release(worker)
            self._stop.wait(AGAIN_S)

    def _live(self, worker: str) -> None:
        """Begin a worker and return once it has ended."""
        words = {"address": self._address, "worker": worker, **self._words}
        with subprocess.Popen(
            [sys.executable, "-m", "gridgen.jobs"], stdin=subprocess.PIPE, bufsize=0
        ) as process:
            self._processes[worker] = process
            try:
                # What it reads from stays open: that is how it knows that we are here.
                if process.stdin is not None:
                    process.stdin.write(json.dumps(words).encode() + b"\n")
            except BrokenPipeError:
                pass  # it is dead already
            if self._stop.is_set():
                process.terminate()
            process.wait()
            del self._processes[worker]

    def _release(self, worker: str) -> None:
        store = connect(self._address)
        try:
            release(store, worker)
        finally:
            store.close()
