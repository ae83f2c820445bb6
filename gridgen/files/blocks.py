"""Cells that stand for the rows below them, as merged cells do once they are taken apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gridgen.files.origin import origin_of
from gridgen.files.values import Flags, is_blank, text_column
from gridgen.model.arrays import Texts
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.households import KEEP_KEYS

_SHARED = ("community", "village", *KEEP_KEYS)
"""Columns that rows share."""

_DITTO = frozenset({"同上", "同前", "〃", "″", "''", '"', "ditto"})
"""What stands for the cell above."""


def fill_blocks(
    known: pd.DataFrame, *, source: str, is_row: Flags
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the table with columns filled downwards whose values begin blocks of rows.

    Those of communities, villager groups, buildings and the like are looked at. A column is filled
    where its first row and another have a value, two thirds of the rows have none, and no value
    stands in two rows one below the other: somebody who fills in rows repeats what neighbours
    share. A finding `cells_filled_down` (warning) says so. Cells that say "as above" are filled so,
    with a finding `cells_same_as_above` (note).

    Parameters
    ----------
    known
        As `gridgen.files.headers.recognise` returns it.
    source
        The file as the user knows it.
    is_row
        (n,) rows that hold something; others begin no block and end none.
    """
    filled, findings = known.copy(), []
    header = origin_of(known).header
    for name in [name for name in _SHARED if name in known]:
        text = text_column(known, name)
        if not _DITTO.isdisjoint(text.tolist()):
            same = np.array([cell in _DITTO for cell in text], bool) & is_row
            text = pd.Series(text).mask(same).ffill().fillna("").to_numpy(object)
            filled[name] = text
            findings.append(
                finding("cells_same_as_above", Severity.NOTE, source, header=header[name],
                        number=int(same.sum()))
            )  # fmt: skip
        if not _begins_blocks(text[is_row]):
            continue
        blank = is_blank(text) & is_row
        filled[name] = pd.Series(text).mask(blank).ffill().to_numpy(object)
        findings.append(
            finding("cells_filled_down", Severity.WARNING, source, header=header[name],
                    number=int(blank.sum()))
        )  # fmt: skip
    return filled, tuple(findings)


_FEWEST = 6
"""Rows of which so much can be said."""


def _begins_blocks(cells: Texts) -> bool:
    """Return whether cells are the first ones of blocks."""
    has_value = cells.astype(bool)
    values = int(has_value.sum())
    if len(cells) < _FEWEST or not has_value[0] or values < 2 or 3 * values > len(cells):
        return False
    repeated = has_value[1:] & has_value[:-1] & (cells[1:] == cells[:-1])
    return not repeated.any()
