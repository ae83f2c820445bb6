"""The service, wired: `uvicorn api.app:create_app --factory`."""

from __future__ import annotations

import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.routing import BaseRoute
from swagger_ui_bundle import swagger_ui_path

from api.access.allowance import Allowance
from api.access.gate import Doors, Gate
from api.access.keyring import Keyring
from api.access.tokens import Tokens
from api.cors import PublicCors
from api.errors import PROBLEM_RESPONSES, add_handlers
from api.files import Files, Load
from api.living import Living
from api.meters import Meters
from api.openapi import describe
from api.planner.page_files import PageFiles
from api.routes import (
    access,
    collections,
    comments,
    differences,
    edits,
    exports,
    health,
    hooks,
    jobs,
    locate,
    locks,
    pages,
    planner,
    plans,
    presets,
    prints,
    processes,
    public,
    readings,
    sharing,
    tiles,
    uploads,
    versions,
    zones,
)
from api.settings import Settings
from api.settling import owning
from api.stopping import end_with_parent, told_to_stop
from api.verbs import Verbs
from api.watch import Watch
from gridgen import __version__
from gridgen.files.plan_reader import read_plan
from gridgen.model.plan import Plan
from gridgen.model.polygons import repair
from gridgen.versions.store.database import Store
from gridgen.versions.store.upgrade import init_store, open_store

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'",
}


_ROUTES = (
    locate, collections, tiles, public, pages, health, prints, plans, versions, edits, locks, zones,
    comments, sharing, exports, uploads, processes, jobs, access, hooks, planner,
    presets, readings, differences,
)  # fmt: skip
"""Those that are asked most come first: routes are tried one by one."""


def _of_a_stranger(file: Path) -> Plan:
    """Read a plan in a process of its own; shapes that are not valid become what they cover."""
    plan = read_plan(file, alone=True)
    communities = replace(plan.communities, shape=repair(plan.communities.shape))
    levels = tuple(replace(zones, polygon=repair(zones.polygon)) for zones in plan.levels)
    return replace(plan, township=replace(plan.township, communities=communities), levels=levels)


SWITCH_S = 0.0005
"""Seconds after which a thread that has Python to itself lets others have it. With the 5 ms of
Python's own, whoever takes requests waited for those who answer them: one `/locate` of a hundred
took half a second with 16 clients, and 70 ms with this.
"""


def create_app(
    settings: Settings | None = None,
    *,
    load: Load = _of_a_stranger,
    keyring: Keyring | None = None,
) -> FastAPI:
    """Return the service; nothing is read before a request asks for it.

    Parameters
    ----------
    settings
        Where plans are; from the environment if not given.
    load
        Reads a plan from its file.
    keyring
        Remembers who asked.
    """
    app = FastAPI(
        title="gridgen",
        description="Household grids of villages and communities (网格划分)",
        version=__version__,
        docs_url=None,
        openapi_url=None,
        redoc_url=None,
        responses=PROBLEM_RESPONSES,
        lifespan=_living,
    )
    settings = settings or Settings.from_environment()
    app.state.settings = settings
    store = _store_at(settings.database) if settings.database else None
    app.state.store = store
    app.state.stopping = threading.Event()
    app.state.meters = Meters(store)
    app.state.living = None if store is None else Living(store, settings.held)
    app.state.files = Files(settings, load, tell=app.state.meters.hold)
    app.state.keyring = keyring or Keyring()
    app.state.page_files = PageFiles()
    add_handlers(app)
    app.mount("/static", StaticFiles(directory=str(swagger_ui_path)), name="static")
    app.router.routes.extend(_all_routes())
    if app.state.store is not None:
        app.add_middleware(Gate, doors=_doors(app, settings))
    app.add_middleware(Verbs)
    app.add_middleware(PublicCors, origins=settings.public.origins)
    app.add_middleware(Watch, headers=_HEADERS, meters=app.state.meters)
    app.openapi = partial(describe, app)  # type: ignore[method-assign]
    return app


@cache
def _all_routes() -> list[BaseRoute]:
    """Return the routes, which all applications of a process share.

    FastAPI works out what each takes when it is first looked at, half a second for all of them,
    once for each router that includes them.
    """
    together = APIRouter(responses=PROBLEM_RESPONSES)
    for routes in _ROUTES:
        together.include_router(routes.router)
    return together.routes


def _doors(app: FastAPI, settings: Settings) -> Doors:
    store = app.state.store
    tokens = None if settings.trusted is None else Tokens(settings.trusted)
    return Doors(
        store, app.state.keyring, settings.rates, Allowance(store), tokens, settings.is_open
    )


def _store_at(address: str) -> Store:
    """Return the store at an address, made where there is none, with the tables of today.

    Once it is made it must stay: a service goes on with no empty one where a file was taken away.
    """
    init_store(address).close()
    return open_store(address)


@asynccontextmanager
async def _living(app: FastAPI) -> AsyncIterator[None]:
    """Say to whatever streams when the service stops, and close the store at the end."""
    end_with_parent()
    sys.setswitchinterval(SWITCH_S)
    with told_to_stop(app.state.stopping), owning():
        yield
    if app.state.store is not None:
        app.state.store.close()
