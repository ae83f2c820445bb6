"""Sheets, atlases, boards, registers and charts as PDF. People are never asked for, nor kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response

from api.access.callers import Role, needs
from api.asked import KNOWN_ONLY
from api.deps import PlansHere
from api.language import language
from api.models import Preflight
from api.served import Served
from maps.sheets.order import Order
from maps.sheets.pages import Printed

PDF = "application/pdf"

router = APIRouter(tags=["print"], dependencies=[*KNOWN_ONLY, needs(Role.VIEWER)])


@dataclass(frozen=True, slots=True)
class PrintAsked:
    """What a request asks the printer for."""

    size: Annotated[
        Literal["A0", "A1", "A2", "A3", "A4"], Query(description="Size of the paper.")
    ] = "A3"
    scope: Annotated[
        Literal["township", "community", "grid", "building"],
        Query(description="What one page is about."),
    ] = "township"
    form: Annotated[
        Literal["sheet", "atlas", "board", "register", "nested"] | None,
        Query(description="What to make; by the scope without it."),
    ] = None
    theme: Annotated[Literal["clear", "official", "grey"], Query(description="Theme.")] = "clear"
    only: Annotated[
        tuple[str, ...], Query(description="Codes of communities or grids.", max_length=200)
    ] = ()
    title: Annotated[str, Query(max_length=200, description="Title of the sheet.")] = ""


AskedHere = Annotated[PrintAsked, Depends()]


@router.get(
    "/maps/{plan}.pdf",
    summary="Wall sheet, atlas, boards or register of a plan",
    response_class=Response,
    responses={200: {"content": {PDF: {}}, "description": "A PDF"}},
)
def pdf(request: Request, plans: PlansHere, plan: str, asked: AskedHere) -> Response:
    """Return the pages as one PDF: no place of a household and no person stands on them."""
    served = plans.get(plan)
    printed = laid_out(request, served, asked)
    name = quote(f"{served.name}.pdf")
    headers = {
        "Content-Disposition": f"inline; filename*=UTF-8''{name}",
        "Vary": "Accept-Language",
    }
    return Response(printed.pdf(), media_type=PDF, headers=headers)


@router.get("/maps/{plan}/preflight", summary="What to know before printing")
def preflight(request: Request, plans: PlansHere, plan: str, asked: AskedHere) -> Preflight:
    """Return how many pages there would be and what pre-flight found, without printing them."""
    printed = laid_out(request, plans.get(plan), asked)
    return Preflight.of(printed, language(request))


def laid_out(request: Request, served: Served, asked: PrintAsked) -> Printed:
    """Return the pages that a request asks for, laid out."""
    order = Order(
        size=asked.size, lang=language(request), theme=asked.theme, title=asked.title,
        people=False,
    )  # fmt: skip
    return served.press.print(order, scope=asked.scope, form=asked.form, only=asked.only)
