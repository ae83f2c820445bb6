"""Blocks beside the map: each where it is asked for, as high as it says."""

from __future__ import annotations

from typing import Any

import pytest
from maps_sheets import edition_of
from plans import ORIGIN, town

from maps.ink.kit import Board
from maps.ink.paper import Slot
from maps.sheets.beside import Beside, locator_of
from maps.sheets.extract import Focus, View
from maps.sheets.signs import make_signs

ONE = Focus((0,), (0, 1, 2))


VIEW = View((0, 0, 200, 200), 10_000, (float(ORIGIN[0] + 900), float(ORIGIN[1] + 300)))


def beside(
    focus: Focus, *, has_locator: bool = True, has_bearings: bool = False, **looks: object
) -> Beside:
    edition = edition_of(town(), **looks)
    locator = locator_of(edition) if has_locator else None
    return Beside(edition, focus, make_signs(edition, focus, VIEW), locator, 60, has_bearings)


@pytest.mark.parametrize(
    ("focus", "asked", "names"),
    [
        (ONE, {"qr": "x"}, ["legend", "locator", "qr"]),
        (ONE, {"slots": False}, ["legend", "locator"]),
        (ONE, {"has_locator": False, "slots": True}, ["legend", "qr"]),
        (ONE, {"has_bearings": True, "slots": False}, ["legend", "bearings", "locator"]),
        (Focus((0,), (0, 1, 2), is_nested=True), {}, ["legend", "totals", "locator"]),
    ],
    ids=["all", "no slots", "no locator", "no free corner", "nested"],
)
def test_there_are_blocks_for_what_is_asked_and_shown(
    focus: Focus, asked: dict[str, Any], names: list[str]
) -> None:
    assert [name for name, _ in beside(focus, **asked).blocks()] == names


def test_every_block_is_drawn_into_its_slot() -> None:
    blocks = beside(ONE, qr="https://x.org")
    board = Board(blocks.edition.kit)

    blocks.draw(board, [Slot(300, 100 * k, 60) for k, _ in enumerate(blocks.blocks())], 5000)

    said = {text.text: text.y for text in board.texts}
    assert 0 < said["图例"] < 100
    assert 100 < said[next(text for text in said if "位置" in text)] < 200
    assert "#000000" in board.pen.drawing()


def test_a_full_page_leaves_the_last_blocks_out() -> None:
    blocks = beside(ONE, qr="https://x.org")
    board = Board(blocks.edition.kit)

    blocks.draw(board, [Slot(300, 10, 60)], 5000)

    assert "图例" in {text.text for text in board.texts}
    assert "#000000" not in board.pen.drawing()


def test_arrow_and_scale_stand_beside_a_map_without_a_free_corner() -> None:
    blocks = beside(ONE, has_bearings=True, slots=False)
    board = Board(blocks.edition.kit)

    blocks.draw(board, [Slot(300, 100 * k, 60) for k in range(3)], 5000)

    at = {text.text: text.y for text in board.texts}
    assert 100 < at["北"] < 200
    assert 100 < at["比例尺 1:5,000"] < 200
