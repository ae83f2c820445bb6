"""A service with a store, and who asks it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
from asking import Client, known_as
from stored import made_store

from api.access.callers import Caller, Role
from api.app import create_app
from api.settings import Settings
from gridgen.jobs.job import Job
from gridgen.jobs.work import work_once
from gridgen.versions.store.uploads import receive

ROWS = """\
编号,经度,纬度,户数,村代码,备注
甲1,114.01,31.01,1,990101001201,a
甲2,114.02,31.02,3,990101001201,b
"""
"""Two households as an office lists them."""


def service(folder: Path, **settings: Any) -> Client:
    """A service whose store is a file of a folder, asked by an administrator."""
    client = Client(create_app(Settings(database=made_store(folder), **settings)))
    asked_by(client, "boss", Role.ADMIN)
    return client


def asked_by(client: Client, actor: str, role: Role, *scopes: str) -> None:
    """Let somebody else ask from now on."""
    known_as(client.app, Caller(actor, role, scopes or ("",)))


def delete(client: Client, address: str) -> httpx.Response:
    return client.ask("DELETE", address)


def ordered(
    client: Client, process: str, inputs: dict[str, Any], *, key: str = "", **more: Any
) -> httpx.Response:
    """Order that something is done, by whoever asks."""
    prefer = {"Prefer": more.pop("prefer")} if "prefer" in more else {}
    headers = {**prefer, **({"Idempotency-Key": key} if key else {})}
    return client.post(
        f"/processes/{process}/execution?lang=en", json={"inputs": inputs, **more}, headers=headers
    )


def worked(client: Client) -> Job:
    """Let a worker do the job that waits; return it."""
    job = work_once(client.app.state.store, "w1", lease_s=60)
    assert job is not None
    return job


def kept(
    client: Client, content: bytes = ROWS.encode(), name: str = "农户.csv", *,
    actor: str = "boss", scope: str = "",
) -> str:  # fmt: skip
    """Lay a file into the store as if it had been sent; return the id of the upload.

    Whoever sends one waits for a process that looks at it, which takes a second.
    """
    return receive(client.app.state.store, [content], name, actor, 1 << 30, scopes=(scope,)).id


def sent(client: Client, content: bytes = ROWS.encode(), name: str = "农户.csv") -> dict[str, Any]:
    """Send a file and return what is told of it."""
    answer = client.post("/uploads", params={"name": name, "lang": "en"}, content=content)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told
