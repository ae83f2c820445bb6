"""Faces are found by walking around them: the same that GEOS finds, or none at all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.spatial import Delaunay

from gridgen.land.planar import planar
from gridgen.land.tracing import polygons_of, traced

SQUARE = [(0, 0), (8, 0), (8, 8), (0, 8), (0, 0)]
ISLAND = [(2, 2), (4, 2), (4, 4), (2, 4), (2, 2)]


def ring(corners: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """Return the edges (s, 2, 2) from each corner to the next."""
    xy = np.array(corners, float)
    return np.stack([xy[:-1], xy[1:]], axis=1)


def beside(number: int, left: int, right: int) -> NDArray[np.int64]:
    """Return the blocks on both sides of so many edges."""
    return np.tile([left, right], (number, 1))


@examples(60)
@given(
    seed=st.integers(0, 10**6),
    many=st.integers(4, 40),
    drop=st.floats(0, 0.7),
    at=st.sampled_from([0.0, 4.4e6]),
)
def test_faces_are_those_of_polygonize(seed: int, many: int, drop: float, at: float) -> None:
    rng = np.random.default_rng(seed)
    xy = np.unique(rng.uniform(0, 100, (many, 2)).round(6), axis=0) + at
    tiles = shapely.polygons(xy[Delaunay(xy - at).simplices])
    whole = shapely.union_all(tiles)
    # Some edges inside are left out, but none that an edge without two faces would be left by.
    drawn = planar(tiles)
    keep = ~drawn.is_inner | (rng.random(len(drawn.edges)) >= drop)
    ends = drawn.xy[drawn.edges[keep]]
    block = np.where(drawn.sides[keep] >= 0, 0, -1)

    faces = traced(ends, block)

    known, cuts, dangles, _ = shapely.polygonize_full(shapely.linestrings(ends))
    if not cuts.is_empty or not dangles.is_empty:
        assert faces is None
        return
    assert faces is not None
    shapes = polygons_of(faces.edges, np.arange(len(faces.block)))
    expected = shapely.normalize(shapely.get_parts(known))
    assert set(shapely.to_wkt(shapely.normalize(shapes), 9)) == set(shapely.to_wkt(expected, 9))
    assert len(shapes) == len(expected)
    assert np.isclose(shapely.area(shapes).sum(), shapely.area(whole))
    assert shapely.contains_xy(shapes, *faces.spot.T).all()


def test_edges_are_those_of_the_polygons() -> None:
    ends = np.concatenate([ring(SQUARE), ring([(8, 0), (0, 8)])])

    faces = traced(ends, np.concatenate([beside(4, 0, -1), beside(1, 0, 0)]))

    assert faces is not None
    known = planar(polygons_of(faces.edges, np.arange(2)))
    assert faces.edges.xy.tolist() == known.xy.tolist()
    assert faces.edges.edges.tolist() == known.edges.tolist()
    assert faces.edges.sides.tolist() == known.sides.tolist()


def test_a_block_inside_another_is_a_hole_of_it() -> None:
    ends = np.concatenate([ring(SQUARE), ring(ISLAND)])

    faces = traced(ends, np.concatenate([beside(4, 0, -1), beside(4, 1, 0)]))

    assert faces is not None
    shapes = polygons_of(faces.edges, np.arange(2))
    assert shapely.area(shapes[np.argsort(faces.block)]).tolist() == [60, 4]
    assert shapely.contains_xy(shapes, *faces.spot.T).all()


def test_a_hole_lies_in_the_smallest_of_the_faces_around_it() -> None:
    inmost = [(2.5, 2.5), (3, 2.5), (3, 3), (2.5, 3), (2.5, 2.5)]
    ends = np.concatenate([ring(SQUARE), ring(ISLAND), ring(inmost)])

    faces = traced(ends, np.concatenate([beside(4, 0, -1), beside(8, 0, 0)]))

    assert faces is not None
    shapes = polygons_of(faces.edges, np.arange(3))
    assert sorted(shapely.area(shapes).tolist()) == [0.25, 3.75, 60]


def test_what_is_no_sound_drawing_has_no_faces() -> None:
    square = ring(SQUARE)
    outside = beside(4, 0, -1)
    inside = beside(1, 0, 0)
    bow_tie = ring([(0, 0), (8, 8), (8, 0), (0, 8), (0, 0)])
    for ends, block in (
        # An edge that ends in the open, one that lies on another, one in no face, one that crosses.
        (np.concatenate([square, ring([(0, 0), (4, 4)])]), np.concatenate([outside, inside])),
        (np.concatenate([square, ring([(0, 0), (8, 0)])]), np.concatenate([outside, inside])),
        (np.concatenate([square, ring([(2, 2), (3, 3)])]), np.concatenate([outside, inside])),
        (bow_tie, outside),
        # A hole of no block, and two blocks without an edge between them.
        (np.concatenate([square, ring(ISLAND)]), np.concatenate([outside, beside(4, 0, 1)])),
        (square, np.concatenate([beside(3, 0, -1), beside(1, 1, -1)])),
    ):
        assert traced(ends, block) is None


def test_two_edges_that_cross_make_no_face() -> None:
    cross = [ring([(0, 0), (8, 8)]), ring([(8, 0), (0, 8)])]

    faces = traced(
        np.concatenate([ring(SQUARE), *cross]), np.concatenate([beside(4, 0, -1), beside(2, 0, 0)])
    )

    assert faces is None
