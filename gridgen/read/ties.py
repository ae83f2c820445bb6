"""A table of ties -> Tie: who is kept together or apart, by id, building, group or estate."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gridgen.errors import ReadError
from gridgen.model import Finding, Households, Severity, Tie
from gridgen.read.cells import to_codes
from gridgen.read.columns import TIES, recognise
from gridgen.words import finding

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
    table: pd.DataFrame, roll: Households, *, source: str
) -> tuple[tuple[Tie, ...], tuple[Finding, ...]]:
    """Return the ties of a table with columns tie, first, second, and `of` if not households.

    A row that names nobody, or says neither together nor apart, is left out with a finding.

    Raises
    ------
    ReadError
        A column is missing.
    """
    known, found = recognise(table, TIES, source)
    for column in ("tie", "first", "second"):
        if column not in known:
            raise ReadError(
                f"{source}: there is no column {column}; expected tie (together or apart), first, "
                "second, and `of`: household, building, group or estate."
            )
    n = len(known)
    of = to_codes(known["of"]) if "of" in known else np.full(n, "", object)
    columns = [to_codes(known[name]) for name in ("tie", "first", "second")]
    ties: list[Tie] = []
    left_out: list[Finding] = []
    for row, (said, kind, first, second) in enumerate(
        zip(*columns[:1], of, *columns[1:], strict=True)
    ):
        tie = Tie(_WORDS.get(said.casefold(), ""), _OF.get(kind.casefold(), ""), first, second)
        if not tie.kind or not tie.key:
            why, name = "tie_not_understood", said if not tie.kind else kind
        else:
            lost = [side for side in (first, second) if len(tie.rows(roll, side)) == 0]
            why, name = ("tie_unknown", lost[0]) if lost else ("", "")
        if why:
            where = f"{source}, row {row + 1}"
            left_out.append(finding(why, Severity.WARNING, where, name=name))
        else:
            ties.append(tie)
    return tuple(ties), found + tuple(left_out)
