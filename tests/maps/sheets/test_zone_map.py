"""A zone among its neighbours, and what is said of it."""

from __future__ import annotations

import pytest
from maps_sheets import edition_of
from plans import VILLAGE, town

from maps.ink.kit import Board
from maps.sheets.staff import Person
from maps.sheets.zone_map import draw_zone, facts_of, neighbour_rows, staff_columns, staff_rows

FIELD = (35.0, 40.0, 200.0, 200.0)


def test_a_zone_is_seen_whole_with_what_is_around_it() -> None:
    edition = edition_of(town())

    zone_map = draw_zone(Board(edition.kit), edition.scenery, FIELD, 1, points=False)

    west, south, east, north = edition.scenery.shape[1].bounds
    extent = zone_map.view.extent
    assert extent[0] < west
    assert extent[1] < south
    assert extent[2] > east
    assert extent[3] > north
    assert zone_map.neighbours == (0, 2)


def test_the_facts_of_a_zone_are_its_code_its_community_and_its_households() -> None:
    scenery = edition_of(town()).scenery

    assert dict(facts_of(scenery, "en", 0)).values() != {}
    assert [value for _, value in facts_of(scenery, "zh", 0)] == [
        f"{VILLAGE}001", "清河村", f"{int(scenery.households[0]):,}",
    ]  # fmt: skip


def test_a_neighbour_of_another_community_is_named_with_it() -> None:
    scenery = edition_of(town()).scenery

    near, far = neighbour_rows(scenery, 2, (1, 3), {1: 9})

    assert (near.cells, near.link) == (("第2网格", "9"), 9)
    assert (far.cells, far.link) == (("东门社区第1网格", "–"), 0)


def test_people_have_their_duty_name_and_phone() -> None:
    (row,) = staff_rows([Person("", "张三", "12")])
    columns = staff_columns("zh", 100, (0.3, 0.3, 0.4))

    assert row.cells == ("–", "张三", "12")
    assert [column.width for column in columns] == pytest.approx([30, 30, 40])
