"""What is different in another version as a file: a workbook, or a notice for the board."""

from __future__ import annotations

from functools import partial
from pathlib import Path as File
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import StreamingResponse

from api.access.callers import Role, needs
from api.asked import KNOWN_ONLY
from api.deps import LivingHere, PlansHere, VersionHere
from api.language import language
from api.planning.exporting import sent
from api.routes.exports import KINDS
from api.routes.prints import AskedHere
from gridgen.files.difference_book import write_difference
from gridgen.plans.diff import diff, first_level
from gridgen.plans.reasons import explained
from maps.sheets.order import Order
from maps.sheets.printing import print_changes

router = APIRouter(tags=["exports"], dependencies=KNOWN_ONLY)

_OF = ("xlsx", "pdf")


@router.get(
    "/versions/{v}/diff/{w}/export",
    summary="What is different, as a file",
    response_class=StreamingResponse,
    dependencies=[needs(Role.VIEWER)],
    responses={200: {"content": {KINDS[kind]: {} for kind in _OF}, "description": "The file"}},
)
def export_difference(
    request: Request,
    living: LivingHere,
    plans: PlansHere,
    told: VersionHere,
    w: Annotated[int, Path(ge=1, le=10**9, description="Number of the newer version.")],
    asked: AskedHere,
    as_format: Annotated[
        Literal["xlsx", "pdf"],
        Query(
            alias="format",
            description="xlsx: the lists of `gridgen diff --excel`. pdf: notices for the board, a "
            "page for each community in which anything moved, with `size`, `theme`, `only`.",
        ),
    ],
) -> StreamingResponse:
    """Send what changed between two versions: lists to work with, or notices to hang out."""
    lang = language(request)
    newer = plans.version(w)
    old, new = (living.opened(one).draft for one in (told, newer))
    name = f"{newer.plan}-v{told.id}-v{w}.{as_format}"
    if as_format == "pdf":
        order = Order(size=asked.size, lang=lang, theme=asked.theme, people=False)
        pdf = print_changes(old.plan, new.plan, order, only=asked.only, rules=new.rules).pdf()
        return sent(partial(_write, pdf), name, KINDS["pdf"])
    found = explained(
        diff(old.plan, new.plan, first_level(new.plan)), old.plan, new.plan, new.rules
    )
    return sent(partial(write_difference, found, lang=lang), name, KINDS["xlsx"])


def _write(held: bytes, file: File) -> None:
    file.write_bytes(held)
