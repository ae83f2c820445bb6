"""Blocks beside the map: each where it is asked for, as high as it says."""

from __future__ import annotations

import pytest
from maps_sheets import edition_of
from plans import town

from maps.ink.kit import Board
from maps.ink.paper import Slot
from maps.sheets.beside import Beside, locator_of
from maps.sheets.extract import Focus
from maps.sheets.signs import make_signs

ONE = Focus((0,), (0, 1, 2))


def beside(focus: Focus, *, has_locator: bool = True, **looks: object) -> Beside:
    edition = edition_of(town(), **looks)
    locator = locator_of(edition) if has_locator else None
    return Beside(edition, focus, make_signs(edition, focus), locator, 60)


@pytest.mark.parametrize(
    ("blocks", "names"),
    [
        (beside(ONE, qr="x"), ["legend", "locator", "qr"]),
        (beside(ONE, slots=False), ["legend", "locator"]),
        (beside(ONE, has_locator=False, slots=True), ["legend", "qr"]),
        (beside(Focus((0,), (0, 1, 2), is_nested=True)), ["legend", "totals", "locator"]),
    ],
    ids=["all", "no slots", "no locator", "nested"],
)
def test_there_are_blocks_for_what_is_asked_and_shown(blocks: Beside, names: list[str]) -> None:
    assert [name for name, _ in blocks.blocks()] == names


def test_every_block_is_drawn_into_its_slot() -> None:
    blocks = beside(ONE, qr="https://x.org")
    board = Board(blocks.edition.kit)

    blocks.draw(board, [Slot(300, 100 * k, 60) for k, _ in enumerate(blocks.blocks())])

    said = {text.text: text.y for text in board.texts}
    assert 0 < said["图例"] < 100
    assert 100 < said[next(text for text in said if "位置" in text)] < 200
    assert "#000000" in board.pen.drawing()


def test_a_full_page_leaves_the_last_blocks_out() -> None:
    blocks = beside(ONE, qr="https://x.org")
    board = Board(blocks.edition.kit)

    blocks.draw(board, [Slot(300, 10, 60)])

    assert "图例" in {text.text for text in board.texts}
    assert "#000000" not in board.pen.drawing()
