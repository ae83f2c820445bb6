"""What moved, for the notice board: hatched land, dashed old borders, households by their ids."""

from __future__ import annotations

import dataclasses

import pytest
from maps_sheets import said
from plans import VILLAGE, town, with_border, with_people

from gridgen.model.errors import NotInPlanError, PrintError
from maps.sheets.order import Order
from maps.sheets.pages import Printed
from maps.sheets.printing import print_changes


def changes(*rows: int, **looks: object) -> Printed:
    return print_changes(town(), with_border(town(), 200, *rows), Order(**({"size": "A3"} | looks)))  # type: ignore[arg-type]


def cells(printed: Printed) -> list[tuple[str, ...]]:
    return [row.cells for scene in printed.scenes for table in scene.tables for row in table.rows]


def test_a_village_has_a_page_with_a_table_of_households_and_their_grids() -> None:
    printed = changes(4, 9)

    (scene,) = printed.scenes
    assert "清河村网格调整公示" in said(scene)
    assert scene.tables[0].header == ("户", "原网格", "现网格")
    assert cells(printed) == [("h5", "第1网格", "第2网格"), ("h10", "第1网格", "第2网格")]
    assert {"第1网格 → 第2网格", "2户"} <= set(said(scene))


def test_no_place_of_a_household_and_no_person_stands_on_a_public_page() -> None:
    plan = with_people(town())

    printed = print_changes(plan, with_border(plan, 200, 4), Order(households=True))

    (scene,) = printed.scenes
    assert not any(text in {"P1", "P2", "P3", "0757-1"} for text in said(scene))
    assert "h1v" not in scene.drawing
    assert scene.drawing.count("h1M") == 0


def test_who_moved_comes_before_who_came_and_who_left() -> None:
    old, new = town(), with_border(town(), 200, 4)
    roll = new.township.households
    ids = roll.ids.copy()
    ids[0] = "new"
    named = dataclasses.replace(roll, ids=ids)
    new = dataclasses.replace(new, township=dataclasses.replace(new.township, households=named))

    printed = print_changes(old, new, Order())

    assert cells(printed) == [
        ("h5", "第1网格", "第2网格"), ("new", "（新增）", "第1网格"), ("h1", "第1网格", "（减少）"),
    ]  # fmt: skip


def test_a_long_table_goes_on_over_pages_that_are_numbered() -> None:
    printed = changes(*range(20), size="A4")
    short = changes(4, size="A4")

    assert len(short.scenes) == 1
    assert sorted(row[0] for row in cells(printed)) == sorted(f"h{k}" for k in range(1, 21))
    if len(printed.scenes) > 1:
        assert "– 2 –" in said(printed.scenes[1])


def test_only_the_communities_that_are_asked_for_are_told() -> None:
    with pytest.raises(PrintError, match="Nothing moved"):
        print_changes(town(), with_border(town(), 200, 4), Order(), only=["990101001001"])
    with pytest.raises(NotInPlanError, match="990101001999"):
        print_changes(town(), with_border(town(), 200, 4), Order(), only=["990101001999"])


def test_two_equal_plans_print_nothing() -> None:
    with pytest.raises(PrintError, match="Nothing moved: the two plans have the same grids"):
        print_changes(town(), town(), Order())


def test_a_grid_that_is_no_more_keeps_its_name_in_the_table() -> None:
    old, new = town(), with_border(town(), 200, *range(20))
    codes = new.levels[0].code.copy()
    codes[1] = f"{VILLAGE}009"
    names = new.levels[0].name.copy()
    names[1] = "清河村第9网格"
    grids = dataclasses.replace(new.levels[0], code=codes, name=names)
    new = dataclasses.replace(new, levels=(grids, *new.levels[1:]))

    printed = print_changes(old, new, Order(size="A1"))

    assert ("h21", "第2网格", "第9网格") in cells(printed)


def test_whom_to_call_stands_at_the_foot() -> None:
    (scene,) = changes(4, phone="12345").scenes

    assert "监督电话：12345" in said(scene)
