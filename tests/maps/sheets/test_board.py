"""Notice boards: a page for each grid or entrance, with people where they are named."""

from __future__ import annotations

import pytest
from maps_plans import sample_plan
from maps_sheets import STAFF, words
from plans import town

from gridgen.model.errors import PrintError
from maps.sheets.order import Order
from maps.sheets.printing import Press, print_plan


def test_boards_have_one_page_for_each_grid_with_people_and_slots() -> None:
    order = Order(size="A4", staff=STAFF, phone="12345", qr="https://example.org", slots=True)

    printed = print_plan(town(), order, scope="grid", form="board")

    assert len(printed.scenes) == 6
    said = words(printed, 0)
    assert {"张三", "李四", "1", "2", "监督电话：12345", "照片"} <= said
    # Nobody is named for the second grid: lines to fill in by hand.
    assert "网格长" in words(printed, 1)
    assert "张三" not in words(printed, 1)


def test_a_board_names_the_head_first() -> None:
    (table,) = print_plan(
        town(), Order(staff=STAFF), scope="grid", form="board"
    ).scenes[0].tables  # fmt: skip

    assert [row.cells[1] for row in table.rows] == ["张三", "李四"]


def test_boards_of_buildings_have_one_page_for_each_entrance(sample: Press) -> None:
    plan = sample_plan()
    named = [
        (b, s, z)
        for b, s, z in zip(
            plan.township.households.keys["building"], plan.township.households.keys["stairway"],
            plan.zone_of["grids"].tolist(), strict=True,
        )
        if b and z >= 0
    ]  # fmt: skip
    own = str(plan.level("grids").code[named[0][2]])

    printed = sample.print(Order(size="A4"), scope="building", only=[own])

    assert len(printed.scenes) == len({entry for entry in named if entry[2] == named[0][2]})


def test_boards_of_buildings_need_buildings() -> None:
    with pytest.raises(PrintError, match=r"name no building.*楼栋.*--form board"):
        print_plan(town(), Order(), scope="building")
