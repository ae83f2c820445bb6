"""A worker as a process of its own: `python -m gridgen.jobs`, begun by `gridgen.jobs.workers`.

It reads one line of JSON, the words of `gridgen.jobs.work.work`, and ends when what it reads ends:
then the process that began it is gone. A community in hand may take a while longer, up to
`PATIENCE_S`; what is not done by then is done again by another.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading

from gridgen.jobs.work import work
from gridgen.jobs.workers import PATIENCE_S


def main() -> None:
    """Work until asked to end, or until nobody is left to ask."""
    if hasattr(os, "nice"):
        os.nice(10)  # who asks the service waits for nobody's job
    logging.basicConfig(format="%(name)s %(levelname)s %(message)s")
    stop = threading.Event()
    last = threading.Timer(PATIENCE_S, os._exit, [1])
    last.daemon = True

    def end() -> None:
        if not stop.is_set():
            stop.set()
            last.start()

    signal.signal(signal.SIGTERM, lambda *_: end())
    # The keyboard interrupts the whole group: who began it asks it to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    words = json.loads(sys.stdin.readline())

    def wait() -> None:
        # Not by `sys.stdin`, which could not be closed while another thread reads from it.
        while os.read(sys.stdin.fileno(), 1):
            pass
        end()

    threading.Thread(target=wait, name="parent", daemon=True).start()
    work(**words, stop=stop)


if __name__ == "__main__":
    main()
