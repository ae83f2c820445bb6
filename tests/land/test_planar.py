"""Polygons that tile share their edges: which lies on the left and which on the right of each."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import given
from numpy.typing import NDArray
from tiling import shapes
from towns import villages

from gridgen.land.cells import cells
from gridgen.land.planar import directed, edge_length, face_area, planar
from gridgen.model.ground import Ground

PAIR = shapes(shapely.box(0, 0, 10, 10), shapely.box(10, 0, 30, 10))


def test_two_squares_share_one_edge_and_have_three_each_for_themselves() -> None:
    drawn = planar(PAIR)

    assert len(drawn.edges) == 7
    assert drawn.xy[drawn.edges[drawn.is_inner]].tolist() == [[[10, 0], [10, 10]]]
    assert drawn.sides[drawn.is_inner].tolist() == [[0, 1]]  # northwards, the west is on the left
    assert drawn.length.sum() == pytest.approx(40 + 60 - 10)


def test_the_inside_lies_on_the_left_of_every_edge_also_around_a_hole() -> None:
    ring = shapely.box(0, 0, 30, 30) - shapely.box(10, 10, 20, 20)

    start, end, face = directed(shapes(shapely.reverse(ring), shapely.box(40, 0, 50, 10)))

    way = end - start
    left = (start + end) / 2 + 0.1 * np.column_stack([-way[:, 1], way[:, 0]]) / 10
    every = shapes(ring, shapely.box(40, 0, 50, 10))
    assert shapely.contains(every[face], shapely.points(left)).all()
    assert np.bincount(face).tolist() == [8, 4]


def test_nothing_has_no_edges() -> None:
    start, end, face = directed(shapes())

    assert (start.shape, end.shape, face.shape) == ((0, 2), (0, 2), (0,))


@examples(60)
@given(village=villages())
def test_areas_and_lengths_are_those_of_the_polygons(
    village: tuple[NDArray[np.float64], shapely.Geometry],
) -> None:
    xy, boundary = village
    made = cells(xy, Ground(boundary))
    faces = shapely.get_parts(shapely.polygonize(shapely.linestrings(made.corners[made.edges])))

    drawn = planar(faces)

    area = face_area(drawn.xy, drawn.edges, drawn.sides, len(faces))
    assert area == pytest.approx(shapely.area(faces), rel=1e-6, abs=1e-3)
    around = np.zeros(len(faces))
    for side in (0, 1):
        there = drawn.sides[:, side] >= 0
        np.add.at(around, drawn.sides[there, side], edge_length(drawn.xy, drawn.edges)[there])
    assert around == pytest.approx(shapely.length(faces), abs=1e-3)
