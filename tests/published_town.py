"""A service in whose store the town is in force."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from asking import Loads
from fastapi import FastAPI
from stored import ORIGIN, drawn_town, made_store

from api.app import create_app
from api.public.settings import Face
from api.settings import Settings
from gridgen.versions.store.database import Store
from gridgen.versions.store.states import move_to, publish
from gridgen.versions.store.versions import import_plan

TOWNSHIP = "990101001"


def service(folder: Path, face: Face | None = None) -> FastAPI:
    """A service with an empty store."""
    return create_app(Settings(database=made_store(folder), public=face or Face()), load=Loads())


def in_force(store: Store, *, since: int = 0) -> int:
    """Put the town into force so many days from today; return the number of the version."""
    version = import_plan(store, drawn_town(), ORIGIN, actor="p1").id
    for state in ("submitted", "approved"):
        move_to(store, version, state, actor="a1")
    publish(store, version, date.today() + timedelta(days=since), actor="a1")
    return version
