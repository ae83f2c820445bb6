"""Every request: its name, its line in the log, and an answer in any case."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from asking import Client
from fastapi import Request

from api.access.callers import Caller, Role

LINES = "gridgen.requests"


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """What the log says of each request."""
    told: list[dict[str, Any]] = [vars(record)["told"] for record in caplog.records]
    return [line for line in told if line["event"] == "request"]


@pytest.mark.parametrize("name", ["a1", "2026-11.b_c", "x" * 64])
def test_a_request_keeps_the_name_that_it_brings(client: Client, name: str) -> None:
    answer = client.get("/health", headers={"X-Request-Id": name})

    assert answer.headers["x-request-id"] == name


@pytest.mark.parametrize("name", ["", "a b", "x" * 65, "<b>", "-a", "13800138000", "甲".encode()])
def test_a_name_that_is_not_harmless_is_replaced(client: Client, name: Any) -> None:
    one, two = (client.get("/health", headers={"X-Request-Id": name}) for _ in range(2))

    assert len(one.headers["x-request-id"]) == 32
    assert one.headers["x-request-id"] != two.headers["x-request-id"]


@pytest.mark.parametrize(
    ("path", "route", "status"),
    [
        ("/locate?lon=113.25&lat=23.5", "/locate", 200),
        ("/households/H-0042?plan=qinghe", "/households/{household:path}", 404),
        ("/nothing/13800138000", "-", 404),
        ("/locate?key=secret", "/locate", 400),
        ("/static/swagger-ui.css", "-", 200),
    ],
)
def test_the_log_tells_the_template_of_the_route_and_nothing_of_the_address(
    client: Client, caplog: pytest.LogCaptureFixture, path: str, route: str, status: int
) -> None:
    with caplog.at_level(logging.INFO, LINES):
        answer = client.get(path)

    (line,) = lines(caplog)
    assert (line["method"], line["route"], line["status"]) == ("GET", route, status)
    assert line["request"] == answer.headers["x-request-id"]
    assert not {"113", "H-0042", "13800138000", "secret"} & set(str(line).split("'"))
    assert "secret" not in str(line)


def test_a_head_is_told_as_one_with_the_route_of_its_get(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, LINES):
        client.head("/collections")

    (line,) = lines(caplog)
    assert (line["method"], line["route"], line["status"]) == ("HEAD", "/collections", 200)


def test_what_machines_ask_every_few_seconds_is_told_only_at_debug(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, LINES):
        client.get("/health")
    assert lines(caplog) == []

    with caplog.at_level(logging.DEBUG, LINES):
        client.get("/health")
    assert [line["route"] for line in lines(caplog)] == ["/health"]


def test_what_nobody_expected_is_answered_with_the_name_alone_and_logged_whole(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    @client.app.get("/broken/{household}")
    def broken(household: str) -> None:
        raise KeyError(f"{household} of 13800138000")

    answer = client.get("/broken/H-0042?lang=en")

    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (500, 500)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] in problem["detail"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "H-0042" not in answer.text
    failure = next(r for r in caplog.records if vars(r)["told"]["event"] == "failure")
    assert failure.exc_info is not None
    assert vars(failure)["told"]["request"] == answer.headers["x-request-id"]
    (line,) = lines(caplog)
    assert (line["status"], line["route"]) == (500, "/broken/{household}")


def test_whoever_is_known_stands_in_the_line(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    @client.app.get("/known")
    def known(request: Request) -> None:
        request.state.caller = Caller("p7", Role.VIEWER)

    with caplog.at_level(logging.INFO, LINES):
        client.get("/known")

    assert [line["caller"] for line in lines(caplog)] == ["p7"]
