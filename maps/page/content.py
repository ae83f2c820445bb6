"""Plan -> what the page draws: plain lists and words, no household among them.

Coordinates are millionths of a degree, each after the first of a part as the step from the one
before: a third of the size of GeoJSON, and the page adds them up again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.antimeridian import near, turned
from gridgen.model.arrays import Shapes
from gridgen.model.crs import project
from gridgen.model.plan import Plan
from gridgen.model.polygons import largest
from gridgen.model.zones import Zones
from gridgen.plans.density import Density, cell_polygon, density
from gridgen.words.say import level_name, say, sentences
from maps.ink.borders import borders, inner_borders, is_missing
from maps.ink.colours import colour, colour_rows
from maps.ink.lines import LINE_CLASSES, lines_of
from maps.ink.naming import SPECIAL, short_name, zone_number

DEGREES = "EPSG:4326"
_MICRO = 1_000_000
_NICE = (1, 2, 5)


def drawing(plan: Plan, lang: str, *, households: bool = False) -> dict[str, Any]:
    """Return everything that the page draws, ready for JSON; equal for equal plans.

    Keys: `bounds` (south, west, north, east), `zones` (the top level), `communities`,
    `groups` (the inner borders of each further level), `lines`, `density`, `findings` (of zones
    and communities), `words`; and `households`, places without ids, only where asked for.

    Parameters
    ----------
    plan
        Of one community or all; metres are turned into degrees here.
    lang
        "zh" or "en".
    households
        Whether their places are among it: never for the public.
    """
    top = plan.levels[0] if plan.levels else None
    return {
        "bounds": _bounds(plan),
        "zones": _zones(plan, top, lang) if top is not None else [],
        "communities": _communities(plan),
        "groups": [
            {"name": level_name(zones.level, lang), "parts": _inner(plan, zones)}
            for zones in plan.levels[1:]
        ],
        "lines": _lines(plan),
        "density": _density(plan, lang),
        "findings": _findings(plan, lang),
        "households": _places(plan) if households else [],
        "words": words(plan, lang),
    }


def words(plan: Plan, lang: str) -> dict[str, str]:
    """Return the page's sentences by key, without the prefix `map_`."""
    top = level_name(plan.levels[0].level, lang) if plan.levels else ""
    plain = [key for key in sentences() if key.startswith("map_")]
    filled = {
        "map_names": say("map_names", lang, level=top),
        "map_neighbours_differ": say("map_neighbours_differ", lang, level=top),
        "map_counts": say(
            "map_counts",
            lang,
            communities=f"{len(plan.communities):,}",
            zones=f"{len(plan.levels[0]) if plan.levels else 0:,}",
            level=top,
            households=f"{int(plan.township.households.count.sum()):,}",
        ),
    }
    index = 0 if lang == "zh" else 1
    return {key.removeprefix("map_"): filled.get(key, sentences()[key][index]) for key in plain}


def steps(shape: shapely.Geometry) -> list[list[list[int]]]:
    """Return the parts of a shape in degrees: polygons as lists of rings, lines as one list each.

    Every ring or line is a flat list: longitude and latitude in millionths of a degree, then the
    steps to each next point. Rings are not closed and rings or lines shorter than a step are left
    out.
    """
    parts = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            rings = [_walk(ring.coords, closed=True) for ring in (part.exterior, *part.interiors)]
            if len(rings[0]) >= 6:
                parts.append([ring for ring in rings if len(ring) >= 6])
        elif part.geom_type in ("LineString", "LinearRing"):
            line = _walk(part.coords, closed=False)
            if len(line) >= 4:
                parts.append([line])
    return parts


def _walk(coords: Any, *, closed: bool) -> list[int]:
    points = np.rint(np.asarray(coords)[:, :2] * _MICRO).astype(np.int64)
    if closed:
        points = points[:-1]
    moved = np.diff(points, axis=0)
    moved = moved[(moved != 0).any(axis=1)]
    return [int(v) for v in np.concatenate([points[:1], moved]).ravel()]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the map is: the metre CRS of a plan, and the longitude of its middle.

    Longitudes go on past 180, so that a plan across the antimeridian is drawn in one piece: the
    tiles of a web map repeat there.
    """

    crs: str
    lon: float

    def lonlat(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n, 2) degrees of places in metres."""
        lonlat = project(xy, self.crs, DEGREES)
        return np.column_stack([near(lonlat[:, 0], self.lon), lonlat[:, 1]])


