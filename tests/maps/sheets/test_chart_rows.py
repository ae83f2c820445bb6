"""Rows of a chart say who answers, by role and phone and nothing else."""

from __future__ import annotations

from maps_sheets import (
    everything,
    nested_pages,
)
from plans import VILLAGE, town, with_people

from maps.sheets.staff import Person, StaffTable


def test_the_chart_says_who_answers_by_role_and_phone_and_nothing_else() -> None:
    found = everything(nested_pages(with_people(town())))

    assert found["网格长 0757-1"] == 1
    assert found["网格长（空缺）"] == 1
    assert found["网格员 2 人"] == 1
    assert not any("P1" in text or "P2" in text for text in found)


def test_a_staff_table_goes_before_the_plan_and_its_names_are_left_out() -> None:
    staff = StaffTable(
        {f"{VILLAGE}001": (Person("网格长", "张三", "12"), Person("网格员", "李四", ""))}
    )

    found = everything(nested_pages(with_people(town()), staff=staff))

    assert found["网格长 12"] == found["网格员"] == 1
    assert found["网格长 0757-1"] == 0
    assert not any("张三" in text or "李四" in text for text in found)
