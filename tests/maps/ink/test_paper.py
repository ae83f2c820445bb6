"""Sizes of paper double in area, and type grows with them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from gridgen.model.errors import PrintError
from maps.ink.paper import PAPERS, Paper, paper_of


def test_each_size_is_half_of_the_one_before() -> None:
    for larger, smaller in pairwise(PAPERS.values()):
        assert larger.width == pytest.approx(smaller.height, abs=1)
        assert larger.height == pytest.approx(2 * smaller.width, abs=1)
        assert larger.title_pt > smaller.title_pt
        assert larger.label_least >= smaller.label_least


@pytest.mark.parametrize("paper", PAPERS.values(), ids=lambda paper: paper.name)
def test_no_type_is_under_6_points_in_the_hand_and_8_on_a_wall(paper: Paper) -> None:
    least = 6 if paper.name in ("A3", "A4") else 8

    assert paper.least_pt == least
    assert min(paper.text_pt * 0.8, paper.table_pt, paper.label_least) >= least


def test_a_size_may_be_written_in_any_case_and_others_are_refused() -> None:
    assert paper_of(" a3 ").name == "A3"
    with pytest.raises(PrintError, match="The size is 'B4'; expected one of A0, A1, A2, A3, A4"):
        paper_of("B4")
