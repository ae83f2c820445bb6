"""What a division or a redraw would read of uploads: told before it is ordered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import geopandas as gpd
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from api.access.callers import Caller, CallerHere, Role, needs
from api.asked import JSON, KNOWN_ONLY, Lang, body_of
from api.deps import LivingHere, PlansHere, StoreHere
from api.executions import execution_of
from api.language import language
from api.models import FindingAnswer
from api.planning.exporting import sent
from api.previews import read_through
from api.receiving import upload_for
from gridgen.jobs.asked import refuse_odd
from gridgen.jobs.processes import BESIDE
from gridgen.jobs.uploaded import Uploaded, own_folder
from gridgen.model.errors import RequestError
from gridgen.versions.store.database import Store
from gridgen.versions.store.pieces import rules_text_of
from gridgen.words.say import LANGUAGES, say

MOST_BYTES = 2**20
"""Bytes of what is asked: rules as TOML, names of columns."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_SAID = ("crs", "datum", "encoding", "columns")

_READERS = CapacityLimiter(1)
"""Readings at the same time: each takes a core, and memory."""

_BODY = {
    "type": "object",
    "properties": {"inputs": {"type": "object", "additionalProperties": True}},
    "required": ["inputs"],
    "example": {"inputs": {"households": {"href": "/uploads/0123456789abcdef"}}},
}

router = APIRouter(tags=["uploads"], dependencies=[*KNOWN_ONLY, needs(Role.PLANNER)])


class Problem(BaseModel):
    """Why nothing can be divided as it is, and the datum with which places would fit."""

    text: str
    datum: str | dict[str, str] | None = None


class Reading(BaseModel):
    """What a division would read.

    Counts are None where there is a problem; `inside` also where there are no boundaries.
    """

    problem: Problem | None
    tables: dict[str, int]
    source: dict[str, str]
    rows: int | None = None
    households: int | None = None
    refused: int | None = None
    doubtful: int | None = None
    placed: int | None = None
    inside: int | None = None
    crs: str = ""
    findings: list[FindingAnswer]
    points: list[tuple[float, float]]
    communities: list[dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class _Redrawn:
    """What of a version stands where a redraw is given nothing new.

    Attributes
    ----------
    communities
        Its boundaries, as files hold them.
    rules
        As TOML.
    """

    communities: gpd.GeoDataFrame
    rules: str


def _redrawn(
    plans: PlansHere,
    living: LivingHere,
    store: StoreHere,
    version: Annotated[
        int | None,
        Query(ge=1, le=10**9, description="The version that is redrawn; none for a division."),
    ] = None,
) -> _Redrawn | None:
    """Return what stays of a version; NotInStoreError where there is none such, or not theirs."""
    if version is None:
        return None
    plan = living.opened(plans.version(version)).draft.plan
    with store.reading() as connection:
        return _Redrawn(plan.to_frame("communities"), rules_text_of(connection, version))


RedrawnHere = Annotated[_Redrawn | None, Depends(_redrawn)]


@router.post(
    "/readings",
    summary="What a division or a redraw would read",
    response_model=Reading,
    openapi_extra={"requestBody": {"required": True, "content": {JSON: {"schema": _BODY}}}},
    responses={200: {"content": {XLSX: {}}, "description": "What was read; or the rows refused"}},
)
async def read(
    request: Request,
    store: StoreHere,
    caller: CallerHere,
    redrawn: RedrawnHere,
    as_format: Annotated[
        Literal["json", "xlsx"],
        Query(alias="format", description="xlsx: the rows that are refused or doubtful, and why."),
    ] = "json",
    lang: Lang = None,  # noqa: ARG001 - read by `language`
) -> Any:
    """Read uploads as a division would, or a redraw, with the inputs that it takes; divide nothing.

    With `version` the boundaries and the rules of that version stand where none are given. Tells
    how many households there are, how many lie in a boundary, which rows are refused, which
    datum fits where the places do not, and where all that is, for a map.
    """
    body = await body_of(request, MOST_BYTES)
    asked = _asked_in(body, str(request.base_url).rstrip("/"), is_redraw=redrawn is not None)
    work = partial(
        _read, store, caller, asked, redrawn, lang=language(request), is_book=as_format == "xlsx"
    )
    return await to_thread.run_sync(work, limiter=_READERS)


def _asked_in(body: bytes, here: str, *, is_redraw: bool) -> dict[str, Any]:
    """Return the inputs of a division or a redraw; RequestError where there is no list to read."""
    process = "redraw" if is_redraw else "divide"
    found = execution_of(process, body, here)
    if found.inline:
        raise RequestError("reading_inline")
    asked = found.asked
    asked.setdefault(*(("version", 1) if is_redraw else ("name", "-")))
    refuse_odd(process, asked)
    if "households" not in asked:
        raise RequestError("reading_no_list")
    return asked


def _read(
    store: Store,
    caller: Caller,
    asked: Mapping[str, Any],
    redrawn: _Redrawn | None,
    *,
    lang: str,
    is_book: bool,
) -> Response | Reading:
    """Let a process of its own read the files, in a folder that is gone afterwards."""
    households = upload_for(store, caller, asked["households"]["upload"])
    for one in _uploads_in(asked):
        upload_for(store, caller, one)
    with own_folder() as folder:
        uploaded = Uploaded(store, folder)
        book = folder / "rows.xlsx"
        beside = {role: file for role, file in uploaded.files(asked, BESIDE).items() if file}
        rules = asked.get("rules", "standard" if redrawn is None else redrawn.rules)
        if redrawn is not None:
            beside.setdefault("communities", _written(redrawn, folder))
        told = read_through(
            Path(households.name),
            {
                "households": uploaded.file(asked["households"]),
                "beside": beside,
                "rules": uploaded.rules(rules)[1],
                "corrections": [uploaded.file(one) for one in asked.get("corrections", ())],
                "book": str(book) if is_book else None,
                "lang": lang,
                **{name: asked[name] for name in _SAID if name in asked},
            },
        )
        if is_book and book.exists():
            called = say("reject_title", lang)
            return sent(lambda file: _move(book, file), f"{households.name}-{called}.xlsx", XLSX)
    return _reading(told, LANGUAGES.index(lang))


def _written(redrawn: _Redrawn, folder: Path) -> str:
    """Return the boundaries of a version as a file of a folder."""
    file = folder / "version.gpkg"
    redrawn.communities.to_file(file, layer="communities", engine="pyogrio")
    return str(file)


def _move(book: Path, file: Path) -> None:
    file.write_bytes(book.read_bytes())


def _uploads_in(asked: Mapping[str, Any]) -> list[str]:
    given = [asked[name] for name in (*BESIDE, "rules") if isinstance(asked.get(name), dict)]
    return [one["upload"] for one in [*given, *asked.get("corrections", ())]]


def _reading(told: Mapping[str, Any], at: int) -> Reading:
    """Return the answer in the language at a place of `LANGUAGES`."""
    findings = [FindingAnswer(**{**one, "text": one["text"][at]}) for one in told["findings"]]
    problem = told["problem"] and Problem(
        text=told["problem"]["text"][at], datum=told["problem"]["datum"]
    )
    return Reading(**{**told, "findings": findings, "problem": problem})
