"""Runs `gridgen serve` as a user does, in a process of its own on a port that is free."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import IO

LONGEST_S = 240
"""Seconds after which a service that does not answer or end is given up, on a busy machine too."""


@dataclass
class Service:
    """A service that runs.

    Attributes
    ----------
    process
        Of `gridgen serve`.
    port
        On 127.0.0.1.
    said
        What it wrote to standard error so far, by line.
    """

    process: subprocess.Popen[str]
    port: int = 0
    said: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ended(self, *signals: signal.Signals) -> int:
        """Send signals, and return the exit code."""
        for one in signals:
            self.process.send_signal(one)
        return self.process.wait(LONGEST_S)


@contextmanager
def served(*words: object, **environment: str) -> Iterator[Service]:
    """Start the service, and end it where the block has not; its log is JSON."""
    command = [sys.executable, "-m", "gridgen", "serve", "--port", "0", "--lang", "en"]
    env = {**os.environ, "GRIDGEN_LOG": "json", **environment}
    # In a session of its own, as a shell starts it.
    with subprocess.Popen(
        [*command, *map(str, words)], env=env, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        service = Service(process)
        for line in process.stderr:
            service.said.append(line.rstrip("\n"))
            if found := re.match(r"Serving on http://127\.0\.0\.1:(\d+)", line):
                service.port = int(found[1])
                break
        assert service.port, service.said
        reader = Thread(target=_read, args=(process.stderr, service.said), daemon=True)
        reader.start()
        try:
            yield service
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(LONGEST_S)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
            reader.join(LONGEST_S)


def _read(stream: IO[str], said: list[str]) -> None:
    said.extend(line.rstrip("\n") for line in stream)
