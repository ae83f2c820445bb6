"""The locator shows the whole plan, and marks what a page is about at its place."""

from __future__ import annotations

import re

import numpy as np
import pytest
import shapely
from maps_sheets import board_of

from maps.ink.kit import head_mm
from maps.ink.locator import LocatorMap, draw_locator, locator_mm
from maps.ink.paper import Slot


def test_what_is_marked_lies_where_it_is_in_the_plan() -> None:
    board = board_of()
    whole = shapely.box(0, 0, 1000, 500)
    locator = LocatorMap.of(board.kit, [whole])
    north_east = shapely.box(900, 400, 1000, 500)

    draw_locator(board, Slot(20, 30, 100), locator, [north_east])

    top = 30 + head_mm(board.kit)
    (path,) = re.findall(
        rf'<path d="M([^"]+)" fill="{board.kit.theme.colours["marked"]}"', board.pen.drawing()
    )
    steps = np.array(re.findall(r"-?\d+", path), dtype=int).reshape(-1, 2)
    at = np.cumsum(steps, axis=0) / 100
    assert at.min(axis=0) == pytest.approx((20 + 90, top), abs=0.02)
    assert at.max(axis=0) == pytest.approx((20 + 100, top + 10), abs=0.02)


@pytest.mark.parametrize(("high", "share"), [(50, 0.3), (500, 0.5), (5000, 0.9)])
def test_a_locator_is_neither_a_strip_nor_a_tower(high: float, share: float) -> None:
    kit = board_of().kit

    assert locator_mm(kit, (0, 0, 1000, high), 100) - head_mm(kit) == pytest.approx(100 * share)
