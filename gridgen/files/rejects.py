"""Rows that go back to whoever sent them: which they are, and what a workbook of them adds to them.

The workbook itself is written by `gridgen.files.reject_book`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from gridgen.files.origin import file_rows
from gridgen.model.errors import WriteError
from gridgen.model.findings import Finding, Rejected, Severity
from gridgen.model.plan import Plan
from gridgen.model.township import Township
from gridgen.words.say import LANGUAGES, say

OURS = ("sheet", "row", "reason", "todo")
"""What the workbook has besides the columns of the file; the first two stand before them."""

_LATER = ("household_unplaced", "community_differs")
"""Findings of the division about a single household."""


def own_headers() -> dict[str, str]:
    """Return what the workbook's own columns are, of `OURS`, by their headers in every language."""
    return {say(f"reject_{name}", lang): name for lang in LANGUAGES for name in OURS}


def rejects_of(plan: Plan | Township, table: pd.DataFrame) -> tuple[Rejected, ...]:
    """Return the rows of a table that were left out of a plan or are in it with a warning.

    Parameters
    ----------
    plan
        As it was divided or redrawn in this run: no plan file holds what was left out. Or what was
        read, before it is divided: then without what the division finds.
    table
        The households as they were read.

    Returns
    -------
    In the order of the rows; a row may be there more than once.
    """
    township, report = _read_in(plan)
    households = township.households
    of_file = np.flatnonzero(households.source > 0)
    at = np.searchsorted(file_rows(table), households.source[of_file])
    whole = np.where(households.part_of == "", households.ids, households.part_of)[of_file]
    position = dict(zip(whole.tolist(), at.tolist(), strict=True))
    later = [
        Rejected(position[found.where], "", found, is_kept=True)
        for found in report
        if found.rule in _LATER and found.severity is not Severity.NOTE and found.where in position
    ]
    back = [one for one in households.rejected if one.found.severity is not Severity.NOTE]
    return tuple(sorted([*back, *later], key=lambda one: one.row))


def _read_in(plan: Plan | Township) -> tuple[Township, Iterable[Finding]]:
    return (plan, ()) if isinstance(plan, Township) else (plan.township, plan.report)


def require_xlsx(path: Path) -> None:
    """Raise WriteError where a workbook would not be called one."""
    if path.suffix.lower() != ".xlsx":
        raise WriteError("rejects_ending", file=path, ending=path.suffix)
