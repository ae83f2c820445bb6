"""Text in columns: a Chinese character takes two, and no line begins with a comma."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.cli.layout import block, columns_of, lines_of, rows_of


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 9, []),
        ("one grid", 8, ["one grid"]),
        ("one grid", 7, ["one", "grid"]),
        ("划分网格", 8, ["划分网格"]),
        ("划分网格", 7, ["划分网", "格"]),
        ("划分网格。", 8, ["划分网", "格。"]),  # a full stop begins no line
        ("村（社区）", 4, ["村", "（社", "区）"]),  # nor ends one what opens
        ("用 CSV 文件", 6, ["用 CSV", "文件"]),
        ("一 [默认：0]", 8, ["一", "[默认：0]"]),  # what brackets hold stays together
    ],
)
def test_a_text_is_broken_where_it_may_be(text: str, width: int, lines: list[str]) -> None:
    assert list(lines_of(text, width)) == lines


@given(st.text("网格划分，。（）", max_size=60), st.integers(12, 40))
def test_nothing_is_lost_in_breaking(text: str, width: int) -> None:
    assert "".join(lines_of(text, width)) == text


def test_every_line_of_a_block_is_indented() -> None:
    assert block("划分网格", 8, indent=2) == "  划分网\n  格"


def test_the_second_column_begins_at_the_same_place_in_each_row() -> None:
    rows = rows_of([("--lang", "语言"), ("--户", "x"), ("-" * 40, "wide")], 60)

    assert rows.splitlines() == [
        "  --lang" + " " * 28 + "语言",
        "  --户" + " " * 30 + "x",
        "  " + "-" * 40,
        " " * 36 + "wide",
    ]
    assert columns_of("  --户" + " " * 30) == 36
