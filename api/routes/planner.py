"""The planner's page: another client of this interface, in the browser. It needs no key itself."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from starlette.exceptions import HTTPException

from api.asked import HTML, KNOWN_ONLY
from api.conditional import Packed, answer
from api.planner.basemap import BaseMap
from api.planner.libraries import fetched
from api.planner.models import PageSettings
from gridgen import __version__
from gridgen.words.say import of_subject
from maps.ink.colours import PALETTE

router = APIRouter(tags=["pages"], dependencies=KNOWN_ONLY)

_ASK_AGAIN = "no-cache"
"""Browsers keep files and ask each time whether they are still so: all of a page are of one day."""


@router.get(
    "/plan",
    summary="The planner's page",
    response_class=Response,
    responses={200: {"content": {HTML: {}}, "description": "The page, in Chinese and English."}},
)
def planner(request: Request) -> Response:
    """Return the page on which plans are drawn anew, in the browser.

    Everybody may open it; a key is asked for there, or stands behind `#key=` in its address, which
    browsers send to nobody.
    """
    policy = {"Content-Security-Policy": policy_of(request.app.state.settings.basemap)}
    return _file(request, "index.html", policy)


@router.get("/page/settings.json", response_model=PageSettings, include_in_schema=False)
def settings(request: Request) -> Any:
    """Return what is set for the page."""
    told = request.app.state.settings
    made = PageSettings(
        version=__version__,
        has_store=(has_store := request.app.state.store is not None),
        needs_key=has_store and not told.is_open and told.trusted is None,
        upload_bytes=told.upload_bytes,
        basemap=[*told.basemap.told],
        reads_pmtiles=fetched("pmtiles.js") is not None,
        basemap_note=told.basemap.note,
        colours=[*PALETTE],
    )
    return JSONResponse(made.model_dump(), headers={"Cache-Control": _ASK_AGAIN})


@router.get("/page/words/{spoken}.json", include_in_schema=False)
def words(request: Request, spoken: Literal["zh", "en"]) -> Response:
    """Return every sentence of the page in one language, by its key."""
    told = of_subject("page", spoken)
    made = Packed(json.dumps(told, ensure_ascii=False).encode())
    return answer(request, made, "application/json", cached=_ASK_AGAIN)


@router.get("/page/basemap/{number}.pmtiles", include_in_schema=False)
def archive(request: Request, number: int) -> FileResponse:
    """Return a base map in one file, of which a browser asks for ranges."""
    archives = request.app.state.settings.basemap.archives
    if not 0 <= number < len(archives):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    kept = {"Cache-Control": _ASK_AGAIN}
    return FileResponse(archives[number], media_type="application/vnd.pmtiles", headers=kept)


@router.get("/page/{file:path}", include_in_schema=False)
def file(request: Request, file: str) -> Response:
    """Return a file of the page."""
    return _file(request, file, {})


def _file(request: Request, name: str, more: dict[str, str]) -> Response:
    made, kind = request.app.state.page_files.take(name)
    return answer(request, made, kind, cached=_ASK_AGAIN, more=more)


def policy_of(basemap: BaseMap) -> str:
    """Return a policy that lets the page ask this service, the hosts of its base map, and nobody
    else; scripts and styles come from files alone.
    """
    hosts = "".join(f" {host}" for host in basemap.hosts)
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' data: blob:{hosts}",
            f"connect-src 'self'{hosts}",
            "worker-src blob:",
            "font-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
