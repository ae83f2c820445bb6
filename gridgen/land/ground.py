"""Lines, water and footprints of a township -> the ground of each community."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import shapely

from gridgen.model.arrays import Shapes, Texts, taken
from gridgen.model.ground import Features, Ground
from gridgen.model.lattice import snapped, without_repeats
from gridgen.model.polygons import is_polygonal, repair
from gridgen.rules.levels import LineRules

REACH_M = 60.0
"""What lies this near to a boundary may still matter inside: bridges, ends of rivers."""


@dataclass(frozen=True, eq=False)
class Land:
    """What lies on the ground of a whole input, in metres; the fields are those of `Ground`."""

    cuts: Shapes
    visible: Shapes
    water: Shapes
    bridges: Shapes
    crossings: Shapes
    footprints: Shapes

    @cached_property
    def trees(self) -> dict[str, shapely.STRtree]:
        """A tree of each field."""
        return {column.name: shapely.STRtree(getattr(self, column.name)) for column in fields(self)}


def land_of(rules: LineRules, ground: Mapping[str, Features], crs_m: str) -> Land:
    """Return what lies on the ground, as the rules see it.

    Parameters
    ----------
    rules
        Which kinds of lines cut, are visible, or lead over what cuts; a kind in none is left out.
    ground
        Layers by the names of `gridgen.model.ground.GROUND`, each in its own CRS; any may be
        missing. Lines have their kind in the words of the rules.
    crs_m
        The projected CRS of the result, metres.
    """
    shapes, kinds = _lines(ground.get("lines"), crs_m)
    cuts = shapes[np.isin(kinds, rules.cut)]
    wet = _polygons(ground.get("water"), crs_m)
    roads = shapes[np.isin(kinds, rules.cross)]
    bridges = shapes[kinds == "bridge"]
    crossings = _crossings(np.concatenate([roads, bridges]), cuts, wet)
    visible = shapes[np.isin(kinds, rules.visible)]
    solid = [_polygons(ground.get(name), crs_m) for name in ("buildings", "parcels")]
    return Land(
        cuts=cuts,
        visible=visible,
        water=wet,
        bridges=bridges,
        crossings=crossings,
        footprints=np.concatenate(solid),
    )


def grounds_of(land: Land, boundaries: Shapes) -> list[Ground]:
    """Return the ground inside and near to each boundary, in their order; metres."""
    names = [field.name for field in fields(Land)]
    found: dict[str, list[Shapes]] = {}
    for name in names:
        shapes = getattr(land, name)
        tree = land.trees[name]
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
    # Sorted, since the order in which a tree answers is its own, and drawings follow the order.
    return np.asarray(shapes[np.sort(tree.query(box))], object)


def _clipped(lines: Shapes, boundary: shapely.Geometry) -> Shapes:
    """Return lines cut off at the box around the boundary: a river may be 100 km long."""
    x0, y0, x1, y1 = boundary.bounds
    cut = shapely.clip_by_rect(lines, x0 - REACH_M, y0 - REACH_M, x1 + REACH_M, y1 + REACH_M)
    parts = shapely.get_parts(cut)
    # A line that touches the box in one point leaves that point.
    return np.asarray(parts[(shapely.get_dimensions(parts) == 1) & ~shapely.is_empty(parts)])


def _lines(lines: Features | None, crs_m: str) -> tuple[Shapes, Texts]:
    """Return the single lines and points of a layer on the lattice, and the kind of each."""
    if lines is None or len(lines) == 0:
        return np.empty(0, object), np.empty(0, object)
    parts, row = shapely.get_parts(lines.on_lattice(crs_m), return_index=True)
    # A line shorter than a step of the lattice is no line any more; bridges may be points.
    there = (shapely.length(parts) > 0) | (shapely.get_dimensions(parts) == 0)
    return parts[there], lines.kind[row[there]]


def _polygons(polygons: Features | None, crs_m: str) -> Shapes:
    """Return the single polygons of a layer, valid, on the lattice but where they were not."""
    if polygons is None or len(polygons) == 0:
        return np.empty(0, object)
    shapes = polygons.on_lattice(crs_m)
    # What is valid there needs nothing more; what is not is repaired as it was drawn.
    broken = np.flatnonzero(~shapely.is_valid(shapes) | ~is_polygonal(shapes))
    shapes[broken] = snapped(repair(taken(polygons, broken).in_metres(crs_m)))
    shapes = without_repeats(shapes)
    shapes[broken] = repair(shapes[broken])
    # Parts are copies: of a million buildings, each a part by itself, they would take a second.
    if (shapely.get_type_id(shapes) != shapely.GeometryType.POLYGON).any():
        shapes = shapely.get_parts(shapes)
    return np.asarray(shapes[shapely.area(shapes) > 0], object)


def _crossings(ways: Shapes, cuts: Shapes, water: Shapes) -> Shapes:
    """Return where ways cross cuts (points) and water (lines); what only touches does not cross."""
    found = [np.empty(0, object)]
    for others in (cuts, water):
        way, other = shapely.STRtree(others).query(ways, predicate="crosses")
        found.append(shapely.get_parts(shapely.intersection(ways[way], others[other])))
    return np.asarray(np.concatenate(found), object)
