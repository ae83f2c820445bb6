"""Who asks: a role and the land that it is for; every route says which role it needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Any

from fastapi import Depends, Request

from gridgen.model.errors import AccessError, DeniedError, RequestError
from gridgen.words.say import GridgenError, in_both


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


ANYBODY = Caller("open", Role.VIEWER)
"""Who asks without a key where none is needed."""


async def caller_of(request: Request) -> Caller:
    """Return who asks. Without a store, and where the service is open, anybody may read.

    Raises
    ------
    AccessError
        There is no key or token, or it opens nothing.
    RequestError
        There is more than one.
    """
    if request.app.state.store is None:
        return ANYBODY
    found: Caller | GridgenError | None = getattr(request.state, "caller", None)
    if isinstance(found, GridgenError):
        raise found
    if found is None:
        raise AccessError("access_none")
    return found


CallerHere = Annotated[Caller, Depends(caller_of)]


def visitor_of(request: Request) -> Caller | None:
    """Return who asks, None where that is not known: for pages that everybody may open."""
    if request.app.state.store is None:
        return ANYBODY
    found = getattr(request.state, "caller", None)
    return found if isinstance(found, Caller) else None


@dataclass(frozen=True, slots=True)
class Need:
    """What a route depends on that is for a role, or for those above it.

    Who asks is looked up here and not depended on: for each thing that a route depends on FastAPI
    takes a tenth of what `/locate` takes in all.
    """

    role: Role

    async def __call__(self, request: Request) -> None:
        """Let the caller in.

        Raises
        ------
        DeniedError
            They are of a lower role.
        RequestError
            Without a store nobody has a higher one.
        """
        mine = (await caller_of(request)).role
        if mine < self.role:
            if request.app.state.store is None:
                raise RequestError("service_no_store")
            raise DeniedError("access_role", needed=_named(self.role), mine=_named(mine))


def needs(role: Role) -> Any:
    """Return the dependency of a route that is for a role, or for those above it."""
    return Depends(Need(role))


def _named(role: Role) -> tuple[str, str]:
    return in_both(f"role_{role.name.lower()}")
