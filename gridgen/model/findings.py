"""What is said about data and plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from gridgen.words.discreet import masked
from gridgen.words.say import in_both, todo

if TYPE_CHECKING:
    import pandas as pd


class Severity(StrEnum):
    """`error`: a rule is broken and need not be. `warning`: it cannot be kept. `note`: a fact."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


_CODE_DIGITS = 9
"""Digits of the shortest code of a division that findings call by its name: a township's."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact about data or a plan that a person must see, in Chinese and in English.

    Attributes
    ----------
    rule
        Name of what was looked for, as in `gridgen.words`.
    severity
        How bad it is.
    where
        What the user knows: a file and row, a household id, a code.
    number, limit
        What was found and what was expected, in the unit that the sentence names; None where there
        are no such numbers.
    zh, en
        The sentence.
    """

    rule: str
    severity: Severity
    where: str
    number: float | None
    limit: float | None
    zh: str
    en: str

    def text(self, lang: str = "en") -> str:
        """Return the sentence in `lang`: "zh" or "en"."""
        return self.zh if lang == "zh" else self.en

    @property
    def code(self) -> str:
        """The code of what it is about, where its sentences do not say it; else ""."""
        is_code = len(self.where) >= _CODE_DIGITS and self.where.isdecimal()
        return self.where if is_code and self.where not in self.zh else ""


def finding(
    rule: str,
    severity: Severity,
    where: str,
    *,
    number: float | None = None,
    limit: float | None = None,
    **fields: Any,
) -> Finding:
    """Return a finding whose two texts are the sentence named `rule`.

    Parameters
    ----------
    rule
        The key of the sentence, and the name by which checks and people know the fact.
    severity
        How much it matters.
    where
        What the user knows: a file and row, a household id, a code.
    number, limit
        What was found and what was expected, where there are such.
    fields
        What else the sentence names, as `in_both` takes it.
    """
    # Both texts are made now: whoever reads the plan later may speak the other language.
    said = in_both(rule, where=where, number=number, limit=limit, **fields)
    zh, en = map(masked, said)
    return Finding(rule, severity, masked(where), number, limit, zh=zh, en=en)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row of a table with a finding of its own: it was left out, or is kept with a warning.

    Attributes
    ----------
    row
        Its position in the table as it was read, from 0.
    column
        Our name of the column whose cell is at fault; "" where it is the row.
    found
        What is said of it.
    is_kept
        Whether it is among the households all the same.
    """

    row: int
    column: str
    found: Finding
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Findings, the worst first, otherwise in the order they were found."""

    findings: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        # In a pass for each, since a plan of 500,000 households has tens of thousands.
        ordered = (f for severity in Severity for f in self.findings if f.severity is severity)
        object.__setattr__(self, "findings", tuple(ordered))

    # Said here, not by `arrays.in_short`: help loads findings with the sentences, and no numpy.
    def __repr__(self) -> str:
        return f"Report(findings[{len(self)}])"

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __add__(self, other: Report) -> Report:
        return Report(self.findings + other.findings)

    def of(self, rule: str) -> tuple[Finding, ...]:
        """Return the findings of one rule."""
        return tuple(f for f in self.findings if f.rule == rule)

    def alike(self) -> tuple[tuple[Finding, ...], ...]:
        """Return the findings, those of one rule that say the same together, in order.

        What several zones share, such as a village that no number of grids fits, is one line.
        """
        groups: dict[tuple[str, str, str], list[Finding]] = {}
        for found in self.findings:
            groups.setdefault((found.severity, found.rule, found.zh), []).append(found)
        return tuple(tuple(group) for group in groups.values())

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings of severity `error`."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)

    def to_frame(self, lang: str = "en") -> pd.DataFrame:
        """Return one row for each finding: rule, severity, where, number, limit, text.

        `lang` is "en" or "zh": the language of the texts. Severities are plain texts; `number` and
        `limit` are NaN where there is none.
        """
        import numpy as np  # help loads findings with the sentences, and none of these two
        import pandas as pd

        found = self.findings
        return pd.DataFrame(
            {
                "rule": [f.rule for f in found],
                "severity": [f.severity.value for f in found],
                "where": [f.where for f in found],
                "number": np.array([f.number for f in found], np.float64),  # None becomes NaN
                "limit": np.array([f.limit for f in found], np.float64),
                "text": [f.text(lang) for f in found],
            }
        )


def as_rows(report: Report, lang: str) -> list[dict[str, Any]]:
    """Return one row of plain values for each finding, with its texts in "zh" or "en"."""
    return [
        {
            "rule": found.rule,
            "severity": found.severity.value,
            "where": found.where,
            "number": found.number,
            "limit": found.limit,
            "text": found.text(lang),
            "todo": todo(found.rule, lang),
        }
        for found in report
    ]
