"""A zone is named by code, in full, or as it stands in its village."""

from __future__ import annotations

import pytest
from edited import draft, town
from returning import NORTH, SOUTH
from villages import NEXT_VILLAGE, VILLAGE

from gridgen.versions.returned.named import NEW, called_in, said_in

HOME, NEXT = 0, 150
"""A household in the south of the first village, and one in that of the second."""


@pytest.mark.parametrize(
    ("row", "said", "label"),
    [
        (HOME, NORTH, NORTH),
        (HOME, "第一网格", NORTH),
        (HOME, "第 一 网格", NORTH),
        (NEXT, "第一网格", f"{NEXT_VILLAGE}001"),
        (NEXT, "东村第一网格", NORTH),
        (HOME, "Grid 2", f"{NEW}{VILLAGE}{NEW}Grid 2"),
        (HOME, "第二网格", SOUTH),
        (HOME, f"{VILLAGE}044", f"{NEW}{VILLAGE}044"),
        (HOME, "河东网格", f"{NEW}{VILLAGE}{NEW}河东网格"),
    ],
)
def test_what_a_household_says_is_a_zone_of_the_plan_or_a_new_one(
    row: int, said: str, label: str
) -> None:
    assert called_in(town(), draft().rules, "grids").label(row, said) == label


def test_groups_of_one_name_are_those_of_the_grid() -> None:
    zones = town().level("ten_household_groups")
    names = zones.name[zones.parent == SOUTH]
    called = called_in(town(), draft().rules, "ten_household_groups")

    assert called.label(HOME, names[-1]) in zones.code[zones.parent == SOUTH]


def test_a_label_says_its_code_or_its_name() -> None:
    assert said_in(f"{NEW}{VILLAGE}044") == (f"{VILLAGE}044", "")
    assert said_in(f"{NEW}{VILLAGE}{NEW}河东网格") == ("", "河东网格")
