"""The register lists every grid once, under its village."""

from __future__ import annotations

from maps_plans import many_grids
from maps_sheets import STAFF, words
from plans import EAST_GATE, VILLAGE, town

from maps.sheets.order import Order
from maps.sheets.printing import print_plan


def test_a_register_lists_every_grid_under_its_village() -> None:
    printed = print_plan(town(), Order(size="A4", staff=STAFF), form="register")

    said = words(printed, 0)
    for row in (1, 2, 3):
        assert {f"{VILLAGE}{row:03d}", f"{EAST_GATE}{row:03d}"} <= said
    assert "张三" in said
    assert any(text.startswith("清河村") and "3 个网格" in text for text in said)


def test_a_long_register_goes_on_over_pages_without_losing_a_grid() -> None:
    printed = print_plan(many_grids(600), Order(size="A4"), form="register")

    rows = [r for scene in printed.scenes for table in scene.tables for r in table.rows]
    assert len({row.cells[1] for row in rows if not row.spans}) == 600
    for scene in printed.scenes[:-1]:
        assert not scene.tables[0].rows[-1].spans
