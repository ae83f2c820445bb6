"""Text is measured, cut and broken so that it fits its place."""

from __future__ import annotations

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from maps_sheets import board_of

from maps.ink.kit import HEADING, MUTED, Look, head_mm
from maps.ink.paper import PT_MM, Slot


@examples(60)
@given(text=st.text(alphabet="网格 abc,，。-", max_size=60), most=st.floats(8, 80))
def test_lines_of_a_broken_text_fit(text: str, most: float) -> None:
    kit = board_of().kit

    lines = kit.wrap(text, 8, most)

    assert all(kit.width(line, 8) <= most + 1e-6 for line in lines)


def test_a_text_is_broken_between_words_and_between_chinese_characters() -> None:
    kit = board_of().kit
    em = 10 * PT_MM

    assert kit.wrap("网格划分", 10, 2.1 * em) == ["网格", "划分"]
    # A full stop does not begin a line.
    assert kit.wrap("网格划。分", 10, 3.1 * em) == ["网格", "划。分"]
    assert kit.wrap("river road", 10, kit.width("river ", 10)) == ["river", "road"]


def test_a_text_says_its_colour_face_and_width() -> None:
    board = board_of()

    board.write("清河镇", 10, 20, 12, HEADING)
    board.write("plain", 10, 20, 12, Look("#123456", angle=90))

    title, other = board.texts
    assert (title.face, title.anchor, title.heading) == ("title", "middle", True)
    assert title.colour == board.kit.theme.colours["accent"]
    assert title.width == pytest.approx(board.kit.width("清河镇", 12, "title"))
    assert title.y > 20
    assert (other.colour, other.y) == ("#123456", pytest.approx(20))
    assert other.x < 10


def test_a_heading_of_a_block_has_a_rule_and_says_where_the_block_goes_on() -> None:
    board = board_of()

    down = board.head("图例", Slot(5, 30, 40))

    assert down == pytest.approx(30 + head_mm(board.kit))
    assert board.pen.drawing().count("<path") == 1
    assert board.texts[0].text == "图例"


def test_strokes_of_the_theme_grow_with_the_paper() -> None:
    small, large = board_of("A4").kit, board_of("A0").kit

    assert large.line("outer").width / small.line("outer").width == pytest.approx(2.1 / 0.75)
    assert MUTED.colour in small.theme.colours
