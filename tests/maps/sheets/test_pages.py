"""What one page is about, and what every page keeps."""

from __future__ import annotations

import numpy as np
import pytest
from campaigns import campaign
from maps_sheets import words
from plans import EAST_GATE, VILLAGE, town

from maps.sheets.order import Order
from maps.sheets.printing import Press, print_plan


def test_one_community_alone_makes_a_sheet() -> None:
    printed = print_plan(town(), Order(size="A4"), scope="community", only=[VILLAGE])

    assert len(printed.scenes) == 1
    assert "清河村网格划分示意图" in words(printed, 0)
    # Its neighbour stands outside with its name, but in no index.
    assert "东门社区" in words(printed, 0)
    assert f"{EAST_GATE}001" not in words(printed, 0)


@pytest.mark.parametrize("only", campaign([("990101101203",), ()], everyday=1))
def test_texts_of_pages_stay_on_the_page(sample: Press, only: tuple[str, ...]) -> None:
    for form, scope in (("atlas", "grid"), ("board", "grid"), ("register", "township")):
        for scene in sample.print(Order(size="A4"), form=form, scope=scope, only=only).scenes:
            for text in scene.texts:
                left = (
                    text.x - {"start": 0, "middle": text.width / 2, "end": text.width}[text.anchor]
                )
                assert left >= 0
                assert left + text.width <= scene.width + 0.1 or text.angle
                assert 0 <= text.y <= scene.height
            bottoms = [table.y + table.height for table in scene.tables]
            assert np.all(np.array(bottoms) <= scene.height - 15)
