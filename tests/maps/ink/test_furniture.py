"""Furniture fits its box: round lengths, a code that can be read, slots to fill in."""

from __future__ import annotations

import re

import numpy as np
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from maps_sheets import board_of

from maps.ink.furniture import bar_metres, draw_north, draw_qr, draw_scale, north_size, scale_size


@given(scale=st.floats(100, 9_500_000), most=st.floats(20, 200))
def test_a_scale_bar_is_the_longest_round_one_that_fits(scale: float, most: float) -> None:
    metres = bar_metres(scale, most)

    assert metres * 1000 / scale <= most * (1 + 1e-9)
    assert metres * 1000 / scale > most / 2.51
    assert f"{metres:e}"[0] in "125"


@pytest.mark.parametrize(
    ("scale", "said"), [(5000, ["0", "100", "200 m"]), (50_000, ["0", "1", "2 km"])]
)
def test_long_bars_are_in_kilometres(scale: float, said: list[str]) -> None:
    board = board_of()

    draw_scale(board, 10, 10, scale, 50)

    assert [text.text for text in board.texts][1:] == said
    wide, high = scale_size(board.kit, scale, 50)
    assert all(10 <= text.x <= 10 + wide and 10 <= text.y <= 10 + high for text in board.texts)


def test_the_arrow_points_up_to_its_letter() -> None:
    board = board_of()

    draw_north(board, 10, 10)

    (letter,) = board.texts
    wide, high = north_size(board.kit)
    assert letter.text == "北"
    assert letter.x == pytest.approx(10 + wide / 2)
    assert letter.y < 10 + high / 2


def test_a_code_has_all_its_dark_modules_and_a_quiet_zone() -> None:
    board = board_of()
    matrix = np.array([list(row) for row in segno.make_qr("https://x.org", error="m").matrix])

    draw_qr(board, 0, 0, 30, "https://x.org")

    (path,) = re.findall(r'<path d="([^"]+)" fill="#000000"', board.pen.drawing())
    assert path.count("z") == int((np.diff(matrix, axis=1, prepend=0) == 1).sum())
    step = 30 / (len(matrix) + 8)
    first = [int(v) / 100 for v in re.findall(r"M(-?\d+) (-?\d+)", path)[0]]
    assert min(first) >= 4 * step - 0.01


def test_without_anything_to_say_a_code_is_an_empty_slot() -> None:
    board = board_of()

    draw_qr(board, 0, 0, 30, "")

    assert "二维码" in "".join(text.text for text in board.texts)
    assert "#000000" not in board.pen.drawing()
