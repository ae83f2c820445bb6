"""Lines that go around land are boundaries of it, and that is told."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from tiling import shapes

from gridgen.files.boundary_lines import closed, land_between

SQUARE = [(0, 0), (100, 0), (100, 100), (0, 100)]


@pytest.mark.parametrize(
    ("end", "area"), [((0, 0), 10_000), ((0, 0.3), 10_000), ((0, 5), 0), ((40, 40), 0)]
)
def test_a_line_that_comes_back_to_its_start_is_the_land_inside(
    end: tuple[float, float], area: float
) -> None:
    made, findings = closed(shapes(shapely.LineString([*SQUARE, end])), "b.gpkg")

    assert shapely.area(made[0]) == pytest.approx(area, rel=0.01)
    assert [found.rule for found in findings] == ["boundary_from_line"] * bool(area)


def test_two_lines_one_in_the_other_are_land_with_a_hole() -> None:
    inner = [(x / 2 + 25, y / 2 + 25) for x, y in [*SQUARE, SQUARE[0]]]
    lines = shapely.MultiLineString([[*SQUARE, SQUARE[0]], inner])

    made, _ = closed(shapes(lines), "b.gpkg")

    assert shapely.area(made[0]) == 7500


def test_what_is_no_line_stays() -> None:
    given = np.array([shapely.box(0, 0, 1, 1), None, shapely.Point(0, 0)], object)

    made, findings = closed(given, "b.gpkg")

    assert (made.tolist(), findings) == (given.tolist(), ())


def lines(*xy: list[tuple[float, float]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[shapely.LineString(one) for one in xy], crs="EPSG:4547")


def test_a_net_of_open_lines_is_the_land_between_them() -> None:
    net = lines(
        [(0, 0), (200, 0), (200, 100)], [(200, 100), (0, 100), (0, 0)], [(100, 0), (100, 100)]
    )

    made, (found,) = land_between(net, "b.gpkg")

    assert sorted(shapely.area(made.geometry)) == [10_000, 10_000]
    assert found.rule == "boundary_from_net"


def test_lines_that_hold_nothing_stay() -> None:
    net = lines([(0, 0), (200, 0)], [(0, 100), (200, 100)])

    made, findings = land_between(net, "b.gpkg")

    assert made is net
    assert findings == ()
