"""Names of communities spare the grids; names of lines follow them and are never upside down."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from maps_labels import FRAME, STYLE, ems

from maps.ink.labels import Taken, TextStyle
from maps.ink.names import place_along, place_names


def test_a_name_along_a_line_is_never_upside_down() -> None:
    west = shapely.LineString([(150, 100), (50, 120)])

    (label,), _ = place_along(["青禾路"], [west], taken=Taken(FRAME), style=TextStyle(ems, 8, 8))

    assert -90 <= label.angle <= 90
    assert label.outline.centroid.distance(west) < 0.01


def test_a_crooked_line_has_no_name() -> None:
    zigzag = shapely.LineString([(50 + k, 100 + 3 * (k % 2)) for k in range(100)])

    labels, unplaced = place_along(
        ["青禾路"], [zigzag], taken=Taken(FRAME), style=TextStyle(ems, 8, 8)
    )

    assert (labels, unplaced) == ([], [0])


def test_the_name_of_a_community_spares_the_places_that_grids_want() -> None:
    square = shapely.box(50, 50, 150, 150)
    spared = np.array([[90.0, 90.0, 110.0, 110.0]])

    (label,), _ = place_names(["清河村"], [square], taken=Taken(FRAME), style=STYLE, spared=spared)

    assert not label.outline.intersects(shapely.box(*spared[0]))


def test_a_long_name_is_broken_at_a_hyphen_where_one_line_does_not_fit() -> None:
    narrow = shapely.box(50, 50, 80, 80)

    (label,), _ = place_names(
        ["Wellington-Harrington"], [narrow], taken=Taken(FRAME), style=STYLE,
        spared=np.empty((0, 4)),
    )  # fmt: skip

    assert label.lines == ("Wellington-", "Harrington")


def test_a_name_that_fits_at_no_size_is_told() -> None:
    thin = shapely.box(50, 50, 90, 51)

    labels, unplaced = place_names(
        ["清河村"], [thin], taken=Taken(FRAME), style=STYLE, spared=np.empty((0, 4))
    )

    assert (labels, unplaced) == ([], [0])


@pytest.mark.parametrize(("length", "is_named"), [(11, False), (11.1, True)])
def test_a_line_has_a_name_from_a_third_longer_than_it(length: float, is_named: bool) -> None:
    # Three characters of 8 points are 8.47 mm; 1.3 times that is 11.01 mm.
    line = shapely.LineString([(50, 50), (50 + length, 50)])

    labels, _ = place_along(["青禾路"], [line], taken=Taken(FRAME), style=TextStyle(ems, 8, 8))

    assert bool(labels) == is_named


def test_a_name_along_a_line_steps_aside_for_what_is_there() -> None:
    taken = Taken(FRAME)
    taken.add_box((95, 95, 105, 105))
    line = shapely.LineString([(20, 100), (180, 100)])

    (label,), _ = place_along(["青禾路"], [line], taken=taken, style=TextStyle(ems, 8, 8))

    assert not label.outline.intersects(shapely.box(95, 95, 105, 105))
