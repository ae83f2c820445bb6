"""The land before anyone lives on it: tiles with shared borders, water, lines; what is clear."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes
from gridgen.sample.curves import XY, segments

RIVER_HALF_WIDTH_M = 35.0
Keep = tuple[Shapes, float]
"""Segments or small polygons, and how many metres to stay away from them."""


@dataclass(frozen=True, slots=True, eq=False)
class NamedLine:
    """One line of the map: its class, its name ("" for none) and its shape, metres."""

    kind: str
    name: str
    shape: shapely.LineString


@dataclass(frozen=True, slots=True, eq=False)
class Countryside:
    """What is there before the houses. `shapes` (c,) tile the township: shared vertices, no gap."""

    shapes: Shapes
    lines: tuple[NamedLine, ...]
    water: tuple[tuple[str, shapely.Polygon], ...]

    def of(self, *kinds: str) -> Shapes:
        """Return the shapes of the lines of these classes."""
        return as_array([line.shape for line in self.lines if line.kind in kinds])

    def around(self, shape: shapely.Geometry) -> Countryside:
        """Return the same land with its lines cut off well outside `shape`: quicker to ask."""
        x0, y0, x1, y1 = shape.bounds
        far = 2 * max(x1 - x0, y1 - y0)
        cut = [
            NamedLine(line.kind, line.name, part)
            for line in self.lines
            for part in shapely.get_parts(
                shapely.clip_by_rect(line.shape, x0 - far, y0 - far, x1 + far, y1 + far)
            )
        ]
        return Countryside(self.shapes, tuple(cut), self.water)

    def keep_clear(self, *, river_m: float, rail_m: float, road_m: float) -> list[Keep]:
        """Return what to stay away from, with metres from the water, the rails and main roads.

        Parameters
        ----------
        river_m
            Metres from the bank of the river, and from streams and ponds.
        rail_m
            Metres from the railway.
        road_m
            Metres from main roads.
        """
        ponds = as_array([area for _, area in self.water if area.length < 3000])
        return [
            (segments(self.of("river")), RIVER_HALF_WIDTH_M + river_m),
            (segments(self.of("stream")), river_m),
            (ponds, river_m),
            (segments(self.of("railway")), rail_m),
            (segments(self.of("main_road")), road_m),
        ]


@dataclass(frozen=True, slots=True, eq=False)
class NamedArea:
    """An area set aside, with no households: its kind, name and shape."""

    kind: str
    name: str
    shape: shapely.Polygon


@dataclass(slots=True)
class Roads:
    """Small roads, as they are found."""

    lines: list[NamedLine] = field(default_factory=list)

    def add(self, shapes: Iterable[shapely.LineString], names: Iterable[str]) -> None:
        """Add roads with their names."""
        self.lines += [NamedLine("road", n, s) for s, n in zip(shapes, names, strict=True)]


def as_array(shapes: Sequence[shapely.Geometry]) -> Shapes:
    """Return a list of geometries as a flat array; numpy would unpack a multipart one."""
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


def tile(linework: Sequence[XY], *, step_m: float | None = None) -> Shapes:
    """Return the faces that `linework` encloses; loose ends are left out.

    Borders are noded once, so neighbours share every vertex. `step_m` adds vertices on them.
    """
    # Polygonize asks for lines that meet only in their ends; the union of all makes them so.
    noded = shapely.get_parts(shapely.union_all([shapely.LineString(xy) for xy in linework]))
    if step_m is not None:
        noded = shapely.segmentize(noded, step_m)
    faces: Shapes = shapely.get_parts(shapely.polygonize(noded))
    return faces


def dissolve(faces: Shapes, label: NDArray[np.int64], count: int) -> Shapes:
    """Return `count` shapes: the faces of each label joined, without a change of any vertex.

    Parameters
    ----------
    faces
        Polygons with shared vertices.
    label
        (f,) number of the shape that each face goes to, below `count`; -1 for none.
    count
        How many shapes there are; each must have a face.
    """
    # A plain union would move vertices by rounding, and neighbours would no longer share them.
    merged = [shapely.coverage_union_all(faces[label == k]) for k in range(count)]
    parts = [shapely.get_parts(shape) for shape in merged]
    return as_array([own[0] if len(own) == 1 else m for own, m in zip(parts, merged, strict=True)])


def is_clear(xy: XY, keep: Iterable[Keep]) -> NDArray[np.bool_]:
    """Return for each position whether it stays away from everything in `keep`."""
    points = shapely.points(xy)
    clear = np.ones(len(xy), dtype=bool)
    for shapes, metres in keep:
        hits = shapely.STRtree(shapes).query(points, predicate="dwithin", distance=metres)
        clear[hits[0]] = False
    return clear


def share(total: int, weight: NDArray[np.float64], *, fewest: int = 0) -> NDArray[np.int64]:
    """Return whole numbers that sum to `total`, as `weight` has it, each `fewest` or more.

    Parameters
    ----------
    total
        `fewest` times the number of shares, or more.
    weight
        (n,) above 0.
    fewest
        What every share has at least.
    """
    # Largest remainders (Hamilton's method): whole numbers, and nobody is off by one or more.
    rest = total - fewest * len(weight)
    exact = weight / weight.sum() * rest
    whole = np.floor(exact).astype(np.int64)
    largest_first = np.argsort(whole - exact, kind="stable")
    whole[largest_first[: rest - int(whole.sum())]] += 1
    shares: NDArray[np.int64] = whole + fewest
    return shares
