"""Findings in order, and as a table."""

from __future__ import annotations

import numpy as np
import pytest

from gridgen.model.findings import Finding, Report, Severity

NOTE = Finding("hint", Severity.NOTE, "a.csv", None, None, zh="提示。", en="A hint.")
ERROR = Finding("wrong", Severity.ERROR, "1201", 550.0, 500.0, zh="错了。", en="It is wrong.")


def test_the_worst_comes_first_and_the_rest_stay_in_order() -> None:
    other = Finding("other", Severity.NOTE, "", None, None, zh="", en="")

    report = Report((NOTE, ERROR, other))

    assert [f.rule for f in report] == ["wrong", "hint", "other"]


@pytest.mark.parametrize(
    ("lang", "texts"), [("en", ["It is wrong.", "A hint."]), ("zh", ["错了。", "提示。"])]
)
def test_a_report_is_a_table_of_one_row_for_each_finding(lang: str, texts: list[str]) -> None:
    table = Report((NOTE, ERROR)).to_frame(lang)

    assert list(table.columns) == ["rule", "severity", "where", "number", "limit", "text"]
    assert table["severity"].tolist() == ["error", "note"]
    assert table["text"].tolist() == texts
    assert table["number"].tolist()[0] == 550
    assert np.isnan(table["limit"].tolist()[1])


def test_an_empty_report_is_an_empty_table_with_its_columns() -> None:
    table = Report().to_frame()

    assert len(table) == 0
    assert table["number"].dtype == np.float64


@pytest.mark.parametrize(("found", "said"), [((), 0), ((NOTE, ERROR), 2)])
def test_a_report_is_shown_in_short(found: tuple[Finding, ...], said: int) -> None:
    assert repr(Report(found)) == f"Report(findings[{said}])"
