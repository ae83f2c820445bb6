"""The land before anyone lives on it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from sampled import Layers

from gridgen.sample.land import as_array, dissolve, is_clear, share, tile


def test_communities_tile_the_township_without_gap_or_overlap(town: Layers, flat: Layers) -> None:
    for layers in (town, flat):
        shapes = layers["communities"].geometry.to_numpy()
        assert shapely.is_valid(shapes).all()
        assert shapely.coverage_is_valid(shapes)
        assert shapely.union_all(shapes).geom_type == "Polygon"
        assert len(shapely.union_all(shapes).interiors) == 0


@given(
    total=st.integers(0, 5000),
    weight=st.lists(st.floats(0.1, 50), min_size=1, max_size=30),
    fewest=st.integers(0, 20),
)
def test_shares_sum_to_the_total_and_follow_the_weights(
    total: int, weight: list[float], fewest: int
) -> None:
    total += fewest * len(weight)

    shares = share(total, np.array(weight), fewest=fewest)

    exact = np.array(weight) / sum(weight) * (total - fewest * len(weight)) + fewest
    assert shares.sum() == total
    assert shares.min() >= fewest
    assert (abs(shares - exact) < 1 + 1e-6).all()


def test_faces_of_one_label_are_joined_without_a_change_of_any_vertex() -> None:
    square = np.array([[0, 0], [20, 0], [20, 10], [0, 10], [0, 0]], float)
    faces = tile([square, np.array([[10, -1], [10, 11]], float)])

    whole = dissolve(faces, np.zeros(len(faces), np.int64), 1)

    assert len(faces) == 2
    assert whole[0].equals(shapely.box(0, 0, 20, 10))


@pytest.mark.parametrize(("x", "clear"), [(9.9, False), (10.1, True)])
def test_a_place_is_clear_beyond_the_metres_asked_for(x: float, clear: bool) -> None:
    wall = as_array([shapely.LineString([(0, -50), (0, 50)])])

    assert is_clear(np.array([[x, 0.0]]), [(wall, 10.0)]).tolist() == [clear]
