"""Findings are told worst first, in both languages."""

from __future__ import annotations

import pytest

from gridgen.model.findings import Finding, Report, Severity


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
