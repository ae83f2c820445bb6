"""Map squares are lettered from the west and numbered from the north."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maps_sheets import board_of

from maps.ink.squares import Squares, band_mm, draw_squares, squares_of


@pytest.mark.parametrize(
    ("x", "y", "name"),
    [
        (0, 0, "A1"),
        (9.99, 9.99, "A1"),
        (10, 0, "B1"),
        (0, 10, "A2"),
        (30, 20, "C2"),
        (-5, 99, "A2"),
    ],
)
def test_a_point_lies_in_the_square_of_its_letter_and_number(x: float, y: float, name: str) -> None:
    assert Squares((0, 0, 30, 20), columns=3, rows=2).name(x, y) == name


@given(wide=st.floats(50, 1000), high=st.floats(50, 1000))
def test_there_are_letters_for_all_columns(wide: float, high: float) -> None:
    squares = squares_of((0, 0, wide, high))

    assert 2 <= squares.columns <= 16
    assert 2 <= squares.rows <= 20


def test_every_letter_stands_above_and_below_and_every_number_at_both_sides() -> None:
    board = board_of()
    squares = Squares((20, 20, 120, 80), columns=4, rows=2)

    draw_squares(board, squares)

    assert sorted(text.text for text in board.texts) == sorted("AABBCCDD1122")
    assert all(text.x > 20 - band_mm(board.kit) for text in board.texts)
