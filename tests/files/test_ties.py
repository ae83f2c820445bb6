"""Rows of ties become ties, or findings that name the row and what is wrong with it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gridgen.files.ties import ties_among, to_ties
from gridgen.model.arrays import taken
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding
from gridgen.model.households import Households
from gridgen.model.ties import Tie


def homes() -> Households:
    at = np.zeros((4, 2))
    return Households(
        ids=list("abcd"), given=at, xy=at, count=[1] * 4, community=[""] * 4,
        keys={"building": ["7", "7", "8", ""]}, source=[1, 2, 3, 4], crs="EPSG:4547",
    )  # fmt: skip


def read(
    *rows: tuple[str, ...], columns: str = "tie of first second"
) -> tuple[list[Tie], list[Finding]]:
    table = pd.DataFrame(rows, columns=columns.split())
    ties, found = to_ties(table, homes(), source="ties.csv")
    return list(ties), list(found)


@pytest.mark.parametrize(
    ("said", "kind"),
    [("together", "together"), ("APART", "apart"), ("同网格", "together"), ("分", "apart")],
)
@pytest.mark.parametrize(
    ("of", "key", "first", "second"),
    [("", "id", "a", "d"), ("户", "id", "a", "d"), ("楼栋", "building", "7", "8")],
)
def test_words_of_either_language_are_understood(
    said: str, kind: str, of: str, key: str, first: str, second: str
) -> None:
    ties, found = read((said, of, first, second))

    assert ties == [Tie(kind, key, first, second)]
    assert found == []


def test_without_a_column_of_whom_ties_are_of_households() -> None:
    ties, _ = read(("合", "a", "b"), columns="关系 甲 乙")

    assert ties == [Tie("together", "id", "a", "b")]


@pytest.mark.parametrize(
    ("row", "rule", "said"),
    [
        (("near", "", "a", "b"), "tie_not_understood", "near"),
        (("together", "street", "a", "b"), "tie_not_understood", "street"),
        (("together", "", "a", "z"), "tie_unknown", "z"),
        (("together", "", "", "b"), "tie_unknown", ""),
        (("apart", "estate", "7", "8"), "tie_unknown", "7"),
    ],
)
def test_a_row_that_ties_nobody_is_left_out_by_its_number(
    row: tuple[str, ...], rule: str, said: str
) -> None:
    ties, (found,) = read(("together", "", "a", "b"), row)

    assert ties == [Tie("together", "id", "a", "b")]
    assert (found.rule, found.where) == (rule, "ties.csv, row 2")
    assert said in found.en


def test_a_pair_apart_that_others_keep_together_is_named_with_their_rows() -> None:
    ties, (found,) = read(
        ("together", "", "a", "b"), ("together", "building", "7", "8"), ("apart", "", "a", "c")
    )

    assert len(ties) == 3
    assert (found.rule, found.where) == ("ties_contradict", "ties.csv, row 3")
    assert "2" in found.en


@pytest.mark.parametrize("column", ["tie", "first", "second"])
def test_a_table_without_a_column_is_refused(column: str) -> None:
    table = pd.DataFrame([["together", "a", "b"]], columns=["tie", "first", "second"])

    with pytest.raises(ReadError, match=rf"^ties\.csv: there is no column {column}; expected tie"):
        to_ties(table.drop(columns=column), homes(), source="ties.csv")


def test_older_ties_stay_while_both_sides_are_there_and_keep_their_rows() -> None:
    ties = (
        Tie("together", "id", "a", "b"),
        Tie("apart", "id", "c", "d"),
        Tie("apart", "id", "a", "c"),
    )

    kept, (lost,) = ties_among(ties, taken(homes(), np.array([0, 2, 3])), source="ties.csv")

    assert kept == ties[1:]
    assert (lost.rule, lost.where) == ("tie_unknown", "ties.csv, row 1")
