"""Household positions + ground -> cells that stop at lines on the ground.

The reference is momepy's enclosed tessellation: the land is cut into blocks first, and each block
is shared out among the places in it, so that borders between blocks lie on the lines themselves.
(Fleischmann et al. 2020, Computers, Environment and Urban Systems 80, 101441; Arribas-Bel and
Fleischmann 2022, Habitat International 128, 102641.)
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.land.adopt import adopted
from gridgen.land.blocks import Blocks, blocks
from gridgen.land.faces import cut_faces
from gridgen.land.planar import Planar, face_area
from gridgen.land.seeds import Seeds, nearest_seed, sow
from gridgen.land.tracing import Faces, polygons_of
from gridgen.land.voronoi import places
from gridgen.model.corners import corners
from gridgen.model.graphs import pieces
from gridgen.model.ground import Cells, Ground
from gridgen.model.lattice import BENT_M


def cells(xy: NDArray[np.float64], ground: Ground) -> Cells:
    """Return the cells of the distinct places among `xy` (n, 2), metres, n >= 1.

    In a block with places each point of the land belongs to the nearest of them. A block without
    belongs to the cells around it, each point to that across the nearest point of its edge; cells
    on the far side of a cut only have it where nobody else has.
    """
    place_of = places(xy)
    first = np.unique(place_of, return_index=True)[1]
    at = xy[first]
    land = blocks(ground)
    seeds = sow(at, land)
    made = cut_faces(seeds, land)
    block, drawn = made.block, made.edges
    owner = nearest_seed(made.spot, block, seeds)
    is_inner = drawn.is_inner
    is_line = is_inner & (block[drawn.sides[:, 0]] != block[drawn.sides[:, 1]])
    is_cut = _is_cut(drawn, is_line, block, land)
    home = _home(made, owner, seeds)
    owner = _whole(drawn, owner, home, is_cut=is_cut, is_line=is_line)
    # A cell reaches over a cut only where nobody else has the land: edges there link nobody.
    is_cut |= is_inner & _is_abroad(drawn, owner, home, is_cut=is_cut)[drawn.sides].any(axis=1)
    is_empty = np.ones(len(land.shape), bool)
    is_empty[seeds.block[seeds.is_home]] = False
    return Cells(
        place_of=place_of,
        xy=at,
        place_of_face=owner,
        block_of_face=block,
        is_empty=is_empty[block],
        corners=drawn.xy,
        is_new=_is_new(drawn.xy, land.edges.xy),
        edges=drawn.edges,
        sides=drawn.sides,
        is_cut=is_cut,
        is_line=is_line,
    )


def areas_m2(drawing: Cells) -> NDArray[np.int64]:
    """Return (n,) the area of each household's cell, whole m²; those of one place share theirs."""
    place_of_face = drawing.place_of_face
    face = face_area(drawing.corners, drawing.edges, drawing.sides, len(place_of_face))
    place = np.bincount(place_of_face, weights=face, minlength=len(drawing.xy))
    number = np.bincount(drawing.place_of, minlength=len(drawing.xy))
    return np.round(place / number)[drawing.place_of].astype(np.int64)


def _is_new(xy: NDArray[np.float64], known: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return (q,) whether a corner is none of those known, bit by bit: both are on the lattice."""
    every, at = corners(np.concatenate([known, xy]))
    is_known = np.zeros(len(every), bool)
    is_known[at[: len(known)]] = True
    return ~is_known[at[len(known) :]]


# --- whose each face is --------------------------------------------------------------------------


def _is_cut(
    drawn: Planar, is_line: NDArray[np.bool_], block: NDArray[np.int64], land: Blocks
) -> NDArray[np.bool_]:
    """Return (s,) whether an edge is on a cut, or inside water."""
    is_cut = np.asarray(drawn.is_inner & land.is_wet[block[drawn.sides]].all(axis=1))
    rows = np.flatnonzero(is_line)
    cut = land.edges.edges[land.is_cut]
    if len(cut) and len(rows):
        # Edges between blocks were split where cells meet them: the middle of a piece lies on the
        # edge, but for rounding.
        tree = shapely.STRtree(shapely.linestrings(land.edges.xy[cut]))
        middle = shapely.points(drawn.xy[drawn.edges[rows]].mean(axis=1))
        is_cut[rows[tree.query(middle, predicate="dwithin", distance=BENT_M)[0]]] = True
    return is_cut


def _whole(
    drawn: Planar,
    owner: NDArray[np.int64],
    home: NDArray[np.int64],
    *,
    is_cut: NDArray[np.bool_],
    is_line: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Return owners so that the faces of each place hang together with the one it stands in.

    A face cut off from its place by a bend goes to the neighbour with which it shares the longest
    border: in its own block first, then over open land, then over cuts.
    """
    inner = np.flatnonzero(drawn.is_inner)
    sides, length, cut = drawn.sides[inner], drawn.length[inner], is_cut[inner]
    same = owner[sides[:, 0]] == owner[sides[:, 1]]
    piece = pieces(len(owner), sides[same])
    is_home = np.zeros(piece.max() + 1, bool)
    is_home[piece[home]] = True
    known = is_home[piece]
    for open_ in (~cut & ~is_line[inner], ~cut, np.ones(len(cut), bool)):
        owner, known = adopted(owner, known, sides[open_], length[open_])
    return owner


def _is_abroad(
    drawn: Planar,
    owner: NDArray[np.int64],
    home: NDArray[np.int64],
    *,
    is_cut: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Return (f,) whether a cut lies between a face and its place: nobody meets there."""
    is_open = drawn.is_inner & ~is_cut
    bank = pieces(len(owner), drawn.sides[is_open])
    return np.asarray(bank != bank[home[owner]])


def _home(made: Faces, owner: NDArray[np.int64], seeds: Seeds) -> NDArray[np.int64]:
    """Return (p,) the face in which each place stands: one of its own where it can be."""
    place, block, xy = (each[seeds.is_home] for each in (seeds.place, seeds.block, seeds.xy))
    home_block = np.empty(len(place), np.int64)
    home_block[place] = block
    own = np.flatnonzero(made.block == home_block[owner])
    many = np.bincount(owner[own], minlength=len(place))
    home = np.full(len(place), -1, np.int64)
    home[owner[own]] = own
    # In a block where a place has one face it stands in that; of several it is asked which.
    home[many > 1] = -1
    asked = own[many[owner[own]] > 1]
    shapes = polygons_of(made.edges, asked)
    at = np.empty((len(place), 2))
    at[place] = xy
    is_at = shapely.dwithin(shapes, shapely.points(at[owner[asked]]), BENT_M)
    # Of two that meet where the place stands the smaller number, which is put in last.
    home[owner[asked[is_at]][::-1]] = asked[is_at][::-1]
    missed = np.flatnonzero(home < 0)
    if len(missed):
        faces = polygons_of(made.edges, np.arange(len(owner)))
        home[missed] = shapely.STRtree(faces).nearest(shapely.points(at[missed]))
    return home
