"""A table of ties -> Tie: who is kept together or apart, by id, building, group or estate."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from gridgen.files.headers import recognise
from gridgen.files.origin import file_rows
from gridgen.files.personal import as_kept
from gridgen.files.values import code_column
from gridgen.files.vocabulary import TIES
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.graphs import chain
from gridgen.model.households import Households
from gridgen.model.ties import Tie
from gridgen.words.discreet import shown

_WORDS = {
    "together": "together", "apart": "apart", "合": "together", "分": "apart", "同网格": "together",
    "不同网格": "apart", "保持在一起": "together", "分开": "apart",
}  # fmt: skip
_OF = {
    "": "id", "id": "id", "household": "id", "住户": "id", "户": "id", "building": "building",
    "楼栋": "building", "group": "group", "村民小组": "group", "组": "group", "estate": "estate",
    "小区": "estate",
}  # fmt: skip


def to_ties(
    table: pd.DataFrame, households: Households, *, source: str
) -> tuple[tuple[Tie, ...], tuple[Finding, ...]]:
    """Return the ties of a table with columns tie, first, second, and `of` if not households.

    A row that names nobody, or says neither together nor apart, is left out with a finding. One
    that keeps apart whom others keep together stays, with a finding that names the rows.

    Parameters
    ----------
    table
        Headers and words may be English or Chinese.
    households
        Whom the rows may name.
    source
        The file as the user knows it, for findings.

    Raises
    ------
    ReadError
        A column is missing.
    """
    known, found = recognise(table, TIES, source)
    for column in ("tie", "first", "second"):
        if column not in known:
            raise ReadError("ties_without_column", source=source, column=column)
    columns = [code_column(known, name) for name in ("tie", "of")]
    ids = households.ids.tolist()
    columns += [as_kept(code_column(known, name), ids) for name in ("first", "second")]
    rows = file_rows(known).tolist()
    ties: dict[int, Tie] = {}
    left_out: list[Finding] = []
    for row, said, kind, first, second in zip(rows, *columns, strict=True):
        tie = Tie(_WORDS.get(said.casefold(), ""), _OF.get(kind.casefold(), ""), first, second)
        if not tie.kind or not tie.key:
            why, name = "tie_not_understood", said if not tie.kind else kind
        else:
            lost = _lost(tie, households)
            why, name = ("", "") if lost is None else ("tie_unknown", lost)
        if why:
            where = f"{source}, row {row}"
            left_out.append(finding(why, Severity.WARNING, where, name=shown(name)))
        else:
            ties[row] = tie
    against = tuple(_contradictions(ties, households, source))
    return tuple(ties.values()), found + tuple(left_out) + against


def ties_among(
    ties: tuple[Tie, ...], households: Households, *, source: str
) -> tuple[tuple[Tie, ...], tuple[Finding, ...]]:
    """Return those of older ties that still name somebody on both sides, and findings.

    Parameters
    ----------
    ties
        In the order of their rows in `source`.
    households
        As they are now.
    source
        What the ties are called in findings.
    """
    lost = [_lost(tie, households) for tie in ties]
    found = tuple(
        finding("tie_unknown", Severity.WARNING, f"{source}, row {row}", name=name)
        for row, name in enumerate(lost, start=1)
        if name is not None
    )
    known = {row: tie for row, tie in enumerate(ties, start=1) if lost[row - 1] is None}
    return tuple(known.values()), found + tuple(_contradictions(known, households, source))


def _lost(tie: Tie, households: Households) -> str | None:
    """Return the first side of a tie that names nobody, None where both name somebody."""
    sides = (tie.first, tie.second)
    return next((side for side in sides if len(tie.rows(households, side)) == 0), None)


def _contradictions(ties: dict[int, Tie], households: Households, source: str) -> Iterator[Finding]:
    """Give a finding for each tie, by its row, that keeps apart whom others keep together."""
    sides = {row: [tie.rows(households, side) for side in (tie.first, tie.second)]
             for row, tie in ties.items()}  # fmt: skip
    together = [row for row, tie in ties.items() if tie.kind == "together"]
    held = [np.concatenate(sides[row]).tolist() for row in together]
    # One tie together joins all whom its two sides name; a chain of such may join the two sides of
    # a tie apart, and then those rows are what has to change.
    for row, tie in ties.items():
        way = chain(held, *sides[row]) if tie.kind == "apart" else []
        if way:
            rows = ", ".join(str(together[k]) for k in way)
            yield finding("ties_contradict", Severity.WARNING, f"{source}, row {row}",
                          first=tie.first, second=tie.second, rows=rows)  # fmt: skip
