"""What everybody may see: plans in force, without a key.

Tiles are at `/public/{scope}/tiles/{z}/{y}/{x}`: the zoom, the row from the north, the column from
the west, in the order of OGC API Tiles.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel

from api import html
from api.asked import ALSO_PAGES, GEOJSON, HTML, JSON, KNOWN_ONLY, Format, is_for_people
from api.conditional import Packed, answer
from api.language import language
from api.living import Living
from api.models import Link
from api.public.settings import Face
from api.public.shown import PublicPlan
from api.routes.tiles import AS_JSON, AS_MVT, TILE, shown
from api.tiles.square import Tile, tile_at
from api.tiles.tilesets import MVT, TILEJSON, TileJson, TileLink, tilejson
from gridgen.model.errors import NotInPlanError
from gridgen.versions.store.versions import Version
from gridgen.words.say import level_name, say

router = APIRouter(tags=["public"], dependencies=KNOWN_ONLY)

CACHED = "public, max-age=300"
"""Five minutes: so long may somebody see a plan that is in force no longer."""

_SENT: dict[int | str, dict[str, Any]] = {304: {"description": "The client has it already."}}


class PublicLevel(BaseModel):
    """One level that is public."""

    level: str
    title: dict[str, str]
    number: int
    href: str


class PublicItem(BaseModel):
    """A plan that is in force, as lists have it."""

    scope: str
    name: str
    in_force_from: date
    links: list[TileLink]


class PublicAnswer(PublicItem):
    """A plan that is in force."""

    levels: list[PublicLevel]


class PublicList(BaseModel):
    """Every plan that is in force."""

    plans: list[PublicItem]
    links: list[Link]


@dataclass(frozen=True, slots=True)
class Published:
    """A plan that is in force, and since when."""

    version: Version
    living: Living
    face: Face

    @property
    def plan(self) -> PublicPlan:
        """What everybody may see of it."""
        return self.living.served(self.version).public(self.face)

    @property
    def since(self) -> date:
        """The first day on which it is in force."""
        return self.version.in_force_from or date.min

    @property
    def modified(self) -> datetime:
        """The moment at which that day begins."""
        return datetime.combine(self.since, time.min).astimezone(UTC)


def published_of(request: Request) -> list[Published]:
    """Return what is in force today, by the digits of its land; no plan is opened for it."""
    living: Living | None = request.app.state.living
    versions = [] if living is None else living.in_force(date.today())
    return [
        Published(one, living, request.app.state.settings.public)
        for one in sorted(versions, key=lambda one: one.scope)
        if living is not None
    ]


def plan_of(
    published: Annotated[list[Published], Depends(published_of)],
    scope: Annotated[str, Path(description="A township or county, by digits.",
                               openapi_examples=shown("990201001"))],
) -> Published:  # fmt: skip
    """Return what is in force in a township or county.

    Raises
    ------
    NotInPlanError
        Nothing is.
    """
    for one in published:
        if one.version.scope == scope:
            return one
    raise NotInPlanError("public_none", scope=scope)


AllHere = Annotated[list[Published], Depends(published_of)]
PlanHere = Annotated[Published, Depends(plan_of)]


def tile_of(
    z: Annotated[int, Path(description="Zoom, 0 to 16.", openapi_examples=shown(13))],
    y: Annotated[int, Path(description="Row, from the north.",
                          openapi_examples=shown(3356))],
    x: Annotated[int, Path(description="Column, from the west.",
                          openapi_examples=shown(6687))],
) -> Tile:  # fmt: skip
    """Return the tile that an address names; NotInPlanError where there is none."""
    return tile_at(z, y, x)


@router.get("/public", summary="What is published and in force", response_model=PublicList,
            responses={**ALSO_PAGES, **_SENT})  # fmt: skip
def published(request: Request, found: AllHere, f: Format = None) -> Any:
    """List the plans in force: as JSON, or as a page."""
    here = f"{_root(request)}/public"
    if is_for_people(request, f):
        lang = language(request)
        rows = [
            [html.link(f"{here}/{one.version.scope}?f=html&lang={lang}", one.version.scope),
             one.version.plan, one.since.isoformat()]
            for one in found
        ]  # fmt: skip
        header = [say(key, lang) for key in ("public_scope", "public_plan", "public_from")]
        nothing = html.Html(f"<p>{say('public_nothing', lang)}</p>")
        body = html.table(header, rows) if rows else nothing
        return _page(request, say("public_title", lang), body, None)
    links = [Link(href=here, rel="self", type=JSON),
             Link(href=f"{here}?f=html", rel="alternate", type=HTML)]  # fmt: skip
    told = PublicList(plans=[_item(request, one) for one in found], links=links)
    return _json(request, told, None)


@router.get("/public/{scope}", summary="A plan in force", response_model=PublicAnswer,
            responses={**ALSO_PAGES, **_SENT})  # fmt: skip
def public_plan(request: Request, found: PlanHere, f: Format = None) -> Any:
    """Tell of a plan in force, its levels and where to fetch them: as JSON, or as a page."""
    if not is_for_people(request, f):
        return _json(request, _told(request, found), found.modified)
    lang = language(request)
    told = _told(request, found)
    ways = [
        *((level.href, f"{level.title[lang]} (GeoJSON)") for level in told.levels),
        (f"{_address(request, found)}/tiles", say("public_tiles", lang)),
        (f"{_root(request)}/public?f=html&lang={lang}", say("public_all", lang)),
    ]
    parts = [
        f"<p>{say('public_since', lang, day=found.since.isoformat())}</p>",
        f"<p>{say('public_withheld', lang, least=found.face.least)}</p>",
        *(_table(found, level, lang) for level in found.plan.levels[:2]),
        f"<nav>{html.links(ways)}</nav>",
    ]
    title = f"{found.version.plan} ({found.version.scope})"
    return _page(request, title, html.Html("".join(parts)), found.modified)


@router.get(
    "/public/{scope}/tiles",
    summary="Where the tiles of a plan in force are",
    response_model=TileJson,
    responses={200: {"content": {TILEJSON: {}}, "description": "TileJSON"}, **_SENT},
)
def public_tilejson(request: Request, found: PlanHere) -> Any:
    """Return the TileJSON of a plan in force."""
    address = f"{_address(request, found)}/tiles/{{z}}/{{y}}/{{x}}"
    told = tilejson(found.version.plan, found.plan.layers, found.plan.bounds, address)
    return _json(request, told, found.modified, TILEJSON)


@router.get(
    "/public/{scope}/tiles/{z}/{y}/{x}",
    summary="One tile of a plan in force",
    response_class=Response,
    responses=TILE,
    dependencies=AS_MVT,
)
def public_tile(
    request: Request, found: PlanHere, tile: Annotated[Tile, Depends(tile_of)]
) -> Response:
    """Return a tile with the public levels and their labels: no household is in it."""
    made = found.plan.tile(tile)
    return answer(request, made, MVT, cached=CACHED, modified=found.modified)


@router.get(
    "/public/{scope}/{level}",
    summary="One level of a plan in force",
    response_class=Response,
    responses={200: {"content": {GEOJSON: {}}, "description": "GeoJSON"}, **_SENT},
    dependencies=AS_JSON,
)
def public_level(request: Request, found: PlanHere, level: str) -> Response:
    """Return a level as a GeoJSON FeatureCollection; `households` is null where it is withheld."""
    made = found.plan.features(level)
    return answer(request, made, GEOJSON, cached=CACHED, modified=found.modified)


def _told(request: Request, found: Published) -> PublicAnswer:
    plan, item = found.plan, _item(request, found)
    levels = [
        PublicLevel(
            level=level,
            title={lang: level_name(level, lang) for lang in ("zh", "en")},
            number=len(plan.counts[level]),
            href=f"{_address(request, found)}/{quote(level, safe='')}",
        )
        for level in plan.levels
    ]
    return PublicAnswer(levels=levels, **dict(item))


def _item(request: Request, found: Published) -> PublicItem:
    address = _address(request, found)
    links = [
        TileLink(href=address, rel="self", type=JSON),
        TileLink(href=f"{address}?f=html", rel="alternate", type=HTML),
        TileLink(href=f"{address}/tiles", rel="describedby", type=TILEJSON),
        TileLink(href=f"{address}/tiles/{{z}}/{{y}}/{{x}}", rel="item", type=MVT, templated=True),
    ]
    return PublicItem(scope=found.version.scope, name=found.version.plan,
                      in_force_from=found.since, links=links)  # fmt: skip


def _table(found: Published, level: str, lang: str) -> html.Html:
    rows = found.plan.rows(level)
    header = [say(f"service_column_{name}", lang) for name in ("code", "name", "households")]
    told = say("public_count", lang, level=level_name(level, lang), number=len(rows))
    cells = [[code, name, "—" if count is None else count] for code, name, count in rows]
    return html.Html(f"<h2>{told}</h2>{html.table(header, cells)}")


def _json(
    request: Request, told: BaseModel, modified: datetime | None, kind: str = JSON
) -> Response:
    body = Packed(told.model_dump_json(exclude_none=True).encode())
    return answer(request, body, kind, cached=CACHED, modified=modified, varies=_VARIES)


_VARIES = ("Accept", "Accept-Language")


def _page(request: Request, title: str, body: html.Html, modified: datetime | None) -> Response:
    lang = language(request)
    other = request.url.include_query_params(lang="en" if lang == "zh" else "zh")
    made = html.page(title, body, lang, other=f"?{other.query}")
    policy = {"Content-Security-Policy": html.POLICY}
    return answer(request, Packed(bytes(made.body)), "text/html; charset=utf-8", cached=CACHED,
                  modified=modified, varies=_VARIES, more=policy)  # fmt: skip


def _address(request: Request, found: Published) -> str:
    return f"{_root(request)}/public/{quote(found.version.scope, safe='')}"


def _root(request: Request) -> str:
    return str(request.base_url).rstrip("/")
