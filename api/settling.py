"""Plans stay for long: whoever collects garbage need not look through them at each request."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_owned = threading.Event()
"""Whether a service that runs has this process to itself."""


@contextmanager
def owning() -> Iterator[None]:
    """Let what is read settle while the block runs: the process is that of a service alone.

    In a process of somebody else the service leaves the collector of garbage as it is.
    """
    _owned.set()
    try:
        yield
    finally:
        _owned.clear()


def settle() -> None:
    """Let who collects garbage pass over all that is there now, where the process is ours."""
    if not _owned.is_set():
        return
    gc.unfreeze()  # what a plan before it has left goes
    gc.collect()
    gc.freeze()
