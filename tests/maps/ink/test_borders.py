"""Borders are drawn once, however many polygons share them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from plans import town

from maps.ink.borders import borders, inner_borders, is_missing


def test_a_border_that_two_share_is_drawn_once() -> None:
    left, right = shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)

    drawn = borders(np.array([left, right], dtype=object))

    assert drawn.length == pytest.approx(20 + 20 + 10 + 10 + 10)


def test_inner_borders_leave_out_those_of_the_level_above() -> None:
    plan = town()

    inner = inner_borders(plan.levels[1], borders(plan.levels[0].polygon))

    # Each of the three grids of the village is halved once; those of the community are not.
    assert inner.length == pytest.approx(3 * 300, abs=1)


@pytest.mark.parametrize(
    ("shape", "is_so"), [(None, True), (shapely.Polygon(), True), (shapely.box(0, 0, 1, 1), False)]
)
def test_what_has_no_shape_is_missing(shape: shapely.Geometry | None, is_so: bool) -> None:
    assert is_missing(shape) == is_so
