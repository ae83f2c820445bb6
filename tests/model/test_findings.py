"""Findings are told worst first, in both languages, and as a table."""

from __future__ import annotations

import numpy as np
import pytest

from gridgen.model.findings import Finding, Report, Severity, as_rows, finding
from gridgen.words.say import in_both


def say(rule: str, severity: Severity) -> Finding:
    return Finding(rule, severity, "here", None, None, zh=f"{rule}（中）", en=f"{rule} (en)")


NOTE, WARNING, ERROR = (
    say(rule, severity)
    for rule, severity in [("n", Severity.NOTE), ("w", Severity.WARNING), ("e", Severity.ERROR)]
)

SECOND = say("w2", Severity.WARNING)


def test_a_report_has_the_worst_first_and_else_keeps_the_order() -> None:
    report = Report((NOTE, SECOND, ERROR, WARNING))

    assert [finding.rule for finding in report] == ["e", "w2", "w", "n"]
    assert len(report) == 4


def test_added_reports_are_in_order_too() -> None:
    report = Report((NOTE, WARNING)) + Report((SECOND, ERROR))

    assert [finding.rule for finding in report] == ["e", "w", "w2", "n"]


def test_a_report_gives_its_errors_and_the_findings_of_one_rule() -> None:
    report = Report((NOTE, WARNING, ERROR, WARNING))

    assert report.errors == (ERROR,)
    assert report.of("w") == (WARNING, WARNING)
    assert report.of("unheard") == ()


@pytest.mark.parametrize(("lang", "text"), [("zh", "n（中）"), ("en", "n (en)")])
def test_a_finding_speaks_both_languages(lang: str, text: str) -> None:
    assert NOTE.text(lang) == text


# --- as a table ----------------------------------------------------------------------------------

HINT = Finding("hint", Severity.NOTE, "a.csv", None, None, zh="提示。", en="A hint.")
WRONG = Finding("wrong", Severity.ERROR, "1201", 550.0, 500.0, zh="错了。", en="It is wrong.")


@pytest.mark.parametrize(
    ("lang", "texts"), [("en", ["It is wrong.", "A hint."]), ("zh", ["错了。", "提示。"])]
)
def test_a_report_is_a_table_of_one_row_for_each_finding(lang: str, texts: list[str]) -> None:
    table = Report((HINT, WRONG)).to_frame(lang)

    assert list(table.columns) == ["rule", "severity", "where", "number", "limit", "text"]
    assert table["severity"].tolist() == ["error", "note"]
    assert table["text"].tolist() == texts
    assert table["number"].tolist()[0] == 550
    assert np.isnan(table["limit"].tolist()[1])


def test_an_empty_report_is_an_empty_table_with_its_columns() -> None:
    table = Report().to_frame()

    assert len(table) == 0
    assert table["number"].dtype == np.float64


@pytest.mark.parametrize(("found", "said"), [((), 0), ((HINT, WRONG), 2)])
def test_a_report_is_shown_in_short(found: tuple[Finding, ...], said: int) -> None:
    assert repr(Report(found)) == f"Report(findings[{said}])"


def test_a_finding_says_levels_and_pairs_in_the_language_of_each_text() -> None:
    found = finding("person_left_out", Severity.WARNING, "p.csv, row 3",
                    reason=in_both("person_no_id"))  # fmt: skip

    assert found.zh == "p.csv, row 3：没有编号，未列入。"
    assert found.en == "p.csv, row 3: there is no id; the row is left out."


def test_a_row_of_a_finding_says_what_to_do() -> None:
    found = Finding("polygon_broken", Severity.WARNING, "a", 1.0, None, zh="断。", en="Broken.")

    rows = as_rows(Report((found,)), "en")

    assert rows == [
        {
            "rule": "polygon_broken", "severity": "warning", "where": "a", "number": 1.0,
            "limit": None, "text": "Broken.", "todo": "Draw the polygon anew.",
        }
    ]  # fmt: skip
