"""Tables of lines, water and footprints -> the ground of each community."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from gridgen.model.arrays import Shapes, Texts
from gridgen.model.crs import project
from gridgen.model.ground import Ground
from gridgen.model.polygons import repair
from gridgen.rules.levels import LineRules

REACH_M = 60.0
"""What lies this near to a boundary may still matter inside: bridges, ends of rivers."""


@dataclass(frozen=True, slots=True, eq=False)
class Land:
    """What lies on the ground of a whole input, in metres; the fields are those of `Ground`."""

    cuts: Shapes
    visible: Shapes
    water: Shapes
    bridges: Shapes
    crossings: Shapes
    footprints: Shapes


def land_of(
    rules: LineRules,
    crs_m: str,
    *,
    lines: gpd.GeoDataFrame | None = None,
    water: gpd.GeoDataFrame | None = None,
    buildings: gpd.GeoDataFrame | None = None,
    zones: gpd.GeoDataFrame | None = None,
) -> Land:
    """Return what lies on the ground, as the rules see it.

    `lines` have a column class in the words of the rules; all tables say their CRS.
    """
    shapes, classes = _lines(lines, crs_m)
    cuts = shapes[np.isin(classes, rules.cut)]
    wet = _polygons(water, crs_m)
    roads = shapes[np.isin(classes, rules.cross)]
    bridges = shapes[classes == "bridge"]
    crossings = _crossings(np.concatenate([roads, bridges]), cuts, wet)
    visible = shapes[np.isin(classes, rules.visible)]
    footprints = np.concatenate([_polygons(buildings, crs_m), _polygons(zones, crs_m)])
    return Land(cuts, visible, wet, bridges, crossings, footprints)


def grounds_of(land: Land, boundaries: Shapes) -> list[Ground]:
    """Return the ground inside and near to each boundary."""
    names = ("cuts", "visible", "water", "bridges", "crossings", "footprints")
    found: dict[str, list[Shapes]] = {}
    for name in names:
        shapes = getattr(land, name)
        tree = shapely.STRtree(shapes)
        found[name] = [_near(shapes, tree, boundary) for boundary in boundaries]
        if name in ("cuts", "visible"):
            near = zip(found[name], boundaries, strict=True)
            found[name] = [_clipped(mine, boundary) for mine, boundary in near]
    return [
        Ground(boundary, **{name: found[name][row] for name in names})
        for row, boundary in enumerate(boundaries)
    ]


def _near(shapes: Shapes, tree: shapely.STRtree, boundary: shapely.Geometry) -> Shapes:
    x0, y0, x1, y1 = boundary.bounds
    box = shapely.box(x0 - REACH_M, y0 - REACH_M, x1 + REACH_M, y1 + REACH_M)
    return np.asarray(shapes[np.sort(tree.query(box))], object)


def _clipped(lines: Shapes, boundary: shapely.Geometry) -> Shapes:
    """Return lines cut off at the box around the boundary: a river may be 100 km long."""
    x0, y0, x1, y1 = boundary.bounds
    cut = shapely.clip_by_rect(lines, x0 - REACH_M, y0 - REACH_M, x1 + REACH_M, y1 + REACH_M)
    parts = shapely.get_parts(cut)
    return np.asarray(parts[(shapely.get_dimensions(parts) == 1) & ~shapely.is_empty(parts)])


def _lines(table: gpd.GeoDataFrame | None, crs_m: str) -> tuple[Shapes, Texts]:
    """Return the single lines and points of a table in metres, and the class of each."""
    if table is None or len(table) == 0:
        return np.empty(0, object), np.empty(0, object)
    parts, row = shapely.get_parts(_in_metres(table, crs_m), return_index=True)
    return np.asarray(parts, object), table["class"].to_numpy(dtype=object)[row]


def _polygons(table: gpd.GeoDataFrame | None, crs_m: str) -> Shapes:
    """Return the single polygons of a table in metres, valid."""
    if table is None or len(table) == 0:
        return np.empty(0, object)
    shapes = shapely.get_parts(repair(_in_metres(table, crs_m)))
    return np.asarray(shapes[shapely.area(shapes) > 0], object)


def _in_metres(table: gpd.GeoDataFrame, crs_m: str) -> Shapes:
    """Return the shapes that can be projected, in metres; the others are empty."""
    flat = np.asarray(table.geometry.array, object)
    if shapely.has_z(flat).any():
        flat = shapely.force_2d(flat)
    xy = project(shapely.get_coordinates(flat), str(table.crs), crs_m)
    moved = shapely.set_coordinates(flat.copy(), np.nan_to_num(xy))
    owner = np.repeat(np.arange(len(flat)), shapely.get_num_coordinates(flat))
    moved[owner[np.isnan(xy).any(axis=1)]] = shapely.GeometryCollection()
    return np.asarray(moved, object)


def _crossings(ways: Shapes, cuts: Shapes, water: Shapes) -> Shapes:
    """Return where ways cross cuts (points) and water (lines); what only touches does not cross."""
    found = [np.empty(0, object)]
    for others in (cuts, water):
        way, other = shapely.STRtree(others).query(ways, predicate="crosses")
        found.append(shapely.get_parts(shapely.intersection(ways[way], others[other])))
    return np.asarray(np.concatenate(found), object)
