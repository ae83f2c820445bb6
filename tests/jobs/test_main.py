"""A worker as a process of its own ends when it is asked to, and when nobody is left to ask."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest

from gridgen.versions.store.database import Store

pytestmark = pytest.mark.parametrize("address", ["sqlite"], indirect=True)

WAIT_S = 240.0


def begun(address: str) -> subprocess.Popen[str]:
    worker = subprocess.Popen(
        [sys.executable, "-m", "gridgen.jobs"], stdin=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert worker.stdin is not None
    worker.stdin.write(json.dumps({"address": address, "worker": "w1", "processes": 1}) + "\n")
    worker.stdin.flush()
    return worker


def test_it_ends_when_who_began_it_is_gone(address: str, store: Store) -> None:
    _, err = begun(address).communicate(timeout=WAIT_S)  # closes what it reads

    assert err == ""


def test_it_ends_when_it_is_asked_to_also_while_it_begins(address: str, store: Store) -> None:
    worker = begun(address)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(WAIT_S) in (0, -signal.SIGTERM)
    worker.communicate()


@pytest.mark.slow
def test_without_a_store_it_says_so(address: str) -> None:
    _, err = begun(f"{address}.none").communicate(timeout=WAIT_S)

    assert "There is no store" in err
