"""A label stands inside its shape, in the middle where it can."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from maps_labels import FRAME

from maps.ink.labels import PAD_MM, Taken
from maps.ink.spots import free_place, places_over, spot_of


@pytest.mark.parametrize("shape", [None, shapely.Polygon(), shapely.MultiPolygon()])
def test_what_is_no_shape_has_no_spot(shape: shapely.Geometry | None) -> None:
    assert spot_of(shape) is None


def test_the_spot_is_in_the_largest_part() -> None:
    parts = shapely.MultiPolygon([shapely.box(0, 0, 5, 5), shapely.box(50, 50, 80, 80)])

    spot = spot_of(parts)

    assert spot is not None
    assert spot.part.equals(shapely.box(50, 50, 80, 80))
    assert spot.middle == pytest.approx((65, 65), abs=1)
    assert spot.radius == pytest.approx(15, abs=0.6)


@examples(40)
@given(seed=st.integers(0, 10_000), width=st.floats(1, 40), height=st.floats(1, 20))
def test_a_free_place_is_inside_the_shape_and_meets_nothing(
    seed: int, width: float, height: float
) -> None:
    random = np.random.default_rng(seed)
    shape = shapely.convex_hull(shapely.multipoints(random.uniform(20, 120, (8, 2))))
    taken = Taken(FRAME)
    west, north = random.uniform(40, 90, 2)
    taken.add_box((west, north, west + 20, north + 10))
    spot = spot_of(shape)
    assert spot is not None

    at = free_place(spot, width, height, taken)

    if at is not None:
        box = shapely.box(
            at[0] - width / 2, at[1] - height / 2, at[0] + width / 2, at[1] + height / 2
        )
        assert shape.buffer(1e-9).contains(box)
        # The padding of the box is its own: what is taken may stand in it, not beyond.
        inner = box.buffer(-PAD_MM, join_style="mitre")
        assert inner.is_empty or inner.distance(shapely.box(west, north, west + 20, north + 10)) > 0


def test_places_near_the_middle_come_first() -> None:
    spot = spot_of(shapely.box(0, 0, 100, 40))
    assert spot is not None

    places = places_over(spot)

    far = np.hypot(*(places - spot.middle).T)
    assert (np.diff(far) >= -1e-9).all()
    assert len(places) == 121
