"""Cells are cut to their columns, headings in bold, and rows may lead to a page."""

from __future__ import annotations

import pytest
from maps_sheets import board_of

from maps.ink.paper import PT_MM, Slot
from maps.ink.scene import TableRow
from maps.sheets.tables import ROW_EM, Column, make_table


def test_every_cell_fits_its_column() -> None:
    kit = board_of().kit
    rows = [TableRow(("极长的网格名称" * 5, "1")), TableRow(("短", "2"))]

    table = make_table(
        kit, Slot(10, 20, 50), [Column("名称", 30), Column("户数", 20, "end")], rows, size_pt=8
    )

    assert table.rows[0].cells[0].endswith("…")
    assert kit.width(table.rows[0].cells[0], 8) < 30
    assert table.rows[1].cells == ("短", "2")
    assert (table.widths, table.anchors) == ((30, 20), ("start", "end"))
    assert (table.x, table.y) == (10, 20)


def test_a_row_that_spans_has_the_whole_width() -> None:
    kit = board_of().kit
    said = "清河村：3 个网格"
    width = kit.width(said, 8, "bold") + 3

    table = make_table(
        kit, Slot(0, 0, width), [Column("a", width / 2), Column("b", width / 2)],
        [TableRow((said,), spans=True)], size_pt=8,
    )  # fmt: skip

    assert table.rows[0].cells == (said,)
    assert table.rows[0].spans


def test_links_and_the_height_of_rows_are_kept() -> None:
    kit = board_of().kit

    table = make_table(
        kit, Slot(0, 0, 20), [Column("a", 20)], [TableRow(("x",), link=7)], size_pt=8
    )
    low = make_table(kit, Slot(0, 0, 20), [Column("a", 20)], [], size_pt=8, row_mm=3)

    assert table.rows[0].link == 7
    assert table.row_mm == pytest.approx(8 * PT_MM * ROW_EM)
    assert (low.row_mm, low.height) == (3, 3)
