"""What is set aside before the division: special grids with a polygon, virtual grids without."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridgen.codes import number_in, numbering
from gridgen.errors import RulesError
from gridgen.model import (
    Communities,
    Finding,
    Households,
    Plan,
    Presence,
    Severity,
    Shapes,
    Texts,
    Zones,
    taken,
    texts,
)
from gridgen.place import Placing
from gridgen.polygons import first_of, gathered, hits, repair
from gridgen.read import stand_ins, to_special
from gridgen.rules import Level, Rules
from gridgen.units import middles
from gridgen.words import finding, ordinal, say

LEAST_SHARE = 0.01
"""A special grid that lies in several communities has a part in each that holds this much of it."""

HAIR_M = 1e-3
"""A corner of a special grid this near to the edge of its community stands on it, by rounding."""

HAIR_M2 = 1e-6
"""A piece below this is left over from cutting, not land."""

VIRTUAL = -2
"""In `Placing.set_aside`: the virtual grid of the household's community."""


@dataclass(frozen=True, slots=True, eq=False)
class Special:
    """s polygons set aside, each in one community.

    `community` (s,) row; `name`, `code` (s,) text, "" where not given; `size` (s,) what they are
    sized by instead of households (stalls, desks), 0 where not given; `shape` (s,) metres.
    """

    community: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    name: Texts = field(default_factory=lambda: texts([]))
    code: Texts = field(default_factory=lambda: texts([]))
    size: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    shape: Shapes = field(default_factory=lambda: np.empty(0, object))

    def __len__(self) -> int:
        return len(self.community)


def special_of(
    table: pd.DataFrame | None, areas: Communities, *, crs_m: str, source: str
) -> tuple[Special, tuple[Finding, ...]]:
    """Return the special grids of a layer, cut to the communities in which they lie.

    Of two that overlap the first has what both cover. One that would leave nothing of its community
    is left out.

    Raises
    ------
    ReadError
        The table has no polygons.
    """
    if table is None or len(table) == 0:
        return Special(), ()
    given, found = to_special(table, crs_m=crs_m, source=source)
    shapes = given.shape
    tree = shapely.STRtree(areas.shape)
    rows: list[int] = []
    homes: list[int] = []
    parts: list[shapely.Geometry] = []
    left = dict(enumerate(areas.shape))
    for row in np.flatnonzero(shapely.area(shapes) > 0):
        for home in np.sort(tree.query(shapes[row], predicate="intersects")):
            part = _land(shapely.intersection(shapes[row], left[home]))
            rest = _land(shapely.difference(left[home], part))
            if part.area < max(1.0, LEAST_SHARE * shapes[row].area) or rest.area < part.area / 100:
                continue
            left[home] = rest
            rows.append(int(row))
            homes.append(int(home))
            parts.append(part)
    shape = np.empty(len(parts), object)
    shape[:] = parts
    mine = taken(given, np.array(rows, np.int64))
    lost = sorted(set(range(len(shapes))) - set(rows))
    found += tuple(
        finding("special_left_out", Severity.WARNING, f"{source}, row {row + 1}") for row in lost
    )
    return Special(np.array(homes, np.int64), mine.name, mine.code, mine.size, shape), found


def _land(shape: shapely.Geometry) -> shapely.Geometry:
    """Return what is land of a shape that was cut out of another, without hairs by rounding."""
    pieces = shapely.get_parts(shape)
    return gathered(pieces[shapely.area(pieces) > HAIR_M2])


def special_in(plan: Plan) -> Special:
    """Return the special grids of a plan, as its zones of the first level say."""
    if not plan.levels:
        return Special()
    zones = plan.levels[0]
    mine = taken(zones, zones.kind == "special")
    home_of = {code: row for row, code in enumerate(plan.areas.code)}
    home = np.array([home_of.get(code, -1) for code in mine.community], np.int64)
    return taken(Special(home, mine.name, mine.code, mine.units, repair(mine.polygon)), home >= 0)


def divided_land(areas: Communities, special: Special) -> Shapes:
    """Return (c,) the land of each community that is divided: all but its special grids."""
    land = areas.shape.copy()
    for row in np.unique(special.community):
        aside = shapely.union_all(special.shape[special.community == row])
        land[row] = _land(shapely.difference(shapely.snap(land[row], aside, HAIR_M), aside))
    return land


def with_aside(
    placing: Placing, households: Households, special: Special, virtual: NDArray[np.bool_]
) -> Placing:
    """Return the placing with who is in a special or virtual grid; the latter as `virtual`.

    `virtual` (n,): households without a place, taken to stand where their community is.
    """
    aside = np.full(len(households), -1, np.int32)
    if len(special):
        row, grid = hits(special.shape, placing.spot)
        same = special.community[grid] == placing.community_of[row]
        aside = first_of(row[same], grid[same], len(households))
    virtual = virtual & (placing.community_of >= 0)
    aside[virtual] = VIRTUAL
    presence = placing.presence.copy()
    presence[virtual] = Presence.VIRTUAL
    return replace(placing, set_aside=aside, presence=texts(presence))


