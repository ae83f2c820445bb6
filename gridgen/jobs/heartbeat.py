"""A worker shows that it lives: from a thread, so that no long piece of work keeps it from it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from gridgen.jobs.lease import Attempt, LostError, extend
from gridgen.model.errors import StoreFailedError

BEATS = 3
"""Beats in a lease: one or two may fail."""


@contextmanager
def beating(attempt: Attempt) -> Iterator[threading.Event]:
    """Extend the lease of an attempt until the block is left.

    The event that it gives is set once the job is another's, or over.
    """
    gone, left = threading.Event(), threading.Event()

    def beat() -> None:
        while not left.wait(attempt.lease_s / BEATS):
            try:
                extend(attempt)
            except LostError:
                gone.set()
                return
            except StoreFailedError:
                continue  # it is busy, or away for a moment: the next beat may reach it

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield gone
    finally:
        left.set()
        thread.join()
