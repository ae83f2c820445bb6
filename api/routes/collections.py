"""Levels of plans as OGC API Features: GeoJSON, pages, boxes, filters, orders and other systems.

A collection is named `{plan}.{level}`. The households of a plan are not offered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote, urlencode

import numpy as np
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from numpy.typing import NDArray
from pydantic import WithJsonSchema

from api import html
from api.access.callers import Role, needs
from api.asked import (
    ALSO_PAGES,
    GEOJSON,
    HTML,
    JSON,
    KNOWN_ONLY,
    Format,
    bounds_of,
    day_in,
    is_for_people,
    order_in,
    system_of,
    uri_of,
)
from api.deps import PlansHere
from api.filters import chosen
from api.language import language
from api.layers import DEGREES, ServedLayer
from api.models import TILESETS, Collection, Collections, Extent, Link, SpatialExtent
from api.quick import QuickRoute
from api.served import Served
from gridgen.model.errors import NotInPlanError
from gridgen.words.say import level_name, say

SCHEMA = "application/schema+json"
MOST = 10_000
"""Features in one answer at most; a larger limit is taken as this one, as the standard asks."""

SHOWN = ("code", "name", "kind", "community", "households", "status")
"""Properties that a page for people shows."""

_BOX = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
"""How the OpenAPI document has a box: numbers with commas between."""

QUICK = 100
"""Features that are joined at once, without leaving the event loop."""

router = APIRouter(
    route_class=QuickRoute, tags=["features"], dependencies=[*KNOWN_ONLY, needs(Role.VIEWER)]
)


@dataclass(frozen=True, slots=True)
class ItemsAsked:
    """Which features a request asks for."""

    limit: Annotated[
        int,
        Query(ge=1, description="Features in one answer.", json_schema_extra={"maximum": MOST}),
    ] = 100
    offset: Annotated[int, Query(ge=0, le=2**53, description="Features to pass over.")] = 0
    bbox: Annotated[
        str | None,
        Query(
            description="Four numbers, or six with heights: what meets the box; in degrees of "
            "WGS 84, longitude first, unless `bbox-crs` says otherwise."
        ),
        WithJsonSchema(_BOX),
    ] = None
    bbox_crs: Annotated[str, Query(alias="bbox-crs", description="CRS of `bbox`.")] = uri_of(
        DEGREES
    )
    crs: Annotated[str, Query(description="CRS of the answer.")] = uri_of(DEGREES)
    datetime: Annotated[
        str | None,
        Query(
            description="A time, or two with a slash between: the plan that is in force on that "
            "day, or on the last of them. Files, and versions by number, are as they are."
        ),
    ] = None
    filter: Annotated[str | None, Query(description="CQL2 text.")] = None
    filter_lang: Annotated[
        str, Query(alias="filter-lang", description="cql2-text", pattern="^cql2-text$")
    ] = "cql2-text"
    filter_crs: Annotated[
        str, Query(alias="filter-crs", description="CRS of shapes in `filter`.")
    ] = uri_of(DEGREES)
    sortby: Annotated[
        str | None, Query(description="Properties with commas between; - before one for downwards.")
    ] = None
    f: Format = None


ItemsHere = Annotated[ItemsAsked, Depends()]


@router.get(
    "/collections",
    summary="Every level of every plan",
    response_model=Collections,
    response_model_exclude_none=True,
    responses=ALSO_PAGES,
)
def collections(request: Request, plans: PlansHere, f: Format = None) -> Any:
    """List the collections; the households of a plan are not among them."""
    here = _address(request, "/collections")
    found = [
        _collection(request, served, level) for served in plans.chosen() for level in served.levels
    ]
    if is_for_people(request, f):
        lang = language(request)
        rows = [[html.link(one.links[0].href, one.title)] for one in found]
        return _page(request, say("service_collections", lang), html.table([""], rows))
    links = [Link(href=here, rel="self", type=JSON), _as_page(here)]
    return Collections(links=links, collections=found)


@router.get(
    "/collections/{collection}",
    summary="One level of one plan",
    response_model=Collection,
    response_model_exclude_none=True,
    responses=ALSO_PAGES,
)
def collection(request: Request, plans: PlansHere, collection: str, f: Format = None) -> Any:
    """Describe a collection: title, extent, systems and links."""
    served, level = found_in(plans, collection)
    found = _collection(request, served, level)
    if is_for_people(request, f):
        lang = language(request)
        address = _address_of(request, collection)
        ways = [
            (f"{address}/items?f=html", say("service_items", lang)),
            (f"{address}/items?f=json", "GeoJSON"),
            (f"{address}/queryables", say("service_queryables", lang)),
            (_address(request, "/collections?f=html"), say("service_collections", lang)),
        ]
        told = say("service_matched", lang, number=len(served.layer(level)))
        body = html.Html(f"<p>{told}</p>{html.links(ways)}")
        return _page(request, found.title, body)
    return found


@router.get(
    "/collections/{collection}/queryables",
    summary="By what a level can be filtered and ordered",
    response_class=JSONResponse,
    responses={200: {"content": {SCHEMA: {}}, "description": "A JSON Schema"}},
)
def queryables(request: Request, plans: PlansHere, collection: str) -> JSONResponse:
    """Return the properties of a level as a JSON Schema."""
    served, level = found_in(plans, collection)
    layer = served.layer(level)
    kinds = {"b": "boolean", "i": "integer", "u": "integer", "f": "number", "O": "string"}
    properties: dict[str, Any] = {
        name: {"type": kinds[values.dtype.kind]} for name, values in layer.columns.items()
    }
    properties["geometry"] = {"format": "geometry-any", "x-ogc-role": "primary-geometry"}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{_address_of(request, collection)}/queryables",
        "type": "object",
        "title": collection,
        "properties": properties,
        "additionalProperties": False,
    }
    return JSONResponse(schema, media_type=SCHEMA)


@router.get(
    "/collections/{collection}/items",
    summary="The zones of one level",
    response_class=Response,
    responses={
        200: {"content": {GEOJSON: {}, HTML: {}}, "description": "A GeoJSON FeatureCollection"}
    },
)
async def items(request: Request, plans: PlansHere, collection: str, asked: ItemsHere) -> Response:
    """Return features as GeoJSON, page by page, in the order of the plan unless another is asked
    for.
    """
    day = None if asked.datetime is None else day_in(asked.datetime)
    name, _, level = collection.rpartition(".")
    if _is_quick(request, asked) and (held := plans.at_hand(name, day)):
        served = held[0]
        if served.has_features(level):
            # The way to a thread and back takes longer than to join a page of features.
            return _items(request, collection, served, level, asked)
    return await run_in_threadpool(_items_found, request, plans, collection, day, asked)


def _is_quick(request: Request, asked: ItemsAsked) -> bool:
    """Say whether only a page of features is asked for, as they are."""
    is_plain = asked.bbox is None and asked.filter is None and asked.sortby is None
    is_page = asked.limit <= QUICK and asked.crs == uri_of(DEGREES)
    return is_plain and is_page and not is_for_people(request, asked.f)


def _items_found(
    request: Request, plans: PlansHere, collection: str, day: date | None, asked: ItemsAsked
) -> Response:
    served, level = found_in(plans, collection, day)
    return _items(request, collection, served, level, asked)


def _items(
    request: Request, collection: str, served: Served, level: str, asked: ItemsAsked
) -> Response:
    layer = served.layer(level)
    system = system_of(asked.crs, served.systems, "crs")
    rows = _rows(served, layer, asked)
    matched = len(layer) if rows is None else len(rows)
    begin, end = asked.offset, asked.offset + min(asked.limit, MOST)
    chosen_rows = range(matched)[begin:end] if rows is None else rows[begin:end].tolist()
    if is_for_people(request, asked.f):
        return _items_page(request, collection, layer, chosen_rows, asked, matched)
    features = served.features(level, system)
    links = _page_links(request, collection, asked, matched)
    head = (
        f'{{"type":"FeatureCollection","numberMatched":{matched},'
        f'"numberReturned":{len(chosen_rows)},"links":[{",".join(map(_json, links))}],'
        '"features":['
    )
    body = head.encode() + b",".join([features[row] for row in chosen_rows]) + b"]}"
    return Response(body, media_type=GEOJSON, headers={"Content-Crs": f"<{uri_of(system)}>"})


@router.get(
    "/collections/{collection}/items/{code}",
    summary="One zone by its code",
    response_class=Response,
    responses={200: {"content": {GEOJSON: {}, HTML: {}}, "description": "A GeoJSON Feature"}},
)
def item(
    request: Request,
    plans: PlansHere,
    collection: str,
    code: str,
    crs: Annotated[str, Query(description="CRS of the answer.")] = uri_of(DEGREES),
    f: Format = None,
) -> Response:
    """Return one feature with links to itself and to its collection."""
    served, level = found_in(plans, collection)
    system = system_of(crs, served.systems, "crs")
    layer = served.layer(level)
    row = layer.row_of.get(code)
    if row is None:
        raise NotInPlanError("service_no_zone", collection=collection, code=code, number=len(layer))
    address = _address_of(request, collection)
    here = f"{address}/items/{quote(code, safe='')}"
    if is_for_people(request, f):
        values = [
            (name, column[row : row + 1].tolist()[0]) for name, column in layer.columns.items()
        ]
        return _page(request, code, html.table(["", ""], values))
    links = [
        Link(href=here, rel="self", type=GEOJSON),
        _as_page(here),
        Link(href=address, rel="collection", type=JSON),
    ]
    linked = f',"links":[{",".join(map(_json, links))}]}}'
    body = served.features(level, system)[row][:-1] + linked.encode()
    return Response(body, media_type=GEOJSON, headers={"Content-Crs": f"<{uri_of(system)}>"})


def _rows(served: Served, layer: ServedLayer, asked: ItemsAsked) -> NDArray[np.int64] | None:
    """Return the rows of the features that are asked for, in their order; None for all."""
    box_crs = system_of(asked.bbox_crs, served.systems, "bbox-crs")
    shape_crs = system_of(asked.filter_crs, served.systems, "filter-crs")
    if asked.bbox is None and asked.filter is None and asked.sortby is None:
        return None
    found = np.ones(len(layer), bool)
    if asked.bbox is not None:
        found &= layer.within(bounds_of(asked.bbox, box_crs))
    if asked.filter is not None:
        found &= chosen(asked.filter, layer.columns, layer.shapes, crs=shape_crs)
    rows = np.flatnonzero(found)
    if asked.sortby is not None:
        # The last named orders first, so that the first named decides.
        for name, is_down in reversed(order_in(asked.sortby, [*layer.columns])):
            rank = np.unique(layer.columns[name][rows], return_inverse=True)[1].reshape(-1)
            rows = rows[np.argsort(-rank if is_down else rank, kind="stable")]
    return rows


def found_in(plans: PlansHere, collection: str, day: date | None = None) -> tuple[Served, str]:
    """The plan and level of `{plan}.{level}`; a plan's name may hold dots, a level's may not."""
    name, dot, level = collection.rpartition(".")
    if not dot:
        raise NotInPlanError("service_no_collection", collection=collection)
    served = plans.get(name, day)
    served.layer(level)
    return served, level


def _collection(request: Request, served: Served, level: str) -> Collection:
    name = f"{served.name}.{level}"
    address = _address_of(request, name)
    bounds = served.layer(level).bounds
    return Collection(
        id=name,
        title=f"{served.name}: {level_name(level, 'zh')} ({level_name(level, 'en')})",
        extent=Extent(spatial=SpatialExtent(bbox=[list(bounds)])) if bounds else None,
        crs=[uri_of(crs) for crs in served.systems],
        links=[
            Link(href=address, rel="self", type=JSON),
            _as_page(address),
            Link(href=f"{address}/items", rel="items", type=GEOJSON),
            Link(href=f"{address}/items?f=html", rel="items", type=HTML),
            Link(href=f"{address}/queryables", type=SCHEMA,
                 rel="http://www.opengis.net/def/rel/ogc/1.0/queryables"),
            Link(href=f"{address}/tiles", rel=TILESETS, type=JSON),
        ],
    )  # fmt: skip


def _page_links(
    request: Request, collection: str, asked: ItemsAsked, matched: int, **more: str
) -> list[Link]:
    """Return the links of a page of items: itself, the next, the one before."""
    address = _address_of(request, collection)
    limit = min(asked.limit, MOST)
    kept = {name: value for name, value in request.query_params.items()
            if name not in ("limit", "offset")}  # fmt: skip
    kind = HTML if more else GEOJSON

    def at(rel: str, start: int) -> Link:
        query = urlencode({**kept, **more, "limit": limit, "offset": start})
        return Link(href=f"{address}/items?{query}", rel=rel, type=kind)

    links = [at("self", asked.offset), Link(href=address, rel="collection", type=JSON)]
    if not more:
        links.append(_as_page(links[0].href))
    if asked.offset + limit < matched:
        links.append(at("next", asked.offset + limit))
    if asked.offset > 0:
        links.append(at("prev", max(0, asked.offset - limit)))
    return links


def _items_page(
    request: Request,
    collection: str,
    layer: ServedLayer,
    rows: range | list[int],
    asked: ItemsAsked,
    matched: int,
) -> Response:
    """Return a page of items for people: a table, and the ways on."""
    lang = language(request)
    address = f"{_address_of(request, collection)}/items"
    names = [name for name in SHOWN if name in layer.columns]
    cells = [[layer.columns[name][row : row + 1].tolist()[0] for name in names] for row in rows]
    linked = [
        [html.link(f"{address}/{quote(str(row[0]), safe='')}?f=html", str(row[0])), *row[1:]]
        for row in cells
    ]
    ways = [(link.href, say(f"service_{link.rel}", lang))
            for link in _page_links(request, collection, asked, matched, f="html")
            if link.rel in ("prev", "next")]  # fmt: skip
    header = [say(f"service_column_{name}", lang) for name in names]
    told = say("service_matched", lang, number=matched)
    body = f"<p>{told}</p>{html.table(header, linked)}<nav>{html.links(ways)}</nav>"
    return _page(request, collection, html.Html(body))


def _page(request: Request, title: str, body: html.Html) -> Response:
    lang = language(request)
    other = request.url.include_query_params(lang="en" if lang == "zh" else "zh")
    return html.page(title, body, lang, other=f"?{other.query}")


def _as_page(address: str) -> Link:
    """Return the link to the same as a page."""
    mark = "&" if "?" in address else "?"
    return Link(href=f"{address}{mark}f=html", rel="alternate", type=HTML)


def _address_of(request: Request, collection: str) -> str:
    """Return the address of a collection."""
    return _address(request, f"/collections/{quote(collection, safe='')}")


def _address(request: Request, path: str) -> str:
    return str(request.base_url).rstrip("/") + path


def _json(link: Link) -> str:
    return link.model_dump_json(exclude_none=True)
