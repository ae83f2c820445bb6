"""Hatching fills a shape, and lines give way to names."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from maps_sheets import board_of

from maps.ink.hatching import draw_fill, hatch, special_lines, without
from maps.ink.theme import Fill


@pytest.mark.parametrize(("way", "slope"), [("rising", -1), ("falling", 1)])
def test_hatch_lines_are_a_step_apart_and_inside(way: str, slope: int) -> None:
    square = shapely.box(0, 0, 40, 40)

    lines = hatch(square, 2.0, way)

    run = np.diff(shapely.get_coordinates(lines[len(lines) // 2]), axis=0)[0]
    assert run[1] / run[0] == pytest.approx(slope)  # y down

    assert all(square.buffer(1e-6).covers(line) for line in lines)
    # From corner to corner across the lines it is 40 * sqrt(2) mm.
    assert len(lines) == pytest.approx(40 * np.sqrt(2) / 2.0, abs=2)
    gaps = [a.distance(b) for a, b in itertools.pairwise(lines)]
    assert gaps == pytest.approx([2.0] * len(gaps), abs=1e-6)


@pytest.mark.parametrize(("way", "slope"), [("rising", -1), ("falling", 1)])
def test_hatch_lines_rise_or_fall(way: str, slope: int) -> None:
    lines = hatch(shapely.box(0, 0, 40, 40), 2.0, way)

    ends = [line.coords for line in lines if line.length > 1]
    # y goes down on the sheet.
    assert {round((b[1] - a[1]) / (b[0] - a[0])) for a, b in ends} == {slope}


@pytest.mark.parametrize("shape", [None, shapely.Polygon()])
def test_what_is_no_shape_has_no_hatching(shape: shapely.Geometry | None) -> None:
    assert hatch(shape, 1.0, "rising") == []


def test_lines_leave_out_what_lies_in_the_mask() -> None:
    through = shapely.LineString([(0, 0), (30, 0)])
    past = shapely.LineString([(0, 50), (30, 50)])

    left, other = without([through, past], shapely.box(10, -5, 20, 5))

    assert left.length == pytest.approx(20)
    assert other.equals(past)


@pytest.mark.parametrize(("hatching", "paths"), [("", 1), ("rising", 2)])
def test_a_hatched_fill_is_a_fill_with_lines_over_it(hatching: str, paths: int) -> None:
    board = board_of()

    draw_fill(board, [shapely.box(0, 0, 20, 20)], Fill("#aabbcc", hatching))

    assert board.pen.drawing().count("<path") == paths


def test_special_grids_are_hatched_both_ways() -> None:
    lines = special_lines(shapely.box(0, 0, 20, 20), board_of().kit)

    runs = [np.diff(shapely.get_coordinates(line), axis=0)[0] for line in lines]
    assert {bool(run[0] * run[1] > 0) for run in runs if abs(run[0]) > 0.01} == {True, False}
