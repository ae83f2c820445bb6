"""A file of grids that somebody else made -> a Plan, as well as it can be, for the checks.

Nothing here repairs: codes that are missing or stand twice, and households that name no grid,
come through so that the checks can find them.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridgen.files.communities import to_communities
from gridgen.files.headers import GRIDS, HOUSEHOLDS, PEOPLE, recognise
from gridgen.files.households import to_households
from gridgen.files.lines import to_lines
from gridgen.files.points import named_crs
from gridgen.files.polygons import LONGEST_M, to_metres
from gridgen.files.values import to_codes, to_numbers, to_text
from gridgen.model.arrays import Shapes, Texts, texts
from gridgen.model.communities import Communities
from gridgen.model.crs import work_crs
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Report
from gridgen.model.ground import Features
from gridgen.model.households import Households, Presence
from gridgen.model.people import People, Post, Staff
from gridgen.model.plan import MadeBy, Plan
from gridgen.model.polygons import first_at, polygonal, repair
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


def foreign_plan(layers: Layers, *, source: str, input_hash: str) -> Plan:
    """Return a plan of one level, `grids`, from the layers of a file that we did not write.

    Households go to the grid they name if at least one of those names is a code of a grid, else to
    the grid they stand in. Communities come from their layer, else from the grids' `community`
    column or the first 12 digits of their codes, outlined by their grids.

    Raises
    ------
    ReadError
        There is no layer of grids or of households.
    """
    grids_name = _grids_layer(layers, source)
    home_name = _one_called(layers, _HOUSEHOLD_LAYERS)
    if home_name is None:
        raise ReadError(
            f"{source}: there is no layer of households; it has: {', '.join(layers)}. "
            "To check a plan, add a layer `households` of points."
        )
    households, findings = to_households(layers[home_name], source=f"{source}:{home_name}")
    crs_m = work_crs(households.given, households.crs)
    table, of_grids = recognise(layers[grids_name], GRIDS, f"{source}:{grids_name}")
    shapes = shapes_in_metres(table, crs_m, longest_m=LONGEST_M)
    codes = _codes(table, "code")
    communities, community, of_areas = _areas(layers, table, codes, shapes, crs_m, source)
    zone_of = _zone_of(households, codes, shapes)
    ground, of_lines = _ground(layers, source)
    return Plan(
        township=Township(households, crs_m, communities=communities, ground=ground),
        presence=np.where(zone_of >= 0, Presence.PLACED, Presence.UNPLACED),
        community_of=_community_of(households, communities, community, zone_of),
        levels=(_zones(table, codes, shapes, community, communities, households, zone_of),),
        zone_of={"grids": zone_of},
        made_by=MadeBy("", 0, "", input_hash),
        report=Report(findings + of_grids + of_areas + of_lines),
        staff=_staff(layers, codes),
    )


def _staff(layers: Layers, codes: Texts) -> Staff | None:
    """Return who serves which grid, from a layer `people` with id, role and grid; no more of it."""
    name = _one_called(layers, _PEOPLE_LAYERS)
    if name is None:
        return None
    words = {key: PEOPLE[key] for key in ("id", "role")} | {"grid": HOUSEHOLDS["grid"]}
    table, _ = recognise(layers[name], words, name)
    ids, role, grid = (_codes(table, column) for column in ("id", "role", "grid"))
    known = np.isin(grid, codes)
    posts = tuple(
        Post(*said, 0, 0.0)
        for said in zip(role[known], ["grids"] * int(known.sum()), grid[known], ids[known],
                        strict=True)
    )  # fmt: skip
    nowhere = np.zeros((len(ids), 2))
    blank = texts([""] * len(ids))
    return Staff(
        People(ids, role, nowhere, blank, blank), posts, {}, np.full(len(ids), shapely.Polygon())
    )


def _ground(layers: Layers, source: str) -> tuple[dict[str, Features], tuple[Finding, ...]]:
    if not isinstance(layers.get("lines"), gpd.GeoDataFrame):
        return {}, ()
    lines, found = to_lines(layers["lines"], f"{source}:lines")
    return {"lines": lines}, found


def shapes_in_metres(table: gpd.GeoDataFrame, crs_m: str, *, longest_m: float) -> Shapes:
    """Return the polygons of a table in metres as they are: not repaired, empty where none is.

    A multipolygon of one piece comes back as a polygon. Edges longer than `longest_m` get
    vertices before they are projected.
    """
    shapes = np.asarray(table.geometry.array, dtype=object)
    shapes = polygonal(shapes)
    usable = ~shapely.is_empty(shapes)
    moved = np.full(len(shapes), shapely.Polygon(), dtype=object)
    source = named_crs(table) or crs_m
    moved[usable] = to_metres(shapes[usable], source, crs_m, longest_m=longest_m)
    moved[shapely.is_missing(moved)] = shapely.Polygon()
    single = (shapely.get_type_id(moved) == shapely.GeometryType.MULTIPOLYGON) & (
        shapely.get_num_geometries(moved) == 1
    )
    moved[single] = shapely.get_geometry(moved[single], 0)
    return moved


def first_rows(codes: Texts) -> dict[str, int]:
    """Return the first row of each code; the empty code has none."""
    first: dict[str, int] = {}
    for row, code in enumerate(codes):
        if code:
            first.setdefault(code, row)
    return first


def rows_of(named: Texts, codes: Texts) -> NDArray[np.int32]:
    """Return (n,) the first row of `codes` that each name is, -1 where none is."""
    first = first_rows(codes)
    return np.array([first.get(name, -1) for name in named], dtype=np.int32)


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
    raise ReadError(
        f"{source}: there is no layer of grids; it has: {', '.join(layers)}. To check a plan, "
        "name its layer of polygons `grids` and give it a column `code`."
    )


def _one_called(layers: Layers, names: tuple[str, ...]) -> str | None:
    return next((name for name in layers if name.strip().casefold() in names), None)


def _codes(table: pd.DataFrame, column: str) -> Texts:
    if column not in table:
        return texts([""] * len(table))
    return to_codes(table[column])


def _areas(
    layers: Layers, table: pd.DataFrame, codes: Texts, shapes: Shapes, crs_m: str, source: str
) -> tuple[Communities, Texts, tuple[Finding, ...]]:
    """Return the communities, and (z,) the code of the community of each grid."""
    community = _codes(table, "community")
    cut = np.array([_community_in(code) for code in codes], dtype=object)
    community = _of_nearest(np.where(community == "", cut, community), shapes)
    name = _one_called(layers, _COMMUNITY_LAYERS)
    if name is not None:
        communities, findings = to_communities(layers[name], source=f"{source}:{name}", crs_m=crs_m)
        return communities, community, findings
    valid = gpd.GeoDataFrame(
        {"code": community, "name": community}, geometry=list(repair(shapes)), crs=crs_m
    )
    united = valid[~valid.geometry.is_empty].dissolve("code", as_index=False, sort=False)
    united = united.set_geometry(_without_holes(united.geometry.to_numpy()), crs=crs_m)
    communities, findings = to_communities(united, source=source, crs_m=crs_m)
    return communities, community, tuple(f for f in findings if f.rule == "kind_assumed")


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


def _zone_of(households: Households, codes: Texts, shapes: Shapes) -> NDArray[np.int32]:
    """Return (n,) the grid of each household: by the code it names, else by place; -1 for none."""
    if "grid" in households.keys:
        by_name = rows_of(households.keys["grid"], codes)
        if (by_name >= 0).any():
            return by_name
    return first_at(repair(shapes), households.xy)


def _community_of(
    households: Households, communities: Communities, community: Texts, zone_of: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return (n,) the community of each household: of its grid, else the one it stands in."""
    of_zone = rows_of(community, communities.code)
    placed = zone_of >= 0
    row = np.full(len(households), -1, dtype=np.int32)
    row[placed] = of_zone[zone_of[placed]]
    lost = row < 0
    row[lost] = first_at(communities.shape, households.xy[lost])
    return row


def _zones(
    table: pd.DataFrame,
    codes: Texts,
    shapes: Shapes,
    community: Texts,
    communities: Communities,
    households: Households,
    zone_of: NDArray[np.int32],
) -> Zones:
    placed = zone_of >= 0
    counted = np.zeros(len(codes), dtype=np.int64)
    np.add.at(counted, zone_of[placed], households.count[placed])
    units = np.bincount(zone_of[placed], minlength=len(codes))
    of_area = rows_of(community, communities.code)
    kinds = [communities.kind[row] if row >= 0 else "village" for row in of_area]
    name = to_text(table["name"]) if "name" in table else codes
    return Zones(
        level="grids",
        code=codes,
        name=np.where(name == "", codes, name),
        parent=community,
        kind=texts(kinds),
        community=community,
        households=counted,
        units=units,
        mean_m=_numbers(table, "mean_m"),
        max_m=_numbers(table, "max_m"),
        status=to_text(table["status"]) if "status" in table else texts([""] * len(codes)),
        polygon=shapes,
    )


def _numbers(table: pd.DataFrame, column: str) -> NDArray[np.float64]:
    if column not in table:
        return np.zeros(len(table))
    return np.nan_to_num(to_numbers(table[column]))
