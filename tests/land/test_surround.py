"""Where there is no boundary, one is drawn around households."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from tiling import shapes

from gridgen.land.surround import MARGIN_M, surround


@pytest.mark.parametrize("places", [1, 2, 3, 4, 40])
def test_an_outline_around_households_keeps_a_margin(places: int) -> None:
    xy = np.random.default_rng(places).uniform(0, 500, (places, 2))

    around = surround(xy)

    assert around.geom_type == "Polygon"
    apart = shapely.distance(around.exterior, shapely.points(xy))
    assert (apart >= 0.95 * MARGIN_M).all()
    assert shapely.contains(around, shapely.points(xy)).all()


def test_an_outline_around_houses_on_one_line_is_a_polygon_too() -> None:
    xy = np.stack([np.arange(6) * 10.0, np.zeros(6)], axis=1)

    around = surround(xy)

    assert around.bounds == pytest.approx((-40, -40, 90, 40))


def test_footprints_lie_inside_with_the_margin_around_them() -> None:
    barn = shapely.box(200, 0, 230, 20)

    around = surround(np.array([[0.0, 0.0], [10.0, 0.0]]), shapes(barn))

    assert shapely.contains_properly(around, barn)
    assert shapely.distance(around.exterior, barn) == pytest.approx(MARGIN_M, rel=0.05)
