"""Shapes on the page: degrees as flat lists of steps."""

from __future__ import annotations

import shapely

from maps.page.degrees import steps


def test_coordinates_have_six_decimals_and_add_up() -> None:
    ring = steps(shapely.Polygon([(114.0000001, 31), (114.01, 31), (114.01, 31.0123456)]))[0][0]

    assert ring == [114_000_000, 31_000_000, 10_000, 0, 0, 12_346]


def test_no_shape_has_no_parts() -> None:
    assert steps(None) == []
