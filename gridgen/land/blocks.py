"""Boundary + lines on the ground -> land blocks: the faces between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.land.adopt import adopted
from gridgen.land.borders import united
from gridgen.land.planar import Planar, planar
from gridgen.model.arrays import Shapes
from gridgen.model.ground import Ground
from gridgen.model.lattice import lying_in, noded

LEAK_M = 5.0
"""A cutting line that ends this near to another one, or to the boundary, is drawn on to it."""

HAIR_M = 1e-4
"""Rounding may put a line this far beside the line of which it is a part."""

NARROW_M = 0.01
"""What lies between lines nearer than this is no land: there one line was drawn twice."""


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """The b blocks of a community and the edges between them.

    `shape` (b,) polygons that tile the boundary; `is_wet` (b,) whether it is water; `edges` between
    them, with the block on either side; `is_cut` (s,) whether nobody passes over an edge.
    """

    shape: Shapes
    is_wet: NDArray[np.bool_]
    edges: Planar
    is_cut: NDArray[np.bool_]


def blocks(ground: Ground) -> Blocks:
    """Return the blocks into which all lines and shores cut a community, on the lattice.

    Lines that end inside a block, or only touch it, cut nothing.
    """
    cuts = _closed(ground)
    shores = shapely.boundary(ground.water)
    lines = np.concatenate([cuts, ground.visible, shores])
    # Faces of the noded drawing that lie outside, or in a hole of the boundary, are no land; a line
    # that ends in the open bounds no face, and so is gone.
    drawing = noded(np.concatenate([[shapely.boundary(ground.boundary)], lines]))
    faces = shapely.get_parts(shapely.polygonize([drawing]))
    parts, spot = shapely.get_parts(ground.boundary), shapely.point_on_surface(faces)
    shape = np.asarray(faces[np.unique(lying_in(parts, faces, spot)[0])])
    drawn = _drawn(ground, cuts, shape)
    wide = _widened(drawn)
    return drawn if wide is None else _drawn(ground, cuts, wide)


def _drawn(ground: Ground, cuts: Shapes, shape: Shapes) -> Blocks:
    edges, is_wet = planar(shape), _inside_any(ground.water, shape)
    return Blocks(shape=shape, is_wet=is_wet, edges=edges, is_cut=_is_cut(edges, cuts, is_wet))


def _widened(land: Blocks) -> Shapes | None:
    """Return the blocks with narrow ones joined to a block beside; None where there is none.

    To the block with which they share the longest border that is no cut; else that is one.
    """
    wide = 2 * shapely.area(land.shape) >= NARROW_M * shapely.length(land.shape)
    if wide.all():
        return None
    inner = land.edges.is_inner
    owner, known = np.arange(len(land.shape)), wide
    for open_ in (inner & ~land.is_cut, inner):
        sides, length = land.edges.sides[open_], land.edges.length[open_]
        owner, known = adopted(owner, known, sides, length)
    return np.asarray(shapely.get_parts(united(land.shape, owner, len(land.shape))), object)


def _closed(ground: Ground) -> Shapes:
    """Return the cutting lines, with short lines over the gaps in their drawing."""
    cuts = shapely.get_parts(ground.cuts)
    if len(cuts) == 0:
        return np.asarray(cuts)
    ends = np.concatenate([shapely.get_point(cuts, 0), shapely.get_point(cuts, -1)])
    owner = np.tile(np.arange(len(cuts)), 2)
    others = np.concatenate([cuts, shapely.get_parts(shapely.boundary(ground.boundary))])
    tree = shapely.STRtree(others)
    end, other = tree.query(ends, predicate="dwithin", distance=LEAK_M)
    strange = owner[end] != other  # the others begin with the cuts: the same number is its own line
    end, other = end[strange], other[strange]
    apart = shapely.distance(ends[end], others[other])
    met = np.zeros(len(ends), bool)
    met[end[apart == 0]] = True
    # An end that meets another line leaks nowhere; of the rest each is drawn on to the nearest.
    open_ = ~met[end]
    end, other, apart = end[open_], other[open_], apart[open_]
    order = np.lexsort((other, apart, end))
    first = order[np.unique(end[order], return_index=True)[1]]
    bars = shapely.shortest_line(ends[end[first]], others[other[first]])
    return np.concatenate([cuts, bars])


def _inside_any(polygons: Shapes, shape: Shapes) -> NDArray[np.bool_]:
    inside = np.zeros(len(shape), bool)
    if len(polygons):
        # Shores are edges of the blocks: one point inside tells where all of a block lies.
        spot = shapely.point_on_surface(shape)
        inside[shapely.STRtree(polygons).query(spot, predicate="intersects")[0]] = True
    return inside


def _is_cut(edges: Planar, cuts: Shapes, is_wet: NDArray[np.bool_]) -> NDArray[np.bool_]:
    is_inner = edges.is_inner
    is_cut = np.asarray(is_inner & is_wet[edges.sides].any(axis=1))
    if len(cuts):
        rows = np.flatnonzero(is_inner & ~is_cut)
        middle = shapely.points(edges.xy[edges.edges[rows]].mean(axis=1))
        near = shapely.STRtree(cuts).query(middle, predicate="dwithin", distance=HAIR_M)[0]
        is_cut[rows[near]] = True
    return is_cut
