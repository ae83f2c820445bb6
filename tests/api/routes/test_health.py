"""Whether the service can work, and its numbers for those who may see them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from asking import Client, keyed
from sqlalchemy import text

from api.app import create_app
from api.settings import Settings


@pytest.fixture
def stored(tmp_path: Path) -> Client:
    """A service with a store."""
    return Client(create_app(Settings(database=str(tmp_path / "secret-place.sqlite"))))


def asked_from(client: Client, host: str, **headers: str) -> httpx.Response:
    """Ask for the metrics from another machine."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(client.app, client=(host, 40000))
        async with httpx.AsyncClient(transport=transport, base_url="http://town") as asking:
            return await asking.get("/metrics?lang=en", headers=headers)

    return asyncio.run(ask())


def test_a_service_of_files_is_alive_and_ready(client: Client) -> None:
    answer = client.get("/health")

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert (told["status"], told["alive"], told["ready"], told["plans"]) == ("ok", True, True, 1)
    assert told["wrong"] == []


def test_a_service_with_a_store_is_ready_where_the_store_answers(stored: Client) -> None:
    assert stored.get("/health").json()["ready"] is True


def test_a_store_at_another_step_is_said_with_both_steps(stored: Client) -> None:
    with stored.app.state.store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'r0009'"))

    answer = stored.get("/health?lang=en")

    assert answer.status_code == 503
    assert answer.json()["alive"] is True
    (wrong,) = answer.json()["wrong"]
    assert wrong.startswith("The store is at step r0009; this version needs 0")


def test_a_store_that_does_not_answer_is_said_without_its_name(
    stored: Client, tmp_path: Path
) -> None:
    stored.app.state.store.close()
    for file in tmp_path.glob("secret-place*"):
        file.unlink()

    answer = stored.get("/health?lang=en")

    assert answer.status_code == 503
    assert answer.json()["wrong"] == ["The store cannot be reached."]
    assert "secret-place" not in answer.text


def test_metrics_are_for_this_machine(client: Client) -> None:
    client.get("/locate?lon=1&lat=1")

    answer = client.get("/metrics")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert 'gridgen_requests_total{method="GET",route="/locate",status="200"} 1.0' in answer.text
    assert "gridgen_plans_held 1.0" in answer.text


@pytest.mark.parametrize(
    ("host", "headers"),
    [
        ("10.1.2.3", {}),
        ("203.0.113.9", {}),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.9"}),
    ],
)
def test_metrics_are_not_for_others_nor_through_a_proxy(
    client: Client, host: str, headers: dict[str, str]
) -> None:
    answer = asked_from(client, host, **headers)

    assert answer.status_code == 403
    assert answer.json()["detail"].startswith("Metrics are for administrators")


def test_metrics_are_for_administrators_wherever_they_are(stored: Client) -> None:
    admin, viewer = (keyed(stored.app, role).key for role in ("admin", "viewer"))

    statuses = [
        asked_from(stored, "10.1.2.3", **headers).status_code
        for headers in ({"X-API-Key": admin}, {"X-API-Key": viewer}, {})
    ]

    assert statuses == [200, 403, 401]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1"])
def test_every_address_of_this_machine_will_do(client: Client, host: str) -> None:
    assert asked_from(client, host).status_code == 200
