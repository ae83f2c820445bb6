"""Households at their places, and footprints around them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from sampled import Layers

from gridgen.sample.homes import Homes, blanks, houses, rectangles


def test_every_household_stands_in_a_footprint_and_in_its_own_building(flat: Layers) -> None:
    homes = flat["households"][["id", "building", "geometry"]]

    inside = homes.sjoin(flat["buildings"][["building", "geometry"]], predicate="within")

    assert inside["id"].is_unique
    assert len(inside) == len(homes)
    assert (inside["building_left"] == inside["building_right"]).all()


def test_no_two_footprints_overlap(flat: Layers) -> None:
    shapes = flat["buildings"].geometry.to_numpy()

    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")

    assert (first == second).all()


@pytest.mark.parametrize("kinds", [("river", "railway"), ("main_road", "road")])
def test_no_building_stands_on_a_line(flat: Layers, kinds: tuple[str, ...]) -> None:
    lines = flat["lines"]

    hits = flat["buildings"].sjoin(lines[lines["class"].isin(kinds)], predicate="intersects")

    assert hits.empty


def test_no_building_stands_in_the_water_or_on_a_border(flat: Layers) -> None:
    borders = flat["communities"].set_geometry(flat["communities"].boundary)

    assert flat["buildings"].sjoin(flat["water"], predicate="intersects").empty
    assert flat["buildings"].sjoin(borders, predicate="intersects").empty


def test_a_rectangle_has_its_size_along_and_across_its_heading() -> None:
    corners = rectangles(np.array([[5.0, 5.0]]), np.array([[8.0, 2.0]]), np.array([np.pi / 2]))

    shape = shapely.polygons(corners)[0]
    assert np.allclose(shape.bounds, (4, 1, 6, 9))


def test_rows_that_are_joined_stay_in_order() -> None:
    xy = np.array([[0.0, 0.0], [1.0, 0.0]])
    west = houses(xy, np.array([0, 0]), blanks(2))
    east = houses(xy + 9, np.array([1, 1]), blanks(2))

    both = Homes.joined([west, east])

    assert both.community.tolist() == [0, 0, 1, 1]
    assert both.rows(both.community == 1).xy.tolist() == (xy + 9).tolist()
