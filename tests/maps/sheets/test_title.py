"""The title fits its box, its emblem stands before it, and what is counted under it."""

from __future__ import annotations

import pytest
from maps_sheets import board_of, edition_of
from plans import town

from maps.ink.kit import Board
from maps.sheets.extract import Focus
from maps.sheets.title import draw_title

BOX = (35.0, 15.0, 282.0, 32.0)
EVERY = Focus((0, 1), tuple(range(6)))


def drawn(title: str, focus: Focus = EVERY, **looks: object) -> Board:
    edition = edition_of(town(), **looks)
    board = Board(edition.kit)
    draw_title(board, BOX, title, edition, focus)
    return board


@pytest.mark.parametrize(
    "title", ["清河镇", "清河镇网格划分示意图" * 3, "清河镇网格划分示意图" * 30]
)
def test_a_title_of_any_length_stays_in_its_box(title: str) -> None:
    heading = drawn(title).texts[0]

    assert heading.heading
    assert heading.width <= BOX[2] - BOX[0]
    assert heading.text == title or title.startswith(heading.text.removesuffix("…"))


def test_a_long_title_is_set_smaller_before_it_is_cut() -> None:
    short, long = drawn("清河镇").texts[0], drawn("清河镇网格划分示意图" * 3).texts[0]

    assert long.size_pt < short.size_pt
    assert not long.text.endswith("…")


def test_of_one_community_the_communities_are_not_counted() -> None:
    every, own = drawn("x").texts[1].text, drawn("x", Focus((0,), (0, 1, 2))).texts[1].text

    assert "6" in every
    assert "3" in own
    assert "2 个" in every
    assert "2 个" not in own


def test_an_emblem_or_its_slot_stands_before_the_title() -> None:
    png = b"\x89PNG\r\n\x1a\n"

    given, slot = (
        drawn("清河镇", theme="official", emblem=png),
        drawn("清河镇", theme="official", slots=True),
    )

    assert "<image" in given.pen.drawing()
    assert "<image" not in slot.pen.drawing()
    assert "徽标" in "".join(text.text for text in slot.texts)
    assert board_of().texts == []
