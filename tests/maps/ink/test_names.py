"""Names of communities spare the grids; names of lines follow them and are never upside down."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from maps_labels import FRAME, STYLE, ems

from maps.ink.labels import Taken, TextStyle
from maps.ink.names import Manner, place_along, place_names

DRY = shapely.Point()


def manner(spared: np.ndarray | None = None, **more: Any) -> Manner:
    """Names that spare some boxes."""
    return Manner(np.empty((0, 4)) if spared is None else spared, **({"wet": DRY} | more))


def test_a_name_along_a_line_is_never_upside_down() -> None:
    west = shapely.LineString([(150, 100), (50, 120)])

    (label,), _ = place_along(
        ["青禾路"], [west], taken=Taken(FRAME), style=TextStyle(ems, 8, 8), clear=1
    )

    assert -90 <= label.angle <= 90
    assert label.outline.centroid.distance(west) < 0.01


def test_a_crooked_line_has_no_name() -> None:
    zigzag = shapely.LineString([(50 + k, 100 + 3 * (k % 2)) for k in range(100)])

    labels, unplaced = place_along(
        ["青禾路"], [zigzag], taken=Taken(FRAME), style=TextStyle(ems, 8, 8), clear=1
    )

    assert (labels, unplaced) == ([], [0])


def test_the_name_of_a_community_spares_the_places_that_grids_want() -> None:
    square = shapely.box(50, 50, 150, 150)
    spared = np.array([[90.0, 90.0, 110.0, 110.0]])

    (label,), _ = place_names(
        ["清河村"], [square], taken=Taken(FRAME), style=STYLE, manner=manner(spared)
    )

    assert not label.outline.intersects(shapely.box(*spared[0]))


def test_a_long_name_is_broken_at_a_hyphen_where_one_line_does_not_fit() -> None:
    narrow = shapely.box(50, 50, 80, 80)

    (label,), _ = place_names(
        ["Wellington-Harrington"], [narrow], taken=Taken(FRAME), style=STYLE,
        manner=manner(),
    )  # fmt: skip

    assert label.lines == ("Wellington-", "Harrington")


def test_a_name_that_fits_at_no_size_is_told() -> None:
    thin = shapely.box(50, 50, 90, 51)

    labels, unplaced = place_names(
        ["清河村"], [thin], taken=Taken(FRAME), style=STYLE, manner=manner()
    )

    assert (labels, unplaced) == ([], [0])


@pytest.mark.parametrize(("length", "is_named"), [(11, False), (11.1, True)])
def test_a_line_has_a_name_from_a_third_longer_than_it(length: float, is_named: bool) -> None:
    # Three characters of 8 points are 8.47 mm; 1.3 times that is 11.01 mm.
    line = shapely.LineString([(50, 50), (50 + length, 50)])

    labels, _ = place_along(
        ["青禾路"], [line], taken=Taken(FRAME), style=TextStyle(ems, 8, 8), clear=1
    )

    assert bool(labels) == is_named


def test_a_name_along_a_line_steps_aside_for_what_is_there() -> None:
    taken = Taken(FRAME)
    taken.add_box((95, 95, 105, 105))
    line = shapely.LineString([(20, 100), (180, 100)])

    (label,), _ = place_along(["青禾路"], [line], taken=taken, style=TextStyle(ems, 8, 8), clear=1)

    assert not label.outline.intersects(shapely.box(95, 95, 105, 105))


CROSS = [
    shapely.LineString([(50, 100), (150, 100)]),
    shapely.LineString([(100, 50), (100, 150)]),
]


def test_the_name_of_a_community_stands_off_the_borders_inside_it() -> None:
    taken = Taken(FRAME)
    taken.keep_off(CROSS, 1.0)

    (label,), _ = place_names(
        ["清河村"], [shapely.box(50, 50, 150, 150)], taken=taken, style=STYLE,
        manner=manner(pad_em=0.3),
    )  # fmt: skip

    assert all(label.outline.distance(line) >= 1.0 for line in CROSS)


def test_the_name_of_a_community_stands_beside_the_water() -> None:
    river = shapely.LineString([(50, 100), (150, 100)])

    (label,), _ = place_names(
        ["清河村"], [shapely.box(50, 50, 150, 150)], taken=Taken(FRAME), style=STYLE,
        manner=manner(wet=river),
    )  # fmt: skip

    assert not label.outline.intersects(river)


def test_a_name_without_room_stands_on_a_leader_line_that_ends_inside() -> None:
    small = shapely.box(98, 98, 102, 102)
    taken = Taken(FRAME)
    taken.keep_off([small.exterior], 0.5)

    (label,), unplaced = place_names(
        ["清河村"], [small], taken=taken, style=STYLE, manner=manner(pad_em=0.3, leads=True)
    )

    assert unplaced == []
    assert label.target is not None
    assert small.contains(shapely.Point(label.target))
    assert label.outline.distance(small) >= 0.5


def test_a_name_stands_beside_a_line_that_is_a_border() -> None:
    road = shapely.LineString([(20, 100), (180, 100)])
    taken = Taken(FRAME)
    taken.keep_off([road], 0.4)

    (label,), _ = place_along(
        ["青禾路"], [road], taken=taken, style=TextStyle(ems, 8, 8), clear=0.6
    )

    assert label.outline.distance(road) == pytest.approx(0.6)


def test_a_name_stays_on_a_line_that_is_no_border() -> None:
    road = shapely.LineString([(20, 100), (180, 100)])

    (label,), _ = place_along(
        ["青禾路"], [road], taken=Taken(FRAME), style=TextStyle(ems, 8, 8), clear=0.6
    )

    assert road.contains(shapely.Point(label.at))
