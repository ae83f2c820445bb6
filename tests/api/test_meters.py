"""What is counted: in one process, and in several that share a folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert

from api.meters import Meters
from gridgen.versions.store.schema import JOBS
from gridgen.versions.store.upgrade import init_store

COUNT = """
import sys
from api.meters import Meters

meters = Meters(None)
for _ in range(int(sys.argv[1])):
    meters.count("/locate", "GET", 200, 0.003)
meters.hold(2)
print("ready", flush=True)
sys.stdin.read()
"""


def values(text: bytes) -> dict[tuple[str, ...], float]:
    """Each sample by its name and the values of its labels, in the order of the labels' names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


def test_requests_are_counted_by_route_method_and_status_and_timed() -> None:
    meters = Meters(None)

    for status, seconds in ((200, 0.003), (200, 0.2), (404, 0.001)):
        meters.count("/locate", "GET", status, seconds)
    meters.hold(3)

    found = values(meters.text())
    assert found["gridgen_requests_total", "GET", "/locate", "200"] == 2
    assert found["gridgen_requests_total", "GET", "/locate", "404"] == 1
    assert found["gridgen_request_seconds_count", "GET", "/locate"] == 3
    assert found["gridgen_request_seconds_bucket", "0.005", "GET", "/locate"] == 2
    assert found["gridgen_plans_held",] == 3


def test_several_processes_are_added_up_and_dead_ones_hold_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "meters"
    folder.mkdir()
    env = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)}
    command = [sys.executable, "-c", COUNT]

    def started(count: int) -> subprocess.Popen[str]:
        running = subprocess.Popen(
            [*command, str(count)], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        return running

    with started(5) as gone:
        gone.communicate("")
    with started(7) as lives:
        asked = "from api.meters import Meters; print(Meters(None).text().decode())"
        text = subprocess.run(
            [sys.executable, "-c", asked], env=env, capture_output=True, check=True
        ).stdout
        lives.communicate("")

    found = values(text)
    assert found["gridgen_requests_total", "GET", "/locate", "200"] == 12
    assert found["gridgen_request_seconds_count", "GET", "/locate"] == 12
    assert found["gridgen_plans_held",] == 2


def test_jobs_and_deliveries_are_counted_in_the_store(tmp_path: Path) -> None:
    store = init_store(str(tmp_path / "store.sqlite"))
    row = {"process": "divide", "asked": "{}", "actor": "p1", "scopes": "[]", "progress": 0,
           "created": "", "updated": "", "attempt": 0, "in_vain": 0}  # fmt: skip
    states = ("running", "accepted", "accepted")
    with store.writing() as connection:
        for number, state in enumerate(states):
            connection.execute(insert(JOBS), {**row, "id": str(number), "state": state})

    found = values(Meters(store).text())

    assert found["gridgen_jobs", "accepted"] == 2
    assert found["gridgen_jobs", "running"] == 1
    store.close()
