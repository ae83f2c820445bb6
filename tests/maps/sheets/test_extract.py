"""A view turns metres into millimetres, north up, and cuts off at its field."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from maps_sheets import edition_of
from plans import ORIGIN, town

from maps.sheets.extract import Extract, Focus, View

VIEW = View((100.0, 50.0, 300.0, 150.0), 5000, (1000.0, 2000.0))


def test_the_extent_of_a_view_is_its_field_times_its_scale() -> None:
    # 200 by 100 mm at 1:5000 are 1000 by 500 m.
    assert VIEW.extent == (500, 1750, 1500, 2250)


def test_north_is_up() -> None:
    at = VIEW.to_mm(np.array([[500.0, 2250.0], [1000, 2000], [1500, 1750]]))

    assert at.tolist() == [[100, 50], [200, 100], [300, 150]]


@given(west=st.floats(0, 2000), south=st.floats(1500, 2500), side=st.floats(1, 800))
def test_what_is_seen_of_a_shape_lies_in_the_field(west: float, south: float, side: float) -> None:
    (seen,) = VIEW.shapes([shapely.box(west, south, west + side, south + side)])

    field = shapely.box(*VIEW.field)
    extent = shapely.box(*VIEW.extent)
    part = extent.intersection(shapely.box(west, south, west + side, south + side))
    if seen is None:
        assert part.area == pytest.approx(0)
    else:
        assert field.buffer(1e-6).covers(seen)
        assert seen.area == pytest.approx(part.area * (1000 / 5000) ** 2, abs=1e-6)


def test_what_is_nowhere_is_none() -> None:
    far = shapely.box(9000, 9000, 9001, 9001)

    assert VIEW.shapes([None, far, shapely.Polygon()]) == [None, None, None]


def test_neighbours_of_what_a_map_is_about_stand_outside() -> None:
    scenery = edition_of(town()).scenery
    middle = (float(ORIGIN[0] + 900), float(ORIGIN[1] + 300))
    view = View((0, 0, 400, 200), 5000, middle)

    seen = Extract(scenery, view, Focus((0,), (0, 1, 2))).seen()

    assert sorted(seen.zones) == [0, 1, 2]
    assert list(seen.communities) == [0]
    assert seen.outside_rows == [1]


@pytest.mark.parametrize(("edge", "is_so"), [(0.5, False), (0.49, True)])
def test_a_stroke_reaches_over_the_edge_where_there_is_less_room_than_it(
    edge: float, is_so: bool
) -> None:
    scenery = edition_of(town()).scenery
    view = View((0, 0, 400, 200), 5000, (float(ORIGIN[0] + 900), float(ORIGIN[1] + 300)))
    seen = Extract(scenery, view, Focus((0, 1), tuple(range(6)))).seen()
    west, north, east, south = shapely.total_bounds(
        np.array([*seen.communities.values(), *(shape for *_, shape in seen.ways)], dtype=object)
    )

    assert seen.reaches((west - edge, north - 1, east + 1, south + 1), 0.5) == is_so
