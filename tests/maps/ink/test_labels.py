"""A label in its box, and what is taken: nothing meets anything, with a padding between."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from maps_labels import FRAME, STYLE

from maps.ink.labels import PAD_MM, Label, Setting, Taken, TextStyle


@pytest.mark.parametrize("angle", [0, 30, 45, 90, -60])
def test_the_box_of_a_label_holds_its_outline(angle: float) -> None:
    label = Label(0, "line", Setting(("abc",), 8, 12, 3), (10, 20), angle)

    assert shapely.box(*label.box).buffer(1e-9).covers(label.outline)


def test_a_second_line_is_smaller_and_adds_to_the_height() -> None:
    one = STYLE.typeset(["第一网格"], 10)
    two = STYLE.typeset(["第一网格", "78户"], 10)

    assert one.width == two.width
    assert 1.8 * one.height < two.height < 2.2 * one.height


@pytest.mark.parametrize(("gap", "is_free"), [(PAD_MM + 0.01, True), (PAD_MM - 0.01, False)])
def test_a_box_is_free_from_the_padding_on(gap: float, is_free: bool) -> None:
    taken = Taken(FRAME)
    taken.add_box((10, 10, 20, 20))

    free = taken.free(np.array([[20 + gap, 10, 30, 20]]))

    assert free.tolist() == [is_free]


@pytest.mark.parametrize(("west", "is_framed"), [(0.0, True), (-0.01, False)])
def test_a_box_stands_in_the_frame_up_to_its_edge(west: float, is_framed: bool) -> None:
    taken = Taken(FRAME)

    assert taken.framed(np.array([[west, 10, 20, 20]])).tolist() == [is_framed]


def test_beside_a_slanted_label_there_is_room_in_its_upright_box() -> None:
    taken = Taken(FRAME)
    slanted = Label(0, "line", Setting(("abc",), 8, 60, 3), (100, 100), angle=45)
    taken.add(slanted)
    corner = np.array([[slanted.box[2] - 5, slanted.box[1], slanted.box[2], slanted.box[1] + 5]])

    assert taken.free(corner).tolist() == [True]
    assert taken.free(np.array([[99.0, 99, 101, 101]])).tolist() == [False]


@examples(50)
@given(seed=st.integers(0, 10_000), count=st.integers(0, 130))
def test_what_is_free_is_what_a_slow_look_at_every_box_finds(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    corners = random.uniform(0, 180, (count + 20, 2))
    boxes = np.hstack([corners, corners + random.uniform(1, 12, (count + 20, 2))])
    taken = Taken(FRAME)
    for box in boxes[:count].tolist():
        taken.add_box(tuple(box))

    free = taken.free(boxes[count:])

    around = [shapely.box(*box).buffer(PAD_MM, join_style="mitre") for box in boxes[:count]]
    assert free.tolist() == [
        not any(shapely.box(*box).intersects(other) for other in around) for box in boxes[count:]
    ]


def test_a_line_crosses_what_stands_between_its_ends() -> None:
    taken = Taken(FRAME)
    taken.add_box((40, 40, 60, 60))
    through = shapely.LineString([(30, 50), (70, 50)])
    past = shapely.LineString([(30, 70), (70, 70)])

    assert taken.crosses(np.array([through, past])).tolist() == [True, False]


@pytest.mark.parametrize(("first", "sizes"), [(6.0, [6]), (7.0, [7, 6]), (8.0, [8, 6.72, 6])])
def test_sizes_fall_to_the_least_and_no_lower(first: float, sizes: list[float]) -> None:
    style = TextStyle(len, 12, 6)

    assert style.falling(first=first) == pytest.approx(sizes)
