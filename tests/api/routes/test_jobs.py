"""Jobs tell how they stand, what happens and what came of them (OGC 18-062r2, annex A)."""

from __future__ import annotations

import asyncio
import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from asking import Client
from campaigns import campaign
from sqlalchemy import update
from stored import made_store
from working import asked_by, delete, kept, ordered, service, worked

from api.access.callers import Role
from gridgen.jobs.job import Job
from gridgen.jobs.queue import dismiss, events_after, job_of
from gridgen.versions.store.schema import JOBS

PROBLEMS = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0"
RESULTS = "http://www.opengis.net/def/rel/ogc/1.0/results"
SCOPE = "990101001"


def of_the_town(folder: Path) -> Client:
    """A service whose store has the town as version 1."""
    made_store(folder, has_town=True)
    return service(folder)


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return of_the_town(tmp_path)


def waiting(client: Client, **more: Any) -> str:
    """Order a check as a job; return its address."""
    answer = ordered(client, "check", {"version": 1}, prefer="respond-async", **more)
    assert answer.status_code == 201
    return answer.headers["location"].removeprefix("http://town")


def redrawn(client: Client, **more: Any) -> Job:
    """The town, divided again by a worker."""
    ordered(client, "redraw", {"version": 1, "effort": "fast"}, **more)
    return worked(client)


def failing(client: Client) -> Job:
    """A job that fails: it checks what is no plan."""
    link = {"href": f"/uploads/{kept(client)}"}
    ordered(client, "check", {"plan": link}, prefer="respond-async")
    return worked(client)


def told(client: Client, address: str, *, after: str = "") -> list[dict[str, str]]:
    """The events of a job, each as its fields; it must be over, or end."""
    answer = client.get(address, headers={"Last-Event-ID": after} if after else {})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    return [
        dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        for block in answer.text.replace("\r\n", "\n").strip().split("\n\n")
    ]


# --- /conf/core: status and results --------------------------------------------------------------


# /conf/core/job-op /conf/core/job-success
def test_a_job_tells_how_it_stands(client: Client) -> None:
    address = waiting(client)

    status = client.get(address, params={"lang": "zh"}).json()

    assert status["jobID"] == address.rpartition("/")[2]
    assert (status["processID"], status["type"], status["status"]) == (
        "check",
        "process",
        "accepted",
    )
    assert (status["message"], status["progress"]) == ("等待处理", 0)
    assert {"self", "monitor"} <= {link["rel"] for link in status["links"]}
    assert RESULTS not in {link["rel"] for link in status["links"]}
    assert datetime.fromisoformat(status["created"]).tzinfo is not None
    assert "started" not in status


# /conf/core/job-results-op /conf/core/job-results-success
def test_a_job_that_is_done_leads_to_its_results(client: Client) -> None:
    address = waiting(client)
    worked(client)

    status = client.get(address).json()

    assert (status["status"], status["progress"]) == ("successful", 100)
    assert status["created"] <= status["started"] <= status["finished"]
    (link,) = [link for link in status["links"] if link["rel"] == RESULTS]
    assert client.get(link["href"]).status_code == 200


# /conf/core/job-exception-no-such-job /conf/core/job-results-exception-no-such-job
@pytest.mark.parametrize(
    "job", campaign(["none", "%00", "%ED%A0%80", "'--", "x" * 2000], everyday=1)
)
@pytest.mark.parametrize("path", ["", "/results", "/events"])
def test_a_job_that_is_not_there_is_named_so(client: Client, job: str, path: str) -> None:
    answer = client.get(f"/jobs/{job}{path}")

    assert answer.status_code == 404
    assert answer.json()["type"] == f"{PROBLEMS}/no-such-job"