def _place_of(plan: Plan) -> _Place:
    shapes = [*plan.communities.shape, *(plan.levels[0].polygon if plan.levels else ())]
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object))
    middle = project(
        np.array([[(west + east) / 2, (south + north) / 2]]), plan.township.crs, DEGREES
    )
    lon = float(middle[0, 0])
    return _Place(plan.township.crs, lon if np.isfinite(lon) else 0.0)


def _degrees(shapes: Iterable[Any], place: _Place) -> list[Any]:
    def turn(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return place.lonlat(xy)

    return [None if is_missing(s) else shapely.transform(s, turn) for s in shapes]


def _bounds(plan: Plan) -> list[float]:
    tops = plan.levels[0].polygon if plan.levels else ()
    shapes = [s for s in (*plan.communities.shape, *tops) if not is_missing(s)]
    if not shapes:
        return [-60.0, -180.0, 75.0, 180.0]
    west, south, east, north = shapely.total_bounds(_degrees(shapes, _place_of(plan)))
    return [round(float(v), 6) for v in (south, west, north, east)]


def _label_points(shapes: Shapes, place: _Place) -> list[list[float] | None]:
    """Longitude and latitude of the middle of the largest circle inside each shape."""
    middles = []
    for shape in shapes:
        if is_missing(shape):
            middles.append((np.nan, np.nan))
            continue
        # The largest part carries the name; a fiftieth of its width is near enough.
        part = largest(shape)
        tolerance = max(np.sqrt(part.area) / 50, 0.01)
        radius = shapely.maximum_inscribed_circle(part, tolerance)
        middles.append(radius.coords[0][:2])
    lonlat = place.lonlat(np.array(middles, dtype=np.float64).reshape(-1, 2))
    return [[round(x, 6), round(y, 6)] if np.isfinite(x) else None for x, y in lonlat.tolist()]


def _communities(plan: Plan) -> list[dict[str, Any]]:
    communities = plan.communities
    middles = _label_points(communities.shape, _place_of(plan))
    degrees = _degrees(communities.shape, _place_of(plan))
    return [
        {
            "name": communities.name[row] or communities.code[row],
            "code": communities.code[row],
            "at": middles[row],
            "area": 0 if degrees[row] is None else round(communities.shape[row].area),
            "parts": [] if degrees[row] is None else steps(degrees[row]),
        }
        for row in range(len(communities))
    ]


def _zones(plan: Plan, zones: Zones, lang: str) -> list[dict[str, Any]]:
    names = dict(zip(plan.communities.code, plan.communities.name, strict=True))
    middles = _label_points(zones.polygon, _place_of(plan))
    rows = colour_rows(zones.polygon)
    drawn = []
    for row, shape in enumerate(_degrees(zones.polygon, _place_of(plan))):
        if shape is None:
            continue
        community = names.get(zones.community[row], "")
        drawn.append(
            {
                "name": zones.name[row] or zones.code[row],
                "label": short_name(zones.name[row], community) or zones.code[row],
                "number": zone_number(zones.code[row], zones.parent[row]),
                "code": zones.code[row],
                "community": community or zones.community[row],
                "households": int(zones.households[row]),
                "mean": _metres(zones.mean_m[row]),
                "longest": _metres(zones.max_m[row]),
                "status": zones.status[row],
                "said": _said(zones, row, lang),
                "special": zones.kind[row] == SPECIAL,
                "colour": colour(int(rows[row])),
                "at": middles[row],
                "parts": steps(shape),
            }
        )
    return drawn


def _metres(value: np.float64) -> int | None:
    return round(float(value)) if np.isfinite(value) else None


def _said(zones: Zones, row: int, lang: str) -> str:
    status = _status(zones.status[row], lang)
    return f"{status} · {say('map_schematic', lang)}" if zones.schematic[row] else status


def _status(status: str, lang: str) -> str:
    key = f"map_status_{status.replace(' ', '_')}"
    return say(key, lang) if key in sentences() else status


def _inner(plan: Plan, zones: Zones) -> list[list[list[int]]]:
    inner = inner_borders(zones, borders(plan.levels[0].polygon))
    return [part for shape in _degrees([inner], _place_of(plan)) for part in _drawn(shape)]


def _lines(plan: Plan) -> list[dict[str, Any]]:
    lines = lines_of(plan)
    if lines is None:
        return []
    drawn = []
    for line_class in LINE_CLASSES:
        own = lines.shape[lines.line_class == line_class]
        parts = [part for shape in _degrees(own, _place_of(plan)) for part in _drawn(shape)]
        if parts:
            drawn.append({"class": line_class, "parts": parts})
    return drawn


def _drawn(shape: Any) -> list[list[list[int]]]:
    return [] if shape is None else steps(shape)


def _density(plan: Plan, lang: str) -> dict[str, Any]:
    households = plan.township.households
    placed = plan.community_of >= 0
    place = _place_of(plan)
    lonlat = place.lonlat(households.xy[placed])
    cells = density(lonlat, households.count[placed])
    limits = nice_limits(cells)
    class_of = np.searchsorted(limits, cells.per_km2, side="right")
    outlines = turned(np.array([cell_polygon(cell) for cell in cells.cells], object), place.lon)
    return {
        "classes": _class_names(limits, lang) if len(cells) else [],
        "cells": [
            {"class": int(k), "parts": steps(outline)}
            for outline, k in zip(outlines, class_of, strict=True)
        ],
    }


def nice_limits(cells: Density) -> list[int]:
    """Return up to four limits of classes: quintiles moved to 1, 2 or 5 times a power of ten."""
    if len(cells) == 0:
        return []
    quintiles = np.quantile(cells.per_km2, [0.2, 0.4, 0.6, 0.8])
    ladder = np.array([n * 10**p for p in range(7) for n in _NICE])
    steps_of = np.abs(np.log(ladder)[None, :] - np.log(quintiles)[:, None]).argmin(axis=1)
    return sorted({int(ladder[k]) for k in steps_of})


def _class_names(limits: list[int], lang: str) -> list[str]:
    if not limits:
        return []
    return [
        say("map_class_first", lang, upper=f"{limits[0]:,}"),
        *(
            say("map_class_between", lang, lower=f"{a:,}", upper=f"{b:,}")
            for a, b in pairwise(limits)
        ),
        say("map_class_last", lang, lower=f"{limits[-1]:,}"),
    ]


def _places(plan: Plan) -> list[list[int]]:
    """The places of households, each once, as one walk from place to place for each zone.

    Sorted, so that steps are short; no id and no count goes with them.
    """
    zone_of = plan.zone_of[plan.levels[0].level] if plan.levels else plan.community_of
    kept = plan.community_of >= 0
    lonlat = _place_of(plan).lonlat(plan.township.households.xy[kept])
    at = np.rint(lonlat * _MICRO).astype(np.int64)
    rows = np.unique(np.column_stack([zone_of[kept], at]), axis=0)
    walks = []
    for own in np.split(rows[:, 1:], np.flatnonzero(np.diff(rows[:, 0])) + 1):
        if len(own):
            steps_of = np.diff(own, axis=0, prepend=np.zeros((1, 2), np.int64))
            walks.append(steps_of.ravel().tolist())
    return walks


def _findings(plan: Plan, lang: str) -> list[dict[str, Any]]:
    """Findings about zones and communities, by place; those about households name no place."""
    shapes: dict[str, Any] = {}
    for codes, polygons in (
        (plan.communities.code, plan.communities.shape),
        *((zones.code, zones.polygon) for zones in reversed(plan.levels)),
    ):
        shapes |= dict(zip(codes.tolist(), polygons, strict=True))
    said: dict[str, list[dict[str, str]]] = {}
    for found in plan.report:
        if not is_missing(shapes.get(found.where)):
            line = {"severity": found.severity.value, "text": found.text(lang)}
            said.setdefault(found.where, []).append(line)
    points = _label_points(np.array([shapes[code] for code in said], dtype=object),
                           _place_of(plan))  # fmt: skip
    return [
        {"at": at, "said": lines} for at, lines in zip(points, said.values(), strict=True) if at
    ]
