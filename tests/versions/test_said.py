"""Edits as people write them in options and tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.model.errors import CommandError
from gridgen.versions.edits import (
    Assign,
    Create,
    Dissolve,
    Edit,
    Lock,
    Merge,
    Move,
    Rename,
    Renumber,
    Rule,
    SetAside,
    Split,
)
from gridgen.versions.said import Said, edit_said, in_halves, names_in, places_in


@pytest.mark.parametrize(
    ("way", "text", "edit"),
    [
        ("move", "一组，B7、h3=第一网格", Move(("一组", "B7", "h3"), "第一网格")),
        ("move", "一组＝第一网格", Move(("一组",), "第一网格")),
        ("merge", "甲、乙，丙", Merge(("甲", "乙", "丙"))),
        ("split", "甲:2", Split("甲", 2)),
        ("split", "甲：３", Split("甲", 3)),
        ("split", "甲、乙，丙:4", Split("甲", 4, together=("乙", "丙"))),
        ("split", "1号楼:甲:2", Split("1号楼:甲", 2)),
        ("split_line", "甲=113.1 30.2, 113.3 30.2",
         Split("甲", line=((113.1, 30.2), (113.3, 30.2)))),
        ("split_around", "甲=（113.1，30.2）；（113.3，30.2）",
         Split("甲", around=((113.1, 30.2), (113.3, 30.2)))),
        ("create", "一组=河东", Create(("一组",), "河东")),
        ("create", "一组", Create(("一组",))),
        ("dissolve", "甲", Dissolve("甲")),
        ("rename", r"甲\=乙=丙=丁", Rename("甲=乙", "丙=丁")),
        ("renumber", "甲=００７", Renumber("甲", "007")),
        ("lock", "甲、乙", Lock(("甲", "乙"))),
        ("assign", "甲:网格长=P1、P2", Assign("甲", "网格长", ("P1", "P2"))),
        ("assign", "甲:网格长=", Assign("甲", "网格长", ())),
        ("set_aside", "一组=市场", SetAside(("一组",), "市场")),
        ("rule", "东村=居委会", Rule("东村", "community")),
        ("rule", "东村=１２１", Rule("东村", "121")),
    ],
)  # fmt: skip
def test_what_an_option_says_becomes_an_edit(way: str, text: str, edit: Edit) -> None:
    assert edit_said(in_halves(way, text), f"--{way}") == edit


@pytest.mark.parametrize(
    ("way", "text"),
    [
        ("move", "一组"),
        ("move", "=第一网格"),
        ("merge", "甲"),
        ("split", "甲"),
        ("split", "甲:二点五"),
        ("split", "甲:-2"),
        ("split", "甲:1000"),
        ("split_line", "甲=113.1 30.2"),
        ("split_line", "甲=113.1 30.2 113.3"),
        ("split_line", "甲=30.2 113.1, 30.2 113.3"),
        ("split_around", "甲=东头, 西头"),
        ("rename", "甲="),
        ("assign", "甲=P1"),
        ("set_aside", "一组"),
        ("rule", "东村"),
    ],
)
def test_what_is_not_whole_is_told_with_the_place_and_the_form_it_needs(
    way: str, text: str
) -> None:
    with pytest.raises(CommandError, match=f"--{way}"):
        edit_said(in_halves(way, text), f"--{way}")


def test_a_table_may_say_the_level_of_the_zones() -> None:
    assert edit_said(Said("split", "甲", "2", "十户组"), "行 2") == Split("甲", 2, level="十户组")


def test_a_level_is_not_said_of_what_has_none() -> None:
    assert edit_said(Said("rename", "甲", "乙", "grids"), "行 2") == Rename("甲", "乙")


@pytest.mark.parametrize(
    "text",
    ["113.1 30.2,113.3 30.25", "113.1,30.2;113.3,30.25", "LINESTRING(113.1 30.2, 113.3 30.25)",
     "multipoint ((113.1 30.2), (113.3 30.25))", "113.1，30.2；113.3，30.25"],
)  # fmt: skip
def test_places_are_read_as_people_and_programs_write_them(text: str) -> None:
    assert places_in(text) == ((113.1, 30.2), (113.3, 30.25))


MARKS = ",，、=＝:："


@given(
    st.lists(st.text(st.sampled_from("甲乙A1" + MARKS), min_size=1).filter(str.strip), min_size=1)
)
def test_a_mark_in_a_name_stays_where_a_backslash_stands_before_it(names: list[str]) -> None:
    escaped = ["".join(f"\\{c}" if c in MARKS else c for c in name) for name in names]

    assert names_in("、".join(escaped)) == tuple(names)
