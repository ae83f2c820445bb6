"""A service with something behind every route: a plan file, a store with a plan in force in it, and
a key that may everything.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from asking import Client, Loads, keyed
from plans import VILLAGE
from stored import ORIGIN, drawn_town

from api.access.policies import Rates
from api.app import create_app
from api.settings import Settings
from gridgen.versions.store.states import APPROVED, SUBMITTED, move_to, publish
from gridgen.versions.store.versions import import_plan

SCOPE = VILLAGE[:9]
"""The township of the plan in force."""


def everything(folder: Path) -> Client:
    """Who administers a service whose store is in a folder, beside a plan file `qinghe`."""
    (folder / "qinghe.gpkg").write_text("")
    settings = Settings(
        data=folder, database=str(folder / "store.sqlite"), rates=Rates(usual=0, heavy=0, failed=0)
    )
    app = create_app(settings, load=Loads())
    store = app.state.store
    version = import_plan(store, drawn_town(), ORIGIN, actor="p1").number
    move_to(store, version, SUBMITTED, actor="p1")
    move_to(store, version, APPROVED, actor="p2")
    publish(store, version, date(2026, 1, 1), actor="p2")
    return keyed(app)
