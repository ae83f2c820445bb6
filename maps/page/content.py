"""Plan -> what the page draws: plain lists and words, no household among them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import shapely

from gridgen.model.antimeridian import turned
from gridgen.model.plan import Plan
from gridgen.model.zones import Zones
from gridgen.plans.density import Density, cell_polygon, density
from gridgen.plans.moved_land import Redrawn
from gridgen.words.say import level_name, say, sentences
from maps.ink.borders import borders, inner_borders, is_missing
from maps.ink.colours import colour, colours_known
from maps.ink.lines import LINE_CLASSES, lines_of
from maps.ink.naming import SPECIAL, short_name, zone_number
from maps.ink.theme import load_theme
from maps.page.changes import changes_of
from maps.page.degrees import MICRO, Place, bounds_of, label_points, place_of, steps
from maps.page.sentences import words

_NICE = (1, 2, 5)


def drawing(
    plan: Plan,
    lang: str,
    *,
    households: bool = False,
    changes: Redrawn | None = None,
    colours: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """Return everything that the page draws, ready for JSON; equal for equal plans.

    Keys: `bounds` (south, west, north, east), `zones` (the top level), `communities`,
    `groups` (the inner borders of each further level), `lines`, `water`, `density`, `findings` (of
    zones and communities), `colours` (of borders and lines, as on paper), `words`; `households`,
    places without ids, only where asked for; and `changes`, land that moved and old borders, None
    where no older plan is given.

    Parameters
    ----------
    plan
        Of one community or all; metres are turned into degrees here.
    lang
        "zh" or "en".
    households
        Whether their places are among it: never for the public.
    changes
        What became of an older plan; of the plan's own zones and communities alone.
    colours
        As `web_map` takes them.
    """
    top = plan.levels[0] if plan.levels else None
    place = place_of(plan)
    return {
        "bounds": bounds_of(plan, place),
        "zones": _zones(plan, top, place, lang, colours) if top is not None else [],
        "communities": _communities(plan, place),
        "groups": [
            {"name": level_name(zones.level, lang), "parts": _inner(plan, zones, place)}
            for zones in plan.levels[1:]
        ],
        "lines": _lines(plan, place),
        "water": _water(plan, place),
        "density": _density(plan, place, lang),
        "findings": _findings(plan, place, lang),
        "households": _places(plan, place) if households else [],
        "changes": None if changes is None else changes_of(plan, changes, place, lang),
        "colours": _colours(),
        "words": words(plan, lang),
    }


def _colours() -> dict[str, str]:
    """Colours of borders and base lines: those of the plain theme of printed sheets."""
    theme = load_theme("clear")
    own = {name: theme.colours[name] for name in ("community", "grid", "group")}
    for line_class in LINE_CLASSES:
        casing, core = theme.lines[line_class]
        is_water = line_class in ("stream", "river")
        own[line_class] = core.colour if is_water or line_class == "wall" else casing.colour
    return own


def _communities(plan: Plan, place: Place) -> list[dict[str, Any]]:
    communities = plan.communities
    middles = label_points(communities.shape, place)
    zones = plan.levels[0].community if plan.levels else np.array([], dtype=str)
    placed = plan.community_of >= 0
    count = np.bincount(
        plan.community_of[placed],
        weights=plan.township.households.count[placed],
        minlength=len(communities),
    )
    return [
        {
            "name": communities.name[row] or communities.code[row],
            "code": communities.code[row],
            "zones": int((zones == communities.code[row]).sum()),
            "households": int(count[row]),
            "at": middles[row],
            "parts": steps(shape),
        }
        for row, shape in enumerate(place.degrees(communities.shape))
    ]


def _zones(
    plan: Plan, zones: Zones, place: Place, lang: str, colours: Mapping[str, int] | None
) -> list[dict[str, Any]]:
    names = dict(zip(plan.communities.code, plan.communities.name, strict=True))
    middles = label_points(zones.polygon, place)
    rows = colours_known(zones, colours)
    drawn = []
    for row, shape in enumerate(place.degrees(zones.polygon)):
        community = names.get(zones.community[row], "")
        drawn.append(
            {
                "name": zones.name[row] or zones.code[row],
                "label": short_name(zones.name[row], community) or zones.code[row],
                "number": zone_number(zones.code[row], zones.parent[row]),
                "code": zones.code[row],
                "home": zones.community[row],
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


def _inner(plan: Plan, zones: Zones, place: Place) -> list[list[list[int]]]:
    inner = inner_borders(zones, borders(plan.levels[0].polygon))
    return [part for shape in place.degrees([inner]) for part in steps(shape)]


def _lines(plan: Plan, place: Place) -> list[dict[str, Any]]:
    lines = lines_of(plan)
    if lines is None:
        return []
    drawn = []
    for line_class in LINE_CLASSES:
        own = lines.shape[lines.line_class == line_class]
        parts = [part for shape in place.degrees(own) for part in steps(shape)]
        if parts:
            drawn.append({"class": line_class, "parts": parts})
    return drawn


def _water(plan: Plan, place: Place) -> list[list[list[int]]]:
    """Ponds and surfaces of rivers, as far as they lie in the communities."""
    given = plan.township.ground.get("water")
    if given is None:
        return []
    shapes = given.in_metres(plan.township.crs)
    land = shapely.union_all([s for s in plan.communities.shape if not is_missing(s)])
    there = [s for s in shapes if not is_missing(s) and s.geom_type.endswith("Polygon")]
    cut = shapely.intersection(shapely.make_valid(np.array(there, dtype=object)), land)
    return [part for shape in place.degrees(cut) for part in steps(shape) if len(part[0]) >= 6]


def _density(plan: Plan, place: Place, lang: str) -> dict[str, Any]:
    households = plan.township.households
    placed = plan.community_of >= 0
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


def _places(plan: Plan, place: Place) -> list[list[int]]:
    """The places of households, each once, as one walk from place to place for each zone.

    Sorted, so that steps are short; no id and no count goes with them.
    """
    zone_of = plan.zone_of[plan.levels[0].level] if plan.levels else plan.community_of
    kept = plan.community_of >= 0
    at = np.rint(place.lonlat(plan.township.households.xy[kept]) * MICRO).astype(np.int64)
    rows = np.unique(np.column_stack([zone_of[kept], at]), axis=0)
    walks = []
    for own in np.split(rows[:, 1:], np.flatnonzero(np.diff(rows[:, 0])) + 1):
        if len(own):
            steps_of = np.diff(own, axis=0, prepend=np.zeros((1, 2), np.int64))
            walks.append(steps_of.ravel().tolist())
    return walks


def _findings(plan: Plan, place: Place, lang: str) -> list[dict[str, Any]]:
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
    points = label_points(np.array([shapes[code] for code in said], dtype=object), place)
    return [
        {"at": at, "said": lines} for at, lines in zip(points, said.values(), strict=True) if at
    ]