# /conf/core/job-results-exception-results-not-ready
def test_results_are_not_ready_before_the_job_is_done(client: Client) -> None:
    answer = client.get(f"{waiting(client)}/results", params={"lang": "en"})

    assert answer.status_code == 404
    assert answer.json()["type"] == f"{PROBLEMS}/result-not-ready"
    assert "has no results yet (waits for a worker)" in answer.json()["detail"]


# /conf/core/job-results-success-async-document /conf/core/job-results-success-async-raw-value-one
def test_results_of_a_job_are_as_they_were_ordered(client: Client) -> None:
    document, raw = waiting(client), waiting(client, response="raw")
    worked(client)
    worked(client)

    as_document = client.get(f"{document}/results", params={"lang": "en"}).json()
    as_raw = client.get(f"{raw}/results", params={"lang": "en"}).json()

    assert as_document == {"findings": as_raw}
    assert as_document == ordered(client, "check", {"version": 1}).json()


def test_a_new_version_is_linked(client: Client) -> None:
    job = redrawn(client)

    version = client.get(f"/jobs/{job.id}/results").json()["version"]

    assert version["href"] == "http://town/versions/2"
    assert (version["plan"], version["number"], version["scope"]) == ("qinghe", 2, SCOPE)


# /conf/core/job-results-success-async-raw-ref
def test_a_new_version_by_reference_alone_is_in_the_header(client: Client) -> None:
    outputs = {"version": {"transmissionMode": "reference"}}
    job = redrawn(client, response="raw", outputs=outputs)

    answer = client.get(f"/jobs/{job.id}/results")

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["link"].startswith('<http://town/versions/2>; rel="item"')


# /conf/core/job-results-failed
def test_a_job_that_failed_tells_why(client: Client) -> None:
    job = failing(client)

    status = client.get(f"/jobs/{job.id}", params={"lang": "en"}).json()
    results = client.get(f"/jobs/{job.id}/results", params={"lang": "en"})
    chinese = client.get(f"/jobs/{job.id}", params={"lang": "zh"}).json()

    assert status["status"] == "failed"
    assert results.status_code == 422
    assert results.json()["detail"] == status["message"]
    assert "农户.csv" in status["message"]
    assert chinese["message"] != status["message"]


# --- /conf/job-list ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """A check that is done, a check that waits, and a redraw that was dismissed."""
    client = of_the_town(tmp_path_factory.mktemp("three"))
    waiting(client)
    worked(client)
    waiting(client)
    redraw = ordered(client, "redraw", {"version": 1}).json()["jobID"]
    delete(client, f"/jobs/{redraw}")
    return client


# /conf/job-list/op /conf/job-list/type-def /conf/job-list/type-response
# /conf/job-list/processid-def /conf/job-list/processid-mandatory
# /conf/job-list/processid-response /conf/job-list/status-def /conf/job-list/status-response
# /conf/job-list/datetime-def /conf/job-list/duration-def /conf/job-list/duration-response
# /conf/job-list/limit-def /conf/job-list/limit-response /conf/job-list/success
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["redraw dismissed", "check accepted", "check successful"]),
        ("type=process", ["redraw dismissed", "check accepted", "check successful"]),
        ("type=other", []),
        ("processID=check", ["check accepted", "check successful"]),
        ("processID=check,redraw", ["redraw dismissed", "check accepted", "check successful"]),
        ("processID=divide", []),
        ("status=accepted", ["check accepted"]),
        ("status=accepted,dismissed", ["redraw dismissed", "check accepted"]),
        ("status=accepted&processID=redraw", []),
        ("datetime=2020-01-01/..", ["redraw dismissed", "check accepted", "check successful"]),
        ("datetime=../2020-01-01", []),
        ("datetime=2020-01-01T00:00:00Z", []),
        ("minDuration=0", ["check successful"]),
        ("minDuration=1000", []),
        ("maxDuration=1000", ["check successful"]),
        ("limit=2", ["redraw dismissed", "check accepted"]),
        ("limit=2&offset=2", ["check successful"]),
        ("offset=3", []),
    ],
)
def test_jobs_are_listed_as_asked(three: Client, asked: str, found: list[str]) -> None:
    listed = three.get(f"/jobs?{asked}").json()

    assert [f"{job['processID']} {job['status']}" for job in listed["jobs"]] == found


