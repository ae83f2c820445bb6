"""What happened while a table was read: what the reader knows and findings must tell."""

from __future__ import annotations

import pandas as pd

from gridgen.files.origin import column_spot, origin_of
from gridgen.model.findings import Finding, Severity, finding


def tell_reading(known: pd.DataFrame, source: str) -> tuple[Finding, ...]:
    """Return findings about sheets that were joined, dates, formulas and letters that were lost.

    Parameters
    ----------
    known
        As `gridgen.files.headers.recognise` returns it.
    source
        The file as the user knows it.
    """
    origin = origin_of(known)
    findings = []
    if origin.sheets:
        sheets = list(origin.sheets.values())
        findings.append(
            finding("sheets_joined", Severity.NOTE, source, sheets=sheets,
                    number=len(origin.sheets))
        )  # fmt: skip
    findings += [
        finding("cells_are_dates", Severity.WARNING, source,
                column=column_spot(origin, header), number=origin.dates[header])
        for header in origin.header.values()
        if origin.dates.get(header)
    ]  # fmt: skip
    if origin.unvalued:
        findings.append(
            finding("formulas_unvalued", Severity.WARNING, source, number=origin.unvalued)
        )
    if origin.lost:
        rows = list(map(str, origin.lost[:_SHOWN]))
        findings.append(
            finding("letters_lost", Severity.WARNING, source, number=len(origin.lost), rows=rows)
        )
    return tuple(findings)


_SHOWN = 10
"""Rows that are named."""
