"""People come from a staff table, stand on sheets, and are kept nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from maps_sheets import STAFF, texts_of
from plans import town

from gridgen.model.errors import ReadError
from maps.sheets.order import Order
from maps.sheets.printing import print_plan
from maps.sheets.staff import read_staff


def staff_file(folder: Path, text: str) -> Path:
    file = folder / "staff.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_people_come_from_the_staff_table_and_heads_that_are_missing_are_told(
    tmp_path: Path,
) -> None:
    file = staff_file(
        tmp_path,
        "网格编码,职务,姓名,电话\n990101001201001,网格员,李四,13800000002\n"
        "990101001201001,网格长,张三,13800000001\n999,网格长,王五,1\n",
    )

    printed = print_plan(town(), Order(size="A3", staff=read_staff(file)))

    texts = texts_of(printed.svg()[0])
    assert {"张三", "13800000001"} <= set(texts)
    assert "李四" not in texts
    (without,) = printed.report.of("print_role_missing")
    assert without.number == 5
    (unknown,) = printed.report.of("print_staff_unknown")
    assert "999" in unknown.zh


def test_a_staff_table_without_codes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"staff\.csv: no column 'code'"):
        read_staff(staff_file(tmp_path, "姓名,电话\n张三,1\n"))


def test_people_are_nowhere_but_in_what_is_printed() -> None:
    assert "张三" not in repr(STAFF)
    assert "张三" not in repr(Order(staff=STAFF))
