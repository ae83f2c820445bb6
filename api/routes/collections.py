"""Levels of plans as GeoJSON, in the shapes of OGC API Features.

A collection is named `{plan}.{level}`. The households of a plan are not offered.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request, Response

from api.deps import PlansHere, Served
from api.models import Collection, Collections, Extent, Link, SpatialExtent
from gridgen.model.errors import NotInPlanError
from gridgen.words.say import level_name

GEOJSON = "application/geo+json"
JSON = "application/json"
CRS84 = "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
MOST = 10_000
"""Features in one answer at most; a larger limit is taken as this one, as the standard asks."""

Limit = Annotated[
    int,
    Query(ge=1, description="Features in one answer at most.", json_schema_extra={"maximum": MOST}),
]
Offset = Annotated[int, Query(ge=0, le=2**62, description="Features to pass over.")]

router = APIRouter(tags=["features"])


@router.get("/collections", summary="Every level of every plan")
def collections(request: Request, plans: PlansHere) -> Collections:
    """List the collections; the households of a plan are not among them."""
    here = _address(request, "/collections")
    return Collections(
        links=[Link(href=here, rel="self", type=JSON)],
        collections=[
            _collection(request, served, level)
            for served in plans.chosen()
            for level in served.levels
        ],
    )


@router.get("/collections/{collection}", summary="One level of one plan")
def collection(request: Request, plans: PlansHere, collection: str) -> Collection:
    """Describe a collection: title, extent and links."""
    served, level = _find(plans, collection)
    return _collection(request, served, level)


@router.get(
    "/collections/{collection}/items",
    summary="The zones of one level",
    response_class=Response,
    responses={200: {"content": {GEOJSON: {}}, "description": "A GeoJSON FeatureCollection"}},
)
def items(
    request: Request,
    plans: PlansHere,
    collection: str,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Response:
    """Return features as GeoJSON, longitude first, page by page in the order of the plan."""
    served, level = _find(plans, collection)
    features = served.layer(level).features
    limit = min(limit, MOST)
    page = features[offset : offset + limit]
    links = _page_links(request, collection, limit=limit, offset=offset, matched=len(features))
    head = (
        f'{{"type":"FeatureCollection","numberMatched":{len(features)},'
        f'"numberReturned":{len(page)},"links":[{",".join(_json(link) for link in links)}],'
        '"features":['
    )
    body = head.encode() + b",".join(page) + b"]}"
    return Response(body, media_type=GEOJSON, headers={"Content-Crs": CRS84})


@router.get(
    "/collections/{collection}/items/{code}",
    summary="One zone by its code",
    response_class=Response,
    responses={200: {"content": {GEOJSON: {}}, "description": "A GeoJSON Feature"}},
)
def item(request: Request, plans: PlansHere, collection: str, code: str) -> Response:
    """Return one feature with links to itself and to its collection."""
    served, level = _find(plans, collection)
    layer = served.layer(level)
    row = layer.row_of.get(code)
    if row is None:
        raise NotInPlanError(
            "service_no_zone", collection=collection, code=code, number=len(layer.features)
        )
    address = _address(request, f"/collections/{quote(collection, safe='')}")
    links = [
        Link(href=f"{address}/items/{quote(code, safe='')}", rel="self", type=GEOJSON),
        Link(href=address, rel="collection", type=JSON),
    ]
    linked = f',"links":[{",".join(_json(link) for link in links)}]}}'
    body = layer.features[row][:-1] + linked.encode()
    return Response(body, media_type=GEOJSON, headers={"Content-Crs": CRS84})


def _find(plans: PlansHere, collection: str) -> tuple[Served, str]:
    """The plan and level of `{plan}.{level}`; a plan's name may hold dots, a level's may not."""
    name, dot, level = collection.rpartition(".")
    if not dot:
        raise NotInPlanError("service_no_collection", collection=collection)
    served = plans.get(name)
    served.layer(level)
    return served, level


def _collection(request: Request, served: Served, level: str) -> Collection:
    name = f"{served.name}.{level}"
    address = _address(request, f"/collections/{quote(name, safe='')}")
    bounds = served.layer(level).bounds
    return Collection(
        id=name,
        title=f"{served.name}: {level_name(level, 'zh')} ({level_name(level, 'en')})",
        extent=Extent(spatial=SpatialExtent(bbox=[list(bounds)])) if bounds else None,
        links=[
            Link(href=address, rel="self", type=JSON),
            Link(href=f"{address}/items", rel="items", type=GEOJSON),
        ],
    )


def _page_links(
    request: Request, collection: str, *, limit: int, offset: int, matched: int
) -> list[Link]:
    address = _address(request, f"/collections/{quote(collection, safe='')}")

    def page(rel: str, start: int) -> Link:
        query = urlencode({"limit": limit, "offset": start})
        return Link(href=f"{address}/items?{query}", rel=rel, type=GEOJSON)

    links = [page("self", offset), Link(href=address, rel="collection", type=JSON)]
    if offset + limit < matched:
        links.append(page("next", offset + limit))
    if offset > 0:
        links.append(page("prev", max(0, offset - limit)))
    return links


def _address(request: Request, path: str) -> str:
    return str(request.base_url).rstrip("/") + path


def _json(link: Link) -> str:
    return link.model_dump_json(exclude_none=True)
