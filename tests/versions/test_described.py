"""Edits in words: grids by their names, many units by a few of them and their number."""

from __future__ import annotations

import pytest
from edited import draft, grids_in
from villages import VILLAGE

from gridgen.versions.described import described, post_called
from gridgen.versions.edits import Assign, Create, Edit, Merge, Move, Rename

FIRST, SECOND = grids_in(draft().plan, VILLAGE)


@pytest.mark.parametrize(
    ("edit", "zh", "en"),
    [
        (Merge((FIRST, SECOND)), "合并 东村第一网格、东村第二网格",
         "Merge 东村 Grid 1, 东村 Grid 2"),
        (Merge((FIRST, SECOND), keep=SECOND),
         "合并 东村第一网格、东村第二网格，沿用 东村第二网格 的编码和名称",
         "Merge 东村 Grid 1, 东村 Grid 2 under the code and name of 东村 Grid 2"),
        (Create(("h0",), "河东", code="021"), "用 h0 新建网格“河东”（编码 021）",
         "Make a grid '河东' with the code 021 of h0"),
        (Create(("h0",)), "用 h0 新建网格", "Make a grid of h0"),
        (Move(tuple(f"h{k}" for k in range(9)), FIRST),
         "把 h0、h1、h2、h3、h4等 9 项 移到 东村第一网格",
         "Move h0, h1, h2, h3, h4 and others, 9 in all to 东村 Grid 1"),
        (Rename(FIRST, "河东"), "东村第一网格 改名为“河东”", "Rename 东村 Grid 1 to '河东'"),
    ],
)  # fmt: skip
def test_an_edit_in_words(edit: Edit, zh: str, en: str) -> None:
    assert described(draft(), edit) == (zh, en)


def test_a_post_is_called_without_its_people() -> None:
    edit = Assign(FIRST, "head", ("p1",))

    assert post_called(draft(), edit) == ("东村第一网格的网格长", "the grid head of 东村 Grid 1")
