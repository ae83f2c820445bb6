"""What maps on phones in China show, and where it really is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.model.datum import OFFSET_BOX, Datum, from_wgs84, is_in_box, offset_m, to_wgs84

SHIFTED = (Datum.GCJ02, Datum.BD09)


@given(
    lon=st.floats(73.0, 136.0),
    lat=st.floats(3.0, 54.0),
    datum=st.sampled_from(SHIFTED),
)
def test_there_and_back_is_the_same_place_to_a_millimetre_all_over_china(
    lon: float, lat: float, datum: Datum
) -> None:
    place = np.array([[lon, lat]])

    back = to_wgs84(from_wgs84(place, datum), datum)
    forth = from_wgs84(to_wgs84(place, datum), datum)

    assert np.hypot(*offset_m(place, back)[0]) <= 0.001
    assert np.hypot(*offset_m(place, forth)[0]) <= 0.001


@pytest.mark.parametrize(
    ("datum", "shown"),
    [
        # As the published reimplementations print them for the Gate of Heavenly Peace.
        (Datum.GCJ02, (116.410244, 39.916404)),
        (Datum.BD09, (116.416627, 39.922700)),
        (Datum.WGS84, (116.404, 39.915)),
        (Datum.CGCS2000, (116.404, 39.915)),
    ],
)
def test_each_datum_shows_a_known_place_where_others_show_it(
    datum: Datum, shown: tuple[float, float]
) -> None:
    found = from_wgs84(np.array([[116.404, 39.915]]), datum)

    assert found[0] == pytest.approx(shown, abs=1e-6)


def test_offsets_over_china_are_as_long_as_they_are_known_to_be() -> None:
    rng = np.random.default_rng(0)
    places = rng.uniform((75, 18), (135, 53), (5000, 2))

    gcj, bd = (np.hypot(*offset_m(places, from_wgs84(places, datum)).T) for datum in SHIFTED)

    assert (100 < gcj.mean() < 600, gcj.max() < 720) == (True, True)
    assert (bd.min() > 400, bd.max() < 1600) == (True, True)


@pytest.mark.parametrize("datum", SHIFTED)
@pytest.mark.parametrize(
    "place", [(9.52, 47.14), (-0.1, 51.5), (179.9, -16.5), (OFFSET_BOX[0] - 0.02, 30.0)]
)
def test_nothing_moves_outside_the_box_of_china(datum: Datum, place: tuple[float, float]) -> None:
    at = np.array([place])

    assert not is_in_box(at).any()
    assert from_wgs84(at, datum).tolist() == to_wgs84(at, datum).tolist() == [list(place)]


def test_rows_that_are_nowhere_stay_so_and_the_others_move() -> None:
    rows = np.array([[np.nan, 30.0], [114.0, np.inf], [114.0, 30.0], [500.0, 3e6], [1e300, 1e300]])

    moved = to_wgs84(rows, Datum.BD09)

    assert np.isnan(moved[0]).any()
    assert moved[[1, 3, 4]].tolist() == rows[[1, 3, 4]].tolist()
    assert 400 < np.hypot(*offset_m(rows[2:3], moved[2:3])[0]) < 1600


def test_what_was_given_is_not_changed() -> None:
    rows = np.array([[114.0, 30.0]])

    to_wgs84(rows, Datum.GCJ02)[0] = 0
    from_wgs84(rows, Datum.WGS84)[0] = 0

    assert rows.tolist() == [[114.0, 30.0]]


def test_metres_between_places_point_east_and_north() -> None:
    before = np.array([[114.0, 60.0]])

    found = offset_m(before, before + [[0.001, -0.001]])

    assert found[0] == pytest.approx((55.66, -111.32), abs=0.01)
