"""OWSLib orders work as OGC API Processes, over a real connection; a worker does it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from owslib.ogcapi.processes import Processes
from stored import ORIGIN, drawn_town

from gridgen.jobs.asked import PROCESSES
from gridgen.jobs.work import work_once
from gridgen.versions.store.access import KeyOrder, make_key
from gridgen.versions.store.database import Store
from gridgen.versions.store.upgrade import init_store
from gridgen.versions.store.versions import import_plan

SERVE = """
import sys, uvicorn
from api.app import create_app
from api.settings import Settings
server = uvicorn.Server(uvicorn.Config(create_app(Settings(database=sys.argv[1])), port=0,
                                       log_level="error"))
start = server.startup

async def startup(*args, **said):
    await start(*args, **said)
    print(server.servers[0].sockets[0].getsockname()[1], flush=True)

server.startup = startup
server.run()
"""


@dataclass
class Served:
    """A service in a process of its own, its store, and a key of a planner."""

    address: str
    store: Store
    key: str

    def get(self, address: str) -> httpx.Response:
        return httpx.get(address, headers={"X-API-Key": self.key})


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    file: Path = tmp_path_factory.mktemp("served") / "store.sqlite"
    store = init_store(str(file))
    import_plan(store, drawn_town(), ORIGIN, actor="p1")
    _, key = make_key(store, KeyOrder("planner", ("",)), actor="p1")
    command = [sys.executable, "-c", SERVE, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield Served(f"http://127.0.0.1:{running.stdout.readline().strip()}", store, key)
        running.terminate()
    store.close()


@pytest.fixture(scope="module")
def processes(served: Served) -> Processes:
    return Processes(f"{served.address}/", headers={"X-API-Key": served.key})


def village() -> dict[str, Any]:
    """A village of 120 houses as GeoJSON."""
    rows, columns = np.divmod(np.arange(120), 12)
    places = np.column_stack([114 + columns * 2e-4, 31 + rows * 2e-4]).tolist()
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"id": f"h{number}"},
             "geometry": {"type": "Point", "coordinates": place}}
            for number, place in enumerate(places)
        ],
    }  # fmt: skip


def test_owslib_finds_every_process_and_what_it_is_asked(processes: Processes) -> None:
    listed = [one["id"] for one in processes.processes()]

    assert listed == [*PROCESSES]
    for name in listed:
        described = processes.process(name)
        assert [*described["inputs"]] == [field.name for field in PROCESSES[name]]
    assert any("ogcapi-processes-1" in one for one in processes.conformance()["conformsTo"])


def test_owslib_waits_for_what_is_quick(processes: Processes) -> None:
    document = processes.execute("check", {"version": 1})
    raw = processes.execute("check", {"version": 1}, response="raw")

    assert document == {"findings": raw}


def test_owslib_orders_a_division_and_reads_what_came_of_it(
    processes: Processes, served: Served
) -> None:
    inputs = {
        "name": "village",
        "households": {"value": village(), "mediaType": "application/geo+json"},
        "effort": "fast",
    }

    status = processes.execute("divide", inputs, async_=True)
    address = processes.response_headers["Location"]
    before = served.get(f"{address}/results")
    done = work_once(served.store, "w1", lease_s=60)
    after = served.get(address).json()

    assert (status["status"], status["processID"]) == ("accepted", "divide")
    assert (before.status_code, before.json()["type"].rpartition("/")[2]) == (
        404, "result-not-ready",
    )  # fmt: skip
    assert done is not None
    assert (after["status"], after["jobID"]) == ("successful", done.id)
    (link,) = [one for one in after["links"] if one["rel"].endswith("/results")]
    assert served.get(link["href"]).json()["version"]["href"] == f"{served.address}/versions/2"


def test_events_come_over_the_wire_as_they_happen_and_end_with_the_job(
    processes: Processes, served: Served
) -> None:
    processes.execute("check", {"version": 1}, async_=True)
    address = processes.response_headers["Location"]
    told: list[dict[str, Any]] = []

    with httpx.stream("GET", f"{address}/events", headers={"X-API-Key": served.key}) as answer:
        for line in answer.iter_lines():
            if not line.startswith("data: "):
                continue
            told.append(json.loads(line.removeprefix("data: ")))
            if len(told) == 1:  # somebody listens: now a worker comes
                work_once(served.store, "w1", lease_s=60)

    assert [told[0]["state"], told[-1]["state"]] == ["accepted", "successful"]
