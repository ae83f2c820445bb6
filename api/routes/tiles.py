"""Levels of plans as vector tiles, by OGC API Tiles, and as TileJSON.

Tiles of one level are at `/collections/{plan}.{level}/tiles`, those of a whole plan, with a layer
for each level and one for households, at `/tiles/{plan}`. Addresses say the zoom, the row from the
north and the column from the west, in this order: z, y, x.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.openapi.models import Example
from fastapi.responses import JSONResponse

from api.access.callers import Role, needs
from api.asked import JSON, KNOWN_ONLY
from api.conditional import answer
from api.deps import PlansHere
from api.layers import COMMUNITIES, Bounds
from api.routes.collections import found_in
from api.served import Served
from api.tiles import square
from api.tiles.drawn import HOUSEHOLDS
from api.tiles.square import Tile, tile_at
from api.tiles.tilesets import (
    MVT,
    TILEJSON,
    TILING,
    TileJson,
    TileLink,
    TileMatrixSets,
    TileSet,
    TileSetItem,
    TileSets,
    square_as_told,
    tilejson,
    tileset,
)
from gridgen.model.errors import NotInPlanError
from gridgen.words.say import level_name

router = APIRouter(tags=["tiles"], dependencies=[*KNOWN_ONLY, needs(Role.VIEWER)])

TILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {MVT: {}}, "description": "A Mapbox Vector Tile"},
    204: {"description": "Nothing lies in this tile."},
    304: {"description": "The client has it already."},
}
"""How the OpenAPI document describes a tile."""

_TOLD: dict[str, Any] = {
    "response_model_exclude_none": True,
    "responses": {200: {"content": {TILEJSON: {}}, "description": "A tileset, or TileJSON"}},
}

_REVALIDATED = "private, no-cache"
"""A plan may change at any time: whoever has a tile asks whether it still is so."""


def shown(value: str | int) -> dict[str, Example]:
    """Return an example of a parameter as OpenAPI 3.0 has it: places lie in the sample."""
    return {"sample": {"value": value}}


_SET = Path(alias="tileMatrixSet", description=square.NAME, openapi_examples=shown(square.NAME))
_ZOOM = Path(alias="tileMatrix", description="Zoom, 0 to 16.", openapi_examples=shown(13))
_ROW = Path(alias="tileRow", description="From the north.", openapi_examples=shown(3356))
_COL = Path(alias="tileCol", description="From the west.", openapi_examples=shown(6687))

Set = Annotated[str, _SET]
SetForm = Annotated[
    Literal["json", "tilejson"] | None,
    Query(alias="f", description="json, or tilejson: what MapLibre and QGIS read."),
]


def tile_of(
    zoom: Annotated[int, _ZOOM], row: Annotated[int, _ROW], col: Annotated[int, _COL]
) -> Tile:
    """Return the tile that an address names.

    Raises
    ------
    NotInPlanError
        There is none.
    """
    return tile_at(zoom, row, col)


def square_of(name: Set) -> None:
    """Refuse a tile matrix set that is not ours.

    Raises
    ------
    NotInPlanError
        The address names another.
    """
    if name != square.NAME:
        raise NotInPlanError("tiles_no_set", found=name, known=square.NAME)


TileHere = Annotated[Tile, Depends(tile_of)]
IN_SQUARE = [Depends(square_of)]


def as_json(f: Annotated[Literal["json"] | None, Query(description="json")] = None) -> None:
    """Take the form of an answer that has one alone."""


def as_mvt(f: Annotated[Literal["mvt"] | None, Query(description="mvt")] = None) -> None:
    """Take the form of an answer that has one alone."""


AS_JSON, AS_MVT = [Depends(as_json)], [Depends(as_mvt)]


@router.get("/tileMatrixSets", summary="In which squares tiles lie", dependencies=AS_JSON)
def tile_matrix_sets(request: Request) -> TileMatrixSets:
    """List the tile matrix sets: one, that of web maps."""
    link = _link(f"{_root(request)}/tileMatrixSets/{square.NAME}", "self")
    told = {"id": square.NAME, "title": square_as_told()["title"], "uri": square.URI}
    listed = [{**told, "links": [link.model_dump(exclude_none=True)]}]
    return TileMatrixSets(tile_matrix_sets=listed)


@router.get(
    "/tileMatrixSets/{tileMatrixSet}",
    summary="A square",
    dependencies=[*IN_SQUARE, *AS_JSON],
)
def tile_matrix_set() -> dict[str, Any]:
    """Return the definition of the square, zoom by zoom."""
    return square_as_told()


@router.get(
    "/collections/{collection}/tiles",
    summary="Tilesets of one level",
    dependencies=AS_JSON,
    response_model_exclude_none=True,
)
def collection_tilesets(
    request: Request,
    plans: PlansHere,
    collection: str,
) -> TileSets:
    """List the tilesets of a level: one, in the square of web maps."""
    served, level = found_in(plans, collection)
    address = f"{_root(request)}/collections/{quote(collection, safe='')}/tiles"
    item = _item(request, _title(served, level), f"{address}/{square.NAME}")
    return TileSets(links=[_link(address, "self")], tilesets=[item])


@router.get(
    "/collections/{collection}/tiles/{tileMatrixSet}",
    summary="What the tiles of one level are",
    response_model=TileSet,
    dependencies=IN_SQUARE,
    **_TOLD,
)
def collection_tileset(
    request: Request, plans: PlansHere, collection: str, f: SetForm = None
) -> Any:
    """Describe the tiles of a level, its layers and where they lie."""
    served, level = found_in(plans, collection)
    address = f"{_root(request)}/collections/{quote(collection, safe='')}/tiles/{square.NAME}"
    return _told(request, served, (level,), address, f)


@router.get(
    "/collections/{collection}/tiles/{tileMatrixSet}/{tileMatrix}/{tileRow}/{tileCol}",
    summary="One tile of one level",
    response_class=Response,
    responses=TILE,
    dependencies=[*IN_SQUARE, *AS_MVT],
)
def collection_tile(
    request: Request,
    plans: PlansHere,
    collection: str,
    tile: TileHere,
) -> Response:
    """Return a tile with the zones of a level, and a point for the label of each."""
    served, level = found_in(plans, collection)
    return _tile(request, served, (level,), tile)


@router.get(
    "/tiles",
    summary="Tilesets of all plans",
    dependencies=AS_JSON,
    response_model_exclude_none=True,
)
def tilesets(request: Request, plans: PlansHere) -> TileSets:
    """List the tilesets of all plans, each with every level and the households."""
    address = f"{_root(request)}/tiles"
    items = [
        _item(request, served.name, f"{address}/{quote(served.name, safe='')}/{square.NAME}")
        for served in plans.chosen()
    ]
    return TileSets(links=[_link(address, "self")], tilesets=items)


@router.get("/tiles/{plan}", summary="Tilesets of one plan", response_model=TileSets, **_TOLD)
def plan_tilesets(request: Request, plans: PlansHere, plan: str, f: SetForm = None) -> Any:
    """List the tilesets of a plan: one, in the square of web maps; or return its TileJSON."""
    served = plans.get(plan)
    address = f"{_root(request)}/tiles/{quote(plan, safe='')}"
    if f == "tilejson":
        return _told(request, served, _all(served), f"{address}/{square.NAME}", f)
    item = _item(request, plan, f"{address}/{square.NAME}")
    return TileSets(links=[_link(address, "self")], tilesets=[item])


@router.get(
    "/tiles/{plan}/{tileMatrixSet}",
    summary="What the tiles of one plan are",
    response_model=TileSet,
    dependencies=IN_SQUARE,
    **_TOLD,
)
def plan_tileset(request: Request, plans: PlansHere, plan: str, f: SetForm = None) -> Any:
    """Describe the tiles of a plan, their layers and where they lie."""
    served = plans.get(plan)
    address = f"{_root(request)}/tiles/{quote(plan, safe='')}/{square.NAME}"
    return _told(request, served, _all(served), address, f)


@router.get(
    "/tiles/{plan}/{tileMatrixSet}/{tileMatrix}/{tileRow}/{tileCol}",
    summary="One tile of one plan",
    response_class=Response,
    responses=TILE,
    dependencies=[*IN_SQUARE, *AS_MVT],
)
def plan_tile(
    request: Request,
    plans: PlansHere,
    plan: str,
    tile: TileHere,
) -> Response:
    """Return a tile with every level, labels, and from zoom 14 on households as points: how many
    and in which grid.
    """
    served = plans.get(plan)
    return _tile(request, served, _all(served), tile)


def told_as_tilejson(told: TileJson) -> JSONResponse:
    """Return TileJSON as it is sent."""
    return JSONResponse(told.model_dump(exclude_none=True), media_type=TILEJSON)


def _all(served: Served) -> tuple[str, ...]:
    """Communities lie below, households above: the first layer is drawn first."""
    return (COMMUNITIES, *(one for one in served.levels if one != COMMUNITIES), HOUSEHOLDS)


def _tile(request: Request, served: Served, names: tuple[str, ...], tile: Tile) -> Response:
    return answer(request, served.tiles.draw(names, tile), MVT, cached=_REVALIDATED)


def _told(
    request: Request, served: Served, names: tuple[str, ...], address: str, form: str | None
) -> Any:
    layers = served.tiles.layers(names)
    bounds = _bounds(served, names)
    title = _title(served, names[0]) if len(names) == 1 else served.name
    if form == "tilejson":
        return told_as_tilejson(tilejson(title, layers, bounds, f"{address}/{{z}}/{{y}}/{{x}}"))
    tiles = f"{address}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    links = [
        *_item(request, title, address).links,
        _link(f"{address}?f=tilejson", "alternate", TILEJSON),
        TileLink(href=tiles, rel="item", type=MVT, templated=True),
    ]
    return tileset(title, layers, bounds, links)


def _bounds(served: Served, names: tuple[str, ...]) -> Bounds | None:
    """Return where a level lies; of several that of the communities, which hold them all."""
    return served.layer(names[0]).bounds


def _title(served: Served, level: str) -> str:
    return f"{served.name}: {level_name(level, 'zh')} ({level_name(level, 'en')})"


def _item(request: Request, title: str, address: str) -> TileSetItem:
    tiling = f"{_root(request)}/tileMatrixSets/{square.NAME}"
    return TileSetItem(title=title, links=[_link(address, "self"), _link(tiling, TILING)])


def _link(address: str, rel: str, kind: str = JSON) -> TileLink:
    return TileLink(href=address, rel=rel, type=kind)


def _root(request: Request) -> str:
    return str(request.base_url).rstrip("/")
