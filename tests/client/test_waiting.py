"""A job is waited for by its events, each heard once, whatever breaks off meanwhile."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

import gridgen
from gridgen.client import Client


def event(number: int, **told: Any) -> str:
    return f": a comment\r\nid: {number}\r\ndata: {json.dumps(told)}\r\n\r\n"


class Service:
    """A job that has gone on by one state whenever somebody asks for it."""

    def __init__(self, states: list[str], events: Mapping[int, str]) -> None:
        self.states, self.events = states, events
        self.asked_after: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/events"):
            state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
            return httpx.Response(
                200, json={"jobID": "j1", "status": state, "progress": 50, "message": "because"}
            )
        after = int(request.headers["last-event-id"])
        self.asked_after.append(str(after))
        body = "".join(text for number, text in self.events.items() if number > after)
        if not body:
            return httpx.Response(204)
        return httpx.Response(200, text=body, headers={"content-type": "text/event-stream"})


EVENTS = {1: event(1, community="001", progress=20), 2: event(2, community="002", progress=40)}


def test_each_event_is_heard_once_and_the_job_is_returned() -> None:
    service = Service(["running", "running", "successful"], EVENTS)
    heard: list[Any] = []

    job = _client(service).wait("j1", told=heard.append)

    assert (job.state, job.is_over) == ("successful", True)
    assert [one["community"] for one in heard] == ["001", "002"]
    assert service.asked_after == ["0", "2", "2"]


def test_what_happened_before_anybody_listened_is_heard_too() -> None:
    heard: list[Any] = []

    _client(Service(["successful"], EVENTS)).wait("j1", told=heard.append)

    assert len(heard) == 2


def test_nobody_need_listen() -> None:
    assert _client(Service(["running", "successful"], EVENTS)).wait("j1").state == "successful"


@pytest.mark.parametrize(
    ("state", "kind", "says"),
    [("failed", gridgen.ReadError, "did not do the work: because"),
     ("dismissed", gridgen.ServiceError, "j1 was dismissed")],
)  # fmt: skip
def test_a_job_that_did_not_succeed_is_an_error(
    state: str, kind: type[gridgen.GridgenError], says: str
) -> None:
    with pytest.raises(kind, match=says):
        _client(Service(["running", state], {})).wait("j1")


def test_waiting_ends_where_its_time_ends() -> None:
    with pytest.raises(gridgen.ServiceError, match="j1 is not done after 0 seconds"):
        _client(Service(["running"], EVENTS)).wait("j1", limit_s=0)


def test_an_event_of_several_lines_is_one() -> None:
    lines = {1: 'id: 1\ndata: {"a":\ndata: 1}\n\n'}
    heard: list[Any] = []

    _client(Service(["successful"], lines)).wait("j1", told=heard.append)

    assert heard == [{"a": 1}]


def _client(service: Service) -> Client:
    return Client("http://town", transport=httpx.MockTransport(service))
