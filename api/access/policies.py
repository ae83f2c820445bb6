"""How often somebody may ask: what is set, and which of it counts for a request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from gridgen.model.errors import CommandError

SPAN_S = 60
"""Seconds in which requests are counted."""

_HEAVY = re.compile(r"/(uploads|processes/[^/]+/execution)/?$")


@dataclass(frozen=True, slots=True)
class Policy:
    """A number of requests in each span.

    Attributes
    ----------
    name
        As headers tell it.
    most
        Requests in `SPAN_S` seconds; 0 for any number.
    """

    name: str
    most: int

    @property
    def batch(self) -> int:
        """How many a process takes from the store at once: none may hold much of what is little."""
        return min(100, max(1, self.most // 60))


@dataclass(frozen=True, slots=True)
class Rates:
    """How many requests a minute are answered; 0 for any number.

    Attributes
    ----------
    usual
        To one caller.
    heavy
        Uploads and executions of one caller.
    failed
        With keys or tokens that open nothing, from one address.
    """

    usual: int = 6000
    heavy: int = 30
    failed: int = 30

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Rates:
        """Read GRIDGEN_RATE, GRIDGEN_RATE_HEAVY and GRIDGEN_RATE_FAILED.

        Raises
        ------
        CommandError
            One is no whole number from 0 up.
        """
        usual = cls()
        return cls(
            whole_number(env, "GRIDGEN_RATE", usual.usual),
            whole_number(env, "GRIDGEN_RATE_HEAVY", usual.heavy),
            whole_number(env, "GRIDGEN_RATE_FAILED", usual.failed),
        )

    def environment(self) -> dict[str, str]:
        """Return the variables that say the same to another process."""
        return {
            "GRIDGEN_RATE": str(self.usual),
            "GRIDGEN_RATE_HEAVY": str(self.heavy),
            "GRIDGEN_RATE_FAILED": str(self.failed),
        }

    def policy_of(self, method: str, path: str) -> Policy:
        """Return what counts for a request.

        >>> Rates().policy_of("POST", "/uploads").name, Rates().policy_of("GET", "/uploads").name
        ('heavy', 'usual')
        """
        is_heavy = method == "POST" and _HEAVY.search(path) is not None
        return Policy("heavy", self.heavy) if is_heavy else Policy("usual", self.usual)

    @property
    def of_failed(self) -> Policy:
        """What counts for keys and tokens that open nothing."""
        return Policy("failed", self.failed)


def whole_number(env: Mapping[str, str], name: str, usual: int) -> int:
    """Return the whole number that a variable holds; the usual one where it is not there.

    Raises
    ------
    CommandError
        It is none, or below 0.
    """
    value = env.get(name, "").strip()
    if not value:
        return usual
    if not re.fullmatch(r"[0-9]{1,9}", value, re.ASCII):
        raise CommandError("setting_no_number", name=name, value=value)
    return int(value)
