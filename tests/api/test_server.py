"""The service as a process: how it starts, what it writes, how it ends, alone and with workers."""

from __future__ import annotations

import json
import re
import signal
import socket
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from ordered import ordered, sent_town
from plans import lonlat, town
from receiving import receiver
from serving import LONGEST_S, Service, served
from stored import ORIGIN, drawn_town

from gridgen.files.plan_writer import write_plan
from gridgen.jobs.job import Order
from gridgen.jobs.queue import job_of, submit
from gridgen.versions.store.access import KeyOrder, make_key
from gridgen.versions.store.hooks import add_hook
from gridgen.versions.store.states import move_to, publish
from gridgen.versions.store.upgrade import init_store
from gridgen.versions.store.versions import import_plan

PATIENT = httpx.Timeout(LONGEST_S)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found: Path = tmp_path_factory.mktemp("served")
    write_plan(town(), found / "qinghe.gpkg")
    return found


def asked(service: Service, path: str) -> httpx.Response:
    """Ask once over a connection of its own, so that workers take turns."""
    return httpx.get(service.address + path, timeout=PATIENT)


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + LONGEST_S
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def children(process: int) -> list[int]:
    """The processes that a process has begun; Linux tells."""
    told = Path(f"/proc/{process}/task/{process}/children")
    if not told.is_file():
        pytest.skip("this system does not tell the children of a process")
    by_threads = Path(f"/proc/{process}/task").glob("*/children")
    return [int(pid) for one in by_threads for pid in one.read_text().split()]


def requests_in(service: Service) -> list[dict[str, Any]]:
    told = [json.loads(line) for line in service.said if line.startswith("{")]
    return [line for line in told if line["event"] == "request"]


class Half:
    """A request of which half has come: it is running until the rest comes."""

    def __init__(self, service: Service) -> None:
        lon, lat = lonlat(5, 5)
        self.body = json.dumps({"points": [[lon, lat]] * 3}).encode()
        head = f"POST /locate HTTP/1.1\r\nHost: town\r\nContent-Length: {len(self.body)}\r\n\r\n"
        self.connection = socket.create_connection(("127.0.0.1", service.port), LONGEST_S)
        self.connection.sendall(head.encode() + self.body[:10])

    def answered(self) -> bytes:
        self.connection.sendall(self.body[10:])
        parts = []
        while part := self.connection.recv(2**16):
            parts.append(part)
        self.connection.close()
        return b"".join(parts)


@pytest.mark.parametrize(
    ("workers", "how"),
    [
        (1, signal.SIGTERM),
        pytest.param(1, signal.SIGINT, marks=pytest.mark.slow),
        pytest.param(2, signal.SIGTERM, marks=pytest.mark.slow),
    ],
)
def test_what_runs_is_ended_before_the_service_ends(
    folder: Path, workers: int, how: signal.Signals
) -> None:
    with served("--data", folder, "--workers", workers) as service:
        assert asked(service, "/health").json()["plans"] == 1
        half = Half(service)
        assert asked(service, "/health").status_code == 200  # so that the half has been read

        service.process.send_signal(how)
        answer = half.answered()
        code = service.ended()

    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert code == 0
    (line,) = requests_in(service)
    assert (line["method"], line["route"], line["status"]) == ("POST", "/locate", 200)
    assert [line for line in service.said if "Traceback" in line] == []


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_a_second_interrupt_ends_at_once(folder: Path, workers: int) -> None:
    with served("--data", folder, "--workers", workers) as service:
        asked(service, "/health")
        half = Half(service)
        asked(service, "/health")

        with closing(half.connection):
            service.process.send_signal(signal.SIGINT)
            refused = False
            while not refused:  # until the first one has been heard
                try:
                    asked(service, "/health")
                except httpx.TransportError:
                    refused = True
            code = service.ended(signal.SIGINT)

    assert code in (0, 130)
    assert requests_in(service) == []


@pytest.mark.slow
def test_several_workers_answer_and_count_together(folder: Path) -> None:
    with served("--data", folder, "--workers", "2") as service:
        for _ in range(40):
            assert asked(service, "/conformance").status_code == 200

        text = asked(service, "/metrics").text

    assert 'gridgen_requests_total{method="GET",route="/conformance",status="200"} 40.0' in text
    assert len(requests_in(service)) == 40