# /conf/job-list/datetime-response
def test_jobs_of_a_day_are_those_ordered_then(client: Client) -> None:
    address = waiting(client)
    with client.app.state.store.writing() as connection:
        connection.execute(update(JOBS).values(created="2026-11-29T23:59:59.500000+00:00"))

    def is_found(asked: str) -> bool:
        jobs = client.get("/jobs", params={"datetime": asked}).json()["jobs"]
        return [job["jobID"] for job in jobs] == [address.rpartition("/")[2]]

    assert is_found("2026-11-29")
    assert is_found("2026-11-29T23:59:59Z")
    assert is_found("../9999-12-31T23:59:59-23:59")
    assert not is_found("../2026-11-29T23:59:59.4Z")
    assert is_found("2026-11-01/2026-11-29")
    assert is_found("2026-11-30T07:59:00+08:00/..")
    assert not is_found("2026-11-30")
    assert not is_found("../2026-11-28")
    assert not is_found("2026-11-30T08:00:00+08:00/..")


@pytest.mark.parametrize(
    "asked",
    campaign(["limit=0", "limit=1001", "offset=-1", "minDuration=-1", "minDuration=nan",
              "datetime=soon", "datetime=2026-11-30/2026-11-29", "state=accepted",
              "limit=1&limit=2", "status=failed&status=running"], every=3),
)  # fmt: skip
def test_what_jobs_cannot_be_asked_by_is_refused(client: Client, asked: str) -> None:
    waiting(client)

    assert client.get(f"/jobs?{asked}").status_code == 400


# /conf/job-list/links
def test_pages_of_jobs_lead_to_each_other(three: Client) -> None:
    first = three.get("/jobs", params={"limit": 2, "type": "process"}).json()

    links = {link["rel"]: link["href"] for link in first["links"]}
    second = three.get(links["next"]).json()

    assert set(links) == {"self", "next"}
    assert [job["status"] for job in second["jobs"]] == ["successful"]
    assert {link["rel"] for link in second["links"]} == {"self", "prev"}


def test_jobs_are_there_for_whoever_ordered_them_and_for_administrators(client: Client) -> None:
    asked_by(client, "p1", Role.PLANNER, SCOPE)
    address = waiting(client)
    worked(client)

    for actor, role, scope, is_there in (
        ("p1", Role.PLANNER, SCOPE, True),
        ("p2", Role.PLANNER, SCOPE, False),
        ("boss", Role.ADMIN, "9901", True),
        ("boss", Role.ADMIN, "88", False),
    ):
        asked_by(client, actor, role, scope)
        answers = [client.get(address), client.get(f"{address}/results"),
                   client.get(f"{address}/events")]  # fmt: skip
        assert [answer.status_code for answer in answers] == [200 if is_there else 404] * 3
        assert len(client.get("/jobs").json()["jobs"]) == is_there
        if not is_there:
            assert delete(client, address).status_code == 404


def test_viewers_have_no_jobs(client: Client) -> None:
    asked_by(client, "v1", Role.VIEWER)

    answers = [
        client.get(path) for path in ("/jobs", "/jobs/a", "/jobs/a/results", "/jobs/a/events")
    ]

    assert {answer.status_code for answer in [*answers, delete(client, "/jobs/a")]} == {403}


# --- /conf/dismiss -------------------------------------------------------------------------------


# /conf/dismiss/job-dismiss-op /conf/dismiss/job-dismiss-success
def test_a_job_that_waits_is_dismissed(client: Client) -> None:
    address = waiting(client)

    answer = delete(client, address)
    again = delete(client, address)

    assert (answer.status_code, answer.json()["status"]) == (200, "dismissed")
    assert (again.status_code, again.json()["status"]) == (200, "dismissed")
    assert client.get(f"{address}/results").status_code == 404
    assert client.get(address).json()["status"] == "dismissed"


