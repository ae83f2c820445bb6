"""Vectors are written as SVG in hundredths of a millimetre, and add up."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maps.ink.scene import Pen, Scene, TableRow, Text, path_of
from maps.ink.theme import Stroke


@given(
    points=st.lists(
        st.tuples(st.integers(0, 90_000), st.integers(0, 90_000)), min_size=2, max_size=30
    )
)
def test_the_steps_of_a_path_add_up_to_its_points(points: list[tuple[int, int]]) -> None:
    line = shapely.LineString(np.array(points) / 100)

    path = path_of([line], close=False)

    numbers = np.array(re.findall(r"-?\d+", path), dtype=int).reshape(-1, 2)
    walked = [tuple(at) for at in np.cumsum(numbers, axis=0).tolist()]
    kept = [points[0]] + [b for a, b in itertools.pairwise(points) if a != b]
    assert walked == kept


def test_holes_of_polygons_and_parts_of_collections_are_all_there() -> None:
    ring = shapely.box(0, 0, 10, 10).difference(shapely.box(4, 4, 6, 6))
    both = shapely.GeometryCollection([ring, shapely.box(20, 0, 30, 10)])

    assert path_of([both, None, shapely.Polygon()], close=True).count("z") == 3


@pytest.mark.parametrize(("opacity", "said"), [(1.0, ""), (0.5, 'fill-opacity="0.5"')])
def test_only_what_is_seen_through_says_so(opacity: float, said: str) -> None:
    pen = Pen()

    pen.fill([shapely.box(0, 0, 1, 1)], "#ffffff", opacity)

    assert ("opacity" in pen.drawing()) == bool(said)
    assert said in pen.drawing()


def test_what_has_no_shape_writes_nothing() -> None:
    pen = Pen()

    pen.fill([None, shapely.Polygon()], "#ffffff")
    pen.stroke([], Stroke("#ffffff", 1))
    pen.dots(np.empty((0, 2)), "#ffffff", 1)

    assert pen.drawing() == ""


def test_a_clip_is_ended() -> None:
    pen = Pen()

    pen.clip("field", 0, 0, 10, 10)
    pen.end()

    assert pen.drawing().count("<g") == pen.drawing().count("</g>") == 1
    assert 'width="1000"' in pen.drawing()


def test_what_would_turn_a_line_is_spelt_out_on_a_sheet() -> None:
    text = Text("村\u202e1", 0, 0, 9, "#000000")
    row = TableRow(("a\x1b", "村"))

    assert text.text == "村\\u202e1"
    assert row.cells == ("a\\x1b", "村")
    assert Scene(1, 1, "", alt="\u2066村").alt == "\\u2066村"
