"""Households per square kilometre in H3 cells."""

from __future__ import annotations

import h3
import numpy as np
import pytest
import shapely

from gridgen.model.errors import CoordinateError
from gridgen.plans.density import cell_polygon, density

TOWN = np.array([[114.0, 31.0], [114.0001, 31.0001], [114.02, 31.01], [114.03, 31.0]])
COUNT = np.array([3, 2, 10, 0])


def test_households_of_one_cell_are_added_up() -> None:
    found = density(TOWN, COUNT)

    assert sorted(found.households.tolist()) == [5, 10]


def test_cells_are_sorted_and_vacant_places_make_none() -> None:
    found = density(TOWN, COUNT)

    assert list(found.cells) == sorted(found.cells)
    assert h3.latlng_to_cell(31.0, 114.03, 9) not in list(found.cells)


def test_density_is_households_over_the_area_of_the_cell() -> None:
    found = density(TOWN, COUNT, resolution=8)

    areas = [h3.cell_area(cell, unit="km^2") for cell in found.cells]
    assert found.per_km2 == pytest.approx(found.households / areas)


def test_every_place_lies_in_the_polygon_of_its_cell() -> None:
    places = np.random.default_rng(0).uniform([114, 31], [114.05, 31.05], (50, 2))

    found = density(places, np.ones(50, int))

    together = shapely.union_all([cell_polygon(cell) for cell in found.cells])
    assert shapely.contains_xy(together, places).all()
    assert found.households.sum() == 50


def test_no_places_give_no_cells() -> None:
    assert len(density(np.zeros((0, 2)), np.zeros(0, int))) == 0


@pytest.mark.parametrize("place", [(np.nan, 31), (114, np.inf), (500_000, 3_400_000), (31, 114)])
def test_a_place_off_the_globe_is_refused(place: tuple[float, float]) -> None:
    with pytest.raises(CoordinateError, match=r"longitude -180 to 180 and latitude -90 to 90"):
        density(np.array([place]), np.array([1]))


def test_a_resolution_beyond_15_is_refused() -> None:
    with pytest.raises(CoordinateError, match="resolution is 16; expected 0 to 15"):
        density(TOWN, COUNT, resolution=16)


def test_text_that_is_no_cell_has_no_polygon() -> None:
    with pytest.raises(CoordinateError, match="'grid' is not an H3 cell"):
        cell_polygon("grid")
