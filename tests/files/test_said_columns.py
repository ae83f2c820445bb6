"""What headers do not tell, a small table says."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from gridgen.files.inputs import Inputs, read_inputs
from gridgen.files.said_columns import to_columns
from gridgen.files.township import to_township
from gridgen.model.errors import ReadError
from gridgen.rules.loader import load_rules


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"列名": ["甲", "乙"], "含义": ["经度", "-"]}),
        pd.DataFrame({"column": ["甲", "乙"], "meaning": ["经度", "-"], "note": ["", "x"]}),
        pd.DataFrame({"甲": ["乙"], "经度": ["-"]}),  # no header of its own
    ],
)
def test_a_table_says_what_columns_mean(table: pd.DataFrame) -> None:
    assert to_columns(table, "c.csv") == {"甲": "经度", "乙": "-"}


def test_a_table_of_one_column_says_nothing() -> None:
    with pytest.raises(ReadError, match=r"c\.csv: expected two columns"):
        to_columns(pd.DataFrame({"甲": ["x"]}), "c.csv")


def households(columns: dict[str, str]) -> list[int]:
    table = pd.DataFrame(
        {"e": [116.1, 116.2], "n": [30.1, 30.2], "编号": ["a", "b"], "户数": [9, 9], "实住": [2, 3]}
    )
    inputs = Inputs(table, columns=columns)
    return to_township(inputs, load_rules("standard")).households.count.tolist()


def test_what_is_said_goes_before_what_a_header_tells() -> None:
    assert households({"e": "经度", "n": "lat", "实住": "households"}) == [2, 3]
    assert households({"e": "lon", "n": "纬度", "户数": "-"}) == [1, 1]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"东": "经度"}, 'there is no column "东"; the columns are: e, n, 编号, 户数, 实住'),
        ({"e": "经纬"}, '"经纬" means nothing for column "e"; expected one of: id, 编号'),
    ],
)
def test_what_cannot_be_meant_is_refused(columns: dict[str, str], message: str) -> None:
    with pytest.raises(ReadError, match=message):
        households(columns)


def test_a_table_without_header_is_read_by_the_letters_of_its_columns(tmp_path: Path) -> None:
    (tmp_path / "a.dat").write_text("1,,116.2,30.1,5.2\n2,,116.3,30.2,5.3\n", encoding="utf-8")

    inputs = read_inputs(tmp_path / "a.dat", columns={"A": "编号", "C": "经度", "D": "纬度"})

    read = to_township(inputs, load_rules("standard")).households
    assert read.ids.tolist() == ["1", "2"]
    assert read.given.tolist() == [[116.2, 30.1], [116.3, 30.2]]
    assert read.source.tolist() == [1, 2]


def test_a_table_without_header_shows_none_of_its_rows(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("张三,116.2,30.1\n", encoding="utf-8")

    with pytest.raises(ReadError, match="--columns") as refused:
        read_inputs(tmp_path / "a.csv")

    assert "张三" not in refused.value.text("zh")
