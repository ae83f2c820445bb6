"""The part of a plan that one map shows, and what of it is seen in the map's field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes
from maps.ink.paper import Box
from maps.sheets.scenery import Scenery

SEEN_MM2 = 0.1
"""Smaller buildings are specks on a sheet."""


@dataclass(frozen=True, slots=True)
class Focus:
    """What a map is about: rows of communities and zones, and perhaps the one zone it marks.

    One that `is_nested` is about one community with the zones of all levels below, numbered.
    """

    communities: tuple[int, ...]
    zones: tuple[int, ...]
    marked: int | None = None
    is_nested: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """A part of the scenery on a sheet: the scale, and which metres lie where in which box.

    `field` is the box in mm, `scale` its denominator, `middle` the metres in the box's middle.
    """

    field: Box
    scale: float
    middle: tuple[float, float]

    @property
    def extent(self) -> Box:
        """West, south, east, north of the box in metres."""
        half_w = (self.field[2] - self.field[0]) / 2 * self.scale / 1000
        half_h = (self.field[3] - self.field[1]) / 2 * self.scale / 1000
        x, y = self.middle
        return (x - half_w, y - half_h, x + half_w, y + half_h)

    def to_mm(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n, 2) metres as millimetres on the sheet."""
        factor = 1000 / self.scale
        west, north, east, south = self.field
        return np.column_stack(
            [
                (west + east) / 2 + (xy[:, 0] - self.middle[0]) * factor,
                (north + south) / 2 - (xy[:, 1] - self.middle[1]) * factor,
            ]
        )

    def large(self, shapes: Shapes) -> Shapes:
        """Return those polygons in metres that are large enough to be seen."""
        is_large = shapely.area(shapes) * (1000 / self.scale) ** 2 >= SEEN_MM2
        return np.asarray(shapes[is_large])

    def shapes(self, shapes: Iterable[Any]) -> list[Any]:
        """Return shapes in mm, cut off at the box; None where nothing is left."""
        given = list(shapes)
        array = np.empty(len(given), dtype=object)
        array[:] = given
        west, south, east, north = self.extent
        bounds = shapely.bounds(array)  # NaN where there is no shape: never near
        w, s, e, n = bounds.T
        near = (e >= west) & (w <= east) & (n >= south) & (s <= north)
        cut = near & ((w < west) | (e > east) | (s < south) | (n > north))
        array[cut] = shapely.clip_by_rect(array[cut], west, south, east, north)
        array[near] = shapely.transform(array[near], self.to_mm)
        array[~near | shapely.is_empty(array)] = None
        return list(array)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen in a field, in millimetres, cut off at its edge.

    Attributes
    ----------
    zones, communities
        By row of the scenery, of what the map is about.
    outside, outside_rows
        The communities around that, and their rows.
    ways
        Class, name and shape of each line.
    water, footprints
        Polygons; buildings only where they are large enough to be seen.
    edges, home_edges
        Borders of the zones, and of all communities: lines that do not follow the edge of the
        field.
    """

    zones: dict[int, Any]
    communities: dict[int, Any]
    outside: list[Any]
    outside_rows: list[int]
    ways: list[tuple[str, str, Any]]
    water: list[Any]
    footprints: list[Any]
    edges: list[Any]
    home_edges: list[Any]

    def reaches(self, field: Box, reach: float) -> bool:
        """Return whether something, with a stroke of so many mm, stands over the edge of a box."""
        every = [*self.zones.values(), *self.communities.values(), *self.outside]
        every += [shape for *_, shape in self.ways]
        if not every:
            return False
        west, north, east, south = shapely.total_bounds(np.array(every, dtype=object)).tolist()
        inside = west - reach >= field[0] and north - reach >= field[1]
        return not (inside and east + reach <= field[2] and south + reach <= field[3])


@dataclass(frozen=True, slots=True, eq=False)
class Extract:
    """The part of a plan on one map: what there is, where it lies, and what the map is about."""

    scenery: Scenery
    view: View
    focus: Focus

    def seen(self) -> Seen:
        """Return what of it is seen in the field."""
        scenery, view, focus = self.scenery, self.view, self.focus
        about = set(focus.communities)
        others = [row for row in range(len(scenery.community_code)) if row not in about]
        zones = view.shapes([scenery.shape[row] for row in focus.zones])
        own = view.shapes([scenery.community_shape[row] for row in focus.communities])
        outside = view.shapes([scenery.community_shape[row] for row in others])
        lines = view.shapes([way.shape for way in scenery.ways])
        return Seen(
            zones={row: s for row, s in zip(focus.zones, zones, strict=True) if s is not None},
            communities={
                row: s for row, s in zip(focus.communities, own, strict=True) if s is not None
            },
            outside=_present(outside),
            outside_rows=[row for row, s in zip(others, outside, strict=True) if s is not None],
            ways=[
                (way.line_class, way.name, s)
                for way, s in zip(scenery.ways, lines, strict=True)
                if s is not None
            ],
            water=_present(view.shapes(scenery.water)),
            footprints=_present(view.shapes(view.large(scenery.footprints))),
            edges=_present(view.shapes(shapely.boundary(scenery.shape[list(focus.zones)]))),
            home_edges=_present(view.shapes([scenery.community_borders])),
        )


def _present(shapes: Iterable[Any]) -> list[Any]:
    return [shape for shape in shapes if shape is not None]
