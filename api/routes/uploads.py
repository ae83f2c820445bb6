"""Files that planners send: looked at before they are kept, and gone after some days."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from api.access.callers import CallerHere, Role, needs
from api.access.owned import is_theirs
from api.asked import JSON, KNOWN_ONLY, Lang
from api.deps import StoreHere
from api.language import language
from api.models import Link
from api.receiving import UploadHere, taken
from api.settings import Settings
from api.work import UploadAnswer, Uploads
from gridgen.model.errors import RequestError, TooLargeError, WriteError
from gridgen.versions.store.uploads import PART_BYTES, forget, harmless, uploads_of
from gridgen.words.say import reason_of

_BODY = {
    "required": True,
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}

router = APIRouter(tags=["uploads"], dependencies=[*KNOWN_ONLY, needs(Role.PLANNER)])


@router.post(
    "/uploads",
    status_code=201,
    summary="Send a file",
    response_model=UploadAnswer,
    openapi_extra={"requestBody": _BODY},
)
async def send(
    request: Request,
    response: Response,
    store: StoreHere,
    caller: CallerHere,
    name: Annotated[
        str, Query(min_length=1, max_length=255, description="What its owner calls the file.")
    ],
    lang: Lang = None,  # noqa: ARG001 - read by `language`
) -> Any:
    """Keep a file for some days and tell what was recognised in it: layers, columns, rows.

    The body is the file itself: GeoPackage, GeoJSON, GeoParquet, zipped Shapefiles, KML, CSV or a
    workbook with tables or a plan, or rules as TOML. One that cannot be read is refused.
    """
    settings: Settings = request.app.state.settings
    with TemporaryDirectory(prefix="gridgen-upload-") as folder:
        file = Path(folder) / harmless(name)
        await _write(request, file, settings.upload_bytes)
        kept = await taken(store, caller, settings, file)
    answer = UploadAnswer.of(kept, language(request), _here(request))
    response.headers["Location"] = answer.links[0].href
    return answer


async def _write(request: Request, file: Path, most: int) -> None:
    """Write the body of a request into a file; of one that is too large no more than may be."""
    said, size = request.headers.get("content-length", ""), 0
    if said.isdecimal() and (len(said) > len(str(most)) or int(said) > most):
        raise TooLargeError("upload_too_large", file=file.name, most=most)
    try:
        with file.open("wb", buffering=PART_BYTES) as out:
            async for part in request.stream():
                size += len(part)
                if size > most:
                    raise TooLargeError("upload_too_large", file=file.name, most=most)
                await run_in_threadpool(out.write, part)
    except ClientDisconnect as why:
        raise RequestError("upload_broken") from why
    except OSError as error:
        raise WriteError("upload_unwritable", file=file.name, why=reason_of(error)) from error


@router.get("/uploads", summary="The files that were sent", response_model=Uploads)
def listed(
    request: Request,
    store: StoreHere,
    caller: CallerHere,
    lang: Lang = None,  # noqa: ARG001
) -> Any:
    """List one's own uploads, the newest first; an administrator sees those of the same land."""
    here = _here(request)
    found = [one for one in uploads_of(store) if is_theirs(caller, one.actor, one.scopes)]
    return Uploads(
        uploads=[UploadAnswer.of(one, language(request), here) for one in found],
        links=[Link(href=f"{here}/uploads", rel="self", type=JSON)],
    )


@router.get("/uploads/{upload}", summary="One file that was sent", response_model=UploadAnswer)
def one(request: Request, upload: UploadHere, lang: Lang = None) -> Any:  # noqa: ARG001
    """Tell again what was recognised in an upload."""
    return UploadAnswer.of(upload, language(request), _here(request))


@router.delete("/uploads/{upload}", status_code=204, summary="Delete a file that was sent")
def delete(store: StoreHere, caller: CallerHere, upload: UploadHere) -> Response:
    """Delete an upload; a job that still needs it fails."""
    forget(store, upload.id, actor=caller.actor)
    return Response(status_code=204)


def _here(request: Request) -> str:
    return str(request.base_url).rstrip("/")
