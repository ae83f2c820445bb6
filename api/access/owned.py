"""Whose an upload or a job is: of whoever sent it, and of administrators of the same land."""

from __future__ import annotations

from collections.abc import Iterable

from api.access.callers import Caller, Role


def is_theirs(caller: Caller, actor: str, scopes: Iterable[str]) -> bool:
    """Say whether something of an actor is the caller's to see.

    Parameters
    ----------
    caller
        Who asks.
    actor
        Whose it is.
    scopes
        First digits of the codes of the land that the actor may see.
    """
    return caller.actor == actor or (
        caller.role >= Role.ADMIN and all(caller.sees(scope) for scope in scopes)
    )
