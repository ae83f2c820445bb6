"""Waits for a job: by its events, and by asking again where they break off."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx

from gridgen.client.asking import Asking
from gridgen.client.values import Job, Told
from gridgen.model.errors import ReadError, ServiceError

Hear = Callable[[Told], object]
"""Is told each event of a job once, in their order."""

_PAUSE_S = 1.0
"""Seconds between one look and the next where events broke off."""


def job_from(told: Told) -> Job:
    """Return a job from what the service says of it."""
    return Job(
        id=str(told["jobID"]),
        state=str(told["status"]),
        progress=int(told.get("progress") or 0),
        message=str(told.get("message") or ""),
        told=told,
    )


def job_after(asking: Asking, job: str, *, hear: Hear | None, limit_s: float | None) -> Job:
    """Return a job that is over and succeeded.

    Parameters
    ----------
    asking
        The service.
    job
        Its id.
    hear
        Is told what happens.
    limit_s
        Seconds to wait at most; None for as long as it takes.

    Raises
    ------
    ReadError
        It failed; the message says why.
    ServiceError
        It was dismissed, or is not over after `limit_s`.
    """
    ends = None if limit_s is None else time.monotonic() + limit_s
    seen = 0
    while not (found := job_from(asking.told("GET", f"/jobs/{job}"))).is_over:
        if ends is not None and time.monotonic() > ends:
            raise ServiceError("client_late", job=job, seconds=limit_s)
        seen = _follow(asking, job, seen, hear=hear, ends=ends)
    if hear is not None:  # what happened before anybody listened
        _follow(asking, job, seen, hear=hear, ends=ends)
    if found.state == "dismissed":
        raise ServiceError("client_dismissed", job=job)
    if found.state == "failed":
        raise ReadError("client_failed", why=found.message)
    return found


def _follow(asking: Asking, job: str, seen: int, *, hear: Hear | None, ends: float | None) -> int:
    """Hear the events after number `seen` until they end or time is up; return the last number."""
    try:
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(seen)}
        with asking.stream("GET", f"/jobs/{job}/events", headers=headers) as answer:
            for number, told in events_in(answer):
                seen = max(seen, number)
                if hear is not None:
                    hear(told)
                if ends is not None and time.monotonic() > ends:
                    return seen
    except ServiceError:  # a proxy that lets nothing flow, or a server that stops: ask again
        time.sleep(_PAUSE_S)
    return seen


def events_in(answer: httpx.Response) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield number and content of each event of an answer, as it comes (HTML, section 9.2)."""
    number, lines = 0, list[str]()
    for line in answer.iter_lines():
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "id" and value.isdecimal():
            number = int(value)
        elif field == "data":
            lines.append(value)
        elif not line and lines:
            told = json.loads("\n".join(lines))
            yield number, told if isinstance(told, dict) else {"told": told}
            lines = []
