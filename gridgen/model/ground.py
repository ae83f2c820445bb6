"""The land of one community, what lies on it, and its cells."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes, Texts, frozen, in_short, no_shapes, require_rows, texts
from gridgen.model.crs import moved
from gridgen.model.lattice import rounded
from gridgen.model.sent import sent

GROUND = ("lines", "water", "buildings", "parcels")
"""What lies on the ground: layers of an input that go into the plan as they came."""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """One layer of what lies on the ground, as it was given: k lines or polygons.

    Attributes
    ----------
    kind
        (k,) class of a line in the words of the rules (river, road, ...); "" for polygons.
    name
        (k,) text, "" where not given.
    shape
        (k,) lines, points of bridges, or polygons in `crs`, easting or longitude first, without
        heights; not repaired.
    crs
        CRS of the shapes, as text that pyproj understands.
    """

    kind: Texts
    name: Texts
    shape: Shapes
    crs: str

    __repr__ = in_short

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", texts(self.kind))
        object.__setattr__(self, "name", texts(self.name))
        object.__setattr__(self, "shape", frozen(self.shape, object))
        require_rows(self)

    def __len__(self) -> int:
        return len(self.shape)

    def in_metres(self, crs_m: str) -> Shapes:
        """Return (k,) the shapes in `crs_m`; empty where one cannot be projected."""
        return moved(self.shape, self.crs, crs_m)

    def on_lattice(self, crs_m: str) -> Shapes:
        """Return (k,) the shapes in `crs_m`, as `in_metres`, with every corner on the lattice."""
        return moved(self.shape, self.crs, crs_m, onto=rounded)


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The land of one community and what lies on it, in metres.

    Attributes
    ----------
    boundary
        Valid polygon or multipolygon.
    cuts
        Lines that nobody passes over: rivers, railways.
    visible
        Lines that people know and can walk along: borders may follow them.
    water
        Polygons that nobody passes over.
    bridges
        Points or lines, perhaps beside the cut that they are meant for.
    crossings
        Points or lines where bridges and roads pass over cuts and water.
    footprints
        Polygons that no outline may cut: buildings, parcels.
    """

    boundary: shapely.Geometry
    cuts: Shapes = field(default_factory=no_shapes)
    visible: Shapes = field(default_factory=no_shapes)
    water: Shapes = field(default_factory=no_shapes)
    bridges: Shapes = field(default_factory=no_shapes)
    crossings: Shapes = field(default_factory=no_shapes)
    footprints: Shapes = field(default_factory=no_shapes)

    __repr__ = in_short

    def __post_init__(self) -> None:
        for name in ("cuts", "visible", "water", "bridges", "crossings", "footprints"):
            object.__setattr__(self, name, frozen(getattr(self, name), object))

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process as bytes."""
        return sent(self, *(column.name for column in fields(self)))


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The cells of the p distinct places of one community's n households: what is nearest to each.

    A cell lies inside one land block and what is empty around it. The f faces tile the boundary;
    those of one place hang together.

    Attributes
    ----------
    place_of
        (n,) int32 place of each household; households within 1 mm share a place.
    xy
        (p, 2) metres.
    place_of_face
        (f,) the place to which each face belongs.
    block_of_face
        (f,) the land block in which it lies.
    is_empty
        (f,) whether nobody lives in its block.
    corners
        (q, 2) metres, sorted.
    is_new
        (q,) whether a corner is none of the boundary's or of a line's.
    edges
        (s, 2) rows of `corners`, smaller first, sorted.
    sides
        (s, 2) the face on the left and on the right of each edge, -1 outside the boundary.
    is_cut
        (s,) whether nobody passes over the edge.
    is_line
        (s,) whether the edge lies on a line of the ground.
    """

    place_of: NDArray[np.int32]
    xy: NDArray[np.float64]
    place_of_face: NDArray[np.int64]
    block_of_face: NDArray[np.int64]
    is_empty: NDArray[np.bool_]
    corners: NDArray[np.float64]
    is_new: NDArray[np.bool_]
    edges: NDArray[np.int64]
    sides: NDArray[np.int64]
    is_cut: NDArray[np.bool_]
    is_line: NDArray[np.bool_]

    __repr__ = in_short

    @property
    def is_inner(self) -> NDArray[np.bool_]:
        """(s,) whether the edge has a face on either side."""
        return np.asarray((self.sides >= 0).all(axis=1))

    def __post_init__(self) -> None:
        object.__setattr__(self, "place_of", frozen(self.place_of, np.int32))
        for name in ("place_of_face", "block_of_face", "edges", "sides"):
            object.__setattr__(self, name, frozen(getattr(self, name), np.int64))
        for name in ("xy", "corners"):
            object.__setattr__(self, name, frozen(getattr(self, name), np.float64))
        for name in ("is_empty", "is_new", "is_cut", "is_line"):
            object.__setattr__(self, name, frozen(getattr(self, name), np.bool_))
