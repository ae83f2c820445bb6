"""The service, wired: `uvicorn api.app:create_app --factory`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from swagger_ui_bundle import swagger_ui_path

from api.access.gate import Gate
from api.access.keyring import Keyring
from api.errors import PROBLEM_RESPONSES, add_handlers
from api.files import Files, Load
from api.living import Living
from api.openapi import describe
from api.routes import (
    access,
    collections,
    edits,
    exports,
    locate,
    pages,
    plans,
    prints,
    versions,
)
from api.settings import Settings
from api.verbs import Verbs
from gridgen import __version__
from gridgen.files.plan_reader import read_plan
from gridgen.model.plan import Plan
from gridgen.model.polygons import repair
from gridgen.versions.store.upgrade import init_store

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'",
}


def _of_a_stranger(file: Path) -> Plan:
    """Read a plan in a process of its own; shapes that are not valid become what they cover."""
    plan = read_plan(file, alone=True)
    communities = replace(plan.communities, shape=repair(plan.communities.shape))
    levels = tuple(replace(zones, polygon=repair(zones.polygon)) for zones in plan.levels)
    return replace(plan, township=replace(plan.township, communities=communities), levels=levels)


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
    )
    settings = settings or Settings.from_environment()
    app.state.settings = settings
    store = init_store(settings.database) if settings.database else None
    app.state.store = store
    app.state.living = None if store is None else Living(store, settings.held)
    app.state.files = Files(settings, load)
    app.state.keyring = keyring or Keyring()
    add_handlers(app)
    app.mount("/static", StaticFiles(directory=str(swagger_ui_path)), name="static")
    for routes in (pages, prints, collections, locate, access, plans, versions, edits, exports):
        app.include_router(routes.router)
    if app.state.store is not None:
        app.add_middleware(
            Gate, store=app.state.store, keyring=app.state.keyring, is_open=settings.is_open
        )
    app.middleware("http")(_add_headers)
    app.add_middleware(Verbs)
    app.openapi = partial(describe, app)  # type: ignore[method-assign]
    return app


async def _add_headers(
    request: Request, go_on: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Headers that make browsers careful; a page with a policy of its own keeps it."""
    response = await go_on(request)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
