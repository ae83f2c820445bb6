"""The server around the application: one process or several behind one socket, and how they end."""

from __future__ import annotations

import gc
import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from socket import socket
from types import FrameType

import uvicorn
from uvicorn.supervisors import Multiprocess

from api.hooks.allowed import Hosts
from api.hooks.sender import Sender
from api.logs import config_of
from api.meters import FOLDER
from api.settings import Settings
from gridgen.jobs.workers import Workers
from gridgen.versions.store.upgrade import open_store

GRACE_S = 10
"""Seconds that requests which are running may take once the service is told to stop."""

_LAST_S = 5
"""Seconds after these that are left for closing."""

KEPT_S = 75
"""Seconds that a connection is kept for the next request. Clients and proxies close theirs sooner
(httpx after 5, nginx after 60): who reuses one that the service is closing reads nothing.
"""

_STUCK_S = 60
"""Seconds without a sign of life after which a worker is started anew."""

_INTERRUPTED = 130
"""Exit code of a program that Ctrl+C ended."""


def serve_on(address: socket, settings: Settings, *, workers: int = 1, jobs: int = 0) -> None:
    """Serve on a socket until the process is told to stop.

    SIGTERM and SIGINT let requests that are running end, for up to `GRACE_S` seconds; a second
    SIGINT ends at once.

    Parameters
    ----------
    address
        Listens already.
    settings
        Of the application; workers find them in the environment.
    workers
        Processes that answer.
    jobs
        Processes that do jobs, where there is a store.
    """
    os.environ.update(settings.environment())
    config = uvicorn.Config(
        "api.app:create_app",
        factory=True,
        workers=workers,
        log_config=config_of(settings.log_form, settings.log_level),
        access_log=False,  # told by `api.watch`, without queries
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        timeout_keep_alive=KEPT_S,
        timeout_worker_healthcheck=_STUCK_S,
    )
    with _signals_heard(), _beside(settings, jobs):
        if workers == 1:
            _Alone(config).run([address])
        else:
            with _numbers_shared():
                _Several(config, [address]).run()
    gc.freeze()  # the process ends: nobody need look through all that is there


@contextmanager
def _beside(settings: Settings, jobs: int) -> Iterator[None]:
    """Do jobs and send webhooks while the block runs; jobs that are not done go on later."""
    if settings.database is None:
        yield
        return
    with ExitStack() as stack:
        store = open_store(settings.database)
        stack.callback(store.close)
        if settings.hook_hosts or settings.hook_hosts_inside:
            hosts = Hosts(settings.hook_hosts, settings.hook_hosts_inside)
            stack.enter_context(Sender(store, hosts))
        if jobs:
            stack.enter_context(Workers(settings.database, jobs))
        yield


@contextmanager
def _signals_heard() -> Iterator[None]:
    """Let the process go on after the server: it raises anew the signals that ended it."""
    before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
    for one in before:
        signal.signal(one, lambda *_: None)
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


@contextmanager
def _numbers_shared() -> Iterator[None]:
    """Give the workers a folder in which they count together."""
    with tempfile.TemporaryDirectory(prefix="gridgen-meters-") as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[FOLDER]


class _Alone(uvicorn.Server):
    """One process that answers, and ends in time whatever still answers in it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._last = threading.Timer(GRACE_S + _LAST_S, os._exit, [1])
        self._last.daemon = True

    def run(self, sockets: list[socket] | None = None) -> None:
        super().run(sockets)
        self._last.cancel()  # those who do jobs have time of their own

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.should_exit and sig == signal.SIGINT:
            os._exit(_INTERRUPTED)  # threads would be waited for
        if not self.should_exit:
            self._last.start()
        super().handle_exit(sig, frame)


class _Several(Multiprocess):
    """Several processes that answer, started anew when they die, ended in time."""

    def terminate_all(self) -> None:
        for one in self.sockets:
            one.close()  # whoever comes now is refused, and need not wait for nobody
        super().terminate_all()

    def join_all(self) -> None:
        until = time.monotonic() + GRACE_S + _LAST_S
        for one in self.processes:
            while one.process.is_alive():
                # Nobody takes signals from the queue any more: a second SIGINT stands in it.
                if time.monotonic() > until or signal.SIGINT in self.signal_queue:
                    one.process.kill()
                one.process.join(0.1)
