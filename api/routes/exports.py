"""A version as a file of other programs: layers, lists, the whole plan, sheets."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from api.access.callers import CallerHere, Role, needs
from api.asked import KNOWN_ONLY
from api.deps import LivingHere, VersionHere
from api.language import language
from api.planning.asking import require_role
from api.planning.exporting import sent
from api.routes.prints import AskedHere, laid_out
from api.served import Served
from gridgen.files.export import export
from gridgen.files.list_book import write_list
from gridgen.files.plan_writer import write_plan
from gridgen.model.errors import RequestError
from gridgen.versions.store.opening import exported

KINDS = {
    "gpkg": "application/geopackage+sqlite3",
    "geojson": "application/geo+json",
    "geoparquet": "application/vnd.apache.parquet",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
"""The media type of each format."""

HOUSEHOLDS = "households"
"""The layer that tells where households are."""

_ENDINGS = {"geoparquet": "parquet"}

FormatName = Literal["gpkg", "geojson", "geoparquet", "csv", "xlsx", "pdf"]

router = APIRouter(tags=["exports"], dependencies=KNOWN_ONLY)


@router.get(
    "/versions/{v}/export",
    summary="A version as a file",
    response_class=StreamingResponse,
    dependencies=[needs(Role.VIEWER)],
    responses={200: {"content": {kind: {} for kind in KINDS.values()}, "description": "The file"}},
)
def export_version(
    request: Request,
    caller: CallerHere,
    living: LivingHere,
    told: VersionHere,
    asked: AskedHere,
    as_format: Annotated[
        FormatName,
        Query(
            alias="format",
            description="gpkg: the whole plan, for planners. geojson, geoparquet: one layer. csv: "
            "one layer, or the list of households without `layer`. xlsx: the lists to hand out. "
            "pdf: sheets, with the parameters of /maps/{plan}.pdf.",
        ),
    ],
    layer: Annotated[
        str | None,
        Query(
            max_length=100,
            description="A level, communities, or households, which is for planners; the first "
            "level without it.",
        ),
    ] = None,
) -> StreamingResponse:
    """Send a version as a file. Where households are is told to planners alone."""
    if as_format == "gpkg" or layer == HOUSEHOLDS:
        require_role(caller.role, Role.PLANNER)
    if layer is not None and as_format in ("gpkg", "xlsx", "pdf"):
        raise RequestError("planning_layer", format=as_format)
    served, lang = living.served(told), language(request)
    head = told.head if served.version is None else served.version.head
    write: Callable[[Path], None]
    if as_format == "gpkg":
        whole = exported(living.store, told.id, edit=head)
        write = partial(write_plan, whole, lang=lang)
    elif as_format == "pdf":
        pdf = laid_out(request, served, asked).pdf()
        write = partial(_write, pdf)
    else:
        write = _writing(served, as_format, layer, lang)
    part = "" if layer is None else f"-{layer}"
    name = f"{told.plan}-v{told.id}-{head}{part}.{_ENDINGS.get(as_format, as_format)}"
    return sent(write, name, KINDS[as_format])


def _writing(served: Served, kind: str, layer: str | None, lang: str) -> Callable[[Path], None]:
    """Return what writes a layer of a plan, or a list of its households, as a file."""
    if kind == "xlsx" or (kind == "csv" and layer is None):
        return partial(write_list, served.plan, lang=lang)
    return partial(_write_layer, served, layer or served.levels[0], kind)


def _write_layer(served: Served, layer: str, kind: str, file: Path) -> None:
    export(served.plan, file, layers=[layer], as_format=kind)


def _write(held: bytes, file: Path) -> None:
    file.write_bytes(held)