def with_stand_ins(
    households: pd.DataFrame, communities: pd.DataFrame | None, *, wanted: bool
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Return the table with a place for those who have none, and their rows, counted from 1.

    Who names a community that is there stands at a point inside it; nobody does unless `wanted`.
    """
    if not wanted or not isinstance(communities, gpd.GeoDataFrame):
        return households, np.zeros(0, np.int64)
    return stand_ins(households, communities)


# --- their zones ---------------------------------------------------------------------------------

Aside = tuple[Zones, list[NDArray[np.int64]]]
"""Zones of one level and the rows of the households in each."""


def asides_of(
    roll: Households,
    areas: Communities,
    law: Rules,
    special: Special,
    placing: Placing,
    *,
    lang: str,
) -> dict[int, list[Aside]]:
    """Return for each community the zones set aside in it, level by level.

    Each is one zone at every level, so that every household has a whole chain upward. Special grids
    are numbered from `law.codes.special_from` in reading order, save those that have a code of the
    community; the virtual grid has `law.codes.virtual_from`.

    Raises
    ------
    RulesError
        A community has more special grids than the rules have numbers for them.
    """
    found: dict[int, list[Aside]] = {}
    virtual = np.unique(placing.community_of[placing.set_aside == VIRTUAL])
    for home in sorted({*special.community.tolist(), *virtual.tolist()}):
        grids = np.flatnonzero(special.community == home)
        parts = [np.flatnonzero(placing.set_aside == grid) for grid in grids]
        code, name = _numbered(str(areas.code[home]), special, grids, law, lang)
        shape, size = list(special.shape[grids]), special.size[grids].tolist()
        kind = ["special"] * len(grids)
        if home in virtual:
            gone = np.flatnonzero(placing.set_aside == VIRTUAL)
            parts.append(gone[placing.community_of[gone] == home])
            number = law.codes.virtual_from
            code.append(f"{areas.code[home]}{number:0{law.levels[0].code_digits}d}")
            name.append(say("label_virtual", lang))
            shape, size, kind = [*shape, shapely.MultiPolygon()], [*size, 0], [*kind, "virtual"]
        order = np.argsort(np.array(code, str), kind="stable")
        above = [str(areas.code[home])] * len(code)
        for level in law.levels:
            if not level.mode_of(str(areas.class_or_kind[home])):
                break
            if level is not law.levels[0]:
                above, code = code, [f"{c}{1:0{level.code_digits}d}" for c in code]
            zones = _zones(roll, level, str(areas.code[home]), parts,
                           columns=(code, name, above, kind, size, shape))  # fmt: skip
            found.setdefault(home, []).append((taken(zones, order), [parts[k] for k in order]))
    return found


def _numbered(
    parent: str, special: Special, grids: NDArray[np.int64], law: Rules, lang: str
) -> tuple[list[str], list[str]]:
    digits = law.levels[0].code_digits
    middle = shapely.get_coordinates(shapely.point_on_surface(special.shape[grids]))
    first, past, gone = law.codes.special_from, 10**digits, law.codes.virtual_from
    code = [str(c) for c in special.code[grids]]
    is_own = [len(c) >= len(parent) + digits and number_in(c, parent) not in (0, gone)
              for c in code]  # fmt: skip
    code = [c if is_own[k] and code.index(c) == k else "" for k, c in enumerate(code)]
    name = [str(n) for n in special.name[grids]]
    free = [n for n in range(first, past)
            if n != gone and f"{parent}{n:0{digits}d}" not in code]  # fmt: skip
    if code.count("") > len(free):
        raise RulesError(
            f"Community {parent} has {code.count('')} special grids without a code, and rules "
            f"{law.name!r} have {len(free)} numbers for them ({first} to {past - 1}, without "
            f"{gone} of the virtual grid). Set codes.special_from lower, or code_digits higher."
        )
    for k in numbering(middle, law.codes.order, None):
        number = free.pop(0) if not code[k] else number_in(code[k], parent)
        code[k] = code[k] or f"{parent}{number:0{digits}d}"
        name[k] = name[k] or say("label_special", lang, n=ordinal(number, lang))
    return code, name


def _zones(
    roll: Households,
    level: Level,
    community: str,
    parts: list[NDArray[np.int64]],
    *,
    columns: tuple[list[Any], ...],
) -> Zones:
    code, name, above, kind, size, shape = columns
    z = len(code)
    polygon = np.empty(z, object)
    polygon[:] = shape
    households = np.array([int(roll.count[rows].sum()) for rows in parts], np.int64)
    mean, most = np.zeros(z), np.zeros(z)
    for k, rows in enumerate(parts):
        if len(rows) and kind[k] == "special":
            middle = middles(roll.xy[rows], roll.count[rows], np.zeros(len(rows), np.int32))[0]
            apart = np.hypot(*(roll.xy[rows] - middle).T)
            mean[k] = np.average(apart, weights=roll.count[rows] + 1e-9)
            most[k] = apart.max()
    return Zones(
        level=level.name, code=texts(code), name=texts(name), parent=texts(above),
        kind=texts(kind), community=texts([community] * z), households=households,
        units=np.array(size, np.int64), mean_m=mean, max_m=most,
        status=texts(["in band"] * z), polygon=polygon,
    )  # fmt: skip
