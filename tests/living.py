"""A service over a store: who asks it, and plans in it that are in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from asking import Client, known_as
from fastapi import FastAPI

from api.access.callers import Caller, Role
from gridgen.versions.edits import Rename
from gridgen.versions.store.database import Store
from gridgen.versions.store.recording import By, edit
from gridgen.versions.store.states import move_to, publish
from gridgen.versions.store.versions import Version

Serve = Callable[..., FastAPI]
"""Begins a service over the store of a test."""

ON_SQLITE = pytest.mark.parametrize("address", ["sqlite"], indirect=True)
"""For tests in which the database does not matter."""

SCOPE = "990101001"
"""The township of the drawn town."""


def asking(app: FastAPI, *scopes: str, role: Role = Role.ADMIN, actor: str = "p1") -> Client:
    """A client of the application who is somebody; of all land unless scopes are said."""
    known_as(app, Caller(actor, role, scopes or ("",)))
    return Client(app)


def put_in_force(store: Store, version: Version, day: date) -> None:
    """Bring a draft through all states, so that it is in force from a day on."""
    for state in ("submitted", "approved"):
        move_to(store, version.id, state, actor="p1")
    publish(store, version.id, day, actor="p1")


def renamed(store: Store, version: int, name: str) -> int:
    """Rename the first grid of a draft; return the number of the edit."""
    done = edit(store, version, Rename("990101001201001", name), By("p2"))
    return done.opened.edit
