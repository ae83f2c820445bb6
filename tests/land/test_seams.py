"""Neighbouring communities share the corners of their grids."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from tiling import shapes as array

from gridgen.land.seams import seamed


def test_a_corner_of_one_polygon_on_the_edge_of_another_becomes_one_of_both() -> None:
    west = shapely.box(0, 0, 10, 20)
    north, south = shapely.box(10, 7, 20, 20), shapely.box(10, 0, 20, 7)
    shapes = array(west, north, south)
    assert not shapely.coverage_is_valid(shapes)

    made = seamed(shapes)

    assert shapely.coverage_is_valid(made)
    assert (10, 7) in made[0].exterior.coords[:]
    assert [a.equals(b) for a, b in zip(made, shapes, strict=True)] == [True] * 3
    assert made[1:].tolist() == shapes[1:].tolist()


def test_exclaves_and_holes_are_seamed_too() -> None:
    ring = shapely.box(0, 0, 30, 30) - shapely.box(10, 10, 20, 20)
    inside = [shapely.box(10, 10, 20, 14), shapely.box(10, 14, 20, 20)]
    whole = shapely.multipolygons([ring, shapely.box(50, 0, 60, 9)])
    beside = [shapely.box(60, 0, 70, 4), shapely.box(60, 4, 70, 9)]

    made = seamed(array(whole, *inside, *beside))

    assert shapely.coverage_is_valid(made)
    assert made[0].geom_type == "MultiPolygon"


@pytest.mark.parametrize("shift", [1e-9, 1e-7])
def test_a_corner_a_hair_beside_the_edge_is_the_same_on_both_sides(shift: float) -> None:
    west = shapely.box(0, 0, 10, 20)
    bent = shapely.Polygon([(10, 0), (20, 0), (20, 7), (10 + shift, 7)])
    north = shapely.Polygon([(10 + shift, 7), (20, 7), (20, 20), (10, 20)])

    assert shapely.coverage_is_valid(seamed(array(west, bent, north)))


@examples(60)
@given(seed=st.integers(0, 10**6), far=st.sampled_from([0.0, 40_500_000.0]))
def test_columns_cut_each_in_its_own_way_become_one_coverage(seed: int, far: float) -> None:
    rng = np.random.default_rng(seed)
    shapes = []
    for column in range(4):
        cuts = np.unique([0, *rng.uniform(1, 99, rng.integers(0, 6)).round(3), 100])
        left, right = far + 10 * column, far + 10 * column + 10
        shapes += [shapely.box(left, a, right, b) for a, b in pairwise(cuts)]

    made = seamed(array(*shapes))

    assert shapely.coverage_is_valid(made)
    assert shapely.area(made) == pytest.approx(shapely.area(array(*shapes)))


def test_polygons_that_come_too_near_to_themselves_for_a_seam_are_drawn_anew() -> None:
    """Beside the corner of the neighbour runs an inlet, a hair behind the edge on which it lies."""
    hair = 1.2e-6
    east = shapely.Polygon([(10, 0), (20, 0), (20, 20), (10, 20)])
    west = shapely.Polygon([(0, 0), (10, 0), (10, 20), (9, 20), (10 - hair, 10), (9, 19), (0, 20)])
    south = shapely.box(0, -5, 10 + hair / 2, 0)

    made = seamed(array(west, east, south))

    assert shapely.is_valid(made).all()
    assert shapely.coverage_is_valid(made)
    assert shapely.area(made) == pytest.approx(shapely.area(array(west, east, south)), abs=1e-3)
