"""What the service answers, as values; `told` holds all that it said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Told = Mapping[str, Any]
"""JSON as the service writes it; docs/api-by-curl.md shows it for every address."""

OVER = ("successful", "failed", "dismissed")
"""States in which a job stays."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that the service keeps for some days.

    Attributes
    ----------
    id
        By which orders name it.
    name
        As its owner calls it.
    told
        Also what was recognised in it: layers, columns, rows, findings.
    """

    id: str
    name: str
    told: Told


@dataclass(frozen=True, slots=True)
class Job:
    """Work that the service does.

    Attributes
    ----------
    id
        By which it is asked for.
    state
        accepted, running, successful, failed or dismissed.
    progress
        0 to 100.
    message
        What it does, or why it failed.
    told
        All that the service said.
    """

    id: str
    state: str
    progress: int
    message: str
    told: Told

    @property
    def is_over(self) -> bool:
        """Say whether nothing more happens in it."""
        return self.state in OVER


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a plan.

    Attributes
    ----------
    number
        In the store, as addresses have it.
    state
        draft, submitted, approved, published or retired.
    etag
        What was seen of it: changes are refused where somebody else was faster.
    told
        All that the service said.
    """

    number: int
    state: str
    etag: str
    told: Told


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit did, or would do.

    Attributes
    ----------
    etag
        What the next edit is to be based on.
    told
        The effect.
    """

    etag: str
    told: Told
