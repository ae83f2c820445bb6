"""A file of grids that somebody else made -> a Plan, as well as it can be, for the checks.

Nothing here repairs: codes that are missing or stand twice, and households that name no grid,
come through so that the checks can find them.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridgen.files.communities import to_communities
from gridgen.files.headers import recognise
from gridgen.files.households import to_households
from gridgen.files.lines import to_lines
from gridgen.files.polygons import LONGEST_M, shapes_in_metres
from gridgen.files.values import code_column, number_column, rows_of, text_column
from gridgen.files.vocabulary import GRIDS, HOUSEHOLDS, PEOPLE
from gridgen.model.arrays import Shapes, Texts, texts
from gridgen.model.communities import Communities
from gridgen.model.crs import work_crs
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Report
from gridgen.model.ground import Features
from gridgen.model.households import Households, Presence
from gridgen.model.people import People, Post, Staff
from gridgen.model.plan import MadeBy, Plan
from gridgen.model.polygons import first_at, repair
from gridgen.model.township import Township
from gridgen.model.zones import Zones

Layers = dict[str, pd.DataFrame]

GRID_LAYERS = ("grids", "grid", "网格")
_HOUSEHOLD_LAYERS = ("households", "household", "住户", "户")
_PEOPLE_LAYERS = ("people", "person", "人员", "网格员")
_COMMUNITY_LAYERS = ("communities", "community", "村社区", "村（社区）", "社区", "村")
_CODE_LENGTH = 12
_ONLY_COMMUNITY = "1"
"""Code of the community of all grids whose own codes name none."""


@dataclass(frozen=True, slots=True, eq=False)
class _Grids:
    """z grids as somebody drew them.

    Attributes
    ----------
    table
        z rows, under our names: what else is said of them.
    code
        (z,) text, which may repeat; "" where a grid has none.
    community
        (z,) code of the community of each.
    shape
        (z,) polygons in metres, not repaired, which may overlap; empty where a row has none.
    """

    table: gpd.GeoDataFrame
    code: Texts
    community: Texts
    shape: Shapes

    def __len__(self) -> int:
        return len(self.code)


def foreign_plan(layers: Layers, *, source: str, input_hash: str) -> Plan:
    """Return a plan of one level, `grids`, from the layers of a file that we did not write.

    Households go to the grid they name if at least one of those names is a code of a grid, else to
    the grid they stand in. Communities come from their layer, else from the grids' `community`
    column or the first 12 digits of their codes, outlined by their grids.

    Parameters
    ----------
    layers
        Every layer of the file by its name, as it stands there.
    source
        The file as the user knows it.
    input_hash
        SHA-256 of the file, in hexadecimal.

    Raises
    ------
    ReadError
        There is no layer of grids or of households.
    """
    grids_name = _grids_layer(layers, source)
    home_name = _one_called(layers, _HOUSEHOLD_LAYERS)
    if home_name is None:
        raise ReadError("foreign_without_households", source=source, layers=list(layers))
    households, findings = to_households(
        layers[home_name], source=f"{source}:{home_name}", has_boundaries=True
    )
    crs_m = work_crs(households.given, households.crs)
    table, of_grids = recognise(layers[grids_name], GRIDS, f"{source}:{grids_name}")
    grids = _grids(table, crs_m)
    communities, of_communities = _communities(layers, grids, crs_m, source)
    zone_of = _zone_of(households, grids)
    ground, of_lines = _ground(layers, source)
    return Plan(
        township=Township(households, crs_m, communities=communities, ground=ground),
        presence=np.where(zone_of >= 0, Presence.PLACED, Presence.UNPLACED),
        community_of=_community_of(households, communities, grids, zone_of),
        levels=(_zones(grids, communities, households, zone_of),),
        zone_of={"grids": zone_of},
        made_by=MadeBy(version="", seed=0, rules="", input_hash=input_hash),
        report=Report(findings + of_grids + of_communities + of_lines),
        staff=_staff(layers, grids.code),
    )


def _staff(layers: Layers, codes: Texts) -> Staff | None:
    """Return who serves which grid, from a layer `people` with id, role and grid; no more of it."""
    name = _one_called(layers, _PEOPLE_LAYERS)
    if name is None:
        return None
    words = {key: PEOPLE[key] for key in ("id", "role")} | {"grid": HOUSEHOLDS["grid"]}
    table, _ = recognise(layers[name], words, name)
    ids, role, grid = (code_column(table, column) for column in ("id", "role", "grid"))
    known = np.isin(grid, codes)
    posts = tuple(
        Post(role=what, level="grids", zone=where, person=who, households=0, metres=0.0)
        for what, where, who in zip(role[known], grid[known], ids[known], strict=True)
    )
    blank = texts([""] * len(ids))
    people = People(ids, role, xy=np.zeros((len(ids), 2)), phone=blank, community=blank)
    return Staff(people, posts, contact_of={}, area=np.full(len(ids), shapely.Polygon()))


def _ground(layers: Layers, source: str) -> tuple[dict[str, Features], tuple[Finding, ...]]:
    if not isinstance(layers.get("lines"), gpd.GeoDataFrame):
        return {}, ()
    lines, found = to_lines(layers["lines"], f"{source}:lines")
    return {"lines": lines}, found


def _grids_layer(layers: Layers, source: str) -> str:
    """Return the layer of grids: the one of that name, or the only polygons that have a code."""
    named = _one_called(layers, GRID_LAYERS)
    if named is not None and isinstance(layers[named], gpd.GeoDataFrame):
        return named
    coded = [
        name
        for name, table in layers.items()
        if isinstance(table, gpd.GeoDataFrame)
        and name not in _COMMUNITY_LAYERS
        and "code" in recognise(table, GRIDS, name)[0]
        and bool((table.geometry.dropna().geom_type.isin(["Polygon", "MultiPolygon"])).any())
    ]
    if len(coded) == 1:
        return coded[0]
    raise ReadError("foreign_without_grids", source=source, layers=list(layers))


def _one_called(layers: Layers, names: tuple[str, ...]) -> str | None:
    return next((name for name in layers if name.strip().casefold() in names), None)


def _grids(table: gpd.GeoDataFrame, crs_m: str) -> _Grids:
    """Return the grids of a recognised table, each in the community that it or its code names."""
    shapes = shapes_in_metres(table, crs_m, longest_m=LONGEST_M)
    codes, community = code_column(table, "code"), code_column(table, "community")
    cut = np.array([_community_in(code) for code in codes], dtype=object)
    community = _of_nearest(np.where(community == "", cut, community), shapes)
    return _Grids(table, codes, community, shapes)


def _communities(
    layers: Layers, grids: _Grids, crs_m: str, source: str
) -> tuple[Communities, tuple[Finding, ...]]:
    """Return the communities of their layer, or else those that the grids together make."""
    name = _one_called(layers, _COMMUNITY_LAYERS)
    if name is not None:
        return to_communities(layers[name], source=f"{source}:{name}", crs_m=crs_m)
    valid = gpd.GeoDataFrame(
        {"code": grids.community, "name": grids.community},
        geometry=list(repair(grids.shape)),
        crs=crs_m,
    )
    united = valid[~valid.geometry.is_empty].dissolve("code", as_index=False, sort=False)
    united = united.set_geometry(_without_holes(united.geometry.to_numpy()), crs=crs_m)
    communities, findings = to_communities(united, source=source, crs_m=crs_m)
    # Of what was put together here nothing can be mended in the file but the kind.
    return communities, tuple(found for found in findings if found.rule == "kind_assumed")


def _without_holes(shapes: Shapes) -> Shapes:
    """Return shapes without the holes that none of them fills: gaps between grids."""
    every = shapely.union_all(shapes)
    polygons = shapely.get_parts(every)
    holes = shapely.difference(shapely.polygons(shapely.get_exterior_ring(polygons)), every)
    gaps = shapely.get_parts(shapely.get_parts(holes))
    filled = shapes.copy()
    if len(gaps):
        # To the community that has most of the outline of the gap.
        beside = shapely.length(shapely.intersection(gaps[:, None], shapely.boundary(shapes)))
        for gap, owner in zip(gaps, beside.argmax(axis=1), strict=True):
            filled[owner] = shapely.union(filled[owner], gap)
    return filled


def _community_in(code: str) -> str:
    """Return the code of the community that a grid's code begins with, "" where it names none.

    >>> _community_in("990101001201003"), _community_in("G7")
    ('990101001201', '')
    """
    head = code[:_CODE_LENGTH]
    return head if len(head) == _CODE_LENGTH and head.isdecimal() else ""


def _of_nearest(community: Texts, shapes: Shapes) -> Texts:
    """Return (z,) communities, that of the nearest grid where a grid has none."""
    drawn = ~shapely.is_empty(shapes)
    known = np.flatnonzero((community != "") & drawn)
    if len(known) == 0:
        return np.where(community == "", _ONLY_COMMUNITY, community)
    lost = np.flatnonzero((community == "") & drawn)
    filled = community.copy()
    filled[lost] = community[known[shapely.STRtree(shapes[known]).nearest(shapes[lost])]]
    return filled


def _zone_of(households: Households, grids: _Grids) -> NDArray[np.int32]:
    """Return (n,) the grid of each household: by the code it names, else by place; -1 for none."""
    if "grid" in households.keys:
        by_name = rows_of(households.keys["grid"], grids.code)
        # A column of codes that are all of another year says nothing about these grids.
        if (by_name >= 0).any():
            return by_name
    return first_at(repair(grids.shape), households.xy)


def _community_of(
    households: Households, communities: Communities, grids: _Grids, zone_of: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return (n,) the community of each household: of its grid, else the one it stands in."""
    of_zone = rows_of(grids.community, communities.code)
    placed = zone_of >= 0
    row = np.full(len(households), -1, dtype=np.int32)
    row[placed] = of_zone[zone_of[placed]]
    lost = row < 0
    row[lost] = first_at(communities.shape, households.xy[lost])
    return row


def _zones(
    grids: _Grids, communities: Communities, households: Households, zone_of: NDArray[np.int32]
) -> Zones:
    placed = zone_of >= 0
    counted = np.zeros(len(grids), dtype=np.int64)
    np.add.at(counted, zone_of[placed], households.count[placed])
    of = rows_of(grids.community, communities.code)
    name = text_column(grids.table, "name") if "name" in grids.table else grids.code
    return Zones(
        level="grids",
        code=grids.code,
        name=np.where(name == "", grids.code, name),
        parent=grids.community,
        kind=texts([communities.kind[row] if row >= 0 else "village" for row in of]),
        community=grids.community,
        households=counted,
        units=np.bincount(zone_of[placed], minlength=len(grids)),
        mean_m=number_column(grids.table, "mean_m"),
        max_m=number_column(grids.table, "max_m"),
        status=text_column(grids.table, "status"),
        polygon=grids.shape,
    )
