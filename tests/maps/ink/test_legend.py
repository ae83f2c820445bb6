"""The legend is as high as it says and has a swatch for each line."""

from __future__ import annotations

import pytest
from maps_sheets import board_of

from maps.ink.legend import Sign, draw_legend, legend_mm
from maps.ink.paper import Slot
from maps.ink.theme import Fill, Stroke

SIGNS = [
    Sign("line", "网格界", (Stroke("#ff0000", 0.3),)),
    Sign("fills", "相邻网格颜色不同" * 6, fills=(Fill("#aabbcc"), Fill("#bbccdd", hatch=True))),
    Sign("hatch", "专属网格", (Stroke("#00ff00", 0.2),)),
    Sign("falling", "调整范围", (Stroke("#ff0000", 0.2),)),
    Sign("dot", "住户", (Stroke("#0000ff", 0.5),)),
    Sign("callout", "编号", mark="2-3"),
]


@pytest.mark.parametrize("width", [30.0, 60.0])
def test_the_legend_stays_in_its_height(width: float) -> None:
    board = board_of()

    draw_legend(board, Slot(10, 10, width), SIGNS)

    bottom = 10 + legend_mm(board.kit, SIGNS, width)
    assert max(text.y for text in board.texts) < bottom
    assert all(text.x + text.width / 2 <= 10 + width + 0.1 for text in board.texts)


def test_every_kind_of_sign_has_its_swatch() -> None:
    board = board_of()

    draw_legend(board, Slot(10, 10, 60), SIGNS)

    drawing = board.pen.drawing()
    for colour in ("#ff0000", "#aabbcc", "#bbccdd", "#00ff00", "#0000ff"):
        assert colour in drawing
    assert "2-3" in [text.text for text in board.texts]


def test_a_narrow_legend_breaks_its_words_and_is_higher() -> None:
    kit = board_of().kit

    assert legend_mm(kit, SIGNS, 30) > legend_mm(kit, SIGNS, 90)
