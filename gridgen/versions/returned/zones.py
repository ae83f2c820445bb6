"""A table of zones that comes back -> their codes, names and polygons in metres."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgen.files.points import named_crs
from gridgen.files.polygons import shapes_in_metres
from gridgen.files.values import text_column, to_codes
from gridgen.files.vocabulary import GRIDS
from gridgen.model.arrays import Shapes, Texts, texts
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.plan import Plan
from gridgen.model.polygons import repair
from gridgen.model.zones import number_in
from gridgen.versions.returned.said import Drawn, codes_in, in_each
from gridgen.words.say import LANGUAGES, level_name

SHIFTED_M = 20.0
"""All polygons that moved as far as this, and alike, were not redrawn: their datum is another."""

ALIKE = 0.1
"""How much such moves differ at most, as a share of their length."""

SAME_SIZE = 0.02
"""By how much of its area a polygon may differ that was moved and not redrawn."""

Found = tuple[Finding, ...]


def code_header(table: pd.DataFrame) -> str | None:
    """Return the header of the column with the codes of zones, if there is one."""
    headers = {str(header).strip().casefold(): str(header) for header in table.columns}
    known = (*GRIDS["code"], *in_each("list_code"), *in_each("edits_code"))
    return next((headers[one] for one in known if one in headers), None)


def level_of(plan: Plan, layer: str, table: pd.DataFrame, *, is_alone: bool) -> str | None:
    """Return the level whose zones a table holds, by its name, its codes, or its polygons.

    Parameters
    ----------
    plan
        The one that was handed out.
    layer
        The name of the layer or sheet.
    table
        As it stands in the file.
    is_alone
        Whether the file has no other: polygons without codes are then zones of the first level.
    """
    header = code_header(table)
    for zones in plan.levels:
        if layer in (zones.level, *(level_name(zones.level, lang) for lang in LANGUAGES)):
            return zones.level if header or isinstance(table, gpd.GeoDataFrame) else None
    codes = [] if header is None else [one for one in to_codes(table[header]) if one]
    said = {*codes}
    if 2 * len(said) < len(codes):
        return None  # a table of households has its codes many times
    if not said:
        is_first = is_alone and isinstance(table, gpd.GeoDataFrame) and _has_area(table)
        return plan.levels[0].level if is_first and plan.levels else None
    share = {zones.level: len(said & {*zones.code}) for zones in plan.levels}
    best = max(share, key=lambda level: share[level], default="")
    if best and share[best] > 0:
        return best
    is_new = any(number_in(code, home) for code in said for home in plan.communities.code)
    return plan.levels[0].level if is_new and plan.levels and is_alone else None


def _has_area(table: gpd.GeoDataFrame) -> bool:
    return bool((shapely.get_dimensions(np.asarray(table.geometry.array, object)) == 2).any())


def zones_in(plan: Plan, table: pd.DataFrame, where: str) -> tuple[Drawn, Found]:
    """Return what a table says of zones, and why its polygons are not looked at if they are not.

    Parameters
    ----------
    plan
        The one that was handed out.
    table
        As it stands in the file.
    where
        The file and layer.
    """
    header = code_header(table)
    code, lost = texts([""] * len(table)), np.zeros(len(table), bool)
    if header is not None:
        code, lost = codes_in(table[header])
        code = texts(np.where(lost, "", code))
    called = {*GRIDS["name"], *in_each("list_name")}
    names = [name for name in map(str, table.columns) if name.strip() in called]
    name = text_column(table, names[0]) if names else texts([""] * len(table))
    shape, found = _shapes(plan, table, where)
    if lost.any():
        found += (finding("returned_rounded", Severity.WARNING, where, number=int(lost.sum()),
                          column=header),)  # fmt: skip
    if shape is not None and (shift := _shift_m(plan, code, shape)):
        found += (finding("returned_shifted", Severity.WARNING, where, metres=round(shift)),)
        shape = None
    return Drawn(where, code, name, shape), found


def _shapes(plan: Plan, table: pd.DataFrame, where: str) -> tuple[Shapes | None, Found]:
    """Return the polygons of a table, valid and in metres; None where they cannot be used."""
    if not isinstance(table, gpd.GeoDataFrame) or not _has_area(table):
        return None, ()
    if named_crs(table) is not None:
        shape = _in_metres(plan, table)
        if _is_near(plan, shape):
            return shape, ()
        return None, (finding("returned_elsewhere", Severity.WARNING, where, crs=named_crs(table)),)
    for crs in dict.fromkeys((plan.township.households.crs, plan.township.crs, "EPSG:4326")):
        shape = _in_metres(plan, table.set_crs(crs))
        if _is_near(plan, shape):
            return shape, (finding("returned_crs_taken", Severity.NOTE, where, crs=crs),)
    return None, (finding("returned_crs", Severity.WARNING, where),)


def _in_metres(plan: Plan, table: gpd.GeoDataFrame) -> Shapes:
    return repair(shapes_in_metres(table, plan.township.crs, longest_m=np.inf))


def _is_near(plan: Plan, shape: Shapes) -> bool:
    """Return whether any polygon lies where households of the plan are."""
    town = shapely.box(*shapely.total_bounds(shapely.points(plan.township.households.xy)))
    return bool(shapely.intersects(shape, town).any())


def _shift_m(plan: Plan, code: Texts, shape: Shapes) -> float:
    """Return by how many metres all polygons were moved alike; 0 where they were not."""
    old = {c: p for zones in plan.levels for c, p in zip(zones.code, zones.polygon, strict=True)}
    pairs = [
        (old[c], s)
        for c, s in zip(code, shape, strict=True)
        if c in old and not (s.is_empty or old[c].is_empty)
    ]
    if len(pairs) < 2:
        return 0.0
    was, now = (np.array(side, object) for side in zip(*pairs, strict=True))
    step = shapely.get_coordinates(shapely.centroid(now))
    step -= shapely.get_coordinates(shapely.centroid(was))
    usual = np.median(step, axis=0)
    metres = float(np.hypot(*usual))
    is_alike = np.hypot(*(step - usual).T) <= ALIKE * metres
    is_alike &= np.abs(shapely.area(now) / shapely.area(was) - 1) <= SAME_SIZE
    return metres if metres > SHIFTED_M and is_alike.mean() > 1 - ALIKE else 0.0
