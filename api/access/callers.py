"""Who asks: a role and the land that it is for; every route says which role it needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Any

from fastapi import Depends, Request

from gridgen.model.errors import DeniedError
from gridgen.words.say import in_both


class Role(IntEnum):
    """What somebody may do; each may all that those below it may."""

    VIEWER = 1
    """Reads plans, asks where points and households belong, prints."""

    PLANNER = 2
    """Uploads, divides, edits drafts, submits."""

    APPROVER = 3
    """Approves, sends back, publishes, retires."""

    ADMIN = 4
    """Hands out keys, reads the audit, says who is told of publications."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks.

    Attributes
    ----------
    actor
        Opaque id, as history and audit keep it.
    role
        What they may do.
    scopes
        First digits of the codes of the land that it is for; ("",) for all land.
    """

    actor: str
    role: Role
    scopes: tuple[str, ...] = ("",)

    def sees(self, scope: str) -> bool:
        """Say whether a plan of a township or county, given by its digits, is theirs to see."""
        return any(scope.startswith(mine) for mine in self.scopes)


def caller_of(request: Request) -> Caller:
    """Return who asks."""
    return Caller("open", Role.ADMIN if request.app.state.settings.database else Role.VIEWER)


CallerHere = Annotated[Caller, Depends(caller_of)]


def needs(role: Role) -> Any:
    """Return what a route depends on that is for a role, or for those above it.

    Raises
    ------
    DeniedError
        From the dependency: the caller is of a lower role.
    """

    def require(caller: CallerHere) -> None:
        if caller.role < role:
            raise DeniedError("access_role", needed=_named(role), mine=_named(caller.role))

    return Depends(require)


def _named(role: Role) -> tuple[str, str]:
    return in_both(f"role_{role.name.lower()}")