def test_a_job_that_is_over_is_not_dismissed(client: Client) -> None:
    address = waiting(client)
    worked(client)

    answer = delete(client, f"{address}?lang=en")

    assert answer.status_code == 409
    assert "is over (is done) and cannot be dismissed" in answer.json()["detail"]


# --- events --------------------------------------------------------------------------------------


def test_all_that_happened_is_told_in_order(client: Client) -> None:
    address = waiting(client)
    job = worked(client)

    found = told(client, f"{address}/events")

    known = events_after(client.app.state.store, job.id)
    assert [int(one["id"]) for one in found] == [event.number for event in known]
    assert [json.loads(one["data"]) for one in found] == [
        {"at": event.at, **event.told} for event in known
    ]
    assert json.loads(found[-1]["data"])["state"] == "successful"


def test_only_what_is_new_is_told_to_whoever_comes_back(client: Client) -> None:
    address = waiting(client)
    worked(client)
    every = told(client, f"{address}/events")

    rest = told(client, f"{address}/events", after=every[1]["id"])

    assert rest == every[2:]


def test_whoever_knows_all_of_a_job_that_is_over_need_not_come_back(client: Client) -> None:
    address = waiting(client)
    worked(client)
    last = told(client, f"{address}/events")[-1]["id"]

    answer = client.get(f"{address}/events", headers={"Last-Event-ID": last})

    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize("number", ["x", "-1", "1.5", "99999999999", "9" * 5000, "²"])
def test_an_event_that_is_none_is_refused(client: Client, number: str) -> None:
    address = waiting(client)

    answer = client.get(f"{address}/events", headers={"Last-Event-ID": number.encode()})

    assert answer.status_code == 400


def test_what_happens_is_told_while_it_happens_and_the_telling_ends_with_the_job(
    client: Client,
) -> None:
    address = waiting(client)
    store, job = client.app.state.store, address.rpartition("/")[2]
    ending = threading.Timer(1.0, lambda: dismiss(store, job))
    ending.start()

    found = told(client, f"{address}/events")

    ending.join()
    assert job_of(store, job).state == "dismissed"
    assert [json.loads(one["data"])["state"] for one in found] == ["accepted", "dismissed"]


def test_a_comment_keeps_the_connection_while_nothing_happens(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.routes.jobs.BEAT_S", 0.2)
    address = waiting(client)
    ending = threading.Timer(1.0, dismiss, (client.app.state.store, address.rpartition("/")[2]))
    ending.start()

    answer = client.get(f"{address}/events")

    ending.join()
    assert answer.text.count(": still there") >= 1


def test_many_who_wait_take_no_thread_each(client: Client) -> None:
    address = waiting(client)
    store, job = client.app.state.store, address.rpartition("/")[2]

    async def listen(asking: httpx.AsyncClient) -> int:
        return (await asking.get(f"{address}/events")).text.count("data:")

    async def all_listen() -> tuple[list[int], int, float]:
        transport = httpx.ASGITransport(client.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://town") as asking:
            listeners = [asyncio.create_task(listen(asking)) for _ in range(200)]
            await asyncio.sleep(2)
            threads = threading.active_count()
            began = datetime.now(UTC)
            other = await asking.get("/health")
            took = datetime.now(UTC) - began
            assert other.status_code == 200
            dismiss(store, job)
            return await asyncio.gather(*listeners), threads, took / timedelta(seconds=1)

    counts, threads, _ = asyncio.run(all_listen())

    assert counts == [2] * 200
    assert threads < 100


def test_the_head_of_events_is_answered_at_once(client: Client) -> None:
    address = waiting(client)

    answer = client.ask("HEAD", f"{address}/events")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"].startswith("text/event-stream")
