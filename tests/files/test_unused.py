"""Nothing that is not used goes unsaid."""

from __future__ import annotations

import pandas as pd
import pytest

from gridgen.files.headers import recognise
from gridgen.files.origin import Origin, with_origin
from gridgen.files.unused import tell_unused
from gridgen.files.vocabulary import HOUSEHOLDS
from gridgen.model.findings import Severity


def told(table: pd.DataFrame, **fields: object) -> list[tuple[str, Severity, str]]:
    origin = Origin(**fields)  # type: ignore[arg-type]
    known, _ = recognise(with_origin(table, origin), HOUSEHOLDS, "a.xlsx")
    found = tell_unused(table, known, HOUSEHOLDS, "a.xlsx")
    return [(finding.rule, finding.severity, finding.text("zh")) for finding in found]


def test_columns_that_are_not_used_are_listed_with_their_letters() -> None:
    table = pd.DataFrame({"编号": ["a"], "备注": ["x"], "高程": ["5"]})

    ((rule, severity, text),) = told(table, letter={"编号": "A", "备注": "B", "高程": "C"})

    assert (rule, severity) == ("columns_unused", Severity.NOTE)
    assert "2 列没有用到：B 列“备注”、C 列“高程”" in text


@pytest.mark.parametrize(
    ("header", "cell", "hint"),
    [
        ("应收户数小写", "3", "户数"),
        ("longitud", "116.1", "经度"),
        ("所在片区村庄编号", "1", "村(社区)代码"),
        ("xq", "990101001201", "村(社区)代码"),
        ("归口大队", "三队", "村民小组"),
    ],
)
def test_a_column_that_may_be_one_of_ours_is_a_warning(header: str, cell: str, hint: str) -> None:
    ((rule, severity, text),) = told(pd.DataFrame({"编号": ["a"], header: [cell]}))

    assert (rule, severity) == ("columns_unused", Severity.WARNING)
    assert f"（可能是{hint}）" in text


def test_nothing_is_told_where_all_is_used_or_is_our_own() -> None:
    assert (
        told(pd.DataFrame({"编号": ["a"], "经度": ["1"], "fid": ["1"], "presence": ["placed"]}))
        == []
    )


@pytest.mark.parametrize(
    ("is_list", "severity"), [(False, Severity.NOTE), (True, Severity.WARNING)]
)
def test_sheets_that_were_not_read_are_told(is_list: bool, severity: Severity) -> None:
    ((rule, found, text),) = told(pd.DataFrame({"编号": ["a"]}), unread={"旧": is_list})

    assert (rule, found) == ("sheets_unused", severity)
    assert "1 张工作表没有用到：旧" in text
