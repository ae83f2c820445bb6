"""What requests may ask for, as the standards have it: boxes, systems, orders, times, formats."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Annotated, Any, Literal

import numpy as np
import shapely
from fastapi import Depends, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.layers import DEGREES, Bounds, is_turned, turned
from gridgen.model.crs import moved
from gridgen.model.errors import RequestError, TooLargeError

HTML, JSON, GEOJSON = "text/html", "application/json", "application/geo+json"

Lang = Annotated[
    Literal["zh", "en"] | None, Query(description="zh or en; else Accept-Language decides.")
]
Format = Annotated[
    Literal["json", "html"] | None,
    Query(alias="f", description="json or html; else Accept decides."),
]

ALSO_PAGES: dict[int | str, dict[str, Any]] = {
    200: {"content": {HTML: {}}, "description": "As JSON, or as a page for people."}
}
"""How the OpenAPI document describes an answer that may be a page."""

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_AUTHORITY = "http://www.opengis.net/def/crs/EPSG/0/"
_OFFERED = ("EPSG:4326", "EPSG:4490", "EPSG:3857")
"""Systems in which every plan is offered, besides that of its metres."""


async def refuse_unknown(request: Request, lang: Lang = None) -> None:  # noqa: ARG001 - in every route
    """Refuse parameters that a route does not have, and those that stand twice: who misspells one
    would else get all features and trust them.

    Raises
    ------
    RequestError
        A parameter is unknown or doubled.
    """
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return
    takes_many = _parameters_of(route)
    given = [name for name, _ in request.query_params.multi_items()]
    for name in given:
        if name not in takes_many:
            raise RequestError("asked_unknown", name=name, known=sorted(takes_many))
        if given.count(name) > 1 and not takes_many[name]:
            raise RequestError("asked_twice", name=name)


KNOWN_ONLY = [Depends(refuse_unknown)]
"""What every router depends on."""


_PARAMETERS: dict[Callable[..., Any], dict[str, bool]] = {}
"""Those of each endpoint, once it was asked: a route itself has no hash."""


def _parameters_of(route: APIRoute) -> dict[str, bool]:
    """Return the names of the query parameters of a route, and which may stand several times."""
    known = _PARAMETERS.get(route.endpoint)
    if known is None:
        every = _params(route.dependant)
        known = {param.alias: takes_many_times(param.field_info.annotation) for param in every}
        _PARAMETERS[route.endpoint] = known
    return known


def _params(dependant: Dependant) -> Iterator[Any]:
    """Yield the query parameters of a route and of all that it depends on."""
    yield from dependant.query_params
    for other in dependant.dependencies:
        yield from _params(other)


def takes_many_times(annotation: object) -> bool:
    """Say whether a parameter of this kind may stand several times."""
    return getattr(annotation, "__origin__", None) in (tuple, list, set)


async def body_of(request: Request, most: int) -> bytes:
    """Return the body of a request.

    Raises
    ------
    TooLargeError
        It has more bytes than `most`; no more than that are read.
    """
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise TooLargeError("asked_large", most=most)
        parts.append(part)
    return b"".join(parts)


def is_for_people(request: Request, form: str | None) -> bool:
    """Say whether an answer is a page: what `f` says, else what Accept weighs more than JSON."""
    if form is not None:
        return form == "html"
    weights = _accepted(request.headers.get("accept", ""))
    best = max((weights.get(kind, 0.0) for kind in (JSON, GEOJSON)), default=0.0)
    return weights.get(HTML, 0.0) > max(best, weights.get("*/*", 0.0) if not best else 0.0)


def takes_packed(request: Request) -> bool:
    """Say whether who asks takes an answer that is packed by gzip."""
    weights = _accepted(request.headers.get("accept-encoding", ""))
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def _accepted(header: str) -> dict[str, float]:
    """Return the weight of each kind that an Accept header names."""
    weights: dict[str, float] = {}
    for part in header.split(","):
        kind, *words = (word.strip().lower() for word in part.split(";"))
        said = next((word[2:] for word in words if word.startswith("q=")), "1")
        weights[kind] = float(said) if re.fullmatch(r"[01](\.\d{0,3})?", said) else 1.0
    return weights


# --- where ---------------------------------------------------------------------------------------


def system_of(address: str, offered: tuple[str, ...], name: str) -> str:
    """Return the CRS that a URI names.

    Parameters
    ----------
    address
        As `crs`, `bbox-crs` and `filter-crs` say it; also in angle brackets, as headers do.
    offered
        What the collection is offered in.
    name
        Of the parameter.

    Raises
    ------
    RequestError
        It is none of those.
    """
    known = {uri_of(crs): crs for crs in offered}
    found = known.get(address.strip("<>[]"))
    if found is None:
        raise RequestError("asked_crs", name=name, found=address, known=list(known))
    return found


def uri_of(crs: str) -> str:
    """Return the URI by which OGC calls a CRS.

    >>> uri_of("EPSG:4547"), uri_of("OGC:CRS84")
    ('http://www.opengis.net/def/crs/EPSG/0/4547', 'http://www.opengis.net/def/crs/OGC/1.3/CRS84')
    """
    return CRS84 if crs == DEGREES else _AUTHORITY + crs.partition(":")[2]


def offered_for(metres: str) -> tuple[str, ...]:
    """Return in which systems a plan is offered that was worked in `metres`."""
    mine = [metres] if re.fullmatch(r"EPSG:\d{4,6}", metres) else []
    return tuple(dict.fromkeys((DEGREES, *_OFFERED, *mine)))


def bounds_of(text: str, crs: str) -> Bounds:
    """Return the box that `bbox` says, in degrees, longitude first.

    Parameters
    ----------
    text
        Four numbers, or six of which the heights are passed over, in the order of the axes of
        `crs`. In degrees, west above east goes across the antimeridian.

    Raises
    ------
    RequestError
        It is no box.
    """
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not np.isfinite(numbers).all():
        raise RequestError("asked_bbox", found=text)
    if crs == DEGREES:
        west, south, east, north = numbers
        if south > north or max(map(abs, (west, east))) > 180 or max(map(abs, (south, north))) > 90:
            raise RequestError("asked_bbox", found=text)
        return west, south, east, north
    low, high = numbers[:2], numbers[2:]
    if low[0] > high[0] or low[1] > high[1]:
        raise RequestError("asked_bbox", found=text)
    shape = in_degrees(shapely.box(*low, *high), crs)
    if shape.is_empty:
        raise RequestError("asked_bbox", found=text)
    west, south, east, north = shape.bounds
    return west, south, east, north


def in_degrees(shape: shapely.Geometry, crs: str) -> shapely.Geometry:
    """Return a shape in degrees, longitude first; its coordinates are in the order of `crs`."""
    if crs == DEGREES:
        return shape
    shape = turned(shape) if is_turned(crs) else shape
    # Straight in one system is bent in another.
    return moved(np.array([shapely.segmentize(shape, shape.length / 100 or 1.0)], object), crs,
                 DEGREES)[0]  # fmt: skip


# --- when, and in which order --------------------------------------------------------------------


def day_in(text: str) -> date:
    """Return the day that `datetime` means: that of a moment, or that on which an interval ends;
    today where its end is open, or the day on which it begins if that is later.

    Parameters
    ----------
    text
        A moment, or two with a slash between, one of which may be open.

    Raises
    ------
    RequestError
        It is neither.
    """
    ends = [_moment(end) for end in text.split("/")]
    if len(ends) > 2 or (len(ends) == 1 and ends[0] is None) or ends == [None, None]:
        raise RequestError("asked_time", found=text)
    if len(ends) == 2 and None not in ends and _is_after(ends[0], ends[1]):
        raise RequestError("asked_time", found=text)
    days = [end.date() if end is not None else date.today() for end in ends]
    return days[0] if ends[-1] is None and ends[0] is not None and days[0] > days[1] else days[-1]


def _moment(text: str) -> datetime | None:
    if text in ("", ".."):
        return None
    try:
        if not re.fullmatch(
            r"\d{4}-\d\d-\d\d([Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d))?", text
        ):
            raise ValueError(text)
        return datetime.fromisoformat(text.upper().replace("Z", "+00:00"))
    except ValueError as why:
        raise RequestError("asked_time", found=text) from why


def _is_after(one: datetime | None, other: datetime | None) -> bool:
    if one is None or other is None:
        return False
    return one.replace(tzinfo=None) > other.replace(tzinfo=None)


def order_in(text: str, known: list[str]) -> list[tuple[str, bool]]:
    """Return the properties by which `sortby` orders, and whether each from the largest down.

    Raises
    ------
    RequestError
        A property is not there.
    """
    found = []
    for part in text.split(","):
        name = part.strip().lstrip("+-")
        if name not in known:
            raise RequestError("asked_order", found=part.strip(), known=known)
        found.append((name, part.strip().startswith("-")))
    return found