@pytest.mark.slow
def test_a_store_is_made_with_one_key_that_is_told_once(tmp_path: Path) -> None:
    store = tmp_path / "plans.sqlite"
    with served("--database", store, "--jobs", "0") as service:
        told = asked(service, "/health").json()
        without = asked(service, "/whoami").status_code
        (key,) = re.findall(r"gg_\w+_[\w-]+", "\n".join(service.said))
        with_it = httpx.get(f"{service.address}/whoami", headers={"X-API-Key": key}).json()
    with served("--database", store, "--jobs", "0") as again:
        asked(again, "/health")

    assert (told["ready"], told["plans"]) == (True, 0)
    assert (without, with_it["role"]) == (401, "admin")
    assert key not in "".join(line for line in service.said if line.startswith("{"))
    assert "gg_" not in "".join(again.said)


def gone(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return True
    return False


@pytest.mark.slow
def test_workers_whose_parent_is_killed_end_and_leave_the_port(folder: Path) -> None:
    with served("--data", folder, "--workers", "2") as service:
        asked(service, "/health")

        assert service.ended(signal.SIGKILL) == -signal.SIGKILL
        wait_until(lambda: gone(service.port))


@pytest.mark.slow
def test_jobs_are_done_by_processes_that_end_with_the_service(tmp_path: Path) -> None:
    with served("--database", tmp_path / "s.sqlite", "--jobs", "1") as service:
        asked(service, "/health")
        wait_until(lambda: bool(children(service.process.pid)))
        (worker,) = children(service.process.pid)

        assert service.ended(signal.SIGTERM) == 0

    assert not Path(f"/proc/{worker}").exists()


@pytest.mark.slow  # it is given the time that it has
def test_a_job_whose_community_takes_long_ends_in_time_with_the_service(tmp_path: Path) -> None:
    address = str(tmp_path / "s.sqlite")
    store = init_store(address)
    job = ordered(store, sent_town(store, 1, houses=9_600), effort="best")

    with served("--database", address, "--jobs", "1") as service:
        wait_until(lambda: job_of(store, job.id).state == "running")
        (worker,) = children(service.process.pid)
        time.sleep(5)  # the village is read by now, and divided for minutes

        assert service.ended(signal.SIGTERM) == 0

    assert not Path(f"/proc/{worker}").exists()
    assert job_of(store, job.id).state in ("accepted", "running")  # anybody may go on with it
    store.close()


@pytest.mark.slow
def test_what_is_published_is_told_by_the_service(tmp_path: Path) -> None:
    address = str(tmp_path / "s.sqlite")
    store = init_store(address)
    with receiver() as there:
        hook = add_hook(store, f"http://{there.host}/hook", [""], actor="p1")
        there.secret = hook.secret
        with served(
            "--database", address, "--jobs", "0", GRIDGEN_HOOK_HOSTS_INSIDE=there.host
        ) as service:
            version = import_plan(store, drawn_town(), ORIGIN, actor="p1").id
            for state in ("submitted", "approved"):
                move_to(store, version, state, actor="p1")
            publish(store, version, date(2027, 1, 1), actor="p1")
            wait_until(lambda: bool(there.came))
        store.close()

    (event,) = there.came
    assert (event["type"], event["data"]["version"]) == ("version.published", version)
    (line,) = (json.loads(one) for one in service.said if '"webhook"' in one)
    assert (line["hook"], line["status"]) == (hook.id, 204)
    assert there.host not in str(line)


@pytest.mark.slow
def test_whoever_follows_a_job_is_let_go_when_the_service_stops(tmp_path: Path) -> None:
    address = str(tmp_path / "s.sqlite")
    store = init_store(address)
    key, text = make_key(store, KeyOrder("planner", ("",)), actor="p1")
    version = import_plan(store, drawn_town(), ORIGIN, actor="p1").id
    job = submit(store, Order("check", {"version": version}, key.actor, ("",)))
    store.close()

    with served("--database", address, "--jobs", "0") as service:
        path = f"{service.address}/jobs/{job.id}/events"
        with httpx.stream("GET", path, headers={"X-API-Key": text}, timeout=PATIENT) as events:
            lines = events.iter_lines()
            assert next(lines).startswith("id:")
            service.process.send_signal(signal.SIGTERM)
            assert "Traceback" not in "".join(lines)
        assert service.ended() == 0

    assert [line["status"] for line in requests_in(service)] == [200]
    # Else the server says that it cancels what takes longer than it lets requests have.
    assert [line for line in service.said if "Cancel" in line] == []


@pytest.mark.slow
def test_the_log_may_be_for_people(folder: Path) -> None:
    with served("--data", folder, GRIDGEN_LOG="text") as service:
        asked(service, "/conformance")

    (line,) = (line for line in service.said if "/conformance" in line)
    assert line.split()[1:4] == ["GET", "/conformance", "200"]


@pytest.mark.slow
def test_a_level_says_how_much_is_logged(folder: Path) -> None:
    with served("--data", folder, GRIDGEN_LOG_LEVEL="warning") as service:
        asked(service, "/conformance")

    assert requests_in(service) == []
