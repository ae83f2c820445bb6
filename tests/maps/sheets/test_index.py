"""The index names what is on the map, by the same numbers."""

from __future__ import annotations

from maps_sheets import texts_of
from plans import town

from maps.sheets.order import Order
from maps.sheets.printing import print_plan


def test_numbers_on_the_sheet_are_those_of_the_index() -> None:
    (svg,) = print_plan(town(), Order(size="A4")).svg()

    texts = texts_of(svg)
    for row in range(1, 4):
        assert f"990101001201{row:03d}" in texts
    assert "20户" in texts
    assert "400户" in texts


def test_a_long_name_is_cut_with_an_ellipsis_in_the_index() -> None:
    plan = town(grid="极长的网格名称" * 6 + "{}")

    (svg, *_) = print_plan(plan, Order(size="A4")).svg()

    assert any(text.startswith("极长的网格") and text.endswith("…") for text in texts_of(svg))
