"""Rows that go back to whoever sent them: written where that is asked for, else told how."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from gridgen.cli.console import out
from gridgen.files.rejects import rejects_of
from gridgen.words.say import say

if TYPE_CHECKING:
    import pandas as pd

    from gridgen.model.plan import Plan


def send_back(plan: Plan, table: pd.DataFrame, path: Path | None, lang: str) -> list[str]:
    """Write the rows that go back, where a file is named for them; return what to tell of it.

    Parameters
    ----------
    plan
        As it was divided in this run.
    table
        The households as they were read.
    path
        A .xlsx, or None.
    lang
        "en" or "zh".
    """
    if path is not None:
        from gridgen.files.reject_book import write_rejects  # what makes workbooks is heavy

        number = write_rejects(plan, table, path, lang=lang)
        return [say("rejects_wrote", lang, path=path, number=number)]
    left_out = len({one.row for one in rejects_of(plan, table) if not one.is_kept})
    return [say("rejects_how", lang, number=left_out)] if left_out else []


def print_told(told: list[str]) -> None:
    """Print what `send_back` returned."""
    for line in told:
        out.print(escape(line))
