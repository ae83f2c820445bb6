"""The nouns of long work: what is ordered, the job that it becomes, and what is told of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping

ACCEPTED, RUNNING, SUCCESSFUL = "accepted", "running", "successful"
FAILED, DISMISSED = "failed", "dismissed"

STATES = (ACCEPTED, RUNNING, SUCCESSFUL, FAILED, DISMISSED)
"""In the words of OGC API Processes."""

OPEN = (ACCEPTED, RUNNING)
"""The states of what is not over."""


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asks to be done.

    Attributes
    ----------
    process
        "divide", "redraw", "check" or "suggest".
    asked
        The inputs by name, as `gridgen.jobs.asked.PROCESSES` has them.
    actor
        Opaque id of whoever asks.
    scopes
        First digits of the codes of the land that they may see; ("",) for all land.
    idempotency
        A key of their own: the same key again is the same job. None where they give none.
    """

    process: str
    asked: Mapping[str, Any]
    actor: str
    scopes: tuple[str, ...] = ("",)
    idempotency: str | None = None

    def sees(self, scope: str) -> bool:
        """Say whether a plan of a township or county, given by its digits, is theirs to see."""
        return any(scope.startswith(mine) for mine in self.scopes)


@dataclass(frozen=True, slots=True)
class Job:
    """What an order has become.

    Attributes
    ----------
    id
        Nobody guesses it.
    process, asked, actor, scopes
        As they were ordered.
    state
        One of `STATES`.
    progress
        Percent.
    created, started, finished, updated
        UTC, ISO 8601 with microseconds; None where it did not come to that.
    attempt
        How often it was begun.
    result
        What came of it; None where nothing did, or not yet.
    problem
        Why it failed, as `gridgen.jobs.failure.error_of` reads it; None where it did not.
    """

    id: str
    process: str
    asked: Mapping[str, Any]
    actor: str
    scopes: tuple[str, ...]
    state: str
    progress: int
    created: str
    started: str | None
    finished: str | None
    updated: str
    attempt: int
    result: Mapping[str, Any] | None
    problem: Mapping[str, Any] | None

    @property
    def order(self) -> Order:
        """What was ordered, without its key."""
        return Order(self.process, self.asked, self.actor, self.scopes)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a job.

    Attributes
    ----------
    number
        From 1, without gaps.
    at
        UTC, ISO 8601 with microseconds.
    told
        Plain values: {"state": ...} where the state is another, {"stage": ...} where another part
        of the work begins, {"community": ..., "done": 3, "of": 60} after each community.
    """

    number: int
    at: str
    told: Mapping[str, Any]


def job_in(row: RowMapping) -> Job:
    """Return the job that a row of the store holds."""
    plain = {name: row[name] for name in Job.__dataclass_fields__}
    for name in ("asked", "result", "problem"):
        plain[name] = None if plain[name] is None else json.loads(plain[name])
    return Job(**plain | {"scopes": tuple(json.loads(plain["scopes"]))})


def as_text(value: Any) -> str:
    """Return plain values as JSON that is the same for the same values, whoever writes it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
